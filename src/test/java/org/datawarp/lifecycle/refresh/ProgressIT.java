package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.refresh.RefreshWorkflow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whoever watches a long refresh is told how each of its steps goes on. */
@ExtendWith(PostgresExtension.class)
class ProgressIT {
  private static final int ROWS = 40_000;

  @TempDir Path folder;

  @Test
  void readingLoadingExportingAndVerifyingAreTold(Database database) {
    Estate estate = new Estate(folder, database);
    StringBuilder csv = new StringBuilder("Region,Patients\n");
    for (int i = 0; i < ROWS; i++) {
      csv.append("Region ").append(i).append(',').append(i).append('\n');
    }
    Path file = estate.file("told_aug25.csv", csv.toString());
    Map<String, Long> totals = new TreeMap<>();
    Map<String, Long> reached = new TreeMap<>();

    new RefreshWorkflow(estate.context())
        .run(
            new RefreshRequest(
                "told_aug25",
                file.toString(),
                null,
                List.of(),
                RefreshRequest.Scope.FULL,
                RefreshRequest.ReplacedGoes.VERSIONS,
                Set.of(),
                Duration.ZERO,
                "refresh told_aug25"),
            new RunListener() {
              @Override
              public synchronized void progressed(String what, long done, long total) {
                totals.put(what, total);
                assertThat(done).isGreaterThanOrEqualTo(reached.getOrDefault(what, 0L));
                reached.put(what, done);
              }

              @Override
              public void started(RunStep step) {}

              @Override
              public void completed(RunStep step) {}
            });

    assertThat(totals)
        .containsEntry("reading told_aug25.csv", -1L)
        .containsEntry("loading staging.tbl_told_aug25", (long) ROWS)
        .containsEntry("exporting table staging.tbl_told_aug25", (long) ROWS)
        .containsEntry("verifying told_aug25.parquet", (long) ROWS);
    assertThat(reached.get("exporting table staging.tbl_told_aug25")).isGreaterThan(ROWS / 2);
    assertThat(reached.get("verifying told_aug25.parquet")).isGreaterThan(ROWS / 2);
  }
}
