package org.datawarp.workflow.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The folder of a canonical source is one data set for engines that take the first file's schema
 * for all: DuckDB without {@code union_by_name}, and Parquet's own Java reader in its strict mode.
 */
@ExtendWith(PostgresExtension.class)
class OneDataSetIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String source = "set" + NUMBERS.incrementAndGet();

  @TempDir Path folder;

  @Test
  void issuesThatAddWidenAndLoseColumnsStayOneDataSet(Database database)
      throws SQLException, IOException {
    Estate estate = new Estate(folder, database);
    issue(
        estate,
        "mar25",
        "Code,Region,Patients,Share,Beds,Seen\n",
        "A,North,1,0.5,10,4\n",
        "B,South,2,0.25,11,5\n");
    issue( // numbers with more digits, and a marker
        estate,
        "apr25",
        "Code,Region,Patients,Share,Beds,Seen\n",
        "A,North,3,1234567.125,*,4\n",
        "B,South,4,0.0625,12,5\n");
    issue( // a column more, another of decimals
        estate,
        "may25",
        "Code,Region,Patients,Share,Beds,Seen,Staff\n",
        "A,North,5.5,0.5,10,4,90\n",
        "B,South,6.25,0.25,11,5,91\n");
    issue( // one column less, another blank, one with markers only
        estate,
        "jun25",
        "Code,Region,Patients,Share,Beds,Staff\n",
        "A,North,7,,*,92\n",
        "B,South,8,,*,93\n");
    issue( // an older one, late
        estate,
        "feb25",
        "Code,Region,Patients,Share,Beds,Seen\n",
        "A,North,99999999999,0.5,10,4\n",
        "B,South,10,0.00000001,11,5\n");
    issue( // a revision that makes a column text
        estate,
        "apr25",
        "Code,Region,Patients,Share,Beds,Seen\n",
        "A,North,3,0.5,10,four\n",
        "B,South,4,0.0625,12,five\n");

    assertThat(files(estate)).hasSize(5);
  }

  private void issue(Estate estate, String token, String header, String... rows)
      throws SQLException, IOException {
    estate.clock().advance(Duration.ofMinutes(1));
    RefreshReport report = estate.stack(source + "_" + token, header + String.join("", rows));
    assertThat(report.sources())
        .extracting(RefreshReport.SourceResult::code)
        .containsExactly(source);
    List<String> stored =
        estate.query(
            "SELECT _period, code, trim_scale(patients::numeric), trim_scale(share::numeric),"
                + " beds, seen::text FROM staging.tbl_"
                + source
                + " ORDER BY _period, code");
    assertThat(inDuckDb(estate)).as(token).isEqualTo(stored);
    assertThat(strictlyRead(estate)).isEqualTo(stored.size());
  }

  private List<Path> files(Estate estate) throws IOException {
    try (Stream<Path> files = Files.list(estate.workspace().currentOutput().resolve(source))) {
      return files.sorted().toList();
    }
  }

  private List<String> inDuckDb(Estate estate) throws SQLException {
    Path all = estate.workspace().currentOutput().resolve(source).resolve("*.parquet");
    List<String> rows = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT _period, code, patients, share, beds, seen FROM read_parquet('"
                    + all
                    + "') ORDER BY _period, code")) {
      while (found.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
          String value = found.getString(i);
          boolean isDecimal = value != null && (i == 3 || i == 4);
          row.add(
              isDecimal
                  ? new BigDecimal(value).stripTrailingZeros().toPlainString()
                  : String.valueOf(value));
        }
        rows.add(String.join("|", row));
      }
    }
    return rows;
  }

  /** Reads every row of every file as a row of the first file's schema, types checked. */
  private long strictlyRead(Estate estate) throws IOException {
    MessageType first = null;
    long rows = 0;
    for (Path file : files(estate)) {
      try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
        MessageType schema = reader.getFooter().getFileMetaData().getSchema();
        first = first == null ? schema : first;
        assertThat(schema.getFields()).as(file.toString()).isEqualTo(first.getFields());
        for (PageReadStore pages = reader.readNextRowGroup();
            pages != null;
            pages = reader.readNextRowGroup()) {
          RecordReader<Group> records =
              new ColumnIOFactory(true)
                  .getColumnIO(first, schema, true)
                  .getRecordReader(pages, new GroupRecordConverter(first));
          for (long i = 0; i < pages.getRowCount(); i++) {
            assertThat(records.read().getType().getFieldCount()).isEqualTo(first.getFieldCount());
            rows++;
          }
        }
      }
    }
    return rows;
  }
}
