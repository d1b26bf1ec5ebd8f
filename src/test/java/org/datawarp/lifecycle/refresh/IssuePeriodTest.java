package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.junit.jupiter.api.Test;

class IssuePeriodTest {
  private static final Optional<IssuePeriod> UNRECORDED = Optional.empty();
  private static final List<IssuePeriod.Place> JULY_FILE =
      List.of(new IssuePeriod.Place("the file's name", "ADHD_Jul25.xlsx"));
  private static final List<IssuePeriod.Place> JUNE_LINK =
      List.of(new IssuePeriod.Place("the link", "ADHD June 2025"));

  @Test
  void whatAPersonSaysWins() {
    assertThat(IssuePeriod.find("2024-01", recorded("2025-05"), "adhd_aug25", JULY_FILE, JUNE_LINK))
        .map(IssuePeriod::period)
        .map(Period::label)
        .contains("2024-01");
  }

  @Test
  void noneMeansThatThereIsNone() {
    assertThat(IssuePeriod.find("None", UNRECORDED, "adhd_aug25", JULY_FILE, JUNE_LINK))
        .hasValueSatisfying(choice -> assertThat(choice.period()).isNull());
  }

  @Test
  void whatTheManifestRecordsComesBeforeItsName() {
    assertThat(label(recorded("2025-05"), "adhd_aug25", List.of(), JUNE_LINK)).isEqualTo("2025-05");
  }

  @Test
  void aManifestWithoutAPeriodStaysWithoutOne() {
    Optional<IssuePeriod> none = Optional.of(new IssuePeriod(null, "the manifest"));

    assertThat(IssuePeriod.find(null, none, "ods", JULY_FILE, JUNE_LINK))
        .hasValueSatisfying(choice -> assertThat(choice.period()).isNull());
  }

  @Test
  void theNameComesBeforeTheLinkAndTheFileBeforeTheLink() {
    assertThat(label(UNRECORDED, "adhd_aug25", List.of(), JUNE_LINK)).isEqualTo("2025-08");
    assertThat(label(UNRECORDED, "adhd", JULY_FILE, JUNE_LINK)).isEqualTo("2025-07");
    assertThat(label(UNRECORDED, "adhd", List.of(), JUNE_LINK)).isEqualTo("2025-06");
  }

  @Test
  void aNameAndAFileThatDisagreeAreRefusedShowingBoth() {
    assertThatThrownBy(() -> IssuePeriod.find(null, UNRECORDED, "adhd_aug25", JULY_FILE, List.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "the period is 2025-08 by the name 'adhd_aug25' but 2025-07 by the file's name"
                + " 'ADHD_Jul25.xlsx'")
        .satisfies(
            e -> {
              assertThat(((RefusedException) e).exitCode()).isEqualTo(ExitCode.REFUSED);
              assertThat(((RefusedException) e).hint())
                  .isEqualTo("say which with --period 2025-08 or --period 2025-07");
            });
  }

  @Test
  void aMonthInsideTheYearOfTheNameIsNoDisagreement() {
    assertThat(label(UNRECORDED, "adhd_fy25_26", JULY_FILE, List.of())).startsWith("FY2025");
  }

  @Test
  void titlesAreTheLastResort() {
    assertThat(IssuePeriod.find(null, UNRECORDED, "adhd", List.of(), List.of())).isEmpty();
    assertThat(
            IssuePeriod.requireFromTitles(
                    "adhd",
                    List.of(
                        new IssuePeriod.Place("a table's title", "Notes"),
                        new IssuePeriod.Place("a table's title", "Open referrals, March 2025")),
                    List.of())
                .period())
        .isEqualTo(PeriodParser.require("2025-03"));
  }

  @Test
  void noPeriodAnywhereIsAskedFor() {
    assertThatThrownBy(() -> IssuePeriod.requireFromTitles("adhd", List.of(), JULY_FILE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no period found for adhd")
        .satisfies(
            e ->
                assertThat(((UsageException) e).hint())
                    .contains("--period 2025-08", "--period none"));
  }

  @Test
  void aQuarterThatCouldBeTwoIsAskedForWithBoth() {
    assertThatThrownBy(
            () ->
                IssuePeriod.requireFromTitles(
                    "beds",
                    List.of(),
                    List.of(new IssuePeriod.Place("the file's name", "beds_Q3_2023.csv"))))
        .isInstanceOf(UsageException.class)
        .hasMessage("the file's name 'beds_Q3_2023.csv' names a quarter that could be two periods")
        .satisfies(
            e ->
                assertThat(((UsageException) e).hint())
                    .contains("--period", "FY2023-24-Q3", "2023-Q3"));
  }

  private static Optional<IssuePeriod> recorded(String period) {
    return Optional.of(new IssuePeriod(PeriodParser.require(period), "the manifest"));
  }

  private static String label(
      Optional<IssuePeriod> recorded,
      String name,
      List<IssuePeriod.Place> files,
      List<IssuePeriod.Place> others) {
    Period period = IssuePeriod.find(null, recorded, name, files, others).orElseThrow().period();
    return period == null ? "none" : period.label();
  }
}
