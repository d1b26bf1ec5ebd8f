package org.datawarp.pipeline.export;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;
import org.jspecify.annotations.Nullable;

/** A cursor over a few rows in memory: TEXT as String, BIGINT as Long, DATE as LocalDate. */
final class ListRows implements RowCursor {
  private final List<StoredColumn> columns;
  private final List<? extends List<? extends @Nullable Object>> rows;
  private int index = -1;

  ListRows(List<StoredColumn> columns, List<? extends List<? extends @Nullable Object>> rows) {
    this.columns = columns;
    this.rows = rows;
  }

  @Override
  public int columnCount() {
    return columns.size();
  }

  @Override
  public ColumnType type(int column) {
    return columns.get(column).type();
  }

  @Override
  public boolean next() {
    index++;
    return index < rows.size();
  }

  @Override
  public long rowNumber() {
    return 0;
  }

  @Override
  public @Nullable String sourceColumn() {
    return null;
  }

  @Override
  public boolean isNull(int column) {
    return value(column) == null;
  }

  @Override
  public long longValue(int column) {
    Object value = value(column);
    if (value instanceof LocalDate day) {
      return day.toEpochDay();
    }
    if (value instanceof Long number) {
      return number;
    }
    throw new IllegalStateException("not a number: " + value);
  }

  @Override
  public int scale(int column) {
    return 0;
  }

  @Override
  public byte[] bytes(int column) {
    return String.valueOf(value(column)).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int offset(int column) {
    return 0;
  }

  @Override
  public int length(int column) {
    return bytes(column).length;
  }

  @Override
  public void close() {}

  private @Nullable Object value(int column) {
    return rows.get(index).get(column);
  }
}
