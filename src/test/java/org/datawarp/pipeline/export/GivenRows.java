package org.datawarp.pipeline.export;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;

/**
 * Rows of plain Java values: String, Long, BigDecimal, Double, LocalDate, LocalDateTime, LocalTime,
 * Boolean or null.
 */
public final class GivenRows implements RowCursor {
  private final List<StoredColumn> columns;
  private final List<List<Object>> rows;
  private int index = -1;

  public GivenRows(List<StoredColumn> columns, List<List<Object>> rows) {
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
    return ++index < rows.size();
  }

  @Override
  public long rowNumber() {
    return index + 1;
  }

  @Override
  public String sourceColumn() {
    return null;
  }

  @Override
  public boolean isNull(int column) {
    return rows.get(index).get(column) == null;
  }

  @Override
  public long longValue(int column) {
    Object value = rows.get(index).get(column);
    if (value instanceof LocalDate day) {
      return day.toEpochDay();
    }
    if (value instanceof LocalDateTime time) {
      return ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time);
    }
    if (value instanceof LocalTime time) {
      return time.toNanoOfDay() / 1_000;
    }
    if (value instanceof Double number) {
      return Double.doubleToLongBits(number);
    }
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    return value instanceof BigDecimal number
        ? number.unscaledValue().longValueExact()
        : ((Number) value).longValue();
  }

  @Override
  public int scale(int column) {
    BigDecimal number = (BigDecimal) rows.get(index).get(column);
    return number.unscaledValue().bitLength() < Long.SIZE ? number.scale() : IN_BYTES;
  }

  @Override
  public byte[] bytes(int column) {
    Object value = rows.get(index).get(column);
    String text = value instanceof BigDecimal number ? number.toPlainString() : (String) value;
    return text.getBytes(StandardCharsets.UTF_8);
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
}
