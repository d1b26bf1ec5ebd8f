package org.datawarp.pipeline.extract.page;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.pipeline.extract.spool.RowProfiles;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.datawarp.pipeline.extract.table.TableLayout;

/**
 * The rows and columns of a sheet that the page shows: around each table's header and its end.
 *
 * @param rows ranges of 1-based rows, ascending, apart from each other
 * @param columns ranges of columns from 0, ascending, apart from each other
 * @param lastRow the last row that holds a value
 * @param lastColumn the last column that holds a value
 */
record PageWindow(List<Span> rows, List<Span> columns, long lastRow, int lastColumn) {
  /** Both ends belong to it. */
  record Span(long first, long last) {}

  private static final int ABOVE = 17;
  private static final int HEAD = 30;
  private static final int BODY = 9;
  private static final int TAIL = 6;
  private static final int LEFT = 24;
  private static final int RIGHT = 4;
  private static final int TABLES = 12;
  private static final int PROSE_ROWS = 20;
  private static final int PROSE_COLUMNS = 8;

  /** Chooses what to show of a sheet that holds a value. */
  static PageWindow of(SpooledSheet sheet, List<FoundTable> tables) {
    RowProfiles profiles = sheet.profiles;
    long lastRow = profiles.row(profiles.size() - 1);
    int lastColumn = Math.max(profiles.maxColumn(), 0);
    List<Span> rows = new ArrayList<>();
    List<Span> columns = new ArrayList<>();
    for (FoundTable table : tables.subList(0, Math.min(TABLES, tables.size()))) {
      TableLayout layout = table.layout();
      boolean first = rows.isEmpty();
      long top = PageRoles.top(table);
      long from = Math.max(1, top - (first ? ABOVE : 4));
      long to = Math.max(layout.firstData() + BODY, first ? from + HEAD - 1 : 0);
      rows.add(new Span(from <= 3 ? 1 : from, to));
      long bottom = PageRoles.bottom(table);
      rows.add(new Span(Math.max(from, bottom - TAIL + 1), bottom + TAIL));
      columns.add(new Span(Math.max(0, layout.firstColumn() - 2), layout.firstColumn() + LEFT));
      int right = layout.lastColumn();
      columns.add(new Span(Math.max(0, right - RIGHT + 1), right + RIGHT));
    }
    if (tables.isEmpty()) {
      long top = profiles.row(0);
      rows.add(new Span(top <= 3 ? 1 : top, top + PROSE_ROWS));
      columns.add(new Span(0, PROSE_COLUMNS));
    }
    return new PageWindow(joined(rows, lastRow), joined(columns, lastColumn), lastRow, lastColumn);
  }

  /** Sorts spans, cuts them at the end, and joins those with little between them. */
  private static List<Span> joined(List<Span> spans, long end) {
    List<Span> sorted = new ArrayList<>(spans);
    sorted.sort((one, other) -> Long.compare(one.first(), other.first()));
    List<Span> result = new ArrayList<>();
    for (Span span : sorted) {
      Span cut = new Span(span.first(), Math.min(span.last(), end));
      if (cut.first() > cut.last()) {
        continue;
      }
      Span before = result.isEmpty() ? null : result.get(result.size() - 1);
      if (before != null && cut.first() <= before.last() + 4) {
        result.set(
            result.size() - 1, new Span(before.first(), Math.max(before.last(), cut.last())));
      } else {
        result.add(cut);
      }
    }
    return List.copyOf(result);
  }

  /** Returns the columns to draw, left to right; -1 for a gap between them. */
  int[] drawn() {
    List<Integer> drawn = new ArrayList<>();
    for (Span span : columns) {
      if (span.first() > (drawn.isEmpty() ? 0 : drawn.get(drawn.size() - 1) + 1)) {
        drawn.add(-1);
      }
      for (long column = span.first(); column <= span.last(); column++) {
        drawn.add((int) column);
      }
    }
    if (!drawn.isEmpty() && drawn.get(drawn.size() - 1) < lastColumn) {
      drawn.add(-1);
    }
    return drawn.stream().mapToInt(Integer::intValue).toArray();
  }
}
