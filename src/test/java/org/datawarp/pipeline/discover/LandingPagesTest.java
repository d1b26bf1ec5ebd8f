package org.datawarp.pipeline.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.period.Revision;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pages modelled on those of digital.nhs.uk, england.nhs.uk, gov.uk and ons.gov.uk. */
class LandingPagesTest {
  private static final URI ISSUE =
      URI.create(
          "https://digital.nhs.uk/data-and-information/publications/statistical/adhd/august-2025");
  private static final URI AREA =
      URI.create("https://www.england.nhs.uk/statistics/statistical-work-areas/ae/2025-26/");
  private static final String UPLOADS =
      "https://www.england.nhs.uk/statistics/wp-content/uploads/sites/2/2025/09/";

  private static PageReport read(URI address, String title, String body, @Nullable Period wanted) {
    String html =
        "<!doctype html><html><head><title>"
            + title
            + " - NHS England Digital</title></head><body>"
            + "<nav><a href='/menu/data-Aug-2025.csv'>menu</a></nav><main><h1>"
            + title
            + "</h1>"
            + body
            + "</main></body></html>";
    return new LandingPages().find(address, html, wanted);
  }

  private static Period period(String text) {
    return PeriodParser.require(text);
  }

  private static List<String> taken(PageReport report) {
    return report.taken().stream().map(LinkDecision::fileName).toList();
  }

  private static String why(PageReport report, String fileName) {
    return report.links().stream()
        .filter(link -> link.fileName().equals(fileName))
        .map(link -> (link.isTaken() ? "TAKEN " : "LEFT ") + link.why())
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Timeout(60)
  void aPageOfManyLinksIsReadInOnePass() {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      body.append("<a href='data-").append(i).append(".csv'>data-").append(i).append("</a>\n");
      body.append("<a href='t").append(i).append(".ods'>").append(i).append("</a>\n");
    }
    for (int i = 0; i < 2_000; i++) {
      body.append("<h2>Part ").append(i).append("</h2><a href='same-v").append(i % 99);
      body.append(".xlsx?").append(i).append("'>Download the tables</a>");
    }
    body.append("<div>".repeat(20_000)).append("<a href='deep.xlsx'>deep</a>");

    PageReport report = read(AREA, "Index of /data", body.toString(), null);

    assertThat(report.links()).hasSize(8_000 + 2);
    assertThat(why(report, "same-v1.xlsx")).isEqualTo("LEFT replaced by same-v98.xlsx");
  }

  @Test
  @Timeout(60)
  void aPageThatRepeatsOneWordIsReadInOnePass() {
    String body =
        "published".repeat(20_000)
            + " release date:".repeat(20_000)
            + " published on Wednesday ".repeat(20_000)
            + "<p>Published: Thursday, 12th June 2025</p>";

    PageReport report = read(ISSUE, " - ".repeat(20_000) + "| x".repeat(20_000), body, null);

    assertThat(report.published()).isEqualTo(LocalDate.of(2025, 6, 12));
  }

  @Test
  void theHeadingOfALinkIsTheLastOneThatEndedBeforeIt() {
    PageReport report =
        read(
            AREA,
            "Statistics",
            "<section><h2>May 2025</h2><ul><li><a href='a.csv'>a</a></li></ul></section>"
                + "<div><div><h3>June 2025</h3></div></div><p><a href='b.csv'>b</a></p>"
                + "<h2>July 2025 <a href='c.csv'>c</a></h2>",
            null);

    assertThat(report.links())
        .filteredOn(link -> link.fileName().length() == 5)
        .extracting(LinkDecision::period)
        .containsExactly(period("2025-05"), period("2025-06"), period("2025-06"));
  }

