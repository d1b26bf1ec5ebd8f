package org.datawarp.pipeline.workbook.ods;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rectangle of one sheet as OpenDocument writes it: {@code $'My Sheet'.$A$1:.$C$10}.
 *
 * @param sheet the sheet's name
 * @param firstRow 1-based, like lastRow; columns count from 0
 */
record OdsRange(String sheet, long firstRow, long lastRow, int firstColumn, int lastColumn) {
  private static final String SHEET = "\\$?(?:'((?:[^']++|'')*+)'|([^'.\\s:]*+))\\.";
  private static final String CELL = "\\$?([A-Z]{1,4})\\$?([0-9]{1,9})";
  private static final Pattern RANGE =
      Pattern.compile("(?<!\\S)" + SHEET + CELL + "(?::(?:" + SHEET + ")?" + CELL + ")?");

  /** Returns the ranges in a list of them; what is no range of one sheet is left out. */
  static List<OdsRange> listOf(@Nullable String text) {
    List<OdsRange> ranges = new ArrayList<>();
    if (text == null || text.length() > 10_000) {
      return ranges;
    }
    Matcher matcher = RANGE.matcher(text);
    while (matcher.find()) {
      OdsRange range = of(matcher);
      if (range != null) {
        ranges.add(range);
      }
    }
    return ranges;
  }

  private static @Nullable OdsRange of(Matcher m) {
    String sheet = sheet(m.group(1), m.group(2));
    if (sheet == null) {
      return null;
    }
    String endSheet = sheet(m.group(5), m.group(6));
    if (endSheet != null && !endSheet.isEmpty() && !endSheet.equals(sheet)) {
      return null;
    }
    String endColumn = m.group(7) == null ? m.group(3) : m.group(7);
    String endRow = m.group(8) == null ? m.group(4) : m.group(8);
    OdsRange range =
        new OdsRange(
            sheet,
            Long.parseLong(m.group(4)),
            Long.parseLong(endRow),
            column(m.group(3)),
            column(endColumn));
    boolean ordered =
        range.firstRow >= 1
            && range.firstRow <= range.lastRow
            && range.firstColumn <= range.lastColumn;
    return ordered ? range : null;
  }

  private static @Nullable String sheet(@Nullable String quoted, @Nullable String plain) {
    return quoted != null ? quoted.replace("''", "'") : plain;
  }

  private static int column(String letters) {
    int column = 0;
    for (int i = 0; i < letters.length(); i++) {
      column = column * 26 + letters.charAt(i) - 'A' + 1;
    }
    return column - 1;
  }
}
