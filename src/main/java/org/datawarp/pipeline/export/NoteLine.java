package org.datawarp.pipeline.export;

import java.util.List;

/**
 * A line of a sheet of notes.
 *
 * @param kind how it stands out
 * @param cells its cells from the left; none for a blank line
 */
public record NoteLine(Kind kind, List<String> cells) {
  /** Copies the cells. */
  public NoteLine {
    cells = List.copyOf(cells);
  }

  /** How a line stands out. */
  public enum Kind {
    /** All of it does. */
    HEADING,
    /** Its first cell says what the others are. */
    ENTRY,
    /** It does not. */
    TEXT
  }

  /** Makes a line that stands out. */
  public static NoteLine heading(String... cells) {
    return new NoteLine(Kind.HEADING, List.of(cells));
  }

  /** Makes a line of a word and what it stands for. */
  public static NoteLine entry(String label, String text) {
    return new NoteLine(Kind.ENTRY, List.of(label, text));
  }

  /** Makes a plain line. */
  public static NoteLine text(String... cells) {
    return new NoteLine(Kind.TEXT, List.of(cells));
  }

  /** Makes a blank line. */
  public static NoteLine blank() {
    return new NoteLine(Kind.TEXT, List.of());
  }
}
