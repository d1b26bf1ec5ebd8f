package org.datawarp.model.period;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PeriodUnitTest {
  @ParameterizedTest
  @CsvSource({
    "weekly, 2025-12-28, 2025-W52, 2026-W01",
    "monthly, 2025-12-28, 2025-12, 2026-01",
    "quarterly, 2025-03-31, FY2024-25-Q4, FY2025-26-Q1",
    "quarterly, 2025-04-01, FY2025-26-Q1, FY2025-26-Q2",
    "quarterly, 2025-12-01, FY2025-26-Q3, FY2025-26-Q4",
    "calendar-quarterly, 2025-12-01, 2025-Q4, 2026-Q1",
    "yearly, 2025-03-31, FY2024-25, FY2025-26",
    "calendar-yearly, 2025-03-31, 2025, 2026",
  })
  void aDayLiesInOneOfThemAndAnotherFollows(String word, LocalDate day, String label, String next) {
    PeriodUnit unit = PeriodUnit.find(word).orElseThrow();

    assertThat(unit.at(day).label()).isEqualTo(label);
    assertThat(unit.after(unit.at(day)).label()).isEqualTo(next);
    assertThat(PeriodUnit.of(PeriodParser.require(label))).contains(unit);
  }

  @ParameterizedTest
  @EnumSource
  void eachEndsOnTheDayBeforeTheNextBegins(PeriodUnit unit) {
    Period period = unit.at(LocalDate.of(1999, 12, 31));
    for (int i = 0; i < 300; i++) {
      Period next = unit.after(period);
      assertThat(next.start()).isEqualTo(period.end().plusDays(1));
      assertThat(PeriodParser.require(next.label())).isEqualTo(next);
      period = next;
    }
  }

  @Test
  void noUnitIsUnknownWordsOrRanges() {
    assertThat(PeriodUnit.find("fortnightly")).isEmpty();
    assertThat(PeriodUnit.of(PeriodParser.require("2020-03/2025-12"))).isEmpty();
    assertThat(PeriodUnit.of(PeriodParser.require("2025-12-28"))).isEmpty();
  }
}