  @Test
  void allDataFilesOfAnIssueAreTakenAndPaperworkIsLeft() {
    PageReport report =
        read(
            ISSUE,
            "ADHD Management Information, August 2025",
            """
            <p>Publication date: Thursday 28 August 2025</p>
            <a href="https://files.digital.nhs.uk/11/ABC/ADHD_Aug25.csv">ADHD data CSV</a>
            <a href="https://files.digital.nhs.uk/11/DEF/ADHD_summary_Aug25.xlsx">Summary</a>
            <a href="https://files.digital.nhs.uk/11/DEF/ADHD_summary_Aug25.xlsx#x"></a>
            <a href="https://files.digital.nhs.uk/12/DEF/ADHD_summary_Aug25.ods">Summary (ODS)</a>
            <a href="https://files.digital.nhs.uk/11/DEF/ADHD_lookup.csv?x=1">Lookup</a>
            <a href="https://files.digital.nhs.uk/11/GHI/adhd_report.pdf">Report</a>
            <a href="https://files.digital.nhs.uk/11/GHI/Press%20Notice.xlsx">Press notice</a>
            <a href="https://files.digital.nhs.uk/11/GHI/user-guide-Aug25.xlsx">How to use</a>
            <a href="https://files.digital.nhs.uk/11/GHI/chart.png">Chart</a>
            <a href="mailto:me@nhs.net">Mail</a> <a href="javascript:x()">x</a>
            <a href="file:///etc/data_Aug25.csv">local</a> <a href="http://[bad">bad</a>
            <p>Licensed under <a href="https://www.nationalarchives.gov.uk/doc/\
            open-government-licence/version/3/">OGL</a></p>
            """,
            null);

    assertThat(report.title()).isEqualTo("ADHD Management Information, August 2025");
    assertThat(report.period()).isEqualTo(period("2025-08"));
    assertThat(report.published()).isEqualTo(LocalDate.of(2025, 8, 28));
    assertThat(report.licence().name()).isEqualTo("Open Government Licence v3.0");
    assertThat(taken(report))
        .containsExactly("ADHD_Aug25.csv", "ADHD_summary_Aug25.xlsx", "ADHD_lookup.csv");
    assertThat(why(report, "ADHD_summary_Aug25.ods"))
        .isEqualTo("LEFT the same tables as ADHD_summary_Aug25.xlsx");
    assertThat(why(report, "adhd_report.pdf")).isEqualTo("LEFT a PDF is never data");
    assertThat(why(report, "Press Notice.xlsx")).isEqualTo("LEFT about the data, not data");
    assertThat(why(report, "user-guide-Aug25.xlsx")).isEqualTo("LEFT about the data, not data");
    assertThat(why(report, "chart.png")).isEqualTo("LEFT a picture");
    assertThat(why(report, "data-Aug-2025.csv"))
        .isEqualTo("LEFT stands in a menu, header or footer");
    assertThat(why(report, "ADHD_lookup.csv"))
        .isEqualTo("TAKEN names no period, the page is of 2025-08");
    assertThat(report.links()).hasSize(9);
    assertThat(report.nested()).isEmpty();
    assertThat(report.notPublished()).isNull();
  }

  @Test
  void aYearsPageGivesTheWantedMonth() {
    String body =
        """
        <h3>August 2025</h3>
        <a href="%1$sMonthly-AE-August-2025.xls">Monthly A&amp;E August 2025 (XLS, 400KB)</a>
        <a href="%1$sAugust-2025-CSV-9jfy4.csv">A&amp;E August 2025 CSV</a>
        <a href="%1$sStatistical-commentary-August-2025.pdf">Commentary</a>
        <h3>July 2025</h3>
        <a href="%1$sMonthly-AE-July-2025-77252.xls">Monthly A&amp;E July 2025</a>
        <a href="%1$sMonthly-AE-July-2025-revised.xls">Monthly A&amp;E July 2025 (revised)</a>
        <a href="%1$sAE-by-provider.csv">By provider</a>
        """
            .formatted(UPLOADS);

    PageReport july = read(AREA, "A&amp;E Attendances 2025-26", body, period("2025-07"));
    PageReport whole = read(AREA, "A&amp;E Attendances 2025-26", body, null);
    PageReport later = read(AREA, "A&amp;E Attendances 2025-26", body, period("2025-11"));

    assertThat(taken(july))
        .containsExactly("Monthly-AE-July-2025-revised.xls", "AE-by-provider.csv");
    assertThat(why(july, "Monthly-AE-July-2025-77252.xls"))
        .isEqualTo("LEFT replaced by Monthly-AE-July-2025-revised.xls");
    assertThat(why(july, "Monthly-AE-August-2025.xls"))
        .isEqualTo("LEFT of 2025-08, not of 2025-07");
    assertThat(taken(whole))
        .containsExactly(
            "Monthly-AE-August-2025.xls",
            "August-2025-CSV-9jfy4.csv",
            "Monthly-AE-July-2025-revised.xls",
            "AE-by-provider.csv");
    assertThat(later.taken()).isEmpty();
    assertThat(later.notPublished())
        .isEqualTo("not published yet: 2025-11; the newest on the page is 2025-08");
  }

