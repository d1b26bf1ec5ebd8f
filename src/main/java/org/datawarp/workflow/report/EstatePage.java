package org.datawarp.workflow.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.datawarp.platform.codec.Html;
import org.datawarp.workflow.report.EstateReport.PeriodRows;
import org.datawarp.workflow.report.EstateReport.PublicationRows;

/**
 * The estate as a page of HTML with charts in SVG. It holds all it needs: nothing is fetched, no
 * script runs.
 */
final class EstatePage {
  /** More lines in a chart are not read; the rest is counted. */
  private static final int MAX_LINES = 40;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.UK).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter SHORT_DAY =
      DateTimeFormatter.ofPattern("d MMM yyyy", Locale.UK).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMMM yyyy HH:mm 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);

  private final EstateReport report;
  private final Html page = new Html();

  private EstatePage(EstateReport report) {
    this.report = report;
  }

  /** Returns the page. */
  static String of(EstateReport report) {
    return new EstatePage(report).build();
  }

  private String build() {
    page.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .raw(Html.GENERATOR)
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .raw("<title>Datawarp report</title>\n<style>\n")
        .raw(EstateStyle.CSS)
        .raw("</style></head><body>\n<h1>The estate on ")
        .text(DAY.format(report.at()))
        .raw("</h1>\n<p class=faint>")
        .text(report.workspace())
        .raw(" · ")
        .text(MINUTE.format(report.at()))
        .raw("</p>\n");
    cards();
    rows();
    sizes();
    freshness();
    withheld();
    revisions();
    return page.raw("</body></html>\n").toString();
  }

  private void cards() {
    page.raw("<div class=cards>\n");
    card(count(report.publications().size()), "publications");
    card(count(report.sources()), "sources");
    card(count(report.rows()), "rows");
    card(size(report.tableBytes()), "in tables");
    card(size(report.fileBytes()), "in files");
    card(
        Optional.ofNullable(report.lastSuccess()).map(SHORT_DAY::format).orElse("never"),
        "last success");
    card(count(report.failedRuns()), "failed runs");
    page.raw("</div>\n");
  }

  private void card(String value, String label) {
    page.raw("<div class=card><b>")
        .text(value)
        .raw("</b> <span>")
        .text(label)
        .raw("</span></div>\n");
  }

  /**
   * Small bar charts below each other, each with a scale of its own: shapes are what is looked for.
   */
  private void rows() {
    section("Rows by publication and period", "Each publication's bars have a scale of their own.");
    List<PublicationRows> shown =
        report.publications().stream()
            .sorted(
                Comparator.comparingLong(PublicationRows::rows)
                    .reversed()
                    .thenComparing(PublicationRows::name))
            .limit(MAX_LINES)
            .toList();
    if (shown.isEmpty()) {
      nothing("Nothing is loaded yet.");
    }
    for (PublicationRows publication : shown) {
      page.raw("<div class=series><h3>").text(publication.name()).raw("</h3><span class=faint>");
      page.text(rowsOf(publication) + missing(publication)).raw("</span>\n");
      BarChart.columns(
          page,
          publication.periods().stream()
              .map(
                  period ->
                      new BarChart.Bar(
                          period.period(),
                          period.rows(),
                          period.period() + ": " + count(period.rows()) + " rows"))
              .toList());
      page.raw("</div>\n");
    }
    rest(report.publications().size() - shown.size(), "publications with fewer rows");
  }

  private static String missing(PublicationRows publication) {
    return switch ((int) Math.min(publication.missingTables(), 2)) {
      case 0 -> "";
      case 1 -> "; 1 table is gone";
      default -> "; " + count(publication.missingTables()) + " tables are gone";
    };
  }

  private static String rowsOf(PublicationRows publication) {
    List<PeriodRows> periods = publication.periods();
    String rows = count(publication.rows()) + " rows in ";
    return switch (periods.size()) {
      case 0 -> "no rows, nothing exported";
      case 1 -> rows + "period " + periods.get(0).period();
      default ->
          rows
              + periods.size()
              + " periods, "
              + periods.get(0).period()
              + " to "
              + periods.get(periods.size() - 1).period();
    };
  }

  private void sizes() {
    section("Sizes", "Tables with their indexes, and Parquet files below.");
    List<PublicationRows> shown =
        report.publications().stream()
            .sorted(
                Comparator.comparingLong(
                        (PublicationRows one) -> one.tableBytes() + one.fileBytes())
                    .reversed()
                    .thenComparing(PublicationRows::name))
            .limit(MAX_LINES)
            .toList();
    BarChart.pairs(
        page,
        shown.stream()
            .map(
                one ->
                    new BarChart.Pair(
                        one.name(),
                        one.tableBytes(),
                        one.fileBytes(),
                        size(one.tableBytes()) + " in tables",
                        size(one.fileBytes()) + " in files"))
            .toList());
    rest(report.publications().size() - shown.size(), "smaller publications");
  }

  private void freshness() {
    section("Freshness", "Days since a publication was last loaded or checked.");
    List<PublicationRows> shown =
        report.publications().stream()
            .filter(one -> one.usedAt() != null)
            .sorted(Comparator.comparing(PublicationRows::usedAt))
            .limit(MAX_LINES)
            .toList();
    BarChart.lines(
        page,
        shown.stream()
            .map(
                one -> {
                  long days = days(Objects.requireNonNull(one.usedAt()));
                  return new BarChart.Bar(one.name(), days, days + (days == 1 ? " day" : " days"));
                })
            .toList());
    rest(report.publications().size() - shown.size(), "publications that are fresher or unknown");
  }

  private long days(Instant from) {
    return Math.max(0, Duration.between(from, report.at()).toDays());
  }

  private void withheld() {
    section(
        "Numbers withheld",
        "The share of a column's rows with a marker in place of a number, from the server's"
            + " statistics.");
    if (report.withheld().isEmpty()) {
      nothing("No column has markers.");
    }
    BarChart.lines(
        page,
        report.withheld().stream()
            .map(
                one ->
                    new BarChart.Bar(
                        one.source() + " · " + one.column(),
                        one.share(),
                        String.format(Locale.ROOT, "%.1f %%", 100 * one.share())))
            .toList());
  }

  private void revisions() {
    section("Revisions found", "Sources whose rows a refresh found changed, by month.");
    if (report.revisions().isEmpty()) {
      nothing("No refresh has found rows changed.");
      return;
    }
    page.raw("<div class=series>\n");
    BarChart.columns(
        page,
        report.revisions().stream()
            .map(
                one -> {
                  String month = one.month().toString().substring(0, 7);
                  return new BarChart.Bar(
                      month, one.sources(), month + ": " + count(one.sources()) + " revised");
                })
            .toList());
    page.raw("</div>\n");
  }

  private void section(String title, String what) {
    page.raw("<h2>").text(title).raw("</h2>\n<p class=faint>").text(what).raw("</p>\n");
  }

  private void nothing(String text) {
    page.raw("<p>").text(text).raw("</p>\n");
  }

  private void rest(int count, String what) {
    if (count > 0) {
      page.raw("<p class=faint>and ").text(count(count) + " " + what).raw("</p>\n");
    }
  }

  private static String count(long number) {
    return String.format(Locale.UK, "%,d", number);
  }

  private static String size(long bytes) {
    String[] units = {"bytes", "kB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0
        ? bytes + " bytes"
        : String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
  }
}
