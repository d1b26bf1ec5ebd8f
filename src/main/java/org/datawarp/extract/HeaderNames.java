package org.datawarp.extract;

import java.util.List;

/** Column names, made from headers and from nothing else. */
public final class HeaderNames {
  /** The longest name in bytes; with {@code __marker} behind it, it still fits PostgreSQL's 63. */
  public static final int MAX_BYTES = 55;

  private HeaderNames() {}

  /**
   * A header without its references to notes.
   *
   * @param text the header, white space collapsed
   * @param notes the references as written, without brackets: {@code note 3}, {@code 1}
   */
  public record CleanHeader(String text, List<String> notes) {
    /** Copies the list. */
    public CleanHeader {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Gives each column of one table a legal name of its own.
   *
   * @param headers per column the header's levels, top to bottom; empty for a column without one
   * @return one name per column, in their order
   */
  public static List<String> assign(List<List<String>> headers) {
    throw new UnsupportedOperationException(headers.toString());
  }

  /** Returns the name a header gives alone; empty for a blank one. */
  public static String base(List<String> levels) {
    throw new UnsupportedOperationException(levels.toString());
  }

  /** Takes the references to notes out of one level of a header. */
  public static CleanHeader clean(String level) {
    throw new UnsupportedOperationException(level);
  }
}
