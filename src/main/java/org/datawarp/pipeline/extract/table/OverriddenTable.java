package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.CellRange;
import org.datawarp.model.table.SheetOverride;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.ValueKind;
import org.datawarp.pipeline.extract.header.AnchorFinder;
import org.datawarp.pipeline.extract.header.HeaderFinder;
import org.datawarp.pipeline.extract.header.HeaderFinder.Header;
import org.datawarp.pipeline.extract.header.HeaderLevels;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.table.BodyFinder.Body;
import org.datawarp.pipeline.extract.table.ColumnPicker.Run;
import org.datawarp.pipeline.extract.table.TableFinder.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Lays out tables where a person has said that they lie. What was said is kept to: a header row or
 * a range that holds nothing is refused rather than replaced by a guess.
 */
public final class OverriddenTable {
  private static final String REASON = "set by a person";
  private static final CellRange WHOLE = new CellRange(0, Integer.MAX_VALUE, 1, Long.MAX_VALUE);

  private final SpooledSheet sheet;
  private final @Nullable List<Integer> headerRows;
  private final CellRange range;
  private final boolean ranged;

  private OverriddenTable(SpooledSheet sheet, SheetOverride override) {
    String text = override.range();
    List<Integer> rows = override.headerRows();
    this.sheet = sheet;
    this.headerRows = rows == null ? null : rows.stream().sorted().distinct().toList();
    this.range = text == null ? WHOLE : range(text, sheet);
    this.ranged = text != null;
  }

  private static CellRange range(String text, SpooledSheet sheet) {
    return CellRange.find(text)
        .orElseThrow(
            () ->
                new UsageException(
                    "not a range: '" + text + "' for sheet " + sheet.label(), CellRange.RULE));
  }

  /**
   * Returns the tables one decision makes: one, or several beside each other where only their
   * header rows are set.
   *
   * @throws org.datawarp.model.error.UsageException if the range is none
   * @throws DataRejectedException if nothing lies where the person said
   */
  public static List<TableLayout> lay(SpooledSheet sheet, SheetOverride override) {
    return new OverriddenTable(sheet, override).lay();
  }

  private List<TableLayout> lay() {
    int right = Math.max(sheet.profiles.maxColumn(), 0);
    if (sheet.profiles.size() == 0 || range.firstColumn() > right) {
      throw nothing();
    }
    List<TableLayout> tables = new ArrayList<>();
    add(Grid.of(sheet, range.firstColumn(), Math.min(range.lastColumn(), right)), tables);
    return tables;
  }

  private void add(Grid grid, List<TableLayout> tables) {
    int from = grid.entryOf(range.firstRow());
    int end = range.isOpen() ? grid.size() : grid.entryOf(range.lastRow() + 1);
    if (from >= end) {
      throw nothing();
    }
    ValueKind sense = sense(grid, from, end);
    Header header = header(grid, from, end, sense);
    BodyKinds kinds = BodyKinds.sample(grid, header.firstData(), sense);
    BodyFinder finder = new BodyFinder(grid, kinds, sense, header.levels());
    Body body =
        range.isOpen() ? finder.find(header.firstData()) : finder.within(header.firstData(), end);
    Outcome outcome = TableFinder.layout(grid, from, header, body, kinds, REASON, 1.0);
    if (ranged) {
      tables.add(asRanged(grid, header, kinds, outcome.layout()));
    } else if (outcome.besides().isEmpty()) {
      tables.add(outcome.layout());
    } else {
      Run beside = outcome.besides().get(0);
      add(Grid.of(sheet, grid.firstColumn(), beside.first() - 1), tables);
      add(Grid.of(sheet, beside.first(), grid.lastColumn()), tables);
    }
  }

  private static ValueKind sense(Grid grid, int from, int end) {
    boolean typed = AnchorFinder.find(grid, from, end, ValueKind.TYPED) >= 0;
    boolean numerals = !typed && AnchorFinder.find(grid, from, end, ValueKind.NUMERALS) >= 0;
    return numerals ? ValueKind.NUMERALS : ValueKind.TYPED;
  }

  private Header header(Grid grid, int from, int end, ValueKind sense) {
    List<Integer> rows = headerRows;
    if (rows == null) {
      return foundHeader(grid, from, end, sense);
    }
    List<Integer> entries = new ArrayList<>();
    int first = from;
    for (int row : rows) {
      int entry = grid.entryOf(row);
      if (entry < grid.size() && grid.row(entry) == row) {
        entries.add(entry);
        first = Math.max(first, entry + 1);
      } else if (grid.firstColumn() == range.firstColumn()) {
        throw new DataRejectedException(
            "row " + row + ", set as a header row of " + sheet.label() + ", is blank",
            "correct header_rows, or remove them");
      }
    }
    if (rows.isEmpty() && !ranged && !sheet.isCsv()) {
      first = Math.max(from, AnchorFinder.find(grid, from, end, sense));
    }
    first = pastLabels(grid, first, end, sense);
    if (first >= end) {
      throw new DataRejectedException(
          "no row of data below the header set for " + sheet.label(),
          "correct header_rows or range, or remove them");
    }
    return new Header(entries, first);
  }

  /** A label between the header and the first row of data belongs to neither. */
  private int pastLabels(Grid grid, int entry, int end, ValueKind sense) {
    if (sheet.isCsv() || entry >= end) {
      return entry;
    }
    BodyKinds kinds = BodyKinds.sample(grid, entry, sense);
    int first = entry;
    while (first + 1 < end
        && kinds.occupied().cardinality() > 1
        && grid.line(first).size() == 1
        && kinds.valuesInNumbers(grid.line(first)) == 0) {
      first++;
    }
    return first;
  }

  private static Header foundHeader(Grid grid, int from, int end, ValueKind sense) {
    int anchor = AnchorFinder.find(grid, from, end, sense);
    if (anchor >= 0) {
      BodyKinds kinds = BodyKinds.sample(grid, anchor, sense);
      return new HeaderFinder(grid, from, kinds, sense).find(anchor);
    }
    // A range of nothing but text starts with its header, as the person who set it knows.
    return from + 1 < end ? new Header(List.of(from), from + 1) : new Header(List.of(), from);
  }

  /** Takes every column of the range that has a name or a value, and its last row as it is set. */
  private TableLayout asRanged(Grid grid, Header header, BodyKinds kinds, TableLayout found) {
    HeaderLevels levels = new HeaderLevels(grid, header.levels(), kinds);
    ColumnCounts counts =
        ColumnCounts.scan(sheet, found.firstData(), found.lastData(), found.roles());
    List<LayoutColumn> columns = new ArrayList<>();
    for (int c = grid.firstColumn(); c <= grid.lastColumn(); c++) {
      List<String> texts = levels.of(c);
      if (sheet.isCsv() || !texts.isEmpty() || counts.values(c) > 0) {
        columns.add(new LayoutColumn(c, texts, counts.values(c)));
      }
    }
    // The middle of a long CSV is not remembered: its rows are counted when they are read.
    boolean forgotten = sheet.profiles.hole() < sheet.profiles.size() && !range.isOpen();
    long last =
        forgotten
            ? Math.min(range.lastRow(), sheet.profiles.row(sheet.profiles.size() - 1))
            : found.lastData();
    return new TableLayout(
        sheet,
        found.title(),
        found.headerRows(),
        found.firstData(),
        last,
        columns,
        found.roles(),
        found.reason(),
        found.confidence(),
        List.of());
  }

  private DataRejectedException nothing() {
    return new DataRejectedException(
        "no value in the range set for " + sheet.label(), "correct the range, or remove it");
  }
}
