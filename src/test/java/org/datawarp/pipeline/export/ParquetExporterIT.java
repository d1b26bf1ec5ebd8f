package org.datawarp.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.Progress;
import org.datawarp.model.RowCursor;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.csv.CsvExport;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PostgresExtension.class)
class ParquetExporterIT {
  private static final TableName TABLE = new TableName("staging", "tbl_types");
  private static final String PROVENANCE =
      """
      _load_id integer, _loaded_at timestamp, _period varchar(40), _period_start date,
      _period_end date, _manifest_file_id integer, _source_row bigint, _source_column text
      """;

  /** Everything that a type can hold at its edges, for the reader and for SQL alike. */
  private static final String ROWS =
      """
      VALUES
        ('plain', 1, 1, 1.5, 1.5, date '2025-08-01', timestamp '2025-08-01 09:30:00', time '09:30', true, 'x', 0.1::real, 7::smallint, 5.0000000001, 1),
        ('', 2147483647, 9223372036854775807, 0, 1e308, date '0001-01-01', timestamp '0001-01-01 00:00:00', time '00:00', false, '', 0, 0, 1234567890123456789012345678, 1e39),
        (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (E'Ünï|cødé 日本 \\U0001F600 \\n\\t"', -2147483648, -9223372036854775808, -0.0625, -0.0, date '9999-12-31', timestamp '9999-12-31 23:59:59.999999', time '23:59:59.999999', true, ' ', -1.5, -32768, -1234567890123456789012345678, -123456789012345678901234567890123456789),
        ('a,"b"', 0, 0, 100.00, 0.1, date '1969-12-31', timestamp '1969-12-31 23:59:59.999999', time '12:00', false, 'NULL', 3, 3, 0, 0.5)
      """;

  @TempDir Path folder;
  private Connection connection;

  @BeforeEach
  void createTable(Database database) throws SQLException {
    connection = database.open();
    connection.setAutoCommit(true);
    execute("DROP TABLE IF EXISTS " + TABLE.quoted());
    execute(
        "CREATE TABLE "
            + TABLE.quoted()
            + " (c_text text, c_integer integer, c_bigint bigint, c_numeric numeric,"
            + " c_double double precision, c_date date, c_timestamp timestamp, c_time time,"
            + " c_boolean boolean, \"Odd \"\"name\"\"\" varchar(50), c_real real,"
            + " c_smallint smallint, c_decimal numeric, c_long numeric, "
            + PROVENANCE
            + ")");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void everyTypeIsTheSameInTheFile() throws SQLException {
    insertEdges();
    execute("COMMENT ON COLUMN staging.tbl_types.c_text IS 'what it says'");

    ExportReport report = export("types.parquet", RowFilter.all());

    assertThat(ParquetRows.columns(report.file()))
        .isEqualTo(StagingTableReader.columns(connection, TABLE));
    assertThat(rows(ParquetRows.open(report.file()))).isEqualTo(rows(tableRows()));
    assertThat(report.rowCount()).isEqualTo(5);
    assertThat(ParquetRows.hash(report.file()))
        .isEqualTo(new ParquetExporter().hash(connection, TABLE, RowFilter.all()))
        .isEqualTo(new TableHash(5, report.rowHash()));
    assertThat(ParquetRows.metadata(report.file()))
        .containsEntry("datawarp.row_hash", report.rowHash())
        .containsEntry("datawarp.periods", "2025-08")
        .containsEntry("datawarp.source", "types");
    assertThat(summary(report, "c_decimal").parquetType()).isEqualTo("DECIMAL(38,10)");
    assertThat(summary(report, "c_long").parquetType()).isEqualTo("STRING");
    assertThat(summary(report, "c_long").min())
        .isEqualTo("-123456789012345678901234567890123456789");
    assertThat(summary(report, "c_numeric").parquetType()).isEqualTo("DECIMAL(7,4)");
    assertThat(report.firstDay()).isEqualTo(LocalDate.of(2025, 8, 1));
    assertThat(report.lastDay()).isEqualTo(LocalDate.of(2025, 8, 31));
  }

  @Test
  void anIndependentReaderFindsWhatSqlFinds() throws SQLException {
    insertEdges();
    ExportReport report = export("duck.parquet", RowFilter.all());
    String select =
        "SELECT c_text, c_integer, c_bigint, c_double, CAST(c_date AS varchar),"
            + " CAST(c_timestamp AS varchar), CAST(c_time AS varchar), c_boolean,"
            + " \"Odd \"\"name\"\"\", c_real, c_smallint, c_decimal, c_numeric,"
            + " CAST(c_long AS varchar), _load_id, _period, CAST(_period_start AS varchar),"
            + " _manifest_file_id, _source_row, _source_column FROM ";

    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      String file = "'" + report.file() + "'";

      assertThat(query(duck, select + file))
          .isEqualTo(query(connection, select + TABLE.quoted() + " ORDER BY _source_row"));
      assertThat(query(duck, "SELECT column_type FROM (DESCRIBE SELECT * FROM " + file + ")"))
          .containsExactly(
              "VARCHAR",
              "INTEGER",
              "BIGINT",
              "DECIMAL(7,4)",
              "DOUBLE",
              "DATE",
              "TIMESTAMP",
              "TIME",
              "BOOLEAN",
              "VARCHAR",
              "DOUBLE",
              "INTEGER",
              "DECIMAL(38,10)",
              "VARCHAR",
              "INTEGER",
              "TIMESTAMP",
              "VARCHAR",
              "DATE",
              "DATE",
              "INTEGER",
              "BIGINT",
              "VARCHAR");
      // Filters make the reader trust the statistics.
      assertThat(query(duck, "SELECT count(*) FROM " + file + " WHERE c_date > '9000-01-01'"))
          .containsExactly("1");
      assertThat(query(duck, "SELECT count(*) FROM " + file + " WHERE c_numeric < 0"))
          .containsExactly("1");
      assertThat(query(duck, "SELECT count(*) FROM " + file + " WHERE c_decimal < 0"))
          .containsExactly("1");
      assertThat(query(duck, "SELECT count(*) FROM " + file + " WHERE c_text = ''"))
          .containsExactly("1");
    }
  }

