package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.cell.TextNumbers;
import org.datawarp.pipeline.extract.cell.ValueKind;
import org.datawarp.pipeline.extract.header.AnchorFinder;
import org.datawarp.pipeline.extract.header.HeaderFinder;
import org.datawarp.pipeline.extract.header.HeaderFinder.Header;
import org.datawarp.pipeline.extract.header.HeaderLevels;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.spool.SpooledSheet.Region;
import org.datawarp.pipeline.extract.table.BodyFinder.Body;
import org.datawarp.pipeline.extract.table.ColumnPicker.Picked;
import org.datawarp.pipeline.extract.table.ColumnPicker.Run;
import org.datawarp.pipeline.workbook.CellSink.RegionKind;

/**
 * Finds the tables of a sheet.
 *
 * <p>Evidence in order: tables marked in the workbook; then rows whose numbers go on below (the
 * body), the captions above them (the header), and the gaps between columns (spacers, helpers,
 * tables side by side). A sheet without numbers is searched for a list of text. Pure: it reads the
 * grid and decides.
 */
public final class TableFinder {
  /** How far down a sheet its own title is looked for. */
  private static final int TITLE_ROWS = 60;

  /** More rows of a word and a value are a table. */
  private static final int MOST_FACTS = 12;

  /** With more tables a sheet is something else: a form, a dump, or made to cost time. */
  private static final int MOST_TABLES = 1_000;

  private TableFinder() {}

  /** Returns the sheet's tables, top to bottom, then left to right. */
  public static List<TableLayout> find(SpooledSheet sheet) {
    return find(sheet, LoadedTables.of(ExtractOptions.standard(), sheet));
  }

  /** Does the same; tables side by side or one below another that are loaded as one stay one. */
  public static List<TableLayout> find(SpooledSheet sheet, LoadedTables loaded) {
    if (sheet.profiles.size() == 0) {
      return List.of();
    }
    TextNumbers texts = TextNumbers.of(sheet);
    Grid grid = Grid.of(sheet, texts);
    GridParts parts = new GridParts(sheet, texts);
    List<TableLayout> tables = new ArrayList<>();
    List<Region> marked =
        sheet.regions.stream().filter(region -> region.kind() == RegionKind.TABLE).toList();
    refuseBeyondLimit(sheet, marked.size());
    for (Region region : marked) {
      markedTable(parts, region).ifPresent(tables::add);
    }
    if (tables.isEmpty()) {
      search(grid, 0, Long.MAX_VALUE, ValueKind.TYPED, parts, tables, loaded);
    }
    if (tables.isEmpty() && !sheet.isCsv()) {
      textTable(grid, 0, parts, tables);
    }
    if (tables.isEmpty()) {
      search(grid, 0, Long.MAX_VALUE, ValueKind.NUMERALS, parts, tables, loaded);
    }
    if (tables.isEmpty() && sheet.isCsv()) {
      CsvRecords.addAll(grid, parts, loaded, tables);
    }
    return tables;
  }

  static void refuseBeyondLimit(SpooledSheet sheet, int tables) {
    if (tables > MOST_TABLES) {
      throw new SourceUnreadableException(
          "sheet " + sheet.label() + " has more than " + MOST_TABLES + " tables",
          "leave the sheet out, or set the range of its table");
    }
  }

  private static Optional<TableLayout> markedTable(GridParts parts, Region region) {
    long firstBody = region.firstRow() + region.headerRows();
    Grid grid = parts.of(region.firstColumn(), region.lastColumn());
    int first = grid.entryOf(firstBody);
    int last = grid.entryOf(region.lastRow() + 1) - 1;
    if (last < first) {
      return Optional.empty();
    }
    BodyKinds kinds = BodyKinds.sample(grid, first, ValueKind.TYPED);
    List<Integer> entries = List.of();
    if (region.headerRows() > 0) {
      int top = grid.entryOf(region.firstRow());
      if (grid.row(top) == region.firstRow()) {
        entries = new HeaderFinder(grid, 0, kinds, ValueKind.TYPED).above(top);
      }
    }
    return Optional.of(
        layout(
                grid,
                0,
                new Header(entries, first),
                new Body(last, new RowRoles()),
                kinds,
                "the workbook marks it as the table " + region.name(),
                1.0)
            .layout());
  }

