package org.datawarp.pipeline.export;

import java.util.Arrays;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;

/**
 * Watches whether rows come in export order by themselves.
 *
 * <p>A table filled by one load lies in that order already, and sorting a million rows takes
 * PostgreSQL longer than everything else in an export. So rows are first read as they lie, and only
 * if two are found out of order, or alike, are they read again, sorted.
 */
final class RowOrder {
  private static final List<String> KEYS =
      List.of("_period_start", "_manifest_file_id", "_source_row");

  private final int[] keys;
  private final int sourceColumn;
  private final long[] last = new long[KEYS.size()];
  private byte[] lastColumn = {};
  private boolean isFirst = true;

  private RowOrder(int[] keys, int sourceColumn) {
    this.keys = keys;
    this.sourceColumn = sourceColumn;
  }

  /** Tells whether a table has the columns that say where a row belongs. */
  static boolean isKnown(List<StoredColumn> columns) {
    for (String key : KEYS) {
      int index = StoredColumn.indexOf(columns, key);
      if (index < 0) {
        return false;
      }
      ColumnType type = columns.get(index).type();
      if (type != ColumnType.DATE && type != ColumnType.INTEGER && type != ColumnType.BIGINT) {
        return false;
      }
    }
    int column = StoredColumn.indexOf(columns, "_source_column");
    return column < 0 || columns.get(column).type() == ColumnType.TEXT;
  }

  static RowOrder of(List<StoredColumn> columns) {
    return new RowOrder(
        KEYS.stream().mapToInt(key -> StoredColumn.indexOf(columns, key)).toArray(),
        StoredColumn.indexOf(columns, "_source_column"));
  }

  /** Tells whether the current row belongs after the one before; true for the first. */
  boolean isAfterLast(RowCursor row) {
    int order = isFirst ? 1 : 0;
    for (int i = 0; i < keys.length; i++) {
      long value = row.isNull(keys[i]) ? Long.MAX_VALUE : row.longValue(keys[i]);
      order = order == 0 ? Long.compare(value, last[i]) : order;
      last[i] = value;
    }
    isFirst = false;
    return sourceColumn < 0 ? order > 0 : compareColumn(row, order) > 0;
  }

  /** Compares letters of columns: the shorter first, {@code Z} before {@code AA}; null last. */
  private int compareColumn(RowCursor row, int before) {
    if (row.isNull(sourceColumn)) {
      lastColumn = new byte[] {Byte.MAX_VALUE, Byte.MAX_VALUE, Byte.MAX_VALUE, Byte.MAX_VALUE};
      return before;
    }
    int from = row.offset(sourceColumn);
    int length = row.length(sourceColumn);
    int order = before;
    if (order == 0) {
      order = Integer.compare(length, lastColumn.length);
    }
    if (order == 0) {
      order =
          Arrays.compareUnsigned(
              row.bytes(sourceColumn), from, from + length, lastColumn, 0, lastColumn.length);
    }
    lastColumn = Arrays.copyOfRange(row.bytes(sourceColumn), from, from + length);
    return order;
  }
}
