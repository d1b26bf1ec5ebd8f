package org.datawarp.pipeline.match;

import org.jspecify.annotations.Nullable;

/**
 * How surely a table is a canonical source.
 *
 * @param candidate the index of the source among the candidates
 * @param confidence 0 to 1
 * @param method what decided
 * @param doubt why it is only proposed; null where it is taken
 */
public record TableMatch(int candidate, double confidence, Method method, @Nullable String doubt) {
  /** What a match rests on. */
  public enum Method {
    /** The same names of columns. */
    FINGERPRINT,
    /** The same title over mostly the same columns. */
    TITLE,
    /** Mostly the same columns. */
    COLUMNS,
    /** Its sheet, among tables that are alike in all else. */
    SHEET;

    /** Returns the form that is stored. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Tells whether the table is taken for the source without asking. */
  public boolean isTaken() {
    return doubt == null;
  }
}
