package org.datawarp.extract;

/**
 * The values of one column, counted over a full scan, until its type is decided. Memory is bounded.
 * Not thread-safe.
 */
public final class ColumnScan {
  /** A number: unscaled × 10^-scale. */
  public void number(long unscaled, int scale) {
    throw new UnsupportedOperationException("" + unscaled + scale);
  }

  /** A number whose cell shows it as a percentage: 0.45 shown as 45%. */
  public void percent(long unscaled, int scale) {
    number(unscaled, scale);
  }

  /** A number that does not fit {@link #number}. */
  public void bigNumber(double value) {
    throw new UnsupportedOperationException("" + value);
  }

  /** A text in UTF-8; the array is not kept. */
  public void text(byte[] utf8, int offset, int length) {
    throw new UnsupportedOperationException("" + utf8.length + offset + length);
  }

  /** A date in days since 1970-01-01. */
  public void date(long epochDay) {
    throw new UnsupportedOperationException("" + epochDay);
  }

  /** A date with a time, in microseconds since 1970-01-01T00:00. */
  public void timestamp(long micros) {
    throw new UnsupportedOperationException("" + micros);
  }

  /** A time in microseconds since midnight. */
  public void time(long micros) {
    throw new UnsupportedOperationException("" + micros);
  }

  /** TRUE or FALSE. */
  public void bool(boolean value) {
    throw new UnsupportedOperationException("" + value);
  }

  /** An error value such as {@code #N/A}. */
  public void error(String code) {
    throw new UnsupportedOperationException(code);
  }

  /** A cell without a value. */
  public void blank() {}

  /** Decides the type; the scan can go on and be asked again. */
  public ColumnVerdict decide(MarkerLexicon lexicon) {
    throw new UnsupportedOperationException(lexicon.toString());
  }
}
