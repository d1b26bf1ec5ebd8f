package org.datawarp.pipeline.extract;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.datawarp.model.table.SheetState;
import org.datawarp.model.table.SheetSummary;
import org.datawarp.pipeline.extract.account.SheetAccount;
import org.datawarp.pipeline.extract.cell.Plural;
import org.datawarp.pipeline.extract.page.PageCard;
import org.datawarp.pipeline.extract.page.PageGrid;
import org.datawarp.pipeline.extract.page.PageRole;
import org.datawarp.pipeline.extract.page.PageRoles;
import org.datawarp.pipeline.extract.page.PageStyle;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.datawarp.platform.codec.Html;
import org.jspecify.annotations.Nullable;

/**
 * Draws what was found in a file as one page of HTML: the head and the tail of each sheet with
 * every cell coloured by what it was taken for, so that a person sees in seconds whether that is
 * right. The page needs nothing but itself: no scripts, no pictures, nothing from elsewhere; every
 * text of the file is escaped.
 */
public final class InspectPage {
  /** Past so many letters sheets are listed and no longer drawn. */
  private static final int ENOUGH = 12_000_000;

  private final Extraction extraction;
  private final IdentityHashMap<SpooledSheet, List<PageCard>> cards = new IdentityHashMap<>();
  private final Html html = new Html();

  private InspectPage(Extraction extraction) {
    this.extraction = extraction;
  }

  /**
   * Returns the page.
   *
   * @param file the file as the user named it
   * @param extraction what was found in it; not closed yet
   */
  public static String of(String file, Extraction extraction) {
    InspectPage page = new InspectPage(extraction);
    for (int i = 0; i < extraction.tables().size(); i++) {
      FoundTable found = extraction.found().get(i);
      page.cards
          .computeIfAbsent(found.layout().sheet(), key -> new ArrayList<>())
          .add(new PageCard(found, extraction.tables().get(i), page.html));
    }
    return page.page(file);
  }

  private String page(String file) {
    html.raw("<!doctype html>\n<html lang=en><head><meta charset=utf-8>\n")
        .raw(Html.GENERATOR)
        .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .raw("style-src 'unsafe-inline'\">\n")
        .raw("<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<title>")
        .text(file)
        .raw("</title>\n<style>\n" + PageStyle.CSS + "</style></head>\n<body>\n<h1>")
        .text(file)
        .raw("</h1>\n<p>" + overview() + "</p>\n");
    warnings();
    contents();
    legend();
    for (int i = 0; i < extraction.sheets().size(); i++) {
      sheet(i);
    }
    return html.raw("</body></html>\n").toString();
  }

  private String overview() {
    long rows = extraction.tables().stream().mapToLong(table -> table.counts().data()).sum();
    return Plural.counted(extraction.sheets().size(), "sheet")
        + ", "
        + Plural.counted(extraction.tables().size(), "table")
        + ", "
        + Plural.counted(rows, "row of data", "rows of data");
  }

  private void warnings() {
    if (extraction.warnings().isEmpty()) {
      return;
    }
    html.raw("<details open><summary class=warn>")
        .raw(
            Plural.counted(extraction.warnings().size(), "warning")
                + "</summary><ul class=warn>\n");
    for (String warning : extraction.warnings()) {
      html.raw("<li>").cut(warning, 400).raw("</li>\n");
    }
    html.raw("</ul></details>\n");
  }

  private void contents() {
    if (extraction.sheets().size() < 2) {
      return;
    }
    html.raw("<table class=list><tr><th>sheet</th><th>kind</th><th>tables</th><th>rows</th>")
        .raw("<th>why</th></tr>\n");
    for (int i = 0; i < extraction.sheets().size(); i++) {
      SheetSummary sheet = extraction.sheets().get(i);
      List<PageCard> tables = cards(i);
      long rows = tables.stream().mapToLong(card -> card.table().counts().data()).sum();
      html.raw("<tr><td><a href=\"#s" + (i + 1) + "\">").cut(label(sheet), 80).raw("</a></td><td>");
      html.raw(sheet.kind().text() + state(sheet) + "</td><td class=right>");
      html.raw(tables.isEmpty() ? "" : String.valueOf(tables.size())).raw("</td><td class=right>");
      html.raw(tables.isEmpty() ? "" : Plural.grouped(rows)).raw("</td><td class=faint>");
      html.cut(sheet.why(), 120).raw("</td></tr>\n");
    }
    html.raw("</table>\n");
  }

  private void legend() {
    html.raw("<div class=legend>");
    for (PageRole role : PageRole.values()) {
      html.raw("<span class=" + role.text()).attribute("title", role.meaning()).raw(">");
      html.raw(role.text() + "</span>");
    }
    html.raw("</div>\n");
  }

  private void sheet(int index) {
    SheetSummary summary = extraction.sheets().get(index);
    SpooledSheet sheet = extraction.spooled().get(index);
    List<FoundTable> tables = cards(index).stream().map(PageCard::found).toList();
    html.raw("<h2 id=s" + (index + 1) + ">").cut(label(summary), 200);
    html.raw(" <span class=kind>" + summary.kind().text() + state(summary) + "</span></h2>\n<p>");
    html.cut(summary.why(), 300).raw("</p>\n");
    cards(index).forEach(PageCard::draw);
    if (sheet.profiles.size() == 0) {
      return;
    }
    if (html.length() > ENOUGH) {
      html.raw("<p class=faint>not drawn, since the page is long enough</p>\n");
      return;
    }
    boolean aside = tables.isEmpty() && !extraction.tables().isEmpty();
    html.raw(aside ? "<details><summary>show its first rows</summary>\n" : "");
    boolean skipped = tables.isEmpty() && summary.why().equals(ExtractionBuilder.SKIPPED);
    SheetAccount account = SheetAccount.of(sheet, tables, summary.kind(), skipped);
    new PageGrid(sheet, tables, new PageRoles(tables, skipped), account, html).draw();
    html.raw(aside ? "</details>\n" : "");
  }

  private List<PageCard> cards(int sheet) {
    return cards.getOrDefault(extraction.spooled().get(sheet), List.of());
  }

  private static String label(SheetSummary sheet) {
    String member = sheet.member();
    @Nullable String name = sheet.name();
    if (member == null) {
      return name == null ? "(csv)" : name;
    }
    return name == null ? member : member + " · " + name;
  }

  private static String state(SheetSummary sheet) {
    return sheet.state() == SheetState.VISIBLE
        ? ""
        : " · " + sheet.state().text().replace('_', ' ');
  }
}
