package org.datawarp.pipeline.extract.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.datawarp.model.table.DetectedColumn;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.LeftOutRows;
import org.datawarp.pipeline.extract.Marker;
import org.datawarp.pipeline.extract.cell.Plural;
import org.datawarp.pipeline.extract.table.ColumnVerdict;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.datawarp.pipeline.extract.table.LeftOutFinder;
import org.datawarp.platform.codec.Html;

/** Says in a few lines what was decided about one table, and lists its columns on demand. */
public final class PageCard {
  private static final int MOST_COLUMNS = 1_000;

  private final FoundTable found;
  private final DetectedTable table;
  private final Html html;

  public PageCard(FoundTable found, DetectedTable table, Html html) {
    this.found = found;
    this.table = table;
    this.html = html;
  }

  public FoundTable found() {
    return found;
  }

  public DetectedTable table() {
    return table;
  }

  /** Adds the card to the page. */
  public void draw() {
    html.raw("<div class=card><h3>Table " + table.number());
    html.raw(table.title().isEmpty() ? "" : ": ").cut(table.title(), 300).raw("</h3>\n<p><code>");
    long top = PageRoles.top(found);
    html.raw(table.firstColumn() + top + ":" + table.lastColumn() + PageRoles.bottom(found));
    html.raw("</code> · header " + headerRows() + " · ");
    html.raw(Plural.counted(table.counts().data(), "row of data", "rows of data"));
    html.raw(" · " + Plural.counted(table.columns().size(), "column") + "</p>\n");
    left();
    html.raw("<p>because ").cut(table.reason(), 300);
    html.raw(String.format(Locale.ROOT, " · confidence %.2f</p>%n", table.confidence()));
    if (table.unpivot() != null) {
      html.raw("<p>loading turns ")
          .raw(
              Plural.counted(table.unpivot().periodColumns().size(), "period column")
                  + " into rows</p>");
    }
    if (table.group() != null) {
      html.raw("<p>loaded together with the other tables of group ")
          .text(table.group())
          .raw("</p>");
    }
    for (String line : found.keyLines()) {
      html.raw("<p>").text(line).raw("</p>\n");
    }
    for (String warning : found.layout().warnings()) {
      html.raw("<p class=warn>").cut(warning, 300).raw("</p>\n");
    }
    columns();
    html.raw("</div>\n");
  }

  private String headerRows() {
    List<String> rows = table.headerRows().stream().map(String::valueOf).toList();
    return rows.isEmpty()
        ? "none"
        : "row" + (rows.size() > 1 ? "s " : " ") + String.join(", ", rows);
  }

  /** Tells which rows between the first and the last are not loaded, and why. */
  private void left() {
    String left = LeftOutRows.text(LeftOutFinder.of(found));
    if (!left.isEmpty()) {
      html.raw("<p>not loaded: ").text(left).raw("</p>\n");
    }
  }

  private void columns() {
    String types =
        table.columns().stream()
            .collect(
                Collectors.groupingBy(
                    column -> column.type().text(), LinkedHashMap::new, Collectors.counting()))
            .entrySet()
            .stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    html.raw("<details>");
    html.raw("<summary>columns: " + types + markers() + "</summary>\n<table class=list>");
    html.raw("<tr><th></th><th>name</th><th>type</th><th>values</th><th>markers</th>")
        .raw("<th>header</th><th>why</th></tr>\n");
    int shown = Math.min(MOST_COLUMNS, table.columns().size());
    for (int i = 0; i < shown; i++) {
      column(i);
    }
    html.raw("</table>");
    if (shown < table.columns().size()) {
      html.raw("<p>and " + Plural.counted(table.columns().size() - shown, "column") + " more</p>");
    }
    html.raw("</details>\n");
  }

  private String markers() {
    long marked = found.scan().verdicts().stream().filter(ColumnVerdict::hasMarkers).count();
    return marked == 0 ? "" : ", " + marked + " with markers";
  }

  private void column(int index) {
    DetectedColumn column = table.columns().get(index);
    ColumnVerdict verdict = found.scan().verdicts().get(index);
    html.raw("<tr><td>" + DetectedTable.letters(column.position()) + "</td><td><code>");
    html.text(column.name()).raw("</code></td><td>").raw(column.type().text());
    html.raw("</td><td class=right>" + Plural.grouped(column.valueCount()) + "</td><td>");
    for (Marker marker : verdict.markers()) {
      html.raw("<span class=marker").attribute("title", meaning(marker)).raw("> ");
      html.cut(marker.token(), 24).raw(" </span> <span class=faint>" + marker.kind().text());
      html.raw("</span> ");
    }
    html.raw("</td><td>")
        .cut(String.join(" / ", column.header()), 160)
        .raw("</td><td class=faint>");
    html.cut(verdict.why(), 120).raw("</td></tr>\n");
  }

  private static String meaning(Marker marker) {
    return marker.meaning().isEmpty() ? "no legend explains it" : marker.meaning();
  }
}
