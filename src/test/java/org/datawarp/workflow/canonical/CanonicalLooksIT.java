package org.datawarp.workflow.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.model.Existing;
import org.datawarp.model.SourcePattern;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.diff.DiffReport;
import org.datawarp.workflow.diff.DiffRequest;
import org.datawarp.workflow.diff.DiffWorkflow;
import org.datawarp.workflow.status.ShowWorkflow;
import org.datawarp.workflow.status.SourceDetails;
import org.datawarp.workflow.trace.TraceReport;
import org.datawarp.workflow.trace.TraceRequest;
import org.datawarp.workflow.trace.TraceWorkflow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What explains and compares sources, on those that stack their periods. */
@ExtendWith(PostgresExtension.class)
class CanonicalLooksIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String HEAD = "Region,Patients,Seen,Waiting,Discharged";

  private final String source = "loo" + NUMBERS.incrementAndGet();

  @TempDir Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
    stack("jun25", HEAD + "\nNorth,1,2,3,4\nSouth,5,6,7,8\n");
    stack("jul25", HEAD + "\nNorth,11,2,3,4\nSouth,*,6,7,8\n");
    stack("aug25", HEAD + ",Staff\nNorth,12,2,3,4,90\nSouth,15,6,7,8,91\n");
  }

  private void stack(String token, String csv) {
    estate.clock().advance(Duration.ofMinutes(1));
    estate.stack(source + "_" + token, csv);
  }

  private DiffReport diff(String before, @Nullable String after, DiffRequest.Meaning meaning) {
    return new DiffWorkflow(estate.context(), () -> {})
        .diff(
            new DiffRequest(before, after, meaning, List.of(), List.of(), 20, null, Existing.KEEP))
        .orElseThrow();
  }

  @Test
  void aColumnThatOnePeriodLacksIsAddedAndNoRevision() {
    DiffReport report = diff(source + "@2025-07", source + "@2025-08", DiffRequest.Meaning.PERIOD);

    assertThat(report.tables()).hasSize(1);
    DiffReport.TableDiff table = report.tables().get(0);
    assertThat(table.comparison().columnsAdded()).containsExactly("staff");
    assertThat(table.comparison().revisedByColumn().keySet()).containsExactly("patients");
    assertThat(table.comparison().rowsBefore()).isEqualTo(2);
  }

  @Test
  void versionsOfEachPeriodAreComparedWithEachOther() {
    stack("jun25", HEAD + "\nNorth,1,2,3,4\nSouth,5,6,7,80\n");
    stack("jul25", HEAD + "\nNorth,11,2,3,40\nSouth,*,6,7,80\n");

    DiffReport report = diff(source, null, DiffRequest.Meaning.VERSION);

    assertThat(report.tables())
        .extracting(table -> table.after().period() + " " + table.comparison().revisedByColumn())
        .containsExactlyInAnyOrder("2025-06 {discharged=1}", "2025-07 {discharged=2}");
    assertThat(report.onlyAfter()).isEmpty();
    assertThat(report.onlyBefore()).isEmpty();

    DiffReport one = diff(source + "_jun25", null, DiffRequest.Meaning.VERSION);

    assertThat(one.tables())
        .extracting(table -> table.after().period() + " " + table.comparison().revisedByColumn())
        .containsExactly("2025-06 {discharged=1}");
  }

  private TraceReport trace(String name, @Nullable String period) {
    return new TraceWorkflow(estate.context())
        .trace(
            new TraceRequest(
                SourcePattern.parse(name), 3L, period, List.of(), List.of("patients"), 20))
        .orElseThrow();
  }

  @Test
  void aManifestTracesItsOwnPeriodAndASourceAllOrOne() {
    assertThat(trace(source + "_jul25", null).rows())
        .extracting(row -> row.period() + " " + row.values().get(0).raw())
        .containsExactly("2025-07 *");
    assertThat(trace(source, "2025-06").rows())
        .extracting(row -> row.period() + " " + row.values().get(0).raw())
        .containsExactly("2025-06 5");
    assertThat(trace(source, null).rows()).hasSize(3);
    assertThat(trace(source, null).isProven()).isTrue();
  }

  @Test
  void aSourceIsExplainedOnceWithAllItsPeriods() {
    List<SourceDetails> shown = new ShowWorkflow(estate.context()).show(source, 5).orElseThrow();

    assertThat(shown).hasSize(1);
    SourceDetails details = shown.get(0);
    assertThat(details.canonical()).isTrue();
    assertThat(details.source().period()).isEqualTo("2025-08");
    assertThat(details.tableRows()).isEqualTo(6);
    assertThat(details.issues())
        .extracting(issue -> issue.period() + " " + issue.manifest() + " " + issue.state())
        .containsExactly(
            "2025-06 " + source + "_jun25 exported",
            "2025-07 " + source + "_jul25 exported",
            "2025-08 " + source + "_aug25 exported");
    assertThat(details.periods()).extracting(period -> period.rows()).containsExactly(2L, 2L, 2L);
    assertThat(details.columns())
        .extracting(SourceDetails.Column::name)
        .contains("staff", "patients__marker");
    assertThat(details.parquetBytes())
        .isEqualTo(details.issues().stream().mapToLong(SourceDetails.Issue::sizeBytes).sum());
  }
}
