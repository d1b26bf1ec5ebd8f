package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.datawarp.cli.Console;

/**
 * Tables for people: columns aligned, numbers to the right, two spaces between. Where a table is
 * wider than the terminal, the texts of its last column go on in the lines below; where that is not
 * enough, each row takes two lines, the second one indented.
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
    Layout whole = new Layout(headings, rows);
    StringBuilder text = new StringBuilder();
    int split = whole.fits(maxWidth) ? 0 : whole.split(maxWidth);
    if (split == 0) {
      whole.lines(maxWidth).forEach(each -> add(text, "", each));
      return text.toString();
    }
    List<List<String>> first = whole.columns(0, split).lines(maxWidth);
    List<List<String>> others =
        whole.columns(split, headings.size()).lines(maxWidth - GAP.length());
    for (int i = 0; i < first.size(); i++) {
      add(text, "", first.get(i));
      add(text, GAP, others.get(i));
    }
    return text.toString();
  }

  private static void add(StringBuilder text, String indent, List<String> lines) {
    lines.forEach(line -> text.append((indent + line).stripTrailing()).append('\n'));
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

  /** Columns, and how wide each has to be. */
  private record Layout(List<String> headings, List<List<String>> rows, int[] widths) {
    Layout(List<String> headings, List<List<String>> rows) {
      this(headings, rows, new int[headings.size()]);
      for (int i = 0; i < widths.length; i++) {
        widths[i] = headings.get(i).length();
        for (List<String> row : rows) {
          widths[i] = Math.max(widths[i], row.get(i).length());
        }
      }
    }

    Layout columns(int from, int to) {
      return new Layout(
          headings.subList(from, to), rows.stream().map(row -> row.subList(from, to)).toList());
    }

    private int last() {
      return widths.length - 1;
    }

    /** Where the last column begins. */
    private int indent() {
      return IntStream.of(widths).limit(last()).map(width -> width + GAP.length()).sum();
    }

    private boolean isRight(int column) {
      return !rows.isEmpty() && rows.stream().allMatch(row -> isNumber(row.get(column)));
    }

    private boolean wraps(int maxWidth) {
      return indent() + widths[last()] > maxWidth
          && maxWidth - indent() >= MIN_WRAPPED
          && !isRight(last());
    }

    boolean fits(int maxWidth) {
      return indent() + widths[last()] <= maxWidth || wraps(maxWidth);
    }

    /** Returns how many columns stay in the first line when the others go below; 0 for none. */
    int split(int maxWidth) {
      for (int first = 1; first < widths.length; first++) {
        Layout others = columns(first, widths.length);
        if (columns(0, first).fits(maxWidth) && others.fits(maxWidth - GAP.length())) {
          return first;
        }
      }
      return 0;
    }

    /** Returns the lines of the headings and of each row. */
    List<List<String>> lines(int maxWidth) {
      boolean wraps = wraps(maxWidth);
      int room = maxWidth - indent();
      List<List<String>> all = new ArrayList<>();
      all.add(List.of(line(headings)));
      for (List<String> row : rows) {
        String end = row.get(last());
        List<String> texts = wraps ? WrappedText.lines(end, room) : List.of(end);
        List<String> cells = new ArrayList<>(row.subList(0, last()));
        cells.add(texts.get(0));
        List<String> lines = new ArrayList<>(List.of(line(cells)));
        texts.stream().skip(1).forEach(more -> lines.add(" ".repeat(indent()) + more));
        all.add(lines);
      }
      return all;
    }

    private String line(List<String> cells) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String padding = " ".repeat(widths[i] - cells.get(i).length());
        line.append(i == 0 ? "" : GAP);
        line.append(isRight(i) ? padding + cells.get(i) : cells.get(i) + padding);
      }
      return line.toString().stripTrailing();
    }
  }
}
