package org.datawarp.extract;

import java.util.Locale;

/** Numbers in sentences for people. */
final class Phrase {
  private Phrase() {}

  /** Returns a count with its noun: {@code 1 row}, {@code 1,200 rows}. */
  static String counted(long count, String noun) {
    return counted(count, noun, noun + "s");
  }

  /** Returns a count with its noun in the one form or the other. */
  static String counted(long count, String one, String many) {
    return grouped(count) + " " + (count == 1 ? one : many);
  }

  /** Returns a number with commas. */
  static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
