package org.datawarp.pipeline.extract.header;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.spool.CellKind;

/** Tells header rows made of numbers or dates (weeks, years, days) from rows of data. */
public final class NumericHeader {
  private static final int LOOK_AHEAD = 6;

  private NumericHeader() {}

  /** Tells whether the numbers of an entry name the columns below rather than being data. */
  public static boolean matches(Grid grid, int entry) {
    List<Cell> dates = new ArrayList<>();
    List<Cell> counters = new ArrayList<>();
    List<Cell> withTexts = new ArrayList<>();
    for (Cell cell : grid.line(entry).cells()) {
      if (isDigits(cell)) {
        withTexts.add(asNumber(cell));
      }
      if (cell.kind().isDate()) {
        dates.add(cell);
      } else if (cell.kind() == CellKind.NUMBER && cell.scale() == 0 && cell.value() >= 0) {
        counters.add(cell);
        withTexts.add(cell);
      } else if (cell.isTyped()) {
        return false;
      }
    }
    if (dates.isEmpty() == counters.isEmpty()) {
      return false;
    }
    if (counters.isEmpty()) {
      return datesName(grid, entry, dates);
    }
    // Among years typed as numbers one may be stored as text.
    boolean fewTexts = withTexts.size() >= 3 && withTexts.size() < counters.size() * 2;
    return countersName(grid, entry, counters)
        || (fewTexts && countersName(grid, entry, withTexts));
  }

  private static boolean isDigits(Cell cell) {
    return cell.isText()
        && cell.text().length() <= 9
        && cell.text().chars().allMatch(letter -> letter >= '0' && letter <= '9');
  }

  private static Cell asNumber(Cell cell) {
    long value = Long.parseLong(cell.text());
    return new Cell(cell.column(), CellKind.NUMBER, cell.style(), cell.text(), value, 0);
  }

  private static boolean datesName(Grid grid, int entry, List<Cell> dates) {
    boolean numbersBelow = false;
    int end = Math.min(grid.size(), entry + 1 + LOOK_AHEAD);
    for (int e = entry + 1; e < end; e++) {
      Line line = grid.line(e);
      for (Cell date : dates) {
        Cell below = line.at(date.column());
        if (below != null && below.kind().isDate()) {
          return false;
        }
        numbersBelow |= below != null && (below.isValue() || dates.size() >= 3);
      }
    }
    return numbersBelow && (dates.size() > 1 || grid.line(entry).size() > 2);
  }

  private static boolean countersName(Grid grid, int entry, List<Cell> counters) {
    if (!isProgression(counters) || captionsAbove(grid, entry, counters)) {
      return false;
    }
    int end = Math.min(grid.size(), entry + 1 + LOOK_AHEAD);
    for (int e = entry + 1; e < end; e++) {
      Line line = grid.line(e);
      List<Cell> below = new ArrayList<>();
      for (Cell counter : counters) {
        Cell cell = line.at(counter.column());
        if (cell != null) {
          below.add(cell);
        }
      }
      if (below.size() * 2 >= counters.size()) {
        return !below.stream().allMatch(c -> c.kind() == CellKind.NUMBER) || !isProgression(below);
      }
    }
    return false;
  }

  private static boolean isProgression(List<Cell> cells) {
    if (cells.size() < 2) {
      return false;
    }
    long step = cells.get(1).value() - cells.get(0).value();
    boolean years = true;
    for (int i = 0; i < cells.size(); i++) {
      long value = cells.get(i).value();
      years &= value >= 1950 && value <= 2100;
      if (i > 0 && value - cells.get(i - 1).value() != step) {
        return false;
      }
    }
    return step != 0 && (years || (cells.size() >= 3 && Math.abs(step) == 1));
  }

  private static boolean captionsAbove(Grid grid, int entry, List<Cell> cells) {
    if (entry == 0 || grid.blankBefore(entry) > 1) {
      return false;
    }
    Line above = grid.line(entry - 1);
    long count =
        cells.stream()
            .map(cell -> above.at(cell.column()))
            .filter(cell -> cell != null && cell.isCaption())
            .count();
    return count * 2 > cells.size();
  }
}