  @Test
  void finalBeatsProvisionalAndProviderIsNotProvisional() {
    PageReport report =
        read(
            URI.create("https://www.england.nhs.uk/statistics/cancer/"),
            "Cancer waiting times",
            """
            <a href="%1$sCWT-CRS-Oct-2023-to-Mar-2024-Data-Extract-Provider-Final.xlsx">a</a>
            <a href="%1$sCWT-CRS-Oct-2023-to-Mar-2024-Data-Extract-Provider-Provisional.xlsx">b</a>
            <a href="%1$sCWT-CRS-Oct-2023-to-Mar-2024-Data-Extract-Commissioner.xlsx">c</a>
            """
                .formatted(UPLOADS),
            period("2023-10/2024-03"));

    assertThat(taken(report))
        .containsExactly(
            "CWT-CRS-Oct-2023-to-Mar-2024-Data-Extract-Provider-Final.xlsx",
            "CWT-CRS-Oct-2023-to-Mar-2024-Data-Extract-Commissioner.xlsx");
    assertThat(report.links().get(1).revision().kind()).isEqualTo(Revision.Kind.FINAL);
    assertThat(report.links().get(3).revision().kind()).isEqualTo(Revision.Kind.NONE);
  }

  @Test
  void aRollingPageGivesTheNewestOfEachSeriesOrTheWantedPeriod() {
    String body =
        """
        <a href="%1$sprimary-care-dementia-data-Nov-2025.xlsx">Nov</a>
        <a href="%1$sprimary-care-dementia-data-Oct-2025.xlsx">Oct</a>
        <a href="%1$sBeds-Timeseries-March-2020-December-2025.xlsx">Time series</a>
        """
            .formatted(UPLOADS);
    URI page = URI.create("https://www.england.nhs.uk/statistics/dementia/");

    assertThat(taken(read(page, "Dementia", body, null)))
        .containsExactly(
            "primary-care-dementia-data-Nov-2025.xlsx",
            "Beds-Timeseries-March-2020-December-2025.xlsx");
    assertThat(taken(read(page, "Dementia", body, period("2025-10"))))
        .containsExactly("primary-care-dementia-data-Oct-2025.xlsx");
    assertThat(taken(read(page, "Dementia", body, period("2021-01"))))
        .containsExactly("Beds-Timeseries-March-2020-December-2025.xlsx");
  }

  @Test
  void namesWithoutAPeriodBelongToThePagesPeriod() {
    PageReport report =
        read(
            URI.create("https://digital.nhs.uk/x/patients-registered-at-a-gp-practice/july-2025"),
            "Patients Registered at a GP Practice, July 2025",
            """
            <a href="https://files.digital.nhs.uk/1/gp-reg-pat-prac-all.zip">All</a>
            <a href="https://files.digital.nhs.uk/1/gp-reg-lsoa-2011-male-female-July-25.zip">L</a>
            """,
            period("2025-07"));

    assertThat(report.taken()).hasSize(2);
    assertThat(report.taken())
        .allSatisfy(link -> assertThat(link.period()).isEqualTo(period("2025-07")));
  }

  @Test
  void pagesOfTheWantedPeriodAreNamedWhereThereAreNoFiles() {
    String body =
        """
        <a href="august-2025">ADHD, August 2025</a>
        <a href="/data-and-information/publications/statistical/adhd/july-2025">July 2025</a>
        <a href="https://www.england.nhs.uk/statistics/adhd-august-2025/">Also August 2025</a>
        <a href="https://twitter.com/x/august-2025">August 2025</a>
        <a href="/about">About</a>
        """;
    URI series =
        URI.create("https://digital.nhs.uk/data-and-information/publications/statistical/adhd/");

    PageReport newest = read(series, "ADHD", body, null);
    PageReport july = read(series, "ADHD", body, period("2025-07"));
    PageReport later = read(series, "ADHD", body, period("2025-12"));

    assertThat(newest.nested())
        .extracting(page -> page.url().toString())
        .containsExactly(
            ISSUE.toString(), "https://www.england.nhs.uk/statistics/adhd-august-2025/");
    assertThat(july.nested()).singleElement().returns(period("2025-07"), NestedPage::period);
    assertThat(later.nested()).isEmpty();
  }

  @Test
  void aQuarterPageInAYearPageIsFollowed() {
    PageReport report =
        read(
            URI.create("https://www.england.nhs.uk/statistics/beds/beds-2024-25/"),
            "Bed Availability 2024-25",
            "<a href='/statistics/beds/beds-2024-25/q1-2024-25/'>Quarter 1 2024-25</a>"
                + "<a href='/statistics/beds/beds-2024-25/q2-2024-25/'>Quarter 2 2024-25</a>",
            period("FY2024-25-Q2"));

    assertThat(report.nested())
        .singleElement()
        .satisfies(page -> assertThat(page.url().toString()).endsWith("/q2-2024-25/"));
  }

