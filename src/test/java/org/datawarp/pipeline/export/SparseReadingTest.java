package org.datawarp.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A column of a Parquet file is decoded where it is asked for: what is passed over moves nothing.
 */
class SparseReadingTest {
  private static final int ROWS = 2_500;
  private static final int ROWS_PER_GROUP = 1_000;

  private final List<StoredColumn> columns =
      List.of(
          StoredColumn.of("org_code", ColumnType.TEXT),
          StoredColumn.of("open", ColumnType.BIGINT),
          StoredColumn.of("share", ColumnType.NUMERIC));
  private final List<List<Object>> rows = new ArrayList<>();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() {
    for (int i = 0; i < ROWS; i++) {
      List<Object> row = new ArrayList<>();
      row.add(i % 7 == 0 ? null : "R" + i % 400);
      row.add(i % 3 == 0 ? null : Long.valueOf(i * 31L));
      row.add(i % 5 == 0 ? null : BigDecimal.valueOf(i, 2));
      rows.add(row);
    }
    file = folder.resolve("rows.parquet");
    new ParquetExporter(ROWS_PER_GROUP)
        .export(
            new FileTable("Rows", "rows.csv", null, null, columns),
            () -> new GivenRows(columns, rows),
            file);
  }

  @Test
  void eachColumnIsAsWrittenWhicheverRowsAreAskedFor() {
    for (int step : new int[] {1, 3, 255, 256, 257, 700, 1_001}) {
      for (int column = 0; column < columns.size(); column++) {
        List<Object> expected = new ArrayList<>();
        for (int i = 0; i < ROWS; i += step) {
          expected.add(rows.get(i).get(column));
        }
        assertThat(read(column, step)).as("column %d, step %d", column, step).isEqualTo(expected);
      }
    }
  }

  private List<Object> read(int column, int step) {
    List<Object> values = new ArrayList<>();
    try (RowCursor cursor = ParquetRows.open(file)) {
      for (int i = 0; cursor.next(); i++) {
        if (i % step == 0) {
          values.add(value(cursor, column));
        }
      }
    }
    return values;
  }

  private static Object value(RowCursor cursor, int column) {
    if (cursor.isNull(column)) {
      return null;
    }
    return switch (cursor.type(column)) {
      case TEXT ->
          new String(
              cursor.bytes(column),
              cursor.offset(column),
              cursor.length(column),
              StandardCharsets.UTF_8);
      case NUMERIC ->
          BigDecimal.valueOf(cursor.longValue(column), cursor.scale(column)).setScale(2);
      default -> cursor.longValue(column);
    };
  }
}