  /**
   * A table.
   *
   * @param layout where it lies
   * @param besides what looks like tables of their own beside it
   * @param asOne all of its columns, those of what is beside it too
   * @param withRepeats its columns and those of a CSV whose repeated captions stand over nothing
   */
  record Outcome(
      TableLayout layout,
      List<Run> besides,
      List<LayoutColumn> asOne,
      List<LayoutColumn> withRepeats) {
    /** Takes what is beside it, and what holds nothing, for its own where it is loaded so. */
    Outcome asLoaded(LoadedTables loaded) {
      if (!besides.isEmpty() && loaded.lastRow(asOne) != LoadedTables.NONE) {
        return new Outcome(layout.with(asOne), List.of(), asOne, withRepeats);
      }
      return withRepeats.size() > layout.columns().size()
              && loaded.lastRow(withRepeats) != LoadedTables.NONE
          ? new Outcome(layout.with(withRepeats), besides, asOne, withRepeats)
          : this;
    }

    /** Returns the last row that is loaded of it. */
    private long lastLoaded(LoadedTables loaded) {
      return Math.max(
          loaded.lastRow(layout.columns()),
          Math.max(loaded.lastRow(asOne), loaded.lastRow(withRepeats)));
    }
  }

  private static void search(
      Grid grid,
      int start,
      long lastRow,
      ValueKind sense,
      GridParts parts,
      List<TableLayout> tables,
      LoadedTables loaded) {
    int from = start;
    while (from < grid.size() && grid.row(from) <= lastRow) {
      refuseBeyondLimit(grid.sheet(), tables.size());
      int anchor = AnchorFinder.find(grid, from, grid.size(), sense);
      if (anchor < 0 || grid.row(anchor) > lastRow) {
        int end = lastRow == Long.MAX_VALUE ? grid.size() : grid.entryOf(lastRow + 1);
        if (!tables.isEmpty()) {
          CsvRecords.addLists(grid, from, end, tables);
        }
        return;
      }
      BodyKinds kinds = BodyKinds.sample(grid, anchor, sense);
      Header header = new HeaderFinder(grid, from, kinds, sense).find(anchor);
      BodyFinder bodies = new BodyFinder(grid, kinds, sense, header.levels());
      Body body = bodies.find(header.firstData());
      Outcome outcome = layout(grid, from, header, body, kinds);
      if (bodies.endsApart() && loaded.mayGoOn(grid.row(body.lastData()))) {
        long last = outcome.lastLoaded(loaded);
        Body whole =
            bodies.find(header.firstData(), last == LoadedTables.NONE ? loaded.lastRow() : last);
        Outcome asOne = layout(grid, from, header, whole, kinds);
        if (asOne.lastLoaded(loaded) > grid.row(body.lastData())) {
          body = whole;
          outcome = asOne;
        }
      }
      outcome = outcome.asLoaded(loaded);
      if (!outcome.besides().isEmpty()) {
        Run beside = outcome.besides().get(0);
        long bottom = grid.row(body.lastData());
        Grid left = parts.of(grid.firstColumn(), beside.first() - 1);
        Grid right = parts.of(beside.first(), grid.lastColumn());
        long top = grid.row(from);
        search(left, left.entryOf(top), bottom, sense, parts, tables, loaded);
        int before = tables.size();
        search(right, right.entryOf(top), bottom, sense, parts, tables, loaded);
        if (tables.size() == before && sense == ValueKind.TYPED && !grid.sheet().isCsv()) {
          textTable(right, right.entryOf(top), parts, tables);
        }
      } else if (isTable(outcome.layout())
          && !(areNotes(grid, kinds, header) && !tables.isEmpty())
          && !areFacts(grid, header, body)) {
        CsvRecords.addLists(grid, from, top(header), tables);
        tables.add(outcome.layout());
      }
      from = Math.max(body.lastData(), anchor) + 1;
    }
  }

  private static int top(Header header) {
    return header.levels().isEmpty() ? header.firstData() : header.levels().get(0);
  }

  /** Tells whether rows without a header have numbers in front of words only, as notes have. */
  private static boolean areNotes(Grid grid, BodyKinds kinds, Header header) {
    int first = kinds.occupied().nextSetBit(0);
    return (header.levels().isEmpty() || isNoteAlone(grid, header))
        && kinds.numeric().nextSetBit(first + 1) < 0;
  }

  /** Tells whether one word that opens notes stands above rows. */
  private static boolean isNoteAlone(Grid grid, Header header) {
    Line line = grid.line(header.levels().get(0));
    return header.levels().size() == 1
        && line.size() == 1
        && CellShape.isFooter(line.first().text());
  }

