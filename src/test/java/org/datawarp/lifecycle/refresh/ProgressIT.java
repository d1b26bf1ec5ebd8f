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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whoever watches a long refresh is told how each of its steps goes on. */
@ExtendWith(PostgresExtension.class)
class ProgressIT {
  private static final int ROWS = 40_000;

  private final Map<String, Long> totals = new TreeMap<>();
  private final Map<String, Long> reached = new TreeMap<>();

  @TempDir Path folder;

  @Test
  void readingLoadingExportingAndVerifyingAreTold(Database database) {
    Estate estate = new Estate(folder, database);
    StringBuilder csv = new StringBuilder("Region,Patients\n");
    for (int i = 0; i < ROWS; i++) {
      csv.append("Region ").append(i).append(',').append(i).append('\n');
    }
    refresh(estate, "told_aug25", csv.toString(), null);
    refresh(estate, "stacked_jul25", csv.toString(), RefreshRequest.AUTO);
    // With more digits the file of the period before is written anew.
    refresh(estate, "stacked_aug25", csv.toString().replace("0\n", "0.25\n"), RefreshRequest.AUTO);

    assertThat(totals)
        .containsEntry("reading told_aug25.csv", (long) csv.length())
        .containsEntry("loading staging.tbl_told_aug25", (long) ROWS)
        .containsEntry("verifying told_aug25", (long) ROWS)
        .containsEntry("exporting table staging.tbl_stacked", (long) ROWS);
    assertThat(reached.get("verifying told_aug25")).isGreaterThan(ROWS / 2);
    assertThat(reached.get("exporting table staging.tbl_stacked")).isGreaterThan(ROWS / 2);
  }

  private void refresh(Estate estate, String name, String csv, @Nullable String reference) {
    Path file = estate.file(name + ".csv", csv);
    new RefreshWorkflow(estate.context())
        .run(
            new RefreshRequest(
                name,
                file.toString(),
                null,
                List.of(),
                RefreshRequest.Scope.FULL,
                RefreshRequest.ReplacedGoes.VERSIONS,
                Set.of(),
                Duration.ZERO,
                "refresh " + name,
                reference),
            new Watcher());
  }

  private final class Watcher implements RunListener {
    @Override
    public void progressed(String what, long done, long total) {
      synchronized (totals) {
        totals.put(what, total);
        reached.merge(what, done, Math::max);
      }
    }

    @Override
    public void started(RunStep step) {}

    @Override
    public void completed(RunStep step) {}
  }
}
