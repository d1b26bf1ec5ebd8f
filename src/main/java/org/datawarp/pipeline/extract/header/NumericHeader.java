package org.datawarp.pipeline.extract.header;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.header.NumberNames.NumberName;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.jspecify.annotations.Nullable;

/** Tells header rows made of numbers, bands or dates (weeks, years, ages) from rows of data. */
public final class NumericHeader {
  private static final int LOOK_AHEAD = 6;
  private static final int LEAST_YEARS = 4;

  /** So many years one after another are no record's values, whatever stands above them. */
  private static final int MANY_YEARS = 5;

  private NumericHeader() {}

  /** Tells whether a cell is written as a value: {@code +0.3%}, {@code £257}; years name. */
  public static boolean isWrittenValue(Cell cell) {
    return cell.isText() && CellShape.isNumeral(cell.text()) && NumberNames.of(cell) == null;
  }

  /** Tells whether a text is a number or a band that a column can be called. */
  public static boolean isNameInText(Cell cell) {
    return cell.isText() && NumberNames.of(cell) != null;
  }

  /** Tells whether the numbers of an entry name the columns below rather than being data. */
  public static boolean isNumbered(Grid grid, int entry) {
    List<Cell> dates = new ArrayList<>();
    List<Cell> counters = new ArrayList<>();
    List<Cell> withTexts = new ArrayList<>();
    for (Cell cell : grid.line(entry).cells()) {
      if (cell.kind().isDate()) {
        dates.add(cell);
        continue;
      }
      NumberName name = NumberNames.of(cell);
      if (name == null) {
        if (cell.isTyped()) {
          return false;
        }
        continue;
      }
      withTexts.add(cell);
      if (cell.isTyped()) {
        counters.add(cell);
      }
    }
    if (dates.isEmpty() && counters.isEmpty()) {
      return areYearsInText(grid, entry);
    }
    if (dates.isEmpty() && areOverTimes(grid, entry, counters)) {
      return true;
    }
    if (dates.isEmpty()
        && (areYearsAlone(grid, entry, counters)
            || isYearAmongNames(grid, entry)
            || areYearsAmongCaptions(grid, entry))) {
      return true;
    }
    if (counters.isEmpty()) {
      return datesName(grid, entry, dates);
    }
    // Dates over some columns and numbers over others: a row of data has one date, if any.
    return (dates.isEmpty() || (dates.size() > 1 && datesName(grid, entry, dates)))
        && (countersName(grid, entry, counters)
            || (withTexts.size() > counters.size() && countersName(grid, entry, withTexts)));
  }

  /**
   * Tells whether a row holds nothing but years, in any order, as years over their quarters are; a
   * record has a key, and years in its neighbours too.
   */
  private static boolean areYearsAlone(Grid grid, int entry, List<Cell> counters) {
    return counters.size() >= LEAST_YEARS
        && counters.size() == grid.line(entry).size()
        && areYears(counters)
        && (entry + 1 >= grid.size() || !areYears(grid.line(entry + 1).cells()));
  }

  private static boolean areYears(List<Cell> cells) {
    return cells.stream().map(NumberNames::of).allMatch(NumberNames::isYear);
  }

  /**
   * Tells whether one year stands among captions: none of them is said again below, where records
   * are, and nothing above names the columns.
   */
  private static boolean isYearAmongNames(Grid grid, int entry) {
    Line line = grid.line(entry);
    List<Cell> typed = line.cells().stream().filter(Cell::isTyped).toList();
    if (typed.size() != 1
        || line.size() < LEAST_YEARS
        || !line.last().isTyped()
        || !areYears(typed)
        || !line.cells().stream().allMatch(cell -> cell.isTyped() || cell.isCaption())
        || (entry > 0 && grid.values(entry - 1) * 2 >= line.size())) {
      return false;
    }
    int end = Math.min(grid.size(), entry + 1 + LOOK_AHEAD);
    int repeated = 0;
    for (int e = entry + 1; e < end; e++) {
      Line below = grid.line(e);
      for (Cell cell : line.cells()) {
        Cell value = below.at(cell.column());
        Cell next = e + 1 < end ? grid.line(e + 1).at(cell.column()) : null;
        if (value != null && value.text().equals(cell.text())) {
          return false;
        }
        repeated += value != null && next != null && value.text().equals(next.text()) ? 1 : 0;
      }
    }
    return repeated >= 2;
  }

