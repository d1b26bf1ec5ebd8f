package org.datawarp.pipeline.workbook;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * A date, a time or both, as the cells of strict workbooks ({@code t="d"}) write them.
 *
 * <p>A {@code Z} behind the time is dropped: cells have no zone. Any other offset is not
 * understood.
 *
 * @param date null for a time alone
 * @param micros since midnight
 * @param timed whether a time was written
 */
record IsoDates(@Nullable LocalDate date, long micros, boolean timed) {
  private static final int LONGEST = 40;

  /** Parses the text; null if it is none of these. */
  static @Nullable IsoDates parse(byte[] text, int from, int to) {
    if (to - from > LONGEST) {
      return null;
    }
    String iso = new String(text, from, to - from, StandardCharsets.UTF_8).trim();
    if (iso.endsWith("Z")) {
      iso = iso.substring(0, iso.length() - 1);
    }
    int t = iso.indexOf('T');
    String day = t < 0 ? (iso.indexOf(':') < 0 ? iso : "") : iso.substring(0, t);
    String time = t < 0 ? (day.isEmpty() ? iso : "") : iso.substring(t + 1);
    try {
      LocalDate date = day.isEmpty() ? null : LocalDate.parse(day);
      if (date == null && time.isEmpty()) {
        return null;
      }
      long micros = time.isEmpty() ? 0 : LocalTime.parse(time).toNanoOfDay() / 1000;
      return new IsoDates(date, micros, !time.isEmpty());
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Hands it to the sink; midnight under a format of days is a date. */
  void emit(CellSink sink, int column, NumberFormat.Kind kind, int style) {
    if (date == null) {
      sink.time(column, micros, style);
    } else if (!timed || (micros == 0 && kind == NumberFormat.Kind.DATE)) {
      sink.date(column, date.toEpochDay(), style);
    } else {
      sink.timestamp(column, date.toEpochDay() * ExcelDates.MICROS_PER_DAY + micros, style);
    }
  }
}
