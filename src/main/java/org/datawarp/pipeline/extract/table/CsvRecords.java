package org.datawarp.pipeline.extract.table;

import java.util.BitSet;
import java.util.List;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.header.AnchorFinder;
import org.datawarp.pipeline.extract.header.CsvHeader;
import org.datawarp.pipeline.extract.header.HeaderFinder.Header;
import org.datawarp.pipeline.extract.header.HeaderLevels;
import org.datawarp.pipeline.extract.table.BodyFinder.Body;
import org.datawarp.pipeline.extract.table.ColumnPicker.Run;

/** Lays out the tables of words of a CSV: all it holds, or lists beside tables of numbers. */
final class CsvRecords {
  private CsvRecords() {}

  /** Adds the tables of a CSV of nothing but words; what is loaded as one table stays one. */
  static void addAll(Grid grid, GridParts parts, LoadedTables loaded, List<TableLayout> tables) {
    TableLayout one = records(grid, loaded);
    List<CsvLists.Found> lists = CsvLists.find(grid, 0, grid.size());
    if (loaded.lastRow(one.columns()) != LoadedTables.NONE) {
      tables.add(one);
    } else if (lists.size() > 1 && CsvLists.areNamedApart(grid, lists)) {
      add(grid, lists, 0, tables);
    } else if (!addBeside(grid, parts, tables, loaded)) {
      tables.add(one);
    }
  }

  /** Adds the lists of words of a CSV between two entries, the second one excluded. */
  static void addLists(Grid grid, int from, int end, List<TableLayout> tables) {
    if (grid.sheet().isCsv()) {
      add(grid, CsvLists.find(grid, from, end), from, tables);
    }
  }

  private static void add(
      Grid grid, List<CsvLists.Found> lists, int from, List<TableLayout> tables) {
    int above = from;
    for (CsvLists.Found list : lists) {
      TableFinder.refuseBeyondLimit(grid.sheet(), tables.size());
      BodyKinds kinds = CsvLists.kinds(grid.line(list.header()));
      Header header = new Header(List.of(list.header()), list.header() + 1);
      Body body = new Body(list.last(), new RowRoles());
      String reason = "a list of words set apart from what stands above and below";
      tables.add(TableFinder.layout(grid, above, header, body, kinds, reason, 0.7).layout());
      above = list.last() + 1;
    }
  }

  /**
   * Adds the tables of a CSV of nothing but text that stand side by side: a blank column between,
   * and captions of its own over each that the other has too, or that it has fewer rows of.
   */
  private static boolean addBeside(
      Grid grid, GridParts parts, List<TableLayout> tables, LoadedTables loaded) {
    List<Run> runs = CsvLists.runs(grid);
    if (runs.size() < 2) {
      return false;
    }
    for (Run run : runs) {
      tables.add(records(parts.of(run.first(), run.last()), loaded));
    }
    return true;
  }

  /** Takes a CSV of nothing but text as one table, after lines with fewer fields than the rest. */
  private static TableLayout records(Grid grid, LoadedTables loaded) {
    int widest = 0;
    int look = Math.min(grid.size(), 50);
    for (int entry = 0; entry < look; entry++) {
      widest = Math.max(widest, grid.values(entry));
    }
    int top = 0;
    while (top < look - 1
        && (grid.values(top) * 2 <= widest || (widest > 2 && isFact(grid, top)))) {
      top++;
    }
    boolean headed = CsvHeader.matches(grid, top);
    Line line = grid.line(top);
    BitSet occupied = new BitSet();
    line.cells().forEach(cell -> occupied.set(cell.column()));
    BodyKinds kinds = BodyKinds.ofWords(occupied);
    List<Integer> levels = headed ? List.of(top) : List.of();
    int first = headed ? top + 1 : top;
    if (first >= grid.size()) {
      return headerAlone(grid, top);
    }
    return TableFinder.layout(
            grid,
            0,
            new Header(levels, first),
            new Body(lastRecord(grid, first), new RowRoles()),
            kinds,
            headed ? "records of text under their names" : "records of text without a header",
            headed ? 0.8 : 0.6)
        .asLoaded(loaded)
        .layout();
  }

  /** Tells whether a row says a fact about what is below it: {@code Period: | April 2023}. */
  static boolean isFact(Grid grid, int entry) {
    return grid.values(entry) == 2
        && grid.line(entry).first().isText()
        && grid.line(entry).first().text().endsWith(":");
  }

  /** Returns the last record of text: one text alone after a blank row, or a note, is none. */
  private static int lastRecord(Grid grid, int first) {
    int last = grid.size() - 1;
    int end = last;
    while (end > first) {
      if (AnchorFinder.isNumberedNote(grid, end)) {
        last = --end;
        continue;
      }
      if (grid.values(end) != 1) {
        break;
      }
      boolean apart = grid.blankBefore(end) > 0 && !grid.afterHole(end);
      Cell text = grid.line(end).first();
      if (apart || CellShape.isFooter(text.text()) || CsvLists.isSentence(grid, first, end, text)) {
        last = end - 1;
      }
      end--;
    }
    return last;
  }

  private static TableLayout headerAlone(Grid grid, int top) {
    BodyKinds none = BodyKinds.ofWords(new BitSet());
    long row = grid.row(top);
    return new TableLayout(
        grid.sheet(),
        "",
        List.of((int) row),
        row + 1,
        row,
        CsvColumns.ofAll(grid.sheet(), new HeaderLevels(grid, List.of(top), none)),
        new RowRoles(),
        "one record of names and nothing below",
        0.6,
        List.of());
  }
}
