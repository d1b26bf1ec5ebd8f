package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.datawarp.cli.Console;

/**
 * Tables for people: columns aligned, numbers to the right, two spaces between. Where a table is
 * wider than the terminal, the texts of its last column go on in the lines below.
 */
public final class AlignedTable {
  private static final String GAP = "  ";
  private static final Pattern NUMBER = Pattern.compile("-?[\\d,.]+( ?[kMGT]?B)?|-|");

  /** A narrower column is no easier to read than lines that the terminal breaks. */
  private static final int MIN_WRAPPED = 20;

  private AlignedTable() {}

  /**
   * Lays rows out; controls in their cells are made visible.
   *
   * @param maxWidth how wide the terminal is
   */
  public static String render(List<String> headings, List<List<String>> texts, int maxWidth) {
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
    int last = columns - 1;
    int indent = IntStream.of(widths).limit(last).map(width -> width + GAP.length()).sum();
    int room = maxWidth - indent;
    boolean wraps = indent + widths[last] > maxWidth && room >= MIN_WRAPPED && !right[last];
    StringBuilder text = new StringBuilder();
    line(text, headings, widths, right);
    for (List<String> row : rows) {
      List<String> lines = wraps ? WrappedText.lines(row.get(last), room) : List.of(row.get(last));
      List<String> first = new ArrayList<>(row.subList(0, last));
      first.add(lines.get(0));
      line(text, first, widths, right);
      lines.stream()
          .skip(1)
          .forEach(more -> text.append(" ".repeat(indent)).append(more).append('\n'));
    }
    return text.toString();
  }

  /** Returns how wide the rows are when laid out. */
  public static int width(List<String> headings, List<List<String>> rows) {
    return render(headings, rows, Integer.MAX_VALUE)
        .lines()
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private static void line(StringBuilder text, List<String> cells, int[] widths, boolean[] right) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      line.append(i == 0 ? "" : GAP);
      line.append(right[i] ? padding + cells.get(i) : cells.get(i) + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
