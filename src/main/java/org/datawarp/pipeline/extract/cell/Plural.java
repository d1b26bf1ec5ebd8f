package org.datawarp.pipeline.extract.cell;

import java.util.Locale;

/** Numbers in sentences for people. */
public final class Plural {
  private Plural() {}

  /** Returns a count with its noun: {@code 1 row}, {@code 1,200 rows}. */
  public static String counted(long count, String noun) {
    return counted(count, noun, noun + "s");
  }

  /** Returns a count with its noun in the one form or the other. */
  public static String counted(long count, String one, String many) {
    return grouped(count) + " " + (count == 1 ? one : many);
  }

  /** Returns a number with commas. */
  public static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
