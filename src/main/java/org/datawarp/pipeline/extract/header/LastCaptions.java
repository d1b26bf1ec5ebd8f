package org.datawarp.pipeline.extract.header;

import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.cell.ValueKind;
import org.datawarp.pipeline.extract.spool.MergeIndex;
import org.datawarp.pipeline.extract.spool.SpooledSheet.Merge;
import org.jspecify.annotations.Nullable;

/**
 * Tells the last row of a header where it does not stand over the numbers as captions do: it names
 * the keys, which the row above leaves open, says the last word of captions that are written over
 * several rows, or the unit of all numbers.
 *
 * <pre>
 * |        |    | 2020 | 2021 |        | Killed or | Change on |        | Men     | Women   |
 * | Code   | Area |    |      | Area   | injured   | 2019      | Area   | Persons (merged)  |
 * </pre>
 */
final class LastCaptions {
  private static final int LOOK = 6;
  private static final int LOOK_FOR_UNITS = 40;

  /** What comes after it is the second half of a rate. */
  private static final Pattern PER = Pattern.compile(".*\\bper", Pattern.CASE_INSENSITIVE);

  private LastCaptions() {}

  /** Tells whether a row is the last one of captions, whose others stand right above it. */
  static boolean matches(Grid grid, int entry, ValueKind sense) {
    if (entry < 1 || entry + 1 >= grid.size() || grid.blankBefore(entry) > 0) {
      return false;
    }
    Line above = grid.line(entry - 1);
    Line line = grid.line(entry);
    Line below = firstRecord(grid, entry, sense);
    boolean named =
        above.size() > 1
            && (sense.count(grid, entry - 1) == 0 || NumericHeader.isNumbered(grid, entry - 1));
    if (below == null || !named) {
      return false;
    }
    return isUnitOfAll(grid, entry, above, line, below, sense)
        || areUnits(grid, entry, above, line, below, sense)
        || (line.size() > 1 && namesKeys(grid, entry, above, line, below, sense));
  }

  /** Returns the next row that has numbers, if it follows soon. */
  private static @Nullable Line firstRecord(Grid grid, int entry, ValueKind sense) {
    int end = Math.min(grid.size(), entry + 3);
    for (int e = entry + 1; e < end; e++) {
      if (sense.count(grid, e) > 0) {
        return grid.line(e);
      }
    }
    return null;
  }

  /** Tells whether one text is merged over numbers, and no other stands so further down. */
  private static boolean isUnitOfAll(
      Grid grid, int entry, Line above, Line line, Line below, ValueKind sense) {
    Cell unit = line.first();
    MergeIndex merges = MergeIndex.of(grid.sheet(), line.row(), line.row());
    int last = merges.lastColumn(line.row(), unit.column());
    if (line.size() > 1
        || !unit.isCaption()
        || last == unit.column()
        || unit.column() <= below.first().column()
        || !above.within(unit.column(), last).cells().stream().allMatch(Cell::isCaption)
        || above.last().column() > last
        || above.within(unit.column(), last).size() == 0) {
      return false;
    }
    for (Cell cell : below.within(unit.column(), last).cells()) {
      if (!cell.isValue()) {
        return false;
      }
    }
    int end = Math.min(grid.size(), entry + LOOK_FOR_UNITS);
    for (int e = entry + 1; e < end; e++) {
      Line next = grid.line(e);
      if (next.size() == 1 && sense.count(grid, e) == 0 && next.first().column() >= unit.column()) {
        return false; // each unit stands over rows of its own
      }
    }
    return true;
  }

  /** Tells whether units stand over numbers again further down: each is of rows of its own. */
  private static boolean standAgain(Grid grid, int entry, ValueKind sense) {
    int end = Math.min(grid.size(), entry + LOOK_FOR_UNITS);
    for (int e = entry + 1; e < end; e++) {
      Line next = grid.line(e);
      if (sense.count(grid, e) > 0 || next.first().column() < grid.line(entry).first().column()) {
        continue;
      }
      if (next.cells().stream().allMatch(UnitRow::isUnit)) {
        return true;
      }
      if (next.size() > 1) {
        return false; // captions of another table
      }
    }
    return false;
  }

