package org.datawarp.pipeline.workbook;

import java.time.LocalDate;

/**
 * Turns serial numbers of a spreadsheet into dates and times.
 *
 * <p>The 1900 system counts 1900-01-01 as day 1 and has a 1900-02-29 as day 60, which never was;
 * the 1904 system counts 1904-01-01 as day 0. A serial that is no day of the calendar up to
 * 9999-12-31 (negative, 0 or 60 in the 1900 system, too large) stays a number. Source: ECMA-376
 * part 1, 18.17.4.
 */
public enum ExcelDates {
  /** Day 1 is 1900-01-01. */
  FROM_1900,
  /** Day 0 is 1904-01-01. */
  FROM_1904;

  static final long MILLIS_PER_DAY = 86_400_000L;
  public static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final long NO_DAY = Long.MIN_VALUE;
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
  private static final long DAY_ZERO_1904 = LocalDate.of(1904, 1, 1).toEpochDay();
  private static final long DAY_ZERO_1900 = LocalDate.of(1899, 12, 30).toEpochDay();

  /**
   * Hands the serial to the sink as a date, a timestamp or a time, rounded to the millisecond (a
   * double keeps no more of today's dates).
   *
   * <p>Under a format of dates a whole serial is a date and one with a fraction a timestamp; under
   * a format of times or durations a serial below 1 is a time; a longer duration stays a number.
   *
   * @return false if it stays a number, and nothing was handed over
   */
  public boolean emit(CellSink sink, int column, double serial, NumberFormat.Kind kind, int style) {
    if (kind == NumberFormat.Kind.NUMBER
        || !(serial >= 0 && serial < LAST_DAY - DAY_ZERO_1900 + 1)) {
      return false;
    }
    long days = (long) serial;
    long millis = Math.round((serial - days) * MILLIS_PER_DAY);
    if (millis == MILLIS_PER_DAY) {
      days++;
      millis = 0;
    }
    if (days == 0 && showsTimeAlone(kind, millis)) {
      sink.time(column, millis * 1000, style);
      return true;
    }
    long epochDay = kind == NumberFormat.Kind.DURATION ? NO_DAY : epochDay(days);
    if (epochDay == NO_DAY) {
      return false;
    }
    if (millis == 0 && kind == NumberFormat.Kind.DATE) {
      sink.date(column, epochDay, style);
    } else {
      sink.timestamp(column, epochDay * MICROS_PER_DAY + millis * 1000, style);
    }
    return true;
  }

  private boolean showsTimeAlone(NumberFormat.Kind kind, long millis) {
    return switch (kind) {
      case TIME, DURATION -> true;
      // Day 0 of the 1900 system is no date, but people put times into such cells.
      case DATE_TIME -> this == FROM_1900 && millis > 0;
      case DATE, NUMBER -> false;
    };
  }

  private long epochDay(long days) {
    long epochDay =
        switch (this) {
          case FROM_1904 -> DAY_ZERO_1904 + days;
          case FROM_1900 ->
              days == 0 || days == 60 ? NO_DAY : DAY_ZERO_1900 + days + (days < 60 ? 1 : 0);
        };
    return epochDay > LAST_DAY ? NO_DAY : epochDay;
  }
}
