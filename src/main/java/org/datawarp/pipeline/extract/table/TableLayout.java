package org.datawarp.pipeline.extract.table;

import java.util.List;
import java.util.Set;
import org.datawarp.model.table.CellRange;
import org.datawarp.pipeline.extract.spool.SpooledSheet;

/**
 * Where a table lies on its sheet and what its columns are called: the decision, before types.
 *
 * @param sheet the sheet
 * @param title its title; may be empty
 * @param headerRows 1-based rows, top to bottom; empty when there is no header
 * @param firstData the first row of data
 * @param lastData the last one; less than the first when there is none
 * @param columns left to right
 * @param roles the rows between first and last data that are not data
 * @param reason why, for people
 * @param confidence 0 to 1
 * @param warnings what was left out, one line each
 * @param aside the columns that these warnings are about, from 0
 */
public record TableLayout(
    SpooledSheet sheet,
    String title,
    List<Integer> headerRows,
    long firstData,
    long lastData,
    List<LayoutColumn> columns,
    RowRoles roles,
    String reason,
    double confidence,
    List<String> warnings,
    Set<Integer> aside) {
  public TableLayout {
    headerRows = List.copyOf(headerRows);
    columns = List.copyOf(columns);
    warnings = List.copyOf(warnings);
    aside = Set.copyOf(aside);
  }

  /** Makes a layout that leaves no column out. */
  public TableLayout(
      SpooledSheet sheet,
      String title,
      List<Integer> headerRows,
      long firstData,
      long lastData,
      List<LayoutColumn> columns,
      RowRoles roles,
      String reason,
      double confidence,
      List<String> warnings) {
    this(
        sheet,
        title,
        headerRows,
        firstData,
        lastData,
        columns,
        roles,
        reason,
        confidence,
        warnings,
        Set.of());
  }

  /** Returns this layout with the columns that its warnings are about. */
  TableLayout without(Set<Integer> left) {
    return new TableLayout(
        sheet,
        title,
        headerRows,
        firstData,
        lastData,
        columns,
        roles,
        reason,
        confidence,
        warnings,
        left);
  }

  /** Returns this layout with other columns. */
  TableLayout with(List<LayoutColumn> others) {
    return new TableLayout(
        sheet,
        title,
        headerRows,
        firstData,
        lastData,
        others,
        roles,
        reason,
        confidence,
        warnings,
        aside);
  }

  public int firstColumn() {
    return columns.get(0).position();
  }

  public int lastColumn() {
    return columns.get(columns.size() - 1).position();
  }

  /** Returns the index of the column at a position of the sheet; -1 where the table has none. */
  public int indexOf(int position) {
    int low = 0;
    int high = columns.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = columns.get(middle).position();
      if (found == position) {
        return middle;
      }
      if (found < position) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** Returns the rectangle from header to last row. */
  public CellRange extent() {
    long top = headerRows.isEmpty() ? firstData : Math.min(headerRows.get(0), firstData);
    return new CellRange(firstColumn(), lastColumn(), top, Math.max(top, lastData));
  }
}
