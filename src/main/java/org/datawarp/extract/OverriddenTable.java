package org.datawarp.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.error.UsageException;

/** Lays out a table where a person has said that it lies. */
final class OverriddenTable {
  private static final Pattern RANGE =
      Pattern.compile("([A-Z]{1,3})(\\d*):([A-Z]{1,3})(\\d*)", Pattern.CASE_INSENSITIVE);

  private OverriddenTable() {}

  static TableLayout lay(SpooledSheet sheet, SheetOverride override) {
    int firstColumn = 0;
    int lastColumn = Math.max(sheet.profiles.maxColumn(), 0);
    long firstRow = 1;
    long lastRow = Long.MAX_VALUE;
    String range = override.range();
    if (range != null) {
      Matcher matcher = RANGE.matcher(range);
      if (!matcher.matches()) {
        throw new UsageException(
            "not a range: '" + range + "' for sheet " + sheet.label(),
            "write it as B13:AA460, or B:AA for all rows");
      }
      firstColumn = column(matcher.group(1));
      lastColumn = Math.min(lastColumn, column(matcher.group(3)));
      firstRow = matcher.group(2).isEmpty() ? 1 : Long.parseLong(matcher.group(2));
      lastRow = matcher.group(4).isEmpty() ? lastRow : Long.parseLong(matcher.group(4));
    }
    List<Integer> header = override.headerRows();
    return TableFinder.inside(
        Grid.of(sheet, firstColumn, Math.max(firstColumn, lastColumn)),
        firstRow,
        lastRow,
        header == null ? null : new ArrayList<>(header));
  }

  private static int column(String letters) {
    int column = 0;
    for (int i = 0; i < letters.length(); i++) {
      column = column * 26 + Character.toUpperCase(letters.charAt(i)) - 'A' + 1;
    }
    return column - 1;
  }
}
