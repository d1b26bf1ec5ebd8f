package org.datawarp.pipeline.extract;

import java.util.List;
import org.datawarp.model.table.SheetKind;
import org.jspecify.annotations.Nullable;

/**
 * The words of one sheet that are no table's header or rows: of a cover, of contents and of notes
 * all of them, of a sheet with tables what stands around these. A table that explains columns, a
 * data dictionary, counts as words too.
 *
 * @param sheet the sheet's name; null for a CSV
 * @param member the path inside a ZIP; null outside one
 * @param kind what the sheet was taken for
 * @param lines its lines from the top, at most {@value #MAX_LINES}
 */
public record SheetText(
    @Nullable String sheet, @Nullable String member, SheetKind kind, List<TextLine> lines) {
  /** How many lines of a sheet are kept. */
  public static final int MAX_LINES = 600;

  /** How many characters of a cell are kept. */
  public static final int MAX_TEXT = 4_000;

  /** Copies the list. */
  public SheetText {
    lines = List.copyOf(lines);
  }

  /**
   * One row of a sheet.
   *
   * @param row its number, from 1
   * @param columns where its cells stand that hold any value, from 0, ascending
   * @param cells their texts; at least one
   */
  public record TextLine(long row, List<Integer> columns, List<String> cells) {
    /** Copies the lists. */
    public TextLine {
      columns = List.copyOf(columns);
      cells = List.copyOf(cells);
      if (cells.isEmpty() || cells.size() != columns.size()) {
        throw new IllegalArgumentException("a line has cells, each in its column");
      }
    }

    /** Returns the texts with blanks between. */
    public String text() {
      return String.join(" ", cells);
    }

    /** Returns the text in a column; empty where there is none. */
    public String at(int column) {
      int index = columns.indexOf(column);
      return index < 0 ? "" : cells.get(index);
    }
  }
}
