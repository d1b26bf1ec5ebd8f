package org.datawarp.model.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedColumnsTest {
  private static final List<String> NONE = List.of();
  private static final LoadedColumns WAITS =
      new LoadedColumns(
          "Waits",
          null,
          List.of("region", "median_wait", "median_wait_2", "unnamed_4"),
          List.of(List.of("Region"), List.of("Median wait"), List.of("Median wait"), NONE));

  @Test
  void aLevelMoreAboveTheSameCaptionsIsAnotherReading() {
    List<List<String>> now =
        List.of(
            List.of("Region"),
            List.of("Admitted", "Median wait"),
            List.of("Non-admitted", "median wait "),
            List.of("Total"));

    assertThat(WAITS.areReadAnew(now)).isTrue();
    assertThat(WAITS.renamed(List.of("region", "admitted", "non_admitted", "total")))
        .containsExactly(
            "median_wait (admitted)", "median_wait_2 (non_admitted)", "unnamed_4 (total)");
  }

  @Test
  void otherCaptionsAreOtherColumns() {
    assertThat(
            WAITS.areReadAnew(
                List.of(List.of("Region"), List.of("Median wait"), List.of("Mean wait"), NONE)))
        .isFalse();
    assertThat(WAITS.areReadAnew(List.of(List.of("Region"), List.of("Median wait")))).isFalse();
  }

  @Test
  void columnsThatChangedPlacesAreNotReadAnew() {
    LoadedColumns loaded =
        new LoadedColumns(
            null,
            null,
            List.of("a_seen", "b_seen"),
            List.of(List.of("A", "Seen"), List.of("B", "Seen")));

    assertThat(loaded.areReadAnew(List.of(List.of("B", "Seen"), List.of("A", "Seen")))).isFalse();
    assertThat(loaded.areReadAnew(List.of(List.of("A", "Seen"), List.of("B", "Seen")))).isTrue();
  }
}
