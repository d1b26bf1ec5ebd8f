package org.datawarp.pipeline.extract.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceNamesTest {
  @ParameterizedTest
  @CsvSource({
    "f2a74d_1, c5c7f_3, true",
    "bac14d_0, 651327_0, true",
    "F5GI8, F5GI8, true",
    "'Dec 2024', 'Jan 2025', true",
    "'Waits Dec 2024', 'Waits Jan 2025', true",
    "Waits, Beds, false",
    "'Table 5', 'Table 6', false",
    "bed20, dec24b, false",
    "f2a74d_1, Waits, false",
  })
  void sheetsAreTheSameWhereOnlyPeriodsAndRandomIdsDiffer(
      String one, String other, boolean isSame) {
    assertThat(SourceNames.isSameSheet(one, other)).isEqualTo(isSame);
  }
}