  @Test
  void manyRowsOfEveryEncodingReadTheSameElsewhere() throws SQLException {
    execute(
        "INSERT INTO staging.tbl_types (c_text, c_integer, c_bigint, c_numeric, c_double, c_date,"
            + " c_boolean, c_decimal, _period, _period_start, _manifest_file_id, _source_row)"
            + " SELECT CASE WHEN i % 3 = 0 THEN 'unique ' || md5(i::text) ELSE 'some' || i % 7 END,"
            + " i % 1000, i::bigint * 7919 * 104729 % 1000000007,"
            + " CASE WHEN i % 5 > 0 THEN (i * 37 % 99991) / 100.0 END, sqrt(i),"
            + " date '2020-01-01' + i % 900, i % 11 = 0, i * 12345678901234567890.25,"
            + " '2025-08', '2025-08-01', 1, i FROM generate_series(1, 3000) i");
    String sums =
        "SELECT count(*), count(c_numeric), sum(c_integer), sum(c_bigint), sum(c_numeric),"
            + " CAST(min(c_date) AS varchar), CAST(max(c_date) AS varchar),"
            + " sum(CASE WHEN c_boolean THEN _source_row ELSE 0 END), count(distinct c_text),"
            + " min(c_text), max(c_text), min(c_decimal), max(c_decimal), sum(length(c_text)),"
            + " max(c_double) FROM ";

    ExportReport report =
        export(new ParquetExporter(2000), TABLE, folder.resolve("many.parquet"), RowFilter.all());

    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      assertThat(query(duck, sums + "'" + report.file() + "'"))
          .isEqualTo(
              query(connection, sums.replace("c_text)", "c_text COLLATE \"C\")") + TABLE.quoted()));
      assertThat(
              query(
                  duck,
                  "SELECT count(*) FROM parquet_metadata('"
                      + report.file()
                      + "') "
                      + "WHERE column_id = 0"))
          .containsExactly("2");
    }
  }

  @Test
  void equalRowsGiveEqualBytesWhateverTheirPlaceInTheTable() throws SQLException {
    insertEdges();
    ExportReport ordered = export("ordered.parquet", RowFilter.all());

    execute("CREATE TABLE staging.moved AS SELECT * FROM staging.tbl_types ORDER BY c_text DESC");
    execute("TRUNCATE staging.tbl_types");
    execute("INSERT INTO staging.tbl_types SELECT * FROM staging.moved");
    execute("DROP TABLE staging.moved");
    ExportReport moved = export("moved.parquet", RowFilter.all());

    assertThat(moved.sha256()).isEqualTo(ordered.sha256());
    assertThat(moved.file()).hasSameBinaryContentAs(ordered.file());
  }

  @Test
  void rowsOfUnpivotedColumnsComeInTheOrderOfTheSheet() throws SQLException {
    for (String column : List.of("AA", "B", "Z", "A")) {
      execute(
          "INSERT INTO staging.tbl_types (_period_start, _manifest_file_id, _source_row,"
              + " _source_column) VALUES ('2025-08-01', 1, 5, '"
              + column
              + "')");
    }

    ExportReport report = export("columns.parquet", RowFilter.all());

    List<String> columns = new ArrayList<>();
    try (RowCursor rows = ParquetRows.open(report.file())) {
      while (rows.next()) {
        assertThat(rows.rowNumber()).isEqualTo(5);
        columns.add(rows.sourceColumn());
      }
    }
    assertThat(columns).containsExactly("A", "B", "Z", "AA");
  }

  @Test
  void aNumberFarDownWithMoreDecimalsIsHeldToo() throws SQLException {
    execute(
        "INSERT INTO staging.tbl_types (c_numeric, _period_start, _manifest_file_id, _source_row)"
            + " SELECT CASE WHEN i = 270000 THEN 0.123456 ELSE i END, '2025-08-01', 1, i"
            + " FROM generate_series(1, 270000) i");

    ExportReport report = export("late.parquet", RowFilter.all());

    assertThat(summary(report, "c_numeric").parquetType()).isEqualTo("DECIMAL(12,6)");
    assertThat(summary(report, "c_numeric").min()).isEqualTo("0.123456");
  }

  @Test
  void filtersChooseRows() throws SQLException {
    insertEdges();
    execute("UPDATE staging.tbl_types SET _period = 'it''s' WHERE _source_row = 2");
    execute("UPDATE staging.tbl_types SET _period = NULL WHERE _source_row = 3");
    execute("UPDATE staging.tbl_types SET _manifest_file_id = 9 WHERE _source_row = 4");

    assertThat(count(RowFilter.all())).isEqualTo(5);
    assertThat(count(RowFilter.periods(List.of("it's")))).isEqualTo(1);
    assertThat(count(RowFilter.periods(List.of("2025-08", "it's")))).isEqualTo(4);
    assertThat(count(RowFilter.periods(List.of()))).isZero();
    assertThat(count(RowFilter.withoutPeriod())).isEqualTo(1);
    assertThat(count(RowFilter.manifestFiles(List.of(9, 10)))).isEqualTo(1);
    assertThat(export("one.parquet", RowFilter.periods(List.of("it's"))).periods())
        .containsExactly("it's");
  }

  @Test
  void anEmptyTableIsAnEmptyFile() throws SQLException {
    ExportReport report = export("empty.parquet", RowFilter.all());

    assertThat(report.rowCount()).isZero();
    assertThat(report.periods()).isEmpty();
    assertThat(ParquetRows.columns(report.file()))
        .isEqualTo(StagingTableReader.columns(connection, TABLE));
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      assertThat(query(duck, "SELECT count(*) FROM '" + report.file() + "'")).containsExactly("0");
    }
  }

  /** Row groups are read by two threads in turn; a file may have fewer of them than threads. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 100})
  void everyRowGroupIsReadBack(int rowsPerGroup) throws SQLException {
    insertEdges();

    ExportReport report =
        export(
            new ParquetExporter(rowsPerGroup),
            TABLE,
            folder.resolve("groups.parquet"),
            RowFilter.all());

    assertThat(ParquetRows.hash(report.file()))
        .isEqualTo(new TableHash(5, report.rowHash()))
        .isEqualTo(new ParquetExporter().hash(connection, TABLE, RowFilter.all()));
    assertThat(rows(ParquetRows.open(report.file()))).isEqualTo(rows(tableRows()));
  }

  @Test
  void aDamagedFileFailsItsVerificationAndIsDeleted() throws SQLException, IOException {
    insertEdges();
    ExportReport report = export("damaged.parquet", RowFilter.all());
    try (FileChannel channel = FileChannel.open(report.file(), StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[] {42}), report.sizeBytes() / 3);
    }

    assertThatThrownBy(
            () ->
                Verification.require(
                    report, StagingTableReader.columns(connection, TABLE), Progress.NONE))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("does not hold the rows");
    assertThat(report.file()).doesNotExist();
  }

  @Test
  void anExportInsideATransactionSeesItsRowsAndLeavesItUsable() throws SQLException {
    connection.setAutoCommit(false);
    insertEdges();
    execute("UPDATE staging.tbl_types SET _source_row = 10 - _source_row");

    ExportReport report = export("inside.parquet", RowFilter.all());

    assertThat(report.rowCount()).isEqualTo(5);
    assertThat(query(connection, "SELECT count(*) FROM staging.tbl_types")).containsExactly("5");
    connection.rollback();
    connection.setAutoCommit(true);
  }

  @Test
  void numbersThatAreNoneSurviveAsText() throws SQLException {
    execute("INSERT INTO staging.tbl_types (c_numeric) VALUES ('NaN'), (1.5)");

    ExportReport report = export("nan.parquet", RowFilter.all());

    assertThat(summary(report, "c_numeric").parquetType()).isEqualTo("STRING");
    assertThat(summary(report, "c_numeric").max()).isEqualTo("1.5");
    assertThat(ParquetRows.columns(report.file()).get(3).type()).isEqualTo(ColumnType.NUMERIC);
  }

  @Test
  void anInfiniteDateIsRefusedAndNothingIsLeft() throws SQLException {
    execute("INSERT INTO staging.tbl_types (c_date) VALUES ('infinity')");

    assertThatThrownBy(() -> export("infinite.parquet", RowFilter.all()))
        .isInstanceOf(DataRejectedException.class)
        .hasMessageContaining("c_date");
    assertThat(folder.resolve("infinite.parquet")).doesNotExist();
  }

  @Test
  void aMissingTableIsNamed() {
    assertThatThrownBy(
            () -> StagingTableReader.columns(connection, new TableName("staging", "tbl_nowhere")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("staging.tbl_nowhere");
  }

  @Test
  void markersAreListedBesideTheirColumn() throws SQLException {
    execute("ALTER TABLE staging.tbl_types ADD COLUMN c_numeric__marker text");
    execute(
        "INSERT INTO staging.tbl_types (c_numeric, c_numeric__marker)"
            + " VALUES (NULL, '*'), (5, NULL), (NULL, '[c]'), (NULL, '*')");

    ExportReport report = export("markers.parquet", RowFilter.all());

    assertThat(summary(report, "c_numeric").markers()).containsExactly("*", "[c]");
    assertThat(summary(report, "c_numeric").nullCount()).isEqualTo(3);
  }

  @Test
  void aLegacyTableWithoutSourceRowsIsExportedInTheSameOrderEveryTime() throws SQLException {
    execute("DROP TABLE IF EXISTS staging.tbl_legacy");
    execute(
        "CREATE TABLE staging.tbl_legacy (org_code text, measure varchar(50), value integer,"
            + " rate numeric, tags text[], \"at\" timestamptz, _load_id integer,"
            + " _loaded_at timestamp DEFAULT now(), _period varchar(20), _period_start date,"
            + " _period_end date, _manifest_file_id integer)");
    String insert =
        "INSERT INTO staging.tbl_legacy SELECT 'R' || i % 40, 'm' || i % 7, i, i / 7.0,"
            + " ARRAY['a', 'b' || i % 3], '2025-01-01 12:00+01', 1, '2026-01-05', '2025-08',"
            + " '2025-08-01', '2025-08-31', 3 FROM generate_series(1, 500) i ORDER BY i";
    execute(insert);
    TableName legacy = new TableName("staging", "tbl_legacy");
    Path one = folder.resolve("one.parquet");
    Path two = folder.resolve("two.parquet");

    export(legacy, one, RowFilter.all());
    execute("TRUNCATE staging.tbl_legacy");
    execute(insert + " DESC");
    export(legacy, two, RowFilter.all());

    assertThat(one).hasSameBinaryContentAs(two);
    assertThat(ParquetRows.columns(one)).isEqualTo(StagingTableReader.columns(connection, legacy));
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      assertThat(
              query(duck, "SELECT DISTINCT \"at\", tags FROM '" + one + "' ORDER BY tags LIMIT 1"))
          .containsExactly("2025-01-01 11:00:00.0|{a,b0}");
    }
    execute("DROP TABLE staging.tbl_legacy");
  }

  @Test
  void rowsOfTheTableCanBeWrittenAsCsv() throws SQLException, IOException {
    insertEdges();
    List<StoredColumn> columns = StagingTableReader.columns(connection, TABLE).subList(0, 4);
    Path file = folder.resolve("rows.csv");

    try (RowCursor rows = StagingTableReader.open(connection, TABLE, columns, RowFilter.all())) {
      CsvExport.write(columns.stream().map(StoredColumn::name).toList(), rows, file);
    }

    assertThat(Files.readString(file))
        .startsWith("c_text,c_integer,c_bigint,c_numeric\r\n")
        .contains("plain,1,1,1.5\r\n");
  }

  private void insertEdges() throws SQLException {
    execute(
        "INSERT INTO staging.tbl_types SELECT v.*, 1, timestamp '2025-09-01 12:00:00', '2025-08',"
            + " date '2025-08-01', date '2025-08-31', 7, row_number() OVER (), NULL FROM ("
            + ROWS
            + ") v");
  }

  private ExportReport export(String name, RowFilter filter) {
    return export(TABLE, folder.resolve(name), filter);
  }

  private ExportReport export(TableName table, Path file, RowFilter filter) {
    return export(new ParquetExporter(), table, file, filter);
  }

  private ExportReport export(
      ParquetExporter exporter, TableName table, Path file, RowFilter filter) {
    SourceDescription description =
        new SourceDescription(
            new SourceCode("types"),
            "Types",
            "",
            Licence.UNKNOWN,
            null,
            null,
            List.of(new SourceFile(7, "file:/x \"y\".csv", null, null, "", null)),
            List.of());
    return exporter.export(connection, new ExportRequest(description, table, filter, file));
  }

  private long count(RowFilter filter) {
    return new ParquetExporter().hash(connection, TABLE, filter).rowCount();
  }

  private RowCursor tableRows() {
    return StagingTableReader.open(
        connection, TABLE, StagingTableReader.columns(connection, TABLE), RowFilter.all());
  }

  private static ColumnSummary summary(ExportReport report, String name) {
    return report.columns().stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<List<String>> rows(RowCursor cursor) {
    List<List<String>> rows = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < cursor.columnCount(); i++) {
          row.add(cursor.isNull(i) ? null : ValueText.of(cursor, i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Returns rows as texts; numbers compare by value, whatever their class. */
  private static List<String> query(Connection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(text(result.getObject(i)));
        }
        rows.add(String.join("|", row));
      }
    }
    return rows;
  }

  private static String text(Object value) {
    if (value instanceof Float || value instanceof Double) {
      return Double.toString(((Number) value).doubleValue() + 0.0);
    }
    if (value instanceof Number) {
      return ValueText.of(new java.math.BigDecimal(value.toString()));
    }
    return value == null ? "<null>" : value.toString();
  }
}
