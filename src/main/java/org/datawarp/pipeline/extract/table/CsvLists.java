package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.table.ColumnPicker.Run;
import org.jspecify.annotations.Nullable;

/**
 * Finds lists of words in a CSV that stand above, between or below its other tables: captions under
 * a title of their own, and rows under them up to the next blank row.
 */
final class CsvLists {
  private static final int LEAST_COLUMNS = 3;
  private static final int LONGEST_CAPTION = 150;
  private static final int TITLES = 4;
  private static final int LOOK = 20;
  private static final int MOST_BESIDE = 5_000;
  private static final int SHORTEST_SENTENCE = 40;
  private static final int ROWS_ABOVE = 50;

  /**
   * Where a list lies.
   *
   * @param header the entry of its captions
   * @param last the entry of its last row
   */
  record Found(int header, int last) {}

  private CsvLists() {}

  /** Returns the lists between two entries, the second one excluded, top to bottom. */
  static List<Found> find(Grid grid, int from, int end) {
    List<Found> lists = new ArrayList<>();
    int entry = from;
    while (entry < end) {
      boolean titled = entry == 0 || isTitled(grid, from, entry);
      boolean apart = titled || (grid.blankBefore(entry) > 0 && !grid.afterHole(entry));
      int last = apart && isHeader(grid, entry) ? last(grid, entry, end) : -1;
      if (last < 0 || !(titled || isDense(grid, entry, last))) {
        entry++;
      } else if (!titled && goesOn(grid, lists, entry)) {
        lists.set(lists.size() - 1, new Found(lists.get(lists.size() - 1).header(), last));
        entry = last + 1;
      } else {
        lists.add(new Found(entry, last));
        entry = last + 1;
      }
    }
    return lists;
  }

  /**
   * Tells whether a list begins at a row below a table's last row of data: under a title, and over
   * rows that leave the table's columns of numbers empty.
   */
  static boolean opensBelow(Grid grid, int lastData, int entry, BodyKinds kinds) {
    if (!opens(grid, lastData + 1, entry)) {
      return false;
    }
    int last = last(grid, entry, grid.size());
    int end = Math.min(last, entry + LOOK);
    for (int e = entry + 1; e <= end; e++) {
      if (kinds.valuesInNumbers(grid.line(e)) * 4 > kinds.numeric().cardinality()) {
        return false;
      }
    }
    return last > entry;
  }

  /**
   * Returns the columns of lists of words side by side under captions in the first row or below
   * titles; none where a blank column does not part two lists: the same captions over both, or
   * other numbers of rows.
   */
  static List<Run> runs(Grid grid) {
    int look = Math.min(grid.size(), MOST_BESIDE);
    if (look < grid.size() || look < 3) {
      return List.of();
    }
    int[] values = new int[grid.lastColumn() + 2];
    for (int entry = 0; entry < look; entry++) {
      grid.line(entry).cells().forEach(cell -> values[cell.column()]++);
    }
    List<Run> runs = new ArrayList<>();
    int start = -1;
    for (int c = grid.firstColumn(); c <= grid.lastColumn() + 1; c++) {
      if (values[c] > 0 && start < 0) {
        start = c;
      } else if (values[c] == 0 && start >= 0) {
        runs.add(new Run(start, c - 1));
        start = -1;
      }
    }
    int top = 0;
    while (top < look - 1 && grid.values(top) <= runs.size()) {
      top++;
    }
    Line captions = grid.line(top);
    Set<String> first = new HashSet<>();
    boolean parted = false;
    int rows = 0;
    for (Run run : runs) {
      Line own = captions.within(run.first(), run.last());
      if (run.width() < LEAST_COLUMNS || own.size() < 2) {
        return List.of();
      }
      int filled = rows(grid, run, top + 1, look);
      parted |= first.contains(own.cells().get(0).text()) || (rows > 0 && filled != rows);
      first.add(own.cells().get(0).text());
      rows = filled;
    }
    return parted && runs.size() > 1 ? runs : List.of();
  }

  private static int rows(Grid grid, Run run, int first, int look) {
    int rows = 0;
    for (int entry = first; entry < look; entry++) {
      rows += grid.line(entry).within(run.first(), run.last()).size() > 1 ? 1 : 0;
    }
    return rows;
  }

  /** Tells whether a text is far longer than those above it in its column. */
  static boolean isSentence(Grid grid, int first, int entry, Cell text) {
    int longest = 0;
    for (int e = Math.max(first, entry - ROWS_ABOVE); e < entry; e++) {
      Cell above = grid.line(e).at(text.column());
      longest = Math.max(longest, above == null ? 0 : above.text().length());
    }
    return text.text().length() >= SHORTEST_SENTENCE && text.text().length() > 2 * longest;
  }