  /**
   * Tells whether years stand among captions, some of which stand over numbers: a record has words
   * over words.
   */
  private static boolean areYearsAmongCaptions(Grid grid, int entry) {
    Line line = grid.line(entry);
    if (line.size() < LEAST_YEARS || entry + 1 >= grid.size() || grid.blankBefore(entry + 1) > 0) {
      return false;
    }
    Line below = grid.line(entry + 1);
    int over = 0;
    for (Cell cell : line.cells()) {
      if (cell.isTyped() ? !NumberNames.isYear(NumberNames.of(cell)) : !cell.isCaption()) {
        return false;
      }
      Cell value = below.at(cell.column());
      over += cell.isCaption() && value != null && value.isTyped() ? 1 : 0;
    }
    return over >= 2;
  }

  /** Tells whether numbers stand over times of day, as those of buses and courses do. */
  private static boolean areOverTimes(Grid grid, int entry, List<Cell> counters) {
    int times = 0;
    int end = Math.min(grid.size(), entry + 1 + LOOK_AHEAD);
    for (int e = entry + 1; e < end; e++) {
      Line line = grid.line(e);
      for (Cell counter : counters) {
        Cell below = line.at(counter.column());
        if (below != null && !isTime(below)) {
          return false;
        }
        times += below == null ? 0 : 1;
      }
    }
    return times >= 2 && times >= counters.size();
  }

  private static boolean isTime(Cell cell) {
    return cell.kind() == CellKind.TIME
        || (cell.isText() && CellShape.isNumeral(cell.text()) && cell.text().indexOf(':') > 0);
  }

  /**
   * Tells whether all texts behind the first are years, each another one, over numbers that are
   * none: of a sheet whose numbers are all stored as text.
   */
  private static boolean areYearsInText(Grid grid, int entry) {
    Line line = grid.line(entry);
    if (line.size() < 3 || entry + 1 >= grid.size()) {
      return false;
    }
    Line below = grid.line(entry + 1);
    Set<String> years = new HashSet<>();
    int over = 0;
    for (Cell cell : line.cells().subList(1, line.size())) {
      if (!cell.isText() || !CellShape.isYear(cell.text()) || !years.add(cell.text())) {
        return false;
      }
      Cell value = below.at(cell.column());
      if (value != null && CellShape.isYear(value.text())) {
        return false;
      }
      over += value != null && (value.isTyped() || CellShape.isNumeral(value.text())) ? 1 : 0;
    }
    return over * 2 >= years.size();
  }

  private static boolean datesName(Grid grid, int entry, List<Cell> dates) {
    boolean numbersBelow = false;
    int end = Math.min(grid.size(), entry + 1 + LOOK_AHEAD);
    for (int e = entry + 1; e < end; e++) {
      Line line = grid.line(e);
      for (Cell date : dates) {
        Cell below = line.at(date.column());
        if (below != null && below.kind().isDate()) {
          return standOverCaptions(grid, entry, dates);
        }
        numbersBelow |= below != null && (below.isValue() || dates.size() >= 3);
      }
    }
    return numbersBelow && (dates.size() > 1 || grid.line(entry).size() > 2);
  }

  /** Tells whether rows of dates, one below another, stand over captions: a level said twice. */
  private static boolean standOverCaptions(Grid grid, int entry, List<Cell> dates) {
    int end = Math.min(grid.size(), entry + 3);
    for (int e = entry + 1; e < end; e++) {
      Line line = grid.line(e);
      boolean captions = line.cells().stream().noneMatch(Cell::isTyped);
      long over = dates.stream().map(d -> line.at(d.column())).filter(NumericHeader::names).count();
      if (captions) {
        return dates.size() >= 2 && over * 2 >= dates.size();
      }
      if (line.cells().stream().anyMatch(cell -> cell.isTyped() && !cell.kind().isDate())) {
        return false;
      }
    }
    return false;
  }