  @Test
  void anUpcomingIssueIsNotPublishedYet() {
    PageReport report =
        read(
            ISSUE,
            "ADHD Management Information, August 2025",
            "<p>Publication Date: 28 Aug 2025</p><p>(Upcoming, not yet published)</p>"
                + "<a href='old.pdf'>notes</a>",
            null);

    assertThat(report.taken()).isEmpty();
    assertThat(report.notPublished())
        .isEqualTo(
            "not published yet: ADHD Management Information, August 2025"
                + " (the page says 2025-08-28)");
  }

  @Test
  void aPageOfNothingSaysNothing() {
    PageReport report = new LandingPages().find(ISSUE, "<html></html>", period("2025-08"));

    assertThat(report.links()).isEmpty();
    assertThat(report.nested()).isEmpty();
    assertThat(report.notPublished()).isNull();
    assertThat(report.licence()).isNull();
    assertThat(report.published()).isNull();
  }

  @Test
  void linksWithoutAnExtensionAreJudgedByTheirText() {
    PageReport report =
        read(
            URI.create("https://www.gov.uk/government/statistics/x"),
            "Tables",
            "<a href='/download/1'>Download data (XLSX, 12KB)</a>"
                + "<a href='/download/2'>Download (PDF, 1MB)</a>"
                + "<a href='/pages/csv-files'>about our csv files</a>",
            null);

    assertThat(report.links())
        .extracting(LinkDecision::format)
        .containsExactly(LinkType.CSV, LinkType.XLSX, LinkType.PDF); // the menu's first
    assertThat(report.taken()).hasSize(1);
  }

  @Test
  void aCsvTwinOfTheSameNameIsLeftAndOneOfAnotherNameIsNot() {
    PageReport report =
        read(
            URI.create("https://www.ons.gov.uk/trade"),
            "Trade",
            "<a href='/file?uri=/trade/current/mq10.csv'>csv</a>"
                + "<a href='/file?uri=%2ftrade%2fcurrent/mq10.xlsx'>xlsx</a>"
                + "<a href='https://publishing.ons.gov.uk/file?uri=/trade/current/mq10.xlsx'>x</a>"
                + "<a href='/file?uri=/trade/current/mq10-full.csv'>csv</a>",
            null);

    assertThat(taken(report)).containsExactly("mq10.xlsx", "mq10-full.csv");
    assertThat(report.links()).hasSize(4); // the menu's among them
  }

  @Test
  void aDatasetOfTheOnsIsReadFromItsJson() {
    String json =
        """
        {"uri": "/a/datasets/b/current", "description": {"title": "Deaths",
         "releaseDate": "2020-07-02T23:00:00.000Z", "edition": "Current"},
         "downloads": [{"file": "deaths 2019.xlsx"}, {"title": "csdb", "file": "b.csdb"}]}
        """;

    PageReport report =
        new LandingPages()
            .find(URI.create("https://www.ons.gov.uk/a/datasets/b/current/data"), json, null);

    assertThat(report.published()).isEqualTo(LocalDate.of(2020, 7, 3));
    assertThat(report.taken())
        .singleElement()
        .satisfies(
            link ->
                assertThat(link.url())
                    .hasToString(
                        "https://www.ons.gov.uk/file?uri=/a/datasets/b/current/deaths%202019.xlsx"));
  }

  @Test
  void theEditionsOfTheOnsAreNestedPages() {
    String json =
        """
        {"uri": "/a/datasets/b", "description": {"title": "GDP"},
         "datasets": [{"uri": "/a/datasets/b/apriltojune2020"},
                      {"uri": "/a/datasets/b/januarytomarch2020"}]}
        """;
    URI address = URI.create("https://www.ons.gov.uk/a/datasets/b/data");

    assertThat(new LandingPages().find(address, json, null).nested())
        .singleElement()
        .satisfies(page -> assertThat(page.url().toString()).endsWith("/apriltojune2020/data"));
    assertThat(new LandingPages().find(address, json, period("2020-01/2020-03")).nested())
        .singleElement()
        .satisfies(page -> assertThat(page.url().toString()).contains("januarytomarch2020"));
  }

  @Test
  void anUndatedEditionOfTheOnsIsFollowed() {
    String json =
        "{\"uri\": \"/a/datasets/b\", \"datasets\": [{\"uri\": \"/a/datasets/b/current\"}]}";

    PageReport report =
        new LandingPages().find(URI.create("https://www.ons.gov.uk/a/datasets/b/data"), json, null);

    assertThat(report.title()).isEqualTo("b");
    assertThat(report.nested()).hasSize(1);
  }

  @Test
  void otherJsonIsRefused() {
    assertThatThrownBy(() -> new LandingPages().find(ISSUE, "{\"a\": 1}", null))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageContaining("no page of the ONS");
    assertThatThrownBy(() -> new LandingPages().find(ISSUE, "{\"a\": ", null))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageContaining("not readable as JSON");
  }
}
