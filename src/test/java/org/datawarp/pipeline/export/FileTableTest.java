package org.datawarp.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a file that never were in a database. */
class FileTableTest {
  @TempDir Path folder;

  private final FileTable table =
      new FileTable(
          "Waits", "waits.csv", null, null, List.of(StoredColumn.of("n", ColumnType.NUMERIC)));

  private RowCursor rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (String text : List.of("1.5", "2.5", "3", "123456789.123456")) {
      rows.add(List.of(new BigDecimal(text)));
    }
    return new GivenRows(table.columns(), rows);
  }

  @Test
  void rowsAreOpenedAgainWhereANumberFarDownIsLonger() {
    Path file = folder.resolve("waits.parquet");
    List<RowCursor> opened = new ArrayList<>();

    ExportReport report =
        new ParquetExporter(2)
            .export(
                table,
                () -> {
                  opened.add(rows());
                  return opened.get(opened.size() - 1);
                },
                file);

    assertThat(opened).hasSize(2);
    assertThat(report.rowCount()).isEqualTo(4);
    assertThat(report.columns().get(0).max()).isEqualTo("123456789.123456");
    assertThat(ParquetRows.hash(file).hex()).isEqualTo(report.rowHash());
    assertThat(ParquetRows.metadata(file))
        .containsEntry("datawarp.title", "Waits")
        .containsEntry("datawarp.file", "waits.csv")
        .containsEntry("datawarp.row_count", "4");
  }
}
