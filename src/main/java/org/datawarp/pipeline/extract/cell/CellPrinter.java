package org.datawarp.pipeline.extract.cell;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/*
 * Hot path: bytes are written in place, nothing is allocated except for big numbers.
 */
/**
 * Prints typed values as text, exactly: plain decimals, ISO dates, TRUE and FALSE. All ASCII; each
 * method writes into an array with at least {@link #MAX_BYTES} free and returns where it ended.
 */
public final class CellPrinter {
  /** The longest text the methods with an array write. */
  public static final int MAX_BYTES = 48;

  private static final long MICROS_PER_SECOND = 1_000_000L;
  private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
  private static final byte[] TRUE = "TRUE".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "FALSE".getBytes(StandardCharsets.US_ASCII);

  private CellPrinter() {}

  /**
   * Prints unscaled × 10^-scale with exactly {@code scale} digits after the point.
   *
   * @param scale 0 to 18
   */
  public static int number(long unscaled, int scale, byte[] out, int offset) {
    int at = offset;
    if (unscaled < 0) {
      out[at++] = '-';
    }
    int digits = Math.max(digits(unscaled), scale + 1);
    int end = at + digits + (scale > 0 ? 1 : 0);
    long rest = unscaled;
    for (int i = end - 1; i >= at; i--) {
      if (scale > 0 && i == end - 1 - scale) {
        out[i] = '.';
      } else {
        out[i] = (byte) ('0' + Math.abs(rest % 10));
        rest /= 10;
      }
    }
    return end;
  }

  /** Prints days since 1970-01-01 as {@code 2024-04-01}. */
  public static int date(long epochDay, byte[] out, int offset) {
    long packed = CivilDate.ofEpochDay(epochDay);
    int year = CivilDate.year(packed);
    int at = offset;
    if (year < 0 || year > 9999) {
      at = number(year, 0, out, at);
    } else {
      at = pair(year / 100, out, at);
      at = pair(year % 100, out, at);
    }
    out[at++] = '-';
    at = pair(CivilDate.month(packed), out, at);
    out[at++] = '-';
    return pair(CivilDate.day(packed), out, at);
  }

  /** Prints microseconds since 1970-01-01T00:00 as {@code 2024-04-01 12:30:00[.5]}. */
  public static int timestamp(long micros, byte[] out, int offset) {
    int at = date(Math.floorDiv(micros, MICROS_PER_DAY), out, offset);
    out[at++] = ' ';
    return time(Math.floorMod(micros, MICROS_PER_DAY), out, at);
  }

  /** Prints microseconds since midnight as {@code 12:30:00[.5]}. */
  public static int time(long micros, byte[] out, int offset) {
    int seconds = (int) (micros / MICROS_PER_SECOND);
    int at = pair(seconds / 3600, out, offset);
    out[at++] = ':';
    at = pair(seconds / 60 % 60, out, at);
    out[at++] = ':';
    at = pair(seconds % 60, out, at);
    int fraction = (int) (micros % MICROS_PER_SECOND);
    if (fraction == 0) {
      return at;
    }
    out[at++] = '.';
    for (int unit = 100_000; fraction > 0; unit /= 10) {
      out[at++] = (byte) ('0' + fraction / unit);
      fraction %= unit;
    }
    return at;
  }

  /** Prints TRUE or FALSE. */
  public static int bool(boolean value, byte[] out, int offset) {
    byte[] word = value ? TRUE : FALSE;
    System.arraycopy(word, 0, out, offset, word.length);
    return offset + word.length;
  }

  /**
   * Returns a large or very small number as plain digits, the fewest that read back as the same
   * double. What is no number is printed as its name.
   */
  public static byte[] bigNumber(double value) {
    String text =
        Double.isFinite(value)
            ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
            : Double.toString(value);
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns how many decimal digits a number has, its sign aside; 1 for 0. */
  public static int digits(long value) {
    int digits = 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private static int pair(int value, byte[] out, int at) {
    out[at] = (byte) ('0' + value / 10);
    out[at + 1] = (byte) ('0' + value % 10);
    return at + 2;
  }
}
