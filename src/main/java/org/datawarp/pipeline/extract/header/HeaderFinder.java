package org.datawarp.pipeline.extract.header;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.cell.MissingWords;
import org.datawarp.pipeline.extract.cell.ValueKind;
import org.datawarp.pipeline.extract.spool.MergeIndex;
import org.datawarp.pipeline.extract.spool.SpooledSheet.Merge;
import org.datawarp.pipeline.extract.table.BodyKinds;

/** Finds the header above a table's first rows: its levels, gaps between them allowed. */
public final class HeaderFinder {
  private static final int MAX_BLANK_BELOW = 4;
  private static final int MAX_LEVELS = 12;
  private static final int MAX_NOTES_BETWEEN = 4;

  /**
   * What stands above the body.
   *
   * @param levels entries of the header, top to bottom; empty when there is none
   * @param firstData the entry of the first row of data
   */
  public record Header(List<Integer> levels, int firstData) {}

  private final Grid grid;
  private final int from;
  private final BodyKinds kinds;
  private final ValueKind sense;

  public HeaderFinder(Grid grid, int from, BodyKinds kinds, ValueKind sense) {
    this.grid = grid;
    this.from = from;
    this.kinds = kinds;
    this.sense = sense;
  }

  /** Looks upwards from a row of data. */
  public Header find(int anchor) {
    int firstData = anchor;
    int labels = 0;
    for (int entry = anchor - 1; entry >= from; entry--) {
      if (grid.row(entry + 1) - grid.row(entry) > MAX_BLANK_BELOW) {
        break;
      }
      Line line = grid.line(entry);
      if (isLowest(entry, line)) {
        if (isRecordOfWords(entry, line)) {
          firstData = entry;
          continue;
        }
        return new Header(above(entry), firstData);
      }
      if (AnchorFinder.isLabelled(line) && kinds.valuesInNumbers(line) == 0) {
        break;
      }
      if (line.size() == 1 && kinds.valuesInNumbers(line) == 0) {
        if (++labels > 3) {
          break;
        }
      } else {
        firstData = entry;
      }
    }
    return new Header(List.of(), anchor);
  }

  /** Returns the levels of a header whose lowest one is known, top to bottom. */
  public List<Integer> above(int lowest) {
    List<Integer> levels = new ArrayList<>();
    levels.add(lowest);
    climb(levels);
    return List.copyOf(levels);
  }

  private boolean isLowest(int entry, Line line) {
    int over = kinds.captionsOverNumbers(line);
    if (over > 0) {
      return over * 3 >= kinds.numeric().cardinality()
          || line.size() * 2 >= kinds.occupied().cardinality()
          || over >= 3;
    }
    return sense.count(grid, entry) > 0
        ? NumericHeader.isNumbered(grid, entry)
        : sense == ValueKind.TYPED && namesInDigits(line);
  }

  /**
   * Tells whether a row without a number is the first record all the same: it has a key as the rows
   * below have, says one word in place of its numbers, and stands right under captions that fill
   * the same columns.
   */
  private boolean isRecordOfWords(int entry, Line line) {
    if (entry == from || grid.blankBefore(entry) > 0) {
      return false;
    }
    Set<String> words = new HashSet<>();
    int keys = 0;
    for (Cell cell : line.cells()) {
      if (kinds.numeric().get(cell.column())) {
        words.add(cell.text());
      } else {
        keys++;
      }
    }
    Line above = grid.line(entry - 1);
    boolean named = keys > 0 && isLowest(entry - 1, above) && above.size() >= line.size();
    return named
        && line.cells().stream().allMatch(cell -> above.at(cell.column()) != null)
        && words.stream().allMatch(word -> MissingWords.contains(word) || isBelow(entry, word))
        && line.cells().stream().noneMatch(Cell::isBold);
  }

