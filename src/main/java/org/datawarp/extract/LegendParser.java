package org.datawarp.extract;

import java.util.List;

/** Reads the legend of a sheet's shorthand from its lines of notes. */
public final class LegendParser {
  private LegendParser() {}

  /**
   * Reads legends such as {@code [c] = confidential}, {@code * denotes suppressed values between 1
   * and 7}, {@code : not available}, {@code '-' represents nil}, {@code Key: x = not available; c =
   * …}. Lines that are none are skipped; the first of two entries for one token stays.
   */
  public static Legend parse(List<String> lines) {
    throw new UnsupportedOperationException(lines.toString());
  }
}