  /** Tells whether a row goes on a list right above the blank rows, in the same columns. */
  private static boolean goesOn(Grid grid, List<Found> lists, int entry) {
    if (lists.isEmpty() || lists.get(lists.size() - 1).last() != entry - 1) {
      return false;
    }
    Line captions = grid.line(lists.get(lists.size() - 1).header());
    return grid.line(entry).cells().stream().allMatch(cell -> captions.at(cell.column()) != null);
  }

  /** Tells whether two rows or more fill all columns that are named: no notes, which are short. */
  private static boolean isDense(Grid grid, int header, int last) {
    int columns = grid.values(header);
    for (int entry = header + 1; entry <= last; entry++) {
      if (grid.values(entry) < columns) {
        return false;
      }
    }
    return last - header > 1;
  }

  /**
   * Tells whether lists, each under a title, are all that a CSV of words holds, and no two have the
   * same captions, as parts of one list have.
   */
  static boolean areNamedApart(Grid grid, List<Found> lists) {
    Set<List<String>> names = new HashSet<>();
    int entry = 0;
    for (Found list : lists) {
      if (list.header() > 0 && !isTitled(grid, entry, list.header())) {
        return false;
      }
      while (entry < list.header()) {
        if (grid.values(entry) > 1 && !CsvRecords.isFact(grid, entry)) {
          return false;
        }
        entry++;
      }
      names.add(grid.line(entry).cells().stream().map(Cell::text).toList());
      entry = list.last() + 1;
    }
    return names.size() == lists.size();
  }

  /** Tells whether a row of captions stands under a title that a blank row sets apart. */
  static boolean opens(Grid grid, int from, int entry) {
    return isTitled(grid, from, entry) && isHeader(grid, entry);
  }

  /**
   * Tells whether a row of captions stands right under a title and shares some with those of the
   * list above it, but not all: the header once more would be.
   */
  static boolean opensAlike(Grid grid, @Nullable Line above, int entry) {
    if (above == null || entry == 0 || grid.values(entry - 1) != 1 || !isHeader(grid, entry)) {
      return false;
    }
    Line line = grid.line(entry);
    int shared = 0;
    for (Cell cell : line.cells()) {
      Cell caption = above.at(cell.column());
      shared += caption != null && caption.text().equals(cell.text()) ? 1 : 0;
    }
    return shared > 1 && (shared < line.size() || line.size() != above.size());
  }

  /** Returns what the rows of a list hold: words, wherever its captions stand. */
  static BodyKinds kinds(Line header) {
    BitSet occupied = new BitSet();
    header.cells().forEach(cell -> occupied.set(cell.column()));
    return BodyKinds.ofWords(occupied);
  }

  /** Tells whether a title stands above a row, and a blank row or nothing above that. */
  static boolean isTitled(Grid grid, int from, int entry) {
    int top = entry;
    boolean gap = false;
    while (top > from && grid.values(top - 1) == 1 && entry - top < TITLES) {
      top--;
      gap |= top == 0 || (grid.blankBefore(top) > 0 && !grid.afterHole(top));
    }
    return top < entry && gap;
  }

  private static boolean isHeader(Grid grid, int entry) {
    Line line = grid.line(entry);
    if (line.size() < LEAST_COLUMNS || CellShape.isFooter(line.first().text())) {
      return false;
    }
    Set<String> texts = new HashSet<>();
    for (Cell cell : line.cells()) {
      String text = cell.text();
      if (!(cell.isCaption() || isOverWords(grid, entry, cell))
          || text.length() > LONGEST_CAPTION
          || text.endsWith(":")
          || !texts.add(text)) {
        return false;
      }
    }
    return true;
  }

  /** Tells whether a whole number stands over a word, as those of the columns of a plate do. */
  private static boolean isOverWords(Grid grid, int entry, Cell cell) {
    Cell below = entry + 1 < grid.size() ? grid.line(entry + 1).at(cell.column()) : null;
    return cell.isWhole() && below != null && below.isCaption();
  }

  /** Returns the last row under captions, all cells of which stand in their columns; or -1. */
  private static int last(Grid grid, int header, int end) {
    Line captions = grid.line(header);
    int last = header;
    int labels = 0;
    for (int entry = header + 1; entry < end; entry++) {
      if (grid.blankBefore(entry) > 0 && !grid.afterHole(entry)) {
        break;
      }
      Line line = grid.line(entry);
      if (CellShape.isFooter(line.first().text()) && line.size() == 1) {
        break;
      }
      int key = captions.first().column() - 1; // it may have no caption
      if (line.cells().stream()
          .anyMatch(cell -> captions.at(cell.column()) == null && cell.column() != key)) {
        return -1;
      }
      labels += line.size() == 1 && line.first().column() == captions.first().column() ? 1 : 0;
      last = entry;
    }
    boolean touches = last + 1 == end && end < grid.size() && grid.blankBefore(end) == 0;
    int first = grid.values(header + 1 < end ? header + 1 : header) == 1 ? header + 2 : header + 1;
    boolean filled = last >= first && grid.values(first) > 1;
    return filled && !touches && labels * 2 <= last - header ? last : -1;
  }
}
