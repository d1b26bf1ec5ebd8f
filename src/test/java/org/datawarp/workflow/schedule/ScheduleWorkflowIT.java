package org.datawarp.workflow.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.pipeline.download.DownloadSettings;
import org.datawarp.pipeline.download.Ping;
import org.datawarp.platform.config.Configuration;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.datawarp.testing.HttpTestServer;
import org.datawarp.testing.SettableClock;
import org.datawarp.workflow.schedule.ScheduleWorkflow.CommandEnd;
import org.datawarp.workflow.schedule.ScheduleWorkflow.JobEnd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs tell whoever watches them, leave metrics, and run one at a time. */
class ScheduleWorkflowIT {
  private static final CommandEnd GOOD = new CommandEnd(0, "", "");

  private final SettableClock clock = new SettableClock("2025-09-01T10:00:00Z");
  private final List<List<String>> ran = new ArrayList<>();

  @TempDir Path folder;
  private Workspace workspace;

  @BeforeEach
  void make() {
    workspace = new Workspace(folder.resolve("workspace"));
    new WorkspaceSetup(workspace).create("");
  }

  @Test
  void aJobRunsItsCommandsUntilOneFails() throws Exception {
    assertThat(run(Job.ARCHIVE, GOOD).code()).isZero();
    assertThat(ran).extracting(words -> words.get(0)).containsExactly("archive");

    ran.clear();
    Files.writeString(workspace.syncConfigurationFile(), "cloud: {bucket: nhs}\n");
    run(Job.ARCHIVE, GOOD);
    assertThat(ran).extracting(words -> words.get(0)).containsExactly("archive", "sync");

    ran.clear();
    assertThat(run(Job.ARCHIVE, new CommandEnd(16, "", "disk full")).code()).isEqualTo(16);
    assertThat(ran).hasSize(1);
  }

  @Test
  void theServiceThatWatchesIsTold() throws Exception {
    try (HttpTestServer watcher = HttpTestServer.start()) {
      for (String path : List.of("/due/start", "/due", "/due/fail")) {
        watcher.on(path, 200, new byte[] {1});
      }
      configure("schedule:\n  ping_url: " + watcher.url("/{job}/") + "\n");

      assertThat(run(Job.DUE, GOOD).warnings()).isEmpty();
      run(Job.DUE, new CommandEnd(3, "", ""));

      assertThat(watcher.requests())
          .extracting(HttpTestServer.Request::path)
          .containsExactly("/due/start", "/due", "/due/start", "/due/fail");
      JobEnd unheard = run(Job.CHECK, GOOD);
      assertThat(unheard.code()).isZero();
      assertThat(unheard.warnings()).hasSize(2).allMatch(line -> line.contains("HTTP 404"));
    }
    assertThat(run(Job.CHECK, GOOD).warnings())
        .as("the service is not there")
        .hasSize(2)
        .allMatch(line -> line.contains("cannot connect to 127.0.0.1: http://"));
  }

  @Test
  void metricsHoldTheLastRunAndTheLastSuccessOfEachJob() throws Exception {
    Path file = folder.resolve("metrics/datawarp.prom");
    Files.createDirectories(file.getParent());
    configure("schedule:\n  metrics_file: " + file + "\n");

    run(Job.BACKUP, GOOD);
    run(Job.DUE, GOOD);
    clock.advance(Duration.ofSeconds(90));
    run(Job.DUE, new CommandEnd(3, "", ""));

    String labels = "{job=\"due\",workspace=\"" + workspace.root() + "\"} ";
    assertThat(Files.readString(file))
        .contains("datawarp_job_last_run_timestamp_seconds" + labels + "1756720890")
        .contains("datawarp_job_last_success_timestamp_seconds" + labels + "1756720800")
        .contains("datawarp_job_exit_code" + labels + "3")
        .contains("datawarp_job_exit_code{job=\"backup\"")
        .contains("# TYPE datawarp_job_exit_code gauge\n");
    assertThat(Files.readAllLines(file)).doesNotHaveDuplicates().hasSize(4 * 2 + 4 * 2);
  }

  @Test
  void aSecondJobIsRefusedAndToldWhichRuns() {
    ScheduleWorkflow workflow = workflow();

    workflow.run(
        Job.BACKUP,
        Duration.ZERO,
        words -> {
          assertThatThrownBy(() -> workflow.run(Job.DUE, Duration.ZERO, more -> GOOD))
              .isInstanceOf(LockedException.class)
              .hasMessageContaining("backup (process " + ProcessHandle.current().pid());
          return GOOD;
        });

    assertThat(run(Job.DUE, GOOD).code()).isZero();
  }

  @Test
  void withoutAWorkspaceNothingIsMade() {
    workspace = new Workspace(folder.resolve("nowhere"));

    assertThatThrownBy(() -> run(Job.DUE, GOOD)).isInstanceOf(NotFoundException.class);
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  private JobEnd run(Job job, CommandEnd end) {
    return workflow()
        .run(
            job,
            Duration.ZERO,
            words -> {
              ran.add(words);
              return end;
            });
  }

  private ScheduleWorkflow workflow() {
    Clock time = clock;
    return new ScheduleWorkflow(
        new WorkspaceContext(
            workspace,
            () -> Configuration.read(workspace.configurationFile(), Map.of(), Map.of()),
            () -> {
              throw new IllegalStateException("no job needs the database itself");
            },
            () -> {
              throw new IllegalStateException("no job downloads itself");
            },
            time),
        () ->
            new Ping(
                new DownloadSettings(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    1_000,
                    0,
                    "test",
                    null,
                    Map.of())));
  }

  private void configure(String text) throws Exception {
    Files.writeString(workspace.configurationFile(), text);
  }
}
