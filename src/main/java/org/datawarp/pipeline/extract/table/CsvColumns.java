package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.header.HeaderFinder.Header;
import org.datawarp.pipeline.extract.header.HeaderLevels;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.table.BodyFinder.Body;
import org.datawarp.pipeline.extract.table.ColumnPicker.Run;

/** The columns of tables of a CSV: all that it has, blank ones in between too. */
final class CsvColumns {
  private CsvColumns() {}

  /** Finds a table beside another in a CSV, where a column in between is blank. */
  static List<Run> besides(
      Grid grid, Header header, HeaderLevels levels, BodyKinds kinds, Body body) {
    if (header.levels().isEmpty()) {
      return List.of();
    }
    boolean gap = false;
    for (int c = grid.firstColumn() + 1; c < grid.lastColumn() && !gap; c++) {
      gap = levels.of(c).isEmpty() && !kinds.occupied().get(c);
    }
    if (!gap) {
      return List.of();
    }
    SpooledSheet sheet = grid.sheet();
    ColumnCounts counts =
        ColumnCounts.scan(
            sheet, grid.row(header.firstData()), grid.row(body.lastData()), body.roles());
    return new ColumnPicker(grid, levels, kinds, counts, header.firstData()).pick().besides();
  }

  /**
   * Leaves out columns without a value that are called as the one to their left: a merged caption
   * that is written into each cell it covered.
   */
  static List<LayoutColumn> withoutRepeats(
      List<LayoutColumn> columns,
      SpooledSheet sheet,
      BodyKinds kinds,
      long firstData,
      long lastData) {
    BitSet repeats = new BitSet();
    for (int i = 1; i < columns.size(); i++) {
      LayoutColumn column = columns.get(i);
      if (!column.header().isEmpty()
          && column.header().equals(columns.get(i - 1).header())
          && !kinds.occupied().get(column.position())) {
        repeats.set(column.position());
      }
    }
    if (repeats.isEmpty()) {
      return columns;
    }
    ColumnCounts counts = ColumnCounts.scan(sheet, firstData, lastData, new RowRoles());
    return columns.stream()
        .filter(column -> !repeats.get(column.position()) || counts.values(column.position()) > 0)
        .toList();
  }

  /** Returns the columns of one of several tables of a CSV, from its first to its last. */
  static List<LayoutColumn> of(Grid grid, HeaderLevels levels, long firstData, long lastData) {
    ColumnCounts counts = ColumnCounts.scan(grid.sheet(), firstData, lastData, new RowRoles());
    int first = grid.firstColumn();
    int last = grid.lastColumn();
    while (first < last && counts.values(first) == 0 && levels.of(first).isEmpty()) {
      first++;
    }
    while (last > first && counts.values(last) == 0 && levels.of(last).isEmpty()) {
      last--;
    }
    List<LayoutColumn> columns = new ArrayList<>();
    for (int c = first; c <= last; c++) {
      columns.add(new LayoutColumn(c, levels.of(c), counts.values(c)));
    }
    return columns;
  }

  /** Returns the columns of a CSV that is one table, blank ones too. */
  static List<LayoutColumn> ofAll(SpooledSheet sheet, HeaderLevels levels) {
    List<LayoutColumn> columns = new ArrayList<>();
    for (int c = 0; c <= sheet.profiles.maxColumn(); c++) {
      columns.add(new LayoutColumn(c, levels.of(c), -1));
    }
    return columns;
  }
}
