package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.header.AnchorFinder;

/** Finds tables that hold no number at all: lists of codes and names. */
final class TextOnlyTableFinder {
  private static final int LOOK = 300;
  private static final int MIN_ROWS = 3;
  private static final int MAX_HEADER_LENGTH = 120;

  private TextOnlyTableFinder() {}

  /** Returns the entry of the header of a table of text at or after one; -1 when there is none. */
  static int findHeader(Grid grid, int from) {
    int end = Math.min(grid.size(), from + LOOK);
    for (int entry = from; entry < end; entry++) {
      Line line = grid.line(entry);
      if (line.size() >= 2 && isHeader(line) && fits(grid, entry, line)) {
        return entry;
      }
    }
    return -1;
  }

  private static boolean isHeader(Line line) {
    Set<String> texts = new HashSet<>();
    int before = -1;
    for (Cell cell : line.cells()) {
      if (cell.column() > before + 1) {
        texts.clear(); // of a list side by side, which may be called alike
      }
      before = cell.column();
      if (!cell.isCaption()
          || cell.text().length() > MAX_HEADER_LENGTH
          || !texts.add(cell.text())
          || cell.text().endsWith(":")) {
        return false;
      }
    }
    return true;
  }

  /** Tells whether the rows below use the header's columns, two cells or more in most of them. */
  private static boolean fits(Grid grid, int entry, Line header) {
    List<Line> parts = parts(header);
    int rows = 0;
    int full = 0;
    int outside = 0;
    int end = Math.min(grid.size(), entry + 1 + LOOK);
    for (int e = entry + 1; e < end; e++) {
      if (grid.blankBefore(e) > 2 && !grid.afterHole(e)) {
        break;
      }
      Line line = grid.line(e);
      if (full >= MIN_ROWS
          && (((grid.blankBefore(e) > 0 || CellShape.isFooter(line.first().text()))
                  && areNotes(grid, e, end))
              || CsvLists.opens(grid, entry + 1, e)
              || CsvLists.opensAlike(grid, header, e))) {
        break;
      }
      rows++;
      int inside = 0;
      boolean fills = false;
      for (Line part : parts) {
        int cells = inside(line, part);
        inside += cells;
        fills |= cells >= Math.max(2, part.size() / 2);
      }
      outside += line.size() - inside;
      full += fills ? 1 : 0;
    }
    boolean enough =
        rows >= MIN_ROWS || (rows == MIN_ROWS - 1 && full == rows && isDressed(header));
    return enough && full * 10 >= rows * 6 && outside * 5 <= rows;
  }

  /** Tells whether all rows from one on are one text each, numbered or not: said below a list. */
  private static boolean areNotes(Grid grid, int entry, int end) {
    for (int e = entry; e < end; e++) {
      if (grid.values(e) > 1 && !AnchorFinder.isNumberedNote(grid, e)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the captions that stand next to each other: lists side by side end at other rows. */
  private static List<Line> parts(Line header) {
    List<Line> parts = new ArrayList<>();
    int from = header.first().column();
    Cell before = header.first();
    for (Cell cell : header.cells()) {
      if (cell.column() > before.column() + 1) {
        parts.add(header.within(from, before.column()));
        from = cell.column();
      }
      before = cell;
    }
    parts.add(header.within(from, before.column()));
    return parts;
  }

  private static int inside(Line line, Line part) {
    int inside = 0;
    for (Cell cell : line.cells()) {
      inside += part.at(cell.column()) != null ? 1 : 0;
    }
    return inside;
  }

  /** Tells whether captions look like captions: then two rows below them are a list. */
  private static boolean isDressed(Line header) {
    return header.cells().stream().allMatch(Cell::isBold)
        || header.cells().stream().allMatch(Cell::isFilled);
  }
}
