package org.datawarp.pipeline.load;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;
import org.jspecify.annotations.Nullable;

/** A cursor over rows in memory; row n of the list is row n + 2 of the sheet. */
class MemoryRows implements RowCursor {
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);

  private final List<ColumnType> types;
  private final List<List<@Nullable Object>> rows;
  private int index = -1;

  MemoryRows(List<ColumnType> types, List<List<@Nullable Object>> rows) {
    this.types = types;
    this.rows = rows;
  }

  @Override
  public int columnCount() {
    return types.size();
  }

  @Override
  public ColumnType type(int column) {
    return types.get(column);
  }

  @Override
  public boolean next() {
    index++;
    return index < rows.size();
  }

  @Override
  public long rowNumber() {
    return index + 2L;
  }

  @Override
  public @Nullable String sourceColumn() {
    return null;
  }

  @Override
  public boolean isNull(int column) {
    return rows.get(index).get(column) == null;
  }

  private Object value(int column) {
    return java.util.Objects.requireNonNull(rows.get(index).get(column));
  }

  @Override
  public long longValue(int column) {
    Object value = value(column);
    if (value instanceof BigDecimal number) {
      return number.unscaledValue().longValueExact();
    }
    if (value instanceof LocalDate date) {
      return date.toEpochDay();
    }
    if (value instanceof LocalDateTime moment) {
      return moment.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + moment.getNano() / 1_000;
    }
    if (value instanceof LocalTime time) {
      return time.toNanoOfDay() / 1_000;
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    if (value instanceof Double number) {
      return Double.doubleToLongBits(number);
    }
    return ((Number) value).longValue();
  }

  @Override
  public int scale(int column) {
    BigDecimal number = (BigDecimal) value(column);
    boolean fits =
        number.unscaledValue().compareTo(MAX_LONG) <= 0
            && number.unscaledValue().compareTo(MIN_LONG) >= 0;
    return fits ? number.scale() : IN_BYTES;
  }

  /** Puts something before and after the value, as a shared buffer would have. */
  @Override
  public byte[] bytes(int column) {
    return ("..." + text(column) + "...").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int offset(int column) {
    return 3;
  }

  @Override
  public int length(int column) {
    return text(column).getBytes(StandardCharsets.UTF_8).length;
  }

  private String text(int column) {
    Object value = value(column);
    return value instanceof BigDecimal number ? number.toPlainString() : (String) value;
  }

  @Override
  public void close() {
    // Nothing to close.
  }

  static LocalDateTime moment(long micros) {
    return EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