  /** Tells whether a word stands for numbers in rows further down too. */
  private boolean isBelow(int entry, String word) {
    int end = Math.min(grid.size(), entry + 40);
    for (int e = entry + 1; e < end; e++) {
      for (Cell cell : grid.line(e).cells()) {
        if (kinds.numeric().get(cell.column()) && cell.text().equals(word)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Tells whether years or age bands, stored as text, stand over the numbers: all different. */
  private boolean namesInDigits(Line line) {
    Set<String> names = new HashSet<>();
    int count = 0;
    for (Cell cell : line.cells()) {
      if (kinds.numeric().get(cell.column())) {
        if (!cell.isText() || !CellShape.isNumeral(cell.text()) || !names.add(cell.text())) {
          return false;
        }
        count++;
      }
    }
    return count >= 2 && count * 2 >= kinds.numeric().cardinality();
  }

  /** Adds the levels above the lowest one. */
  private void climb(List<Integer> levels) {
    int lowestFirst = grid.line(levels.get(0)).first().column();
    int edge = Math.min(lowestFirst, Math.max(kinds.occupied().nextSetBit(0), 0));
    while (levels.size() < MAX_LEVELS) {
      int top = levels.get(0);
      int above = top - 1;
      if (above < from) {
        return;
      }
      if (grid.row(top) - grid.row(above) == 1 && isLevel(above, top, edge)) {
        levels.add(0, above);
        continue;
      }
      int beyond = beyondNotes(top);
      if (beyond < 0) {
        return;
      }
      levels.add(0, beyond);
    }
  }

  private boolean isLevel(int entry, int lower, int edge) {
    Line line = grid.line(entry);
    if (AnchorFinder.isLabelled(line)) {
      return false;
    }
    if (sense.count(grid, entry) > 0 && !NumericHeader.isNumbered(grid, entry)) {
      return false;
    }
    MergeIndex merges = MergeIndex.of(grid.sheet(), line.row(), line.row());
    if (isTitleAndLinks(line) || isSaidBelow(line, grid.line(lower), merges)) {
      return false;
    }
    if (line.size() == 1) {
      Cell cell = line.first();
      int lastColumn = merges.lastColumn(line.row(), cell.column());
      if (lastColumn == cell.column()) {
        return cell.column() > edge && isLoneCaption(cell, grid.line(lower));
      }
      return cell.column() > edge
          && !CellShape.isFooter(cell.text())
          && coversNumbers(cell, lastColumn)
          && !coversDates(grid.line(lower), cell.column(), lastColumn);
    }
    boolean fillsGap = false;
    for (Cell cell : line.cells()) {
      if (coversNumbers(cell, merges.lastColumn(line.row(), cell.column()))) {
        return true;
      }
      fillsGap |= grid.line(lower).at(cell.column()) == null;
    }
    return fillsGap && line.size() * 2 >= grid.line(lower).size();
  }

  /**
   * Tells whether one caption stands over captions in their dress, inside the table: at its right
   * edge it would be the unit of the whole.
   */
  private static boolean isLoneCaption(Cell cell, Line lower) {
    return cell.isCaption()
        && cell.isBold()
        && cell.text().length() <= 40
        && cell.column() < lower.last().column()
        && lower.at(cell.column()) != null
        && lower.cells().stream().allMatch(Cell::isBold);
  }

  /** Tells whether a row is a title with a link beside it: {@code Return to contents}. */
  private static boolean isTitleAndLinks(Line line) {
    return line.cells().stream().anyMatch(cell -> CellShape.isNavigation(cell.text()))
        && line.cells().stream()
            .filter(cell -> cell.column() > line.first().column())
            .allMatch(cell -> CellShape.isNavigation(cell.text()));
  }

  /** Tells whether a level of dates says only what the level below says again. */
  private boolean isSaidBelow(Line line, Line below, MergeIndex merges) {
    MergeIndex lower = MergeIndex.of(grid.sheet(), below.row(), below.row());
    int said = 0;
    for (Cell cell : line.cells()) {
      if (!kinds.numeric().get(cell.column())) {
        continue;
      }
      Merge merge = lower.at(below.row(), cell.column());
      Cell same = below.at(merge == null ? cell.column() : merge.firstColumn());
      if (same == null
          || !same.isTyped()
          || !same.text().equals(cell.text())
          || merges.isWide(line.row(), cell.column())) {
        return false;
      }
      said++;
    }
    return said >= 2;
  }

  /**
   * Tells whether all cells below are dates, which name themselves: "week commencing" adds nothing.
   */
  private static boolean coversDates(Line lower, int firstColumn, int lastColumn) {
    Line below = lower.within(firstColumn, lastColumn);
    return below.size() > 1 && below.cells().stream().allMatch(cell -> cell.kind().isDate());
  }

  private boolean coversNumbers(Cell cell, int lastColumn) {
    int numeric = kinds.numeric().nextSetBit(cell.column());
    return numeric >= 0 && numeric <= lastColumn;
  }

  /**
   * Returns the entry of a level above rows of notes, or -1: captions that are merged down to the
   * header, or that stand over the numbers with nothing but single notes between.
   */
  private int beyondNotes(int top) {
    long touching = grid.row(top) - 1;
    int lowest = Math.max(from, top - 1 - MAX_NOTES_BETWEEN);
    for (int entry = top - 1; entry >= lowest; entry--) {
      Line line = grid.line(entry);
      MergeIndex merges = MergeIndex.of(grid.sheet(), line.row(), line.row());
      int captions = 0;
      int reaching = 0;
      for (Cell cell : line.cells()) {
        if (cell.isCaption()
            && coversNumbers(cell, merges.lastColumn(line.row(), cell.column()))
            && cell.column() > grid.line(top).first().column()) {
          captions++;
          long last = merges.lastRow(line.row(), cell.column());
          if (last == touching && last > line.row()) {
            reaching++;
          }
        }
      }
      boolean adjacent = entry == top - 1;
      if (reaching > 0 || (captions >= 2 && !adjacent && grid.row(top) - line.row() <= 5)) {
        return entry;
      }
      if (line.size() > 1 || grid.row(entry + 1) - line.row() > 2) {
        return -1;
      }
    }
    return -1;
  }
}