  /** Tells whether units alone stand over numbers, from the first on, under captions of all. */
  private static boolean areUnits(
      Grid grid, int entry, Line above, Line line, Line below, ValueKind sense) {
    Cell unit = line.first();
    int numbers = 0;
    for (Cell cell : below.cells()) {
      if (cell.column() == below.first().column() || !sense.isNumber(cell)) {
        continue;
      }
      if (cell.column() < unit.column()) {
        return false;
      }
      numbers++;
    }
    return numbers > 1
        && unit.column() > below.first().column()
        && above.last().column() > unit.column()
        && line.last().column() <= below.last().column()
        && line.cells().stream().allMatch(UnitRow::isUnit)
        && !standAgain(grid, entry, sense);
  }

  /** Tells whether a row names keys that have no name yet and holds nothing that is a value. */
  private static boolean namesKeys(
      Grid grid, int entry, Line above, Line line, Line below, ValueKind sense) {
    if (!line.first().isCaption() || line.last().column() > below.last().column()) {
      return false;
    }
    MergeIndex merges = MergeIndex.of(grid.sheet(), above.row(), line.row());
    int open = 0;
    int numbers = 0;
    int overNumbers = 0;
    boolean attributes = true;
    boolean count = true;
    for (Cell cell : line.cells()) {
      Cell value = below.at(cell.column());
      boolean number = value != null && sense.isNumber(value);
      Cell name = named(merges, above, cell.column());
      if (cell.isCaption()) {
        boolean key = !number || cell.column() == line.first().column();
        open += key && name == null ? 1 : 0;
        overNumbers += key ? 0 : 1;
        attributes &= key && PartialCaption.isAttribute(cell);
        if ((key && name != null && !PartialCaption.isAttribute(cell))
            || isSaidBelow(grid, entry, cell)) {
          return false;
        }
        continue;
      }
      numbers++;
      count &= cell.isWhole() && Long.parseLong(cell.text()) == numbers;
      if (name == null || !(count || endsName(grid, entry, cell, name))) {
        return false;
      }
    }
    boolean first = named(merges, above, line.first().column()) == null;
    int values = 0;
    for (Cell cell : below.cells()) {
      if (sense.isNumber(cell) && cell.column() != below.first().column()) {
        values++;
        if (named(merges, above, cell.column()) == null && line.at(cell.column()) == null) {
          return false;
        }
      }
    }
    if (open == 0 || values == 0 || !(first || attributes)) {
      return false;
    }
    return numbers == 0
        ? overNumbers > 0 || open > 1 || attributes
        : count ? numbers == values && values > 2 : numbers < values || overNumbers == 0;
  }

  private static @Nullable Cell named(MergeIndex merges, Line above, int column) {
    Merge merge = merges.at(above.row(), column);
    return above.at(merge == null ? column : merge.firstColumn());
  }

  /** Tells whether a number goes on with what the caption above begins: a year, after "per". */
  private static boolean endsName(Grid grid, int entry, Cell cell, Cell name) {
    if (PER.matcher(name.text()).matches()) {
      return true;
    }
    return NumberNames.isYear(NumberNames.of(cell)) && !areYearsBelow(grid, entry, cell.column());
  }

  private static boolean areYearsBelow(Grid grid, int entry, int column) {
    int end = Math.min(grid.size(), entry + 1 + LOOK);
    for (int e = entry + 1; e < end; e++) {
      Cell below = grid.line(e).at(column);
      if (below != null && !NumberNames.isYear(NumberNames.of(below))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSaidBelow(Grid grid, int entry, Cell cell) {
    int end = Math.min(grid.size(), entry + LOOK_FOR_UNITS);
    for (int e = entry + 1; e < end; e++) {
      Cell below = grid.line(e).at(cell.column());
      if (below != null && below.text().equals(cell.text())) {
        return true;
      }
    }
    return false;
  }
}
