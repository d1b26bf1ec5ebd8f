package org.datawarp.model.table;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cells of one sheet that belong to no table and to nothing else that has a name.
 *
 * @param sheet the sheet's name; null for a CSV
 * @param member the path inside a ZIP; null outside one
 * @param kind where they lie
 * @param range the rectangle around them, such as {@code B4:F9}
 * @param cells how many there are
 * @param numbers how many of them are numbers or dates
 * @param rows how many rows hold two or more such numbers
 */
public record UnclaimedCells(
    @Nullable String sheet,
    @Nullable String member,
    Place kind,
    String range,
    long cells,
    long numbers,
    long rows) {
  /** So many rows of numbers are more than a stray line: a table may be missing. */
  public static final int MOST_ROWS = 1;

  /** Where cells lie that belong to nothing. */
  public enum Place {
    /** Above the sheet's first table. */
    ABOVE,
    /** Between two tables. */
    BETWEEN,
    /** Beside a table. */
    BESIDE,
    /** Below the sheet's last table. */
    BELOW,
    /** On a sheet without a table. */
    ALONE;

    /** Returns the form used in manifests and JSON: lower case. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the sheet's name for messages. */
  public String label() {
    if (sheet == null) {
      return member == null ? "(csv)" : member;
    }
    return member == null ? sheet : member + ": " + sheet;
  }
}
