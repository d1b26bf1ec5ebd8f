package org.datawarp.pipeline.extract.header;

import java.util.BitSet;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.cell.ValueKind;

/** Finds the first row of a table's body: the row where numbers begin that go on below. */
public final class AnchorFinder {
  private static final int LOOK_AHEAD = 6;
  private static final int LOOK_BACK = 3;
  private static final int WIDE = 6;
  private static final int MOST_NOTES = 60;
  private static final int SIGN = 5;
  private static final int SHORTEST_NOTE = 12;

  private AnchorFinder() {}

  /** Returns the first entry at or after one that is data, up to a limit; -1 when there is none. */
  public static int find(Grid grid, int from, int end, ValueKind sense) {
    for (int entry = from; entry < end; entry++) {
      if (grid.values(entry) < Math.min(2, grid.lastColumn() - grid.firstColumn() + 1)
          || sense.count(grid, entry) == 0) {
        continue;
      }
      Line line = grid.line(entry);
      if (!isLabelled(line)
          && !(grid.sheet().isCsv() && areNotesBelow(grid, entry))
          && isSupported(grid, entry, line, sense)) {
        if (!NumericHeader.isNumbered(grid, entry) && !LastCaptions.matches(grid, entry, sense)) {
          return entry;
        }
      }
    }
    return -1;
  }

  /** Tells whether a note stands at a row under wider rows, and nothing but notes below it. */
  private static boolean areNotesBelow(Grid grid, int entry) {
    if (!isNumberedNote(grid, entry)) {
      return false;
    }
    int end = Math.min(grid.size(), entry + MOST_NOTES);
    for (int e = entry + 1; e < end; e++) {
      if (grid.values(e) > 1 && !isNumberedNote(grid, e)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Tells whether a row of a sheet of three columns or more has the number of a note, or a sign,
   * and what it says, and nothing else.
   */
  public static boolean isNumberedNote(Grid grid, int entry) {
    if (grid.values(entry) != 2 || grid.lastColumn() - grid.firstColumn() < 2) {
      return false;
    }
    Line line = grid.line(entry);
    String sign = line.first().text();
    String text = line.last().text();
    boolean number = line.first().isWhole() && sign.length() <= 2;
    boolean marker = !number && line.first().isValue() && sign.length() <= SIGN;
    return (number || marker)
        && line.last().isCaption()
        && line.last().column() == line.first().column() + 1
        && text.indexOf(' ') > 0
        && text.length() >= SHORTEST_NOTE;
  }

  /** Tells whether a row is one of metadata: {@code Published: 10 October 2024}. */
  static boolean isLabelled(Line line) {
    return line.size() <= 3 && line.first().isText() && line.first().text().endsWith(":");
  }

  private static boolean isSupported(Grid grid, int entry, Line line, ValueKind sense) {
    int numbers = 0;
    int captioned = 0;
    BitSet headers = numericHeadersAbove(grid, entry);
    for (Cell cell : line.cells()) {
      if (!sense.isNumber(cell)) {
        continue;
      }
      numbers++;
      int support = support(grid, entry, cell.column(), sense);
      boolean caption = hasCaptionAbove(grid, entry, cell.column(), headers);
      if (support >= 2 || (support == 1 && caption)) {
        return true;
      }
      if (caption) {
        captioned++;
      }
    }
    // A CSV is a table as a whole: one number under its name is enough.
    return captioned >= (grid.sheet().isCsv() ? 1 : 2) && numbers >= captioned;
  }

  private static int support(Grid grid, int entry, int column, ValueKind sense) {
    int count = 0;
    int end = Math.min(grid.size(), entry + 1 + LOOK_AHEAD);
    for (int e = entry + 1; e < end; e++) {
      Line line = grid.line(e);
      if (sense == ValueKind.TYPED && opensBelow(grid, entry, e)) {
        break;
      }
      Cell cell = line.at(column);
      if (cell == null) {
        continue;
      }
      if (cell.isCaption()) {
        break;
      }
      if (sense.isNumber(cell) && !isLabelled(line)) {
        count++;
      }
    }
    return count;
  }

  /** Tells whether a far wider row without a number begins something else below a row. */
  private static boolean opensBelow(Grid grid, int entry, int below) {
    return grid.numbers(below) == 0
        && grid.values(below) >= WIDE
        && grid.values(below) > 2 * grid.values(entry);
  }

  private static BitSet numericHeadersAbove(Grid grid, int entry) {
    BitSet headers = new BitSet();
    for (int e = entry - 1; e >= Math.max(0, entry - LOOK_BACK); e--) {
      headers.set(e, NumericHeader.isNumbered(grid, e));
    }
    return headers;
  }

  private static boolean hasCaptionAbove(Grid grid, int entry, int column, BitSet headers) {
    for (int e = entry - 1; e >= Math.max(0, entry - LOOK_BACK); e--) {
      Cell cell = grid.line(e).at(column);
      if (cell != null) {
        return (cell.isCaption() && !isLabelled(grid.line(e)))
            || headers.get(e)
            || (e == 0
                && grid.sheet().isCsv()
                && grid.numbers(e) == 0
                && CsvHeader.matches(grid, e));
      }
    }
    return false;
  }
}
