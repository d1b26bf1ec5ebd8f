package org.datawarp.pipeline.load;

import java.nio.charset.StandardCharsets;

/*
 * Hot path: no object per value, except for floating point.
 */
/** Writes values as PostgreSQL prints them with {@code ::text}, for columns that became text. */
final class TextFormat {
  private static final long MICROS_PER_SECOND = 1_000_000L;
  private static final long MICROS_PER_DAY = 86_400L * MICROS_PER_SECOND;
  private static final byte[] BEFORE_CHRIST = {' ', 'B', 'C'};
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

  private TextFormat() {}

  static void putLong(CopyBuffer out, long value) {
    putDecimal(out, value, 0);
  }

  /** Writes unscaled × 10^-scale with that many decimals. */
  static void putDecimal(CopyBuffer out, long unscaled, int scale) {
    int field = out.startField();
    if (unscaled < 0) {
      out.putByte('-');
    }
    // Negative numbers reach further than positive ones: digits are taken from those.
    long rest = unscaled < 0 ? unscaled : -unscaled;
    int digits = 1;
    long power = 1;
    while (rest / power <= -10) {
      power *= 10;
      digits++;
    }
    if (digits <= scale) {
      out.putByte('0');
      out.putByte('.');
      for (int i = digits; i < scale; i++) {
        out.putByte('0');
      }
    }
    for (int i = digits; i > 0; i--) {
      if (i == scale && i < digits) {
        out.putByte('.');
      }
      long digit = rest / power;
      out.putByte((int) ('0' - digit));
      rest -= digit * power;
      power /= 10;
    }
    out.endField(field);
  }

  static void putDouble(CopyBuffer out, double value) {
    byte[] text = doubleText(value).getBytes(StandardCharsets.US_ASCII);
    out.putInt(text.length);
    out.putBytes(text, 0, text.length);
  }

  static void putBoolean(CopyBuffer out, boolean value) {
    byte[] text = value ? TRUE : FALSE;
    out.putInt(text.length);
    out.putBytes(text, 0, text.length);
  }

  /** Writes a date given as days since 1970-01-01. */
  static void putDate(CopyBuffer out, long epochDay) {
    int field = out.startField();
    if (!putDay(out, epochDay)) {
      out.putBytes(BEFORE_CHRIST, 0, BEFORE_CHRIST.length);
    }
    out.endField(field);
  }

  /** Writes a timestamp given as microseconds since 1970-01-01T00:00. */
  static void putTimestamp(CopyBuffer out, long micros) {
    int field = out.startField();
    boolean afterChrist = putDay(out, Math.floorDiv(micros, MICROS_PER_DAY));
    out.putByte(' ');
    putClock(out, Math.floorMod(micros, MICROS_PER_DAY));
    if (!afterChrist) {
      out.putBytes(BEFORE_CHRIST, 0, BEFORE_CHRIST.length);
    }
    out.endField(field);
  }

  /** Writes a time given as microseconds since midnight. */
  static void putTime(CopyBuffer out, long micros) {
    int field = out.startField();
    putClock(out, micros);
    out.endField(field);
  }

  /** Returns the shortest text of a double that Java gives, in a form PostgreSQL reads. */
  static String doubleText(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    String text = java.math.BigDecimal.valueOf(value).toPlainString();
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /**
   * Writes year, month and day; false where the year is before Christ.
   *
   * <p>Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
   */
  private static boolean putDay(CopyBuffer out, long epochDay) {
    long shifted = epochDay + 719_468;
    long era = Math.floorDiv(shifted, 146_097L);
    long dayOfEra = shifted - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int monthFromMarch = (int) ((5 * dayOfYear + 2) / 153);
    int day = (int) (dayOfYear - (153L * monthFromMarch + 2) / 5 + 1);
    int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    putPadded(out, year > 0 ? year : 1 - year, 4);
    out.putByte('-');
    putPadded(out, month, 2);
    out.putByte('-');
    putPadded(out, day, 2);
    return year > 0;
  }

  private static void putClock(CopyBuffer out, long micros) {
    long seconds = micros / MICROS_PER_SECOND;
    putPadded(out, seconds / 3_600, 2);
    out.putByte(':');
    putPadded(out, seconds / 60 % 60, 2);
    out.putByte(':');
    putPadded(out, seconds % 60, 2);
    long fraction = micros % MICROS_PER_SECOND;
    if (fraction != 0) {
      int width = 6;
      while (fraction % 10 == 0) {
        fraction /= 10;
        width--;
      }
      out.putByte('.');
      putPadded(out, fraction, width);
    }
  }

  private static void putPadded(CopyBuffer out, long value, int width) {
    long power = 1;
    for (int i = 1; i < width || value / power >= 10; i++) {
      power *= 10;
    }
    for (long rest = value; power > 0; power /= 10) {
      out.putByte((int) ('0' + rest / power));
      rest %= power;
    }
  }
}
