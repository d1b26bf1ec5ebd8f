package org.datawarp.pipeline.extract.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.pipeline.extract.account.Claim;
import org.datawarp.pipeline.extract.account.SheetAccount;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.page.PageWindow.Span;
import org.datawarp.pipeline.extract.spool.MergeIndex;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.spool.SpooledSheet.Merge;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.datawarp.pipeline.extract.table.TableLayout;
import org.datawarp.pipeline.extract.unpivot.UnpivotPlan;
import org.datawarp.platform.codec.Html;
import org.jspecify.annotations.Nullable;

/** Draws the head and the tail of a sheet as a table of HTML, each cell in its role's colour. */
public final class PageGrid {
  private static final int PROSE = 220;
  private static final int VALUE = 48;
  private static final int CAPTION = 90;

  /** About how many letters of prose a column shows; what is longer runs on over empty cells. */
  private static final int LETTERS = 9;

  private final SpooledSheet sheet;
  private final List<FoundTable> tables;
  private final PageRoles roles;
  private final SheetAccount account;
  private final PageWindow window;
  private final int[] columns;
  private final Html html;

  public PageGrid(
      SpooledSheet sheet,
      List<FoundTable> tables,
      PageRoles roles,
      SheetAccount account,
      Html html) {
    this.sheet = sheet;
    this.tables = tables;
    this.roles = roles;
    this.account = account;
    this.window = PageWindow.of(sheet, tables);
    this.columns = window.drawn();
    this.html = html;
  }

  public void draw() {
    html.raw(tables.isEmpty() ? "<div class=\"scroll prose\">" : "<div class=scroll>");
    html.raw("<table class=grid>\n<tr><th></th><th></th>");
    for (int column : columns) {
      boolean hidden =
          sheet.hiddenColumns.stream()
              .anyMatch(range -> column >= range.first() && column <= range.last());
      html.raw(hidden ? "<th class=hidden title=hidden>" : "<th>");
      html.raw(column < 0 ? "…" : DetectedTable.letters(column)).raw("</th>");
    }
    html.raw("</tr>\n");
    List<List<Line>> parts = new ArrayList<>();
    List<Line> all = new ArrayList<>();
    for (Span span : window.rows()) {
      List<Line> lines = lines(span);
      parts.add(lines);
      all.addAll(lines);
    }
    Map<Long, Boolean> totals = roles.totals(all);
    long next = 1;
    for (int i = 0; i < parts.size(); i++) {
      Span span = window.rows().get(i);
      gap(next, span.first() - 1, "not shown");
      rows(span, parts.get(i), totals);
      next = span.last() + 1;
    }
    gap(next, window.lastRow(), "not shown");
    html.raw("</table></div>\n");
  }

  private List<Line> lines(Span span) {
    List<Line> lines = new ArrayList<>();
    SpoolReader reader = sheet.open(span.first(), span.last());
    while (reader.nextRow()) {
      lines.add(Grid.read(reader, 0, Integer.MAX_VALUE));
    }
    return lines;
  }

  private void gap(long first, long last, String why) {
    if (first > last) {
      return;
    }
    String rows = first == last ? "row " + first : "rows " + first + " to " + last;
    html.raw("<tr class=gap><th>⋮</th><td colspan=" + (columns.length + 1) + ">")
        .raw(rows + " " + why + "</td></tr>\n");
  }

  private void rows(Span span, List<Line> lines, Map<Long, Boolean> totals) {
    long next = span.first();
    for (Line line : lines) {
      if (line.size() == 0) {
        continue;
      }
      blanks(next, line.row() - 1);
      loadedAs(line.row(), false);
      row(line, totals);
      loadedAs(line.row(), true);
      next = line.row() + 1;
    }
    blanks(next, span.last());
  }

  /** Draws a few blank rows as they are and says of many that they are there. */
  private void blanks(long first, long last) {
    if (last - first >= 2) {
      gap(first, last, "are blank");
      return;
    }
    for (long row = first; row <= last; row++) {
      row(new Line(row, false, List.of(), List.of()), Map.of());
    }
  }

