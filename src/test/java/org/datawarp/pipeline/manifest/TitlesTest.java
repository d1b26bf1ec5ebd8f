package org.datawarp.pipeline.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TitlesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Table 1: Incomplete pathways by provider, July 2025|Table 1: Incomplete pathways by provider",
        "Attendances (August 2025)|Attendances",
        "Waits over 52 weeks|Waits over 52 weeks",
        "August 2025|August 2025",
        "Beds - Dec 2024|Beds",
        "Waits in August 2025|Waits",
      })
  void aTitleIsToldWithoutItsPeriod(String title, String without) {
    assertThat(Titles.withoutPeriod(title)).isEqualTo(without);
  }
}
