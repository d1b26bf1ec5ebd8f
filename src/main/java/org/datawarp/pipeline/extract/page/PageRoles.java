package org.datawarp.pipeline.extract.page;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.CellText;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.datawarp.pipeline.extract.table.RowRole;
import org.datawarp.pipeline.extract.table.RowRoles;
import org.datawarp.pipeline.extract.table.SheetClassifier;
import org.datawarp.pipeline.extract.table.TableLayout;
import org.jspecify.annotations.Nullable;

/** Tells what each cell of a sheet was taken for. */
public final class PageRoles {
  private static final Pattern TOTAL =
      Pattern.compile(
          "\\*?(?:(?:grand |sub-?)?totals?\\b.*|.* totals?|overall|england|united kingdom|all .{0,30})");

  private final List<FoundTable> tables;
  private final boolean skipped;

  /**
   * Tells the roles of one sheet.
   *
   * @param tables those found on it
   * @param skipped whether a person has left the sheet out
   */
  public PageRoles(List<FoundTable> tables, boolean skipped) {
    this.tables = tables;
    this.skipped = skipped;
  }

  /** Returns the first row that belongs to a table: of its header, or of its data. */
  static long top(FoundTable table) {
    List<Integer> header = table.layout().headerRows();
    return header.isEmpty() ? table.layout().firstData() : header.get(0);
  }

  /** Returns the last row that belongs to a table. */
  static long bottom(FoundTable table) {
    return Math.max(lowestHeader(table.layout()), table.layout().lastData());
  }

  private static long lowestHeader(TableLayout layout) {
    List<Integer> header = layout.headerRows();
    return header.isEmpty() ? 0 : header.get(header.size() - 1);
  }

  /** Returns the table whose rectangle holds a cell; null where none does. */
  @Nullable FoundTable tableAt(long row, int column) {
    for (FoundTable table : tables) {
      TableLayout layout = table.layout();
      if (row >= top(table)
          && row <= bottom(table)
          && column >= layout.firstColumn()
          && column <= layout.lastColumn()) {
        return table;
      }
    }
    return null;
  }

  /**
   * Returns the role of a cell.
   *
   * @param line the cell's row
   * @param cell null where the sheet has none there, or an empty one
   * @param totals the rows that look like totals, from {@link #totals}
   */
  PageRole of(Line line, int column, @Nullable Cell cell, Map<Long, Boolean> totals) {
    FoundTable table = tableAt(line.row(), column);
    if (table != null) {
      return inside(table, line, column, cell, totals);
    }
    if (cell == null) {
      return PageRole.BLANK;
    }
    return skipped ? PageRole.IGNORED : outside(line, cell);
  }

  private static PageRole inside(
      FoundTable table, Line line, int column, @Nullable Cell cell, Map<Long, Boolean> totals) {
    long row = line.row();
    TableLayout layout = table.layout();
    if (layout.headerRows().contains((int) row)) {
      return PageRole.HEADER;
    }
    if (cell == null) {
      return PageRole.BLANK;
    }
    if (row < layout.firstData()) {
      return !cell.isText()
          ? PageRole.IGNORED
          : line.size() == 1 && row > lowestHeader(layout) ? PageRole.SECTION : PageRole.NOTE;
    }
    RowRole role = rowRole(table, row);
    if (role != null) {
      return of(role);
    }
    int index = layout.indexOf(column);
    if (index < 0) {
      return PageRole.IGNORED;
    }
    boolean valued = table.scan().verdicts().get(index).type() != ColumnType.TEXT;
    boolean words = cell.isText() ? !CellShape.isNumeral(cell.text()) : !cell.isTyped();
    if (valued && words && isShorthand(cell)) {
      return PageRole.MARKER;
    }
    return totals.containsKey(row) ? PageRole.TOTAL : PageRole.DATA;
  }

  private static boolean isShorthand(Cell cell) {
    CellText text = new CellText();
    byte[] utf8 = cell.text().getBytes(StandardCharsets.UTF_8);
    return switch (text.parse(utf8, 0, utf8.length)) {
      case TEXT, BOUND, MARKED_NUMBER -> true;
      case BLANK, NUMBER, DATE, TIMESTAMP, TIME, BOOLEAN -> false;
    };
  }

  private static PageRole of(RowRole role) {
    return switch (role) {
      case SECTION -> PageRole.SECTION;
      case REPEATED_HEADER -> PageRole.IGNORED;
      case FOOTER -> PageRole.NOTE;
    };
  }

  private static @Nullable RowRole rowRole(FoundTable table, long row) {
    RowRoles roles = table.scan().roles();
    int index = roles.indexFrom(row);
    return index < roles.size() && roles.row(index) == row ? roles.role(index) : null;
  }

  private PageRole outside(Line line, Cell cell) {
    boolean beside = false;
    for (FoundTable table : tables) {
      long row = line.row();
      if (row < top(table) && isTitle(table.layout().title(), cell)) {
        return PageRole.TITLE;
      }
      RowRole role = rowRole(table, row);
      if (role != null) {
        return of(role);
      }
      beside |= row >= top(table) && row <= bottom(table);
    }
    if (beside) {
      return PageRole.IGNORED;
    }
    return line.first().isText() ? PageRole.NOTE : PageRole.IGNORED;
  }

  private static boolean isTitle(String title, Cell cell) {
    return !title.isEmpty() && cell.isText() && CellShape.collapse(cell.text()).startsWith(title);
  }

  /**
   * Returns the rows whose label speaks of a total or of the whole country. Where most rows do, the
   * word is a value of a dimension and says nothing.
   */
  Map<Long, Boolean> totals(List<Line> lines) {
    Map<Long, Boolean> totals = new TreeMap<>();
    int data = 0;
    for (Line line : lines) {
      if (line.size() == 0 || tables.stream().noneMatch(table -> isData(table, line.row()))) {
        continue;
      }
      data++;
      boolean total =
          line.cells().stream()
              .takeWhile(cell -> !cell.isTyped())
              .filter(Cell::isCaption)
              .anyMatch(cell -> isTotal(cell.text()));
      if (total) {
        totals.put(line.row(), true);
      }
    }
    return totals.size() * 3 > data ? Map.of() : totals;
  }

  private static boolean isData(FoundTable table, long row) {
    return row >= table.layout().firstData() && row <= table.layout().lastData();
  }

  private static boolean isTotal(String text) {
    return text.length() < 80 && TOTAL.matcher(SheetClassifier.fold(text)).matches();
  }
}