  private void row(Line line, Map<Long, Boolean> totals) {
    StringBuilder label = new StringBuilder();
    Map<Integer, PageRole> byColumn = new HashMap<>();
    List<Claim> claims = account.claims(line);
    int at = 0;
    for (Cell cell : line.cells()) {
      boolean unclaimed = claims.get(at++) == Claim.UNCLAIMED;
      PageRole role = unclaimed ? PageRole.UNCLAIMED : roles.of(line, cell.column(), cell, totals);
      byColumn.put(cell.column(), role);
      if (label.length() == 0 && role != PageRole.MARKER) {
        label.append(role.text());
      }
    }
    html.raw(line.hidden() ? "<tr><th class=hidden title=hidden>" : "<tr><th>");
    html.raw(line.row() + "</th>");
    html.raw("<td class=what>").raw(label.toString()).raw("</td>");
    MergeIndex merges = MergeIndex.of(sheet, line.row(), line.row());
    at = 0;
    while (at < columns.length) {
      int column = columns[at];
      if (column < 0) {
        html.raw("<td class=gap></td>");
        at++;
        continue;
      }
      Cell cell = line.at(column);
      PageRole role =
          cell == null
              ? roles.of(line, column, null, totals)
              : byColumn.getOrDefault(column, PageRole.BLANK);
      int span = span(line, at, cell, role, merges);
      cell(line.row(), column, cell, role, span);
      at += span;
    }
    html.raw("</tr>\n");
  }

  /** Returns how many drawn columns a cell covers: merged ones, or empty ones beside prose. */
  private int span(Line line, int at, @Nullable Cell cell, PageRole role, MergeIndex merges) {
    if (cell == null) {
      return 1;
    }
    int span = 1;
    Merge merge = merges.at(line.row(), columns[at]);
    if (merge != null && merge.firstRow() == line.row()) {
      while (at + span < columns.length
          && (columns[at + span] < 0 || columns[at + span] <= merge.lastColumn())
          && isEmpty(line, columns[at + span])) {
        span++;
      }
    }
    if (role.runsOn()) {
      int wanted = Math.min(cell.text().length(), PROSE) / LETTERS + 1;
      while (at + span < columns.length
          && span < wanted
          && columns[at + span] >= 0
          && isEmpty(line, columns[at + span])) {
        span++;
      }
    }
    return span;
  }

  private static boolean isEmpty(Line line, int column) {
    return column < 0 || line.at(column) == null;
  }

  private void cell(long row, int column, @Nullable Cell cell, PageRole role, int span) {
    html.raw("<td class=\"").raw(role.text());
    boolean typed = cell != null && cell.isTyped();
    html.raw(typed && role != PageRole.HEADER ? " right" : "").raw(edges(row, column, span));
    html.raw("\"").raw(span > 1 ? " colspan=" + span : "");
    if (cell == null) {
      html.raw("></td>");
      return;
    }
    int length = role.runsOn() ? PROSE : role == PageRole.HEADER ? CAPTION : VALUE;
    html.title(cell.text(), length).raw(">").cut(cell.text(), length).raw("</td>");
  }

  /** Returns the classes that outline the table a cell is at the edge of. */
  private String edges(long row, int column, int span) {
    FoundTable table = roles.tableAt(row, column);
    if (table == null) {
      return "";
    }
    TableLayout layout = table.layout();
    return (row == PageRoles.top(table) ? " top" : "")
        + (row == PageRoles.bottom(table) ? " bottom" : "")
        + (column == layout.firstColumn() ? " left" : "")
        + (column + span - 1 >= layout.lastColumn() ? " rightmost" : "");
  }

  /** Draws what the columns are loaded as: under a header, or above the data of a table without. */
  private void loadedAs(long row, boolean below) {
    Map<Integer, Integer> indexes = new HashMap<>();
    Map<Integer, FoundTable> owners = new HashMap<>();
    for (FoundTable table : tables) {
      TableLayout layout = table.layout();
      List<Integer> header = layout.headerRows();
      boolean here =
          below
              ? !header.isEmpty() && header.get(header.size() - 1) == row
              : header.isEmpty() && layout.firstData() == row;
      for (int i = 0; here && i < layout.columns().size(); i++) {
        indexes.put(layout.columns().get(i).position(), i);
        owners.put(layout.columns().get(i).position(), table);
      }
    }
    if (indexes.isEmpty()) {
      return;
    }
    html.raw("<tr class=as><th>→</th><td class=what>loaded as</td>");
    for (int column : columns) {
      FoundTable owner = owners.get(column);
      if (owner == null) {
        html.raw("<td></td>");
        continue;
      }
      int index = indexes.getOrDefault(column, 0);
      String name = owner.names().get(index);
      html.raw("<td").attribute("title", name).raw("><b>").cut(name, 24).raw("</b><br>");
      html.text(owner.scan().verdicts().get(index).type().text());
      becomes(owner.unpivot(), index);
      html.raw("</td>");
    }
    html.raw("</tr>\n");
  }

  /** Tells of a column that becomes rows of which period. */
  private void becomes(@Nullable UnpivotPlan plan, int index) {
    if (plan == null || plan.ids().contains(index)) {
      return;
    }
    String period =
        plan.periods().stream()
            .filter(columns -> columns.columns().contains(index))
            .map(columns -> "becomes rows of " + columns.period().label())
            .findFirst()
            .orElse("makes no rows yet");
    html.raw("<br>").text(period);
  }
}
