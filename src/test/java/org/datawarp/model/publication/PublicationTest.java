package org.datawarp.model.publication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.platform.config.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationTest {
  @TempDir Path folder;

  @Test
  void theScheduleSaysWhichPeriodsHaveAnIssueAndWhenTheyAreDue() throws Exception {
    Publication adhd =
        publication(
            """
            url: https://h/{month_name}-{year}
            frequency: monthly
            schedule: {start: 2024-11, months: [2, may, 8, november], lag: 6w}
            exceptions:
              2025-02: skip
              2025-05: {due: 2025-08-01}
            """);

    assertThat(labels(adhd.listExpected(LocalDate.parse("2025-09-01"))))
        .containsExactly("2024-11", "2025-05", "2025-08");
    assertThat(labels(adhd.listExpected(LocalDate.parse("2025-08-31"))))
        .containsExactly("2024-11", "2025-05");
    assertThat(adhd.findDue(period("2024-11"))).contains(LocalDate.parse("2025-01-11"));
    assertThat(adhd.findDue(period("2025-05"))).contains(LocalDate.parse("2025-08-01"));
    assertThat(adhd.findNext(LocalDate.parse("2025-09-01"))).contains(period("2025-11"));
    assertThat(adhd.isExpected(period("2025-02"))).isFalse();
    assertThat(adhd.isExpected(period("2024-08"))).isFalse();
    assertThat(adhd.isExpected(period("FY2024-25"))).isFalse();
    assertThat(adhd.manifestOf(period("2024-11"))).isEqualTo("adhd_nov24");
    assertThat(adhd.findUrl(period("2024-11"))).contains("https://h/november-2024");
  }

  @Test
  void monthsOfALagAreMonthsOfTheCalendar() throws Exception {
    Publication monthly =
        publication("url: x\nfrequency: monthly\nschedule: {start: 2025-01, lag: 1m}\n");

    assertThat(monthly.findDue(period("2025-01"))).contains(LocalDate.parse("2025-02-28"));
    assertThat(monthly.findDue(period("2025-02"))).contains(LocalDate.parse("2025-03-31"));
    assertThat(monthly.findDue(period("2025-06"))).contains(LocalDate.parse("2025-07-31"));
  }

  @Test
  void anAddressOfItsOwnGoesBeforeTheTemplate() throws Exception {
    Publication adhd =
        publication(
            """
            url: https://h/{year}
            urls: {aug25: 'https://h/F5GI8.xlsx', 2030-01: 'https://h/later.xlsx'}
            """);

    assertThat(adhd.findUrl(period("2025-08"))).contains("https://h/F5GI8.xlsx");
    assertThat(adhd.findUrl(period("2025-09"))).contains("https://h/2025");
    assertThat(labels(adhd.listExpected(LocalDate.parse("2025-09-01")))).containsExactly("2025-08");
  }

  @Test
  void aPageIsLookedAtWhereNoTemplateSaysTheAddresses() throws Exception {
    assertThat(publication("url: https://h/page\n").findPage()).contains("https://h/page");
    assertThat(publication("landing_page: https://h/page\n").findPage()).contains("https://h/page");
    assertThat(publication("landing_page: https://h/page\nurl: https://h/{year}\n").findPage())
        .isEmpty();
    assertThat(publication("url: ods.zip\nfrequency: none\n").findPage()).isEmpty();
  }

  @Test
  void aWeekMayBeNamedByItsLastDay() throws Exception {
    Publication weekly =
        publication("landing_page: https://h/\nfrequency: weekly\nschedule: {start: 2025-W50}\n");

    assertThat(weekly.isExpected(period("2025-12-28"))).isTrue();
    assertThat(weekly.isExpected(period("2025-11"))).isFalse();
    assertThat(weekly.listExpected(LocalDate.parse("2025-12-29")))
        .extracting(Period::label)
        .containsExactly("2025-W50", "2025-W51", "2025-W52");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-08",
        "2025-W52",
        "2025-12-28",
        "2024",
        "FY2024-25",
        "FY2020-21",
        "FY2024-25-Q1",
        "2023-Q3",
        "2023-10/2024-03",
        "FY2024-25/2025-03",
        "FY2014-15/FY2020-21",
        "2025-12-22/2025-12-28"
      })
  void theNameOfAnIssueLeadsBackToItsPublicationAndPeriod(String label) throws Exception {
    Publication publication = publication("url: x\n");
    String name = publication.manifestOf(period(label));

    assertThat(publication.isNameOfIssue(name)).isTrue();
    assertThat(PeriodParser.find(name).orElseThrow().period()).isEqualTo(period(label));
    assertThat(publication.isNameOfIssue("other_" + name)).isFalse();
    assertThat(publication.isNameOfIssue(name + "_x")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adhd_2025_11",
        "adhd_nov_2025",
        "adhd_november2025",
        "adhd_fy2526",
        "adhd_2025_26"
      })
  void anIssuesNameMayHaveItsPeriodInAnyForm(String name) throws Exception {
    Publication publication = publication("url: x\n");

    assertThat(publication.isNameOfIssue(name)).isTrue();
    assertThat(publication.isNameOfIssue(name + "_x")).isFalse();
    assertThat(publication.isNameOfIssue(name.replace("adhd", "adhd_ages"))).isFalse();
  }

  @Test
  void aCumulativePublicationHasOneManifest() throws Exception {
    Publication beds = publication("url: https://h/\nissues: cumulative\n");

    assertThat(beds.manifestOf(period("2025-12"))).isEqualTo("adhd");
  }

  private static List<String> labels(List<Period> periods) {
    return periods.stream().map(Period::label).toList();
  }

  private static Period period(String label) {
    return PeriodParser.require(label);
  }

  private Publication publication(String entry) throws Exception {
    Path file = folder.resolve("config.yaml");
    Files.writeString(file, "publications:\n  adhd:\n" + entry.indent(4));
    return Configuration.read(file, Map.of(), Map.of()).findPublication("adhd").orElseThrow();
  }
}
