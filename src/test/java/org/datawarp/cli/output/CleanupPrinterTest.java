package org.datawarp.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.datawarp.cli.Console;
import org.datawarp.workflow.cleanup.Candidate;
import org.datawarp.workflow.cleanup.CleanupPlan;
import org.datawarp.workflow.cleanup.CleanupReport;
import org.datawarp.workflow.cleanup.Orphan;
import org.datawarp.workflow.cleanup.Orphan.Verdict;
import org.datawarp.workflow.cleanup.OrphanClass;
import org.junit.jupiter.api.Test;

class CleanupPrinterTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:44:00Z");

  private final StringWriter out = new StringWriter();

  @Test
  void theHeadlinesAreTheSpecificationsAlsoWhenThereIsNothing() {
    printer().print(plan());

    assertThat(out.toString())
        .isEqualTo(
            """
            Orphaned load_history records: 0 (sources deleted)
            Orphaned manifest_files records: 0 (manifests deleted)
            Orphaned staging tables: 0 (sources unregistered)
            Orphaned parquet files: 0 (sources deleted)
            nothing has lost its owner
            """);
  }

  @Test
  void aHeadlineCountsAllAndTheLineBelowSaysWhatGoesAndWhyTheRestStays() {
    printer()
        .print(
            plan(
                orphan(OrphanClass.PARQUET, "a", Verdict.EXECUTE, "lost"),
                orphan(OrphanClass.PARQUET, "b", Verdict.KEEP, "younger than 72h"),
                orphan(
                    OrphanClass.PARQUET, "c", Verdict.REPORT, "not recorded by Datawarp; it stays"),
                orphan(OrphanClass.TRASH, "r", Verdict.EXECUTE, "its time is over")));

    assertThat(out.toString())
        .contains(
            """
            Orphaned parquet files: 3 (sources deleted)
              1 would go, 2 stay: 1 younger than 72h, 1 not recorded by Datawarp; it stays; oldest \
            2026-11-23 12:44
              a: lost
            """)
        .endsWith(
            "1 item would go to the trash, the trash of 1 run would be emptied for good, 2 stay for"
                + " now; 'datawarp cleanup --execute' does it\n");
  }

  @Test
  void emptyingTheTrashOffersNoUndo() {
    CleanupPlan plan = plan(orphan(OrphanClass.TRASH, "r", Verdict.EXECUTE, "its time is over"));

    printer().print(new CleanupReport(plan, "20261123-124400-000001", 1, 1, List.of(), List.of()));

    assertThat(out.toString())
        .endsWith("the trash of 1 run was emptied for good\n")
        .doesNotContain("undo");
  }

  private CleanupPrinter printer() {
    PrintWriter writer = new PrintWriter(out);
    return new CleanupPrinter(new Console(writer, writer, false, false), false);
  }

  private static CleanupPlan plan(Orphan... orphans) {
    return new CleanupPlan(
        NOW, new UUID(1, 2), new UUID(3, 4), List.of(orphans), List.of(), null, List.of());
  }

  private static Orphan orphan(OrphanClass kind, String id, Verdict verdict, String reason) {
    return new Orphan(
        new Candidate(kind, id, "lost", null, NOW, 0, true, null, null, "print", List.of()),
        verdict,
        reason);
  }
}
