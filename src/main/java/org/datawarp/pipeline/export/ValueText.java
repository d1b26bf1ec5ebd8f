package org.datawarp.pipeline.export;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;

/** Values as people write them: ISO dates, plain numbers. */
public final class ValueText {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;
  private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

  private ValueText() {}

  /** Returns the text of a value that a cursor holds as a long, NUMERIC apart. */
  public static String of(ColumnType type, long value) {
    return switch (type) {
      case TEXT, INTEGER, BIGINT, NUMERIC -> Long.toString(value);
      case DOUBLE -> Double.toString(Double.longBitsToDouble(value));
      case DATE -> LocalDate.ofEpochDay(value).toString();
      case TIMESTAMP -> timestamp(value);
      case TIME -> time(value);
      case BOOLEAN -> value == 0 ? "false" : "true";
    };
  }

  /** Returns the value without exponent and trailing zeros. */
  public static String of(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /** Returns the text of a value that is not null. */
  public static String of(RowCursor row, int column) {
    ColumnType type = row.type(column);
    if (type == ColumnType.NUMERIC && row.scale(column) != RowCursor.IN_BYTES) {
      return of(BigDecimal.valueOf(row.longValue(column), row.scale(column)));
    }
    return type == ColumnType.TEXT || type == ColumnType.NUMERIC
        ? new String(
            row.bytes(column), row.offset(column), row.length(column), StandardCharsets.UTF_8)
        : of(type, row.longValue(column));
  }

  private static String timestamp(long micros) {
    long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
    int nanos = (int) Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO;
    LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
    String clock = time.toLocalTime().toString();
    return time.toLocalDate() + " " + (clock.length() == 5 ? clock + ":00" : clock);
  }

  private static String time(long micros) {
    if (micros == MICROS_PER_DAY) {
      return "24:00:00";
    }
    String clock = LocalTime.ofNanoOfDay(micros * NANOS_PER_MICRO).toString();
    return clock.length() == 5 ? clock + ":00" : clock;
  }
}