  private static boolean names(@Nullable Cell cell) {
    return cell != null && cell.isCaption();
  }

  private static boolean countersName(Grid grid, int entry, List<Cell> counters) {
    NumberNames names = numbers(counters);
    boolean repeated = names.areRepeatedYears();
    boolean named = names.areNames() || NumberNames.areRuns(names(counters));
    boolean many = counters.size() >= MANY_YEARS && names.areYears();
    int above = rowOfSeveral(grid, entry);
    if ((names.areOnlyPercentiles() || above < entry - 1) && areDatedAbove(grid, above, counters)) {
      return false;
    }
    if (!repeated && (!named || (!many && captionsAbove(grid, entry, counters)))) {
      return false;
    }
    int end = Math.min(grid.size(), entry + 1 + LOOK_AHEAD);
    boolean anyBelow = false;
    for (int e = entry + 1; e < end; e++) {
      Line line = grid.line(e);
      List<Cell> below = new ArrayList<>();
      for (Cell counter : counters) {
        Cell cell = line.at(counter.column());
        if (cell != null) {
          below.add(cell);
        }
      }
      anyBelow |= below.stream().anyMatch(Cell::isTyped);
      if (below.size() * 2 >= counters.size()) {
        return repeated ? below.stream().allMatch(NumericHeader::names) : !areAlike(names, below);
      }
    }
    // Rows without a number may be many; a row of years is known by itself.
    return !repeated && names.areYears() && counters.size() >= (anyBelow ? 3 : 5);
  }

  /** Tells whether the row below is of the same sort, so that both are data. */
  private static boolean areAlike(NumberNames above, List<Cell> below) {
    if (below.size() < 2 || !below.stream().allMatch(Cell::isWhole)) {
      return false;
    }
    NumberNames names = numbers(below);
    return above.areYears() ? names.areYears() : names.areNames();
  }

  private static NumberNames numbers(List<Cell> cells) {
    return NumberNames.of(names(cells));
  }

  private static List<NumberName> names(List<Cell> cells) {
    List<NumberName> names = new ArrayList<>();
    for (Cell cell : cells) {
      NumberName name = NumberNames.of(cell);
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  /** Returns the row right above one that has several values, labels alone passed over; or -1. */
  private static int rowOfSeveral(Grid grid, int entry) {
    int lowest = Math.max(0, entry - LOOK_AHEAD);
    for (int above = entry - 1; above >= lowest; above--) {
      if (grid.blankBefore(above + 1) > 0) {
        return -1;
      }
      if (grid.values(above) > 1) {
        return above;
      }
    }
    return -1;
  }

  /** Tells whether another date, year or band stands in a row above each of some numbers. */
  private static boolean areDatedAbove(Grid grid, int entry, List<Cell> cells) {
    if (entry < 0) {
      return false;
    }
    Line above = grid.line(entry);
    Set<String> dates = new HashSet<>();
    for (Cell cell : cells) {
      Cell date = above.at(cell.column());
      if (date != null
          && (date.kind().isDate()
              || CellShape.isYear(date.text())
              || HeaderFinder.isDate(date.text())
              || isNameInText(date))) {
        dates.add(date.text());
      }
    }
    return dates.size() == cells.size();
  }

  /** Tells whether the numbers stand under captions of their own, as the first record does. */
  private static boolean captionsAbove(Grid grid, int entry, List<Cell> cells) {
    if (entry == 0 || grid.blankBefore(entry) > 1) {
      return false;
    }
    int several = rowOfSeveral(grid, entry);
    Line above = grid.line(several < 0 ? entry - 1 : several);
    Set<String> captions = new HashSet<>();
    for (Cell cell : cells) {
      Cell caption = above.at(cell.column());
      if (caption != null && caption.isCaption()) {
        captions.add(caption.text());
      }
    }
    return captions.size() * 2 > cells.size();
  }
}
