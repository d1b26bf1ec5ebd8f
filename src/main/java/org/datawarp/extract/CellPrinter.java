package org.datawarp.extract;

/**
 * Prints typed values as text, exactly: plain decimals, ISO dates, TRUE and FALSE. All ASCII; each
 * method writes into an array with at least {@link #MAX_BYTES} free and returns where it ended.
 */
public final class CellPrinter {
  /** The longest text the methods with an array write. */
  public static final int MAX_BYTES = 48;

  private CellPrinter() {}

  /** Prints unscaled × 10^-scale with exactly {@code scale} digits after the point. */
  public static int number(long unscaled, int scale, byte[] out, int offset) {
    throw new UnsupportedOperationException("" + unscaled + scale + out.length + offset);
  }

  /** Prints days since 1970-01-01 as {@code 2024-04-01}. */
  public static int date(long epochDay, byte[] out, int offset) {
    throw new UnsupportedOperationException("" + epochDay + out.length + offset);
  }

  /** Prints microseconds since 1970-01-01T00:00 as {@code 2024-04-01 12:30:00[.5]}. */
  public static int timestamp(long micros, byte[] out, int offset) {
    throw new UnsupportedOperationException("" + micros + out.length + offset);
  }

  /** Prints microseconds since midnight as {@code 12:30:00[.5]}. */
  public static int time(long micros, byte[] out, int offset) {
    throw new UnsupportedOperationException("" + micros + out.length + offset);
  }

  /** Prints TRUE or FALSE. */
  public static int bool(boolean value, byte[] out, int offset) {
    throw new UnsupportedOperationException("" + value + out.length + offset);
  }

  /** Returns a large number as plain digits, the shortest that read back as the same double. */
  public static byte[] bigNumber(double value) {
    throw new UnsupportedOperationException("" + value);
  }
}
