package org.datawarp.cli.output;

import java.util.List;
import java.util.regex.Pattern;
import org.datawarp.cli.Console;

/** Tables for people: columns aligned, numbers to the right, two spaces between. */
public final class AlignedTable {
  private static final Pattern NUMBER = Pattern.compile("-?[\\d,.]+( ?[kMGT]?B)?|-|");

  private AlignedTable() {}

  /** Lays rows out; controls in their cells are made visible, so that each cell is one line. */
  public static String render(List<String> headings, List<List<String>> texts) {
    List<List<String>> rows =
        texts.stream().map(row -> row.stream().map(Console::shown).toList()).toList();
    int columns = headings.size();
    int[] widths = new int[columns];
    boolean[] right = new boolean[columns];
    for (int i = 0; i < columns; i++) {
      int column = i;
      widths[i] = headings.get(i).length();
      right[i] = !rows.isEmpty() && rows.stream().allMatch(row -> isNumber(row.get(column)));
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    line(text, headings, widths, right);
    for (List<String> row : rows) {
      line(text, row, widths, right);
    }
    return text.toString();
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private static void line(StringBuilder text, List<String> cells, int[] widths, boolean[] right) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      line.append(i == 0 ? "" : "  ");
      line.append(right[i] ? padding + cells.get(i) : cells.get(i) + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