  /**
   * Tells whether rows of a CSV without a header are facts about the table below them: a word and
   * its value each, and wider rows after a blank one.
   */
  private static boolean areFacts(Grid grid, Header header, Body body) {
    int next = body.lastData() + 1;
    if (!grid.sheet().isCsv()
        || !header.levels().isEmpty()
        || next - header.firstData() > MOST_FACTS
        || next >= grid.size()
        || grid.blankBefore(next) == 0
        || grid.values(next) <= 2) {
      return false;
    }
    for (int entry = header.firstData(); entry < next; entry++) {
      Line line = grid.line(entry);
      if (line.size() > 2 || !line.first().isCaption()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTable(TableLayout layout) {
    int columns = layout.columns().size();
    if (columns == 0) {
      return false;
    }
    if (layout.sheet().isCsv()) {
      return true;
    }
    long rows = layout.lastData() - layout.firstData() + 1;
    return columns >= 2 && (!layout.headerRows().isEmpty() || rows >= 3);
  }

  private static void textTable(Grid grid, int from, GridParts parts, List<TableLayout> tables) {
    int top = TextOnlyTableFinder.findHeader(grid, from);
    if (top < 0 || top + 1 >= grid.size()) {
      return;
    }
    Line line = grid.line(top);
    BitSet occupied = new BitSet();
    line.cells().forEach(cell -> occupied.set(cell.column()));
    BodyKinds kinds = BodyKinds.ofWords(occupied);
    Body body = new BodyFinder(grid, kinds, ValueKind.TYPED, List.of(top)).find(top + 1);
    Header header = new Header(List.of(top), top + 1);
    Outcome outcome =
        layout(grid, 0, header, body, kinds, "a list of text under one row of captions", 0.7);
    if (outcome.besides().isEmpty()) {
      tables.add(outcome.layout());
      refuseBeyondLimit(grid.sheet(), tables.size());
      int next = body.lastData() + 1;
      while (next < grid.size()
          && !CsvLists.opens(grid, body.lastData() + 1, next)
          && !CsvLists.opensAlike(grid, line, next)) {
        next++;
      }
      textTable(grid, next, parts, tables);
      return;
    }
    Run beside = outcome.besides().get(0);
    long row = grid.row(top);
    Grid left = parts.of(grid.firstColumn(), beside.first() - 1);
    Grid right = parts.of(beside.first(), grid.lastColumn());
    textTable(left, left.entryOf(row), parts, tables);
    textTable(right, right.entryOf(row), parts, tables);
  }

  private static String reason(Header header, Body body) {
    String reason = reason(header) + (header.why().isEmpty() ? "" : "; " + header.why());
    return body.why().isEmpty() ? reason : reason + "; " + body.why();
  }

  private static String reason(Header header) {
    return switch (header.levels().size()) {
      case 0 -> "rows of values without a header";
      case 1 -> "rows of values under one row of captions";
      default -> "rows of values under " + header.levels().size() + " rows of captions";
    };
  }

  private static double confidence(Header header) {
    return header.levels().isEmpty() ? 0.6 : header.levels().size() == 1 ? 0.95 : 0.9;
  }

  private static Outcome layout(Grid grid, int from, Header header, Body body, BodyKinds kinds) {
    return layout(grid, from, header, body, kinds, reason(header, body), confidence(header));
  }

  /** Lays out a table whose rows are known: chooses its columns and its title. */
  static Outcome layout(
      Grid grid,
      int from,
      Header header,
      Body body,
      BodyKinds kinds,
      String reason,
      double confidence) {
    SpooledSheet sheet = grid.sheet();
    long firstData = grid.row(header.firstData());
    long lastData = grid.row(body.lastData());
    HeaderLevels levels = new HeaderLevels(grid, header.levels(), kinds);
    List<LayoutColumn> columns;
    List<Run> besides = List.of();
    List<String> warnings = List.of();
    Set<Integer> aside = Set.of();
    List<LayoutColumn> asOne;
    List<LayoutColumn> withRepeats;
    if (sheet.isCsv()) {
      boolean whole = from == 0 && body.lastData() == grid.size() - 1 && grid.isWhole();
      withRepeats =
          whole
              ? CsvColumns.ofAll(sheet, levels)
              : CsvColumns.of(grid, levels, firstData, lastData);
      columns = CsvColumns.withoutRepeats(withRepeats, sheet, kinds, firstData, lastData);
      besides = CsvColumns.besides(grid, header, levels, kinds, body);
      asOne =
          columns.stream()
              .filter(c -> !c.header().isEmpty() || kinds.occupied().get(c.position()))
              .toList();
    } else {
      ColumnCounts counts = ColumnCounts.scan(sheet, firstData, lastData, body.roles());
      ColumnPicker picker = new ColumnPicker(grid, levels, kinds, counts, header.firstData());
      Picked picked = picker.pick();
      asOne = picked.besides().isEmpty() ? picked.columns() : picker.pickAsOne().columns();
      columns = picked.columns();
      withRepeats = columns;
      besides = picked.besides();
      warnings = picked.warnings();
      aside = picked.aside();
    }
    int top = top(header);
    String title = TitleFinder.find(grid, from, top);
    if (title.isEmpty() && !sheet.isCsv()) {
      Grid whole = Grid.of(sheet);
      title = TitleFinder.findAtHead(whole, Math.min(TITLE_ROWS, whole.entryOf(grid.row(top))));
    }
    TableLayout layout =
        new TableLayout(
            sheet,
            title,
            header.levels().stream().map(entry -> (int) grid.row(entry)).toList(),
            firstData,
            lastData,
            columns,
            body.roles(),
            reason,
            confidence,
            warnings);
    return new Outcome(layout.without(aside), besides, asOne, withRepeats);
  }
}
