package org.datawarp.model.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.datawarp.model.period.PeriodParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlTemplateTest {
  private static final LocalDate PUBLISHED = LocalDate.of(2025, 10, 9);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://h/mi-adhd/{month_name}-{year}           | 2025-08      | https://h/mi-adhd/august-2025",
        "https://h/{Month_name}-{yy}_{MONTH_ABBR}.xlsx   | 2025-09      | https://h/September-25_SEP.xlsx",
        "https://h/{pub_year}/{pub_month}/RTT-{month}.zip| 2025-08      | https://h/2025/10/RTT-08.zip",
        "https://h/Beds-Q{quarter}-{fy}.xlsx             | FY2024-25-Q4 | https://h/Beds-Q4-2024-25.xlsx",
        "https://h/Beds-Q{quarter}-{year}.xlsx           | 2025-Q3      | https://h/Beds-Q3-2025.xlsx",
        "https://h/ae-{fy}                               | 2025-03      | https://h/ae-2024-25",
        "https://h/Summary-to-{day}-{Month_abbr}-{year}  | 2025-W52     | https://h/Summary-to-28-Dec-2025",
        "https://h/{day}/{year}?key=${NHS_KEY}           | 2025-08      | https://h/31/2025?key=${NHS_KEY}",
        "fixed.xlsx                                      | 2025-08      | fixed.xlsx",
      })
  void aPeriodFillsTheWords(String text, String period, String address) {
    UrlTemplate template = new UrlTemplate(text);

    assertThat(template.findProblem()).isEmpty();
    assertThat(template.address(PeriodParser.require(period), PUBLISHED)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://h/{mont_name}",
        "https://h/{}",
        "https://h/{year",
        "https://h/year}",
        "https://h/{{year}}",
        "https://{month_name}.example.org/x",
        "https://u:{year}@h/x",
      })
  void whatCannotBeFilledInIsAProblem(String text) {
    assertThat(new UrlTemplate(text).findProblem()).isPresent();
  }

  @Test
  void theDayOfPublicationIsWantedWhereAWordAsksForIt() {
    UrlTemplate template = new UrlTemplate("https://h/{pub_year}/x");

    assertThat(template.wantsPublication()).isTrue();
    assertThatThrownBy(() -> template.address(PeriodParser.require("2025-08"), null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new UrlTemplate("https://h/{year}?k=${pub_year}").wantsPublication()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://h/adhd/august-2025/      | 2025-08 | https://h/adhd/{month_name}-{year}/",
        "https://h/ADHD_Aug25.xlsx        | 2025-08 | https://h/ADHD_{Month_abbr}{yy}.xlsx",
        "https://h/august-2025/X_Aug25.csv| 2025-08 | https://h/{month_name}-{year}/X_{Month_abbr}{yy}.csv",
        "https://h/x-2025-08.csv          | 2025-08 | https://h/x-{year}-{month}.csv",
        "https://h/Q1-2024-25/            | FY2024-25-Q1 | https://h/Q{quarter}-{fy}/",
        "https://h/ae-2024-25/            | FY2024-25 | https://h/ae-{fy}/",
      })
  void anAddressThatShowsItsPeriodIsATemplate(String address, String period, String template) {
    assertThat(UrlTemplate.of(address, PeriodParser.require(period)))
        .contains(new UrlTemplate(template));
  }

  @Test
  void anAddressThatDoesNotIsNone() {
    assertThat(UrlTemplate.of("https://h/august-2025/x-Sep25.csv", PeriodParser.require("2025-08")))
        .isEmpty();
    // Of the period, or of the publication?
    assertThat(UrlTemplate.of("https://h/2025/august-2025/", PeriodParser.require("2025-08")))
        .isEmpty();
    assertThat(UrlTemplate.of("https://h/F5GI8.xlsx", PeriodParser.require("2025-08"))).isEmpty();
    assertThat(UrlTemplate.of("https://august-2025.h/x", PeriodParser.require("2025-08")))
        .isEmpty();
  }
}
