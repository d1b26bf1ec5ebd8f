package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.io.LockFile;
import org.datawarp.platform.postgres.AdvisoryLocks;
import org.datawarp.storage.workspace.WorkspaceLock;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several runs at once, in several programs, and programs that are stopped. */
@Timeout(120)
class RefreshLocksIT extends RefreshFixture {
  @Test
  void aManifestThatAnotherRunHoldsIsRefusedAtOnce() throws SQLException {
    String url = source(FIVE);
    refresh(url);
    String changed = source(SIX);

    try (Connection other = database.openForLocks()) {
      assertThat(AdvisoryLocks.tryLock(other, identity(), name)).isTrue();
      assertThatThrownBy(() -> refresh(changed))
          .isInstanceOf(LockedException.class)
          .hasMessage("another run is refreshing " + name);
    }

    assertThat(refresh(changed).outcome()).isEqualTo(Outcome.REFRESHED);
    assertConsistent();
  }

  @Test
  void aRunThatWaitsGoesOnFromWhatTheOtherLeft() {
    refresh(source(FIVE));
    String url = source(SIX);
    List<Program> waiting = new ArrayList<>();

    workflow.run(
        request(url),
        new RunListener() {
          @Override
          public void progressed(String what, long done, long total) {}

          @Override
          public void started(RunStep step) {}

          @Override
          public void completed(RunStep step) {
            if (step == RunStep.LOAD) {
              waiting.add(Program.start(folder, "refresh", name, "--wait", "1m"));
              awaitWaiter();
            }
          }
        });

    Program second = waiting.get(0).await();
    assertThat(second.status).as(second.output()).isZero();
    assertThat(second.output()).contains("unchanged");
    assertThat(rows()).hasSize(6);
    assertConsistent();
  }

  @Test
  void aWaitThatIsOverIsRefused() throws SQLException {
    refresh(source(FIVE));
    try (Connection other = database.openForLocks()) {
      assertThat(AdvisoryLocks.tryLock(other, identity(), name)).isTrue();

      assertThatThrownBy(() -> run(waiting(request(null), Duration.ofMillis(50))))
          .isInstanceOf(LockedException.class);
    }
  }

  @Test
  void anExclusiveHolderOfTheWorkspaceRefusesARefresh() {
    String url = source(FIVE);
    refresh(url);

    try (WorkspaceLock held =
        WorkspaceLock.acquire(
            workspace, LockFile.Mode.EXCLUSIVE, "cleanup --execute", Duration.ZERO)) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> refresh(url))
          .isInstanceOf(LockedException.class)
          .hasMessageContaining("cleanup --execute");
    }

    assertThat(refresh(url).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void programsWorkOnDifferentManifestsAtOnceAndOneWaitsForTheSame() {
    String url = source(FIVE);
    String other = "other_" + name;
    List<Program> programs = new ArrayList<>();

    workflow.run(
        request(url),
        new RunListener() {
          @Override
          public void progressed(String what, long done, long total) {}

          @Override
          public void started(RunStep step) {}

          @Override
          public void completed(RunStep step) {
            if (step == RunStep.LOAD) {
              programs.add(Program.start(folder, "refresh", name, "--url", url).await());
              programs.add(Program.start(folder, "refresh", other, "--url", url).await());
            }
          }
        });

    assertThat(programs.get(0).status).isEqualTo(11);
    assertThat(programs.get(0).output()).contains("another run is refreshing " + name);
    assertThat(programs.get(1).status).as(programs.get(1).output()).isZero();
    assertThat(query("SELECT count(*) FROM staging.tbl_" + other)).containsExactly("5");
    assertThat(catalog()).extracting(entry -> entry.source()).containsExactly(other, name);
    assertConsistent();
  }

  @Tag("slow")
  @Test
  void aProgramThatIsStoppedRollsBackAndSaysSo() throws Exception {
    refresh(source(FIVE));
    List<String> records = records();
    String url = source(SIX);
    Program program;
    try (Connection blocker = database.open()) {
      AdvisoryLocks.lockTables(
          blocker, new TreeSet<>(List.of(new TableName("staging", "tbl_" + name))));
      program = Program.start(folder, "refresh", name, "--url", url);
      awaitWaiter();
      program.process.destroy();
      program.await();
    }

    assertThat(program.status).isEqualTo(130);
    assertThat(program.output())
        .isEqualToIgnoringNewLines("stopped; what was not committed is rolled back");
    assertThat(records()).isEqualTo(records);
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(events())
        .containsExactly(name + "|success|null", name + "|failed|unknown", name + "|success|null");
    assertConsistent();
  }

  /** Waits until a session of this database waits for an advisory lock. */
  private static void awaitWaiter() {
    String sql =
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
            + " (SELECT oid FROM pg_database WHERE datname = current_database())";
    while (query(sql).isEmpty()) {
      Thread.onSpinWait();
    }
  }

  private UUID identity() {
    return new WorkspaceSetup(workspace).requireIdentity();
  }

  /** The command line in a process of its own, over this test's classes, workspace and database. */
  private static final class Program {
    private final Process process;
    private final Path log;
    private int status = -1;

    private Program(Process process, Path log) {
      this.process = process;
      this.log = log;
    }

    static Program start(Path folder, String... arguments) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "org.datawarp.app.Main"));
      command.addAll(List.of(arguments));
      try {
        Path log = Files.createTempFile(folder, "program", ".log");
        ProcessBuilder builder =
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("DATAWARP_HOME", folder.resolve("workspace").toString());
        builder.environment().put("DATAWARP_DB_URL", String.valueOf(settings.url()));
        return new Program(builder.start(), log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Program await() {
      try {
        status = process.waitFor();
        return this;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    String output() {
      try {
        return Files.readString(log, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
