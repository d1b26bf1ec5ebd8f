package org.datawarp.model.table;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rectangle as a person writes it: {@code B13:AA460}, {@code $B$13:$AA$460}, or {@code B:AA} for
 * all rows. All ends belong to it.
 *
 * @param firstColumn from 0
 * @param lastColumn from 0
 * @param firstRow from 1
 * @param lastRow {@link Long#MAX_VALUE} where it is open
 */
public record CellRange(int firstColumn, int lastColumn, long firstRow, long lastRow) {
  /** What a range must look like, for messages. */
  public static final String RULE = "write it as B13:AA460, or B:AA for all rows";

  private static final Pattern SHAPE =
      Pattern.compile(
          "\\s*\\$?([A-Z]{1,3})\\$?(\\d{0,10})\\s*:\\s*\\$?([A-Z]{1,3})\\$?(\\d{0,10})\\s*",
          Pattern.CASE_INSENSITIVE);

  /** Reads a range; empty if the text is none, or its ends are the wrong way round. */
  public static Optional<CellRange> find(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String top = matcher.group(2);
    String bottom = matcher.group(4);
    CellRange range =
        new CellRange(
            column(matcher.group(1)),
            column(matcher.group(3)),
            top.isEmpty() ? 1 : Long.parseLong(top),
            bottom.isEmpty() ? Long.MAX_VALUE : Long.parseLong(bottom));
    boolean ordered =
        range.firstColumn <= range.lastColumn
            && range.firstRow >= 1
            && range.firstRow <= range.lastRow;
    return ordered ? Optional.of(range) : Optional.empty();
  }

  /** Tells whether all rows belong to it. */
  public boolean isOpen() {
    return lastRow == Long.MAX_VALUE;
  }

  /** Tells whether two rectangles share a cell. */
  public boolean overlaps(CellRange other) {
    return firstColumn <= other.lastColumn
        && other.firstColumn <= lastColumn
        && firstRow <= other.lastRow
        && other.firstRow <= lastRow;
  }

  private static int column(String letters) {
    int column = 0;
    for (int i = 0; i < letters.length(); i++) {
      column = column * 26 + Character.toUpperCase(letters.charAt(i)) - 'A' + 1;
    }
    return column - 1;
  }
}
