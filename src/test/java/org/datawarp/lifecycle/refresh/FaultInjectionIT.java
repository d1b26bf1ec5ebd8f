package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.lifecycle.refresh.RefreshRequest.Scope;
import org.datawarp.lifecycle.run.Recovery;
import org.datawarp.model.ManifestState;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Every step of a refresh is broken after its work is done; then the next command runs. */
class FaultInjectionIT extends RefreshFixture {
  /** Throws when a step is over. */
  private static final class Breaks implements RunListener {
    private final RunStep last;

    Breaks(RunStep last) {
      this.last = last;
    }

    @Override
    public void progressed(String what, long done, long total) {}

    @Override
    public void started(RunStep step) {}

    @Override
    public void completed(RunStep step) {
      if (step == last) {
        throw new StorageException("broken after " + step.text(), null);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"PLAN", "CHANGE"})
  void aFirstLoadIsWholeOrNothing(RunStep step) {
    breakAfter(step, request(source(FIVE)));

    if (step.compareTo(RunStep.COMMIT) < 0) {
      assertThat(records()).isEmpty();
      assertThat(exists(table)).isFalse();
      assertThat(parquet(name)).doesNotExist();
      assertThat(workspace.activeManifests()).isEmptyDirectory();
      assertThat(events()).containsExactly(name + "|failed|" + step.text());
      assertNothingIsLeft();
      refresh(source(FIVE));
    } else {
      assertThat(rows()).hasSize(5);
      refreshAnother();
    }
    assertThat(rows()).hasSize(5);
    assertConsistent();
    assertThat(refresh(null).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"PLAN", "CHANGE"})
  void aReplacingLoadIsWholeOrNothing(RunStep step) {
    refresh(source(FIVE));
    refreshAnother();
    Map<String, String> files = files();
    List<String> records = records();

    // Wider, with a new column: the table's shape must come back as well.
    breakAfter(step, request(source(SIX.replace("10", "10.5").replace("Patients", "Patients,X"))));

    assertReplacedOrAsBefore(step, files, records, 6);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"PLAN", "CHANGE"})
  void anArchivingLoadIsWholeOrNothing(RunStep step) {
    refresh(source(FIVE));
    refreshAnother();
    Map<String, String> files = files();
    List<String> records = records();

    breakAfter(step, toArchive(request(source(SIX))));

    assertReplacedOrAsBefore(step, files, records, 6);
    if (step.compareTo(RunStep.COMMIT) >= 0) {
      assertThat(files())
          .containsEntry(
              "archive/parquet/2025-09-01/" + name + ".parquet",
              files.get("output/current/" + name + ".parquet"))
          .containsEntry(
              "archive/manifests/2025-09-01/" + name + ".yaml",
              files.get("manifests/active/" + name + ".yaml"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"PLAN", "CHANGE"})
  void aVanishedTableGoesWholeOrStays(RunStep step) {
    refresh(zip("patients.csv", FIVE, "waiting.csv", "Region,Waiting\nNorth,7\nSouth,8\n"));
    Map<String, String> files = files();
    List<String> records = records();

    breakAfter(step, request(zip("patients.csv", SIX), Option.ACCEPT_SHRINK));

    if (step.compareTo(RunStep.COMMIT) < 0) {
      assertThat(withoutDownloads(files())).isEqualTo(withoutDownloads(files));
      assertThat(records()).isEqualTo(records);
      assertThat(query("SELECT count(*) FROM " + table + "_waiting")).containsExactly("2");
      assertNothingIsLeft();
    } else {
      refreshAnother();
      assertThat(query("SELECT count(*) FROM " + table + "_waiting")).containsExactly("0");
      assertThat(parquet(name + "_waiting")).doesNotExist();
      assertThat(files())
          .containsEntry(
              "output/.versions/" + name + "_waiting/2025-08/2025-09-01.parquet",
              files.get("output/current/" + name + "_waiting.parquet"));
    }
    assertConsistent();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"PLAN", "CHANGE"})
  void anExportAloneIsWholeOrNothing(RunStep step) {
    run(with(request(source(FIVE)), Scope.LOAD_ONLY));
    refreshAnother();

    try {
      steps.exportParquet(name, "export", request("").maxWait(), new Breaks(step));
    } catch (StorageException e) {
      assertThat(e).hasMessage("broken after " + step.text());
    }

    refreshAnother();
    if (manifest().state() == ManifestState.EXPORTED) {
      assertConsistent();
    } else {
      assertThat(step).isLessThan(RunStep.COMMIT);
      assertThat(parquet(name)).doesNotExist();
      assertNothingIsLeft();
    }
  }

  @Test
  void aRunKilledBeforeItsCommitIsMarkedFailedAndItsFolderRemoved() throws IOException {
    refresh(source(FIVE));
    Map<String, String> files = files();
    List<String> records = records();
    String run = "20250901-090000-abcdef";
    leave(run, "in_progress", "NULL");
    Path dead = Files.createDirectories(workspace.runs().resolve(run).resolve("new"));
    Files.writeString(dead.resolve(name + ".parquet"), "half");
    Files.writeString(dead.resolve(name + "-sent.parquet"), "half");
    Files.writeString(dead.resolve("early-sent.parquet"), "half");
    Files.createDirectories(workspace.runs().resolve("20250901-080000-000000"));

    refreshAnother();

    assertThat(
            query("SELECT status, exit_code FROM datawarp.tbl_runs WHERE run_id = '" + run + "'"))
        .containsExactly("failed|130");
    assertThat(events()).last().isEqualTo(name + "|failed|unknown");
    assertThat(files()).containsAllEntriesOf(withoutSharedFiles(files));
    assertThat(records()).isEqualTo(records);
    assertConsistent();
  }

  @Test
  void aRunAtWorkIsLeftAlone() {
    String[] seen = new String[1];

    workflow.run(
        request(source(FIVE)),
        new RunListener() {
          @Override
          public void progressed(String what, long done, long total) {}

          @Override
          public void started(RunStep step) {
            if (step == RunStep.EXTRACT) {
              try (var connection = database.open()) {
                new Recovery(
                        workspace,
                        new org.datawarp.lifecycle.run.RunLog(clock, identity()),
                        Recovery.publisher(workspace, identity(), configuration()))
                    .finishEarlierRuns(connection);
              } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
              }
              seen[0] = events().get(0);
            }
          }

          @Override
          public void completed(RunStep step) {}
        });

    assertThat(seen[0]).isEqualTo(name + "|in_progress|null");
    assertThat(events()).containsExactly(name + "|success|null");
    assertConsistent();
  }

  @Test
  void aPublicationThatFailsIsTriedAgainByTheNextCommand() throws IOException {
    refresh(source(FIVE));
    byte[] old = Files.readAllBytes(parquet(name));
    Path obstacle = workspace.activeManifests().resolve(name + ".yaml");
    RunListener obstructs =
        new RunListener() {
          @Override
          public void progressed(String what, long done, long total) {}

          @Override
          public void started(RunStep step) {}

          @Override
          public void completed(RunStep step) {
            if (step == RunStep.COMMIT) {
              block(obstacle);
            }
          }
        };

    assertThatThrownBy(() -> workflow.run(request(source(SIX)), obstructs))
        .isInstanceOf(StorageException.class);
    assertThat(events()).last().isEqualTo(name + "|success|null");
    // While the obstacle stands, no command gets past it.
    assertThatThrownBy(this::refreshAnother).isInstanceOf(StorageException.class);
    Files.delete(obstacle.resolve("something"));
    Files.delete(obstacle);

    refreshAnother();

    assertThat(rowsIn(parquet(name))).isEqualTo(6);
    assertThat(workspace.versions(new SourceCode(name), "2025-08").resolve("2025-09-01.parquet"))
        .hasBinaryContent(old);
    assertConsistent();
  }

  @Test
  void aLostRunFolderStopsNobodyAndTheNextRefreshMendsIt() throws IOException {
    refresh(source(FIVE));
    breakAfter(RunStep.COMMIT, request(source(SIX)));
    for (Path run : List.copyOf(runFolders())) {
      org.datawarp.testing.PostgresExtension.deleteTree(run);
    }

    refreshAnother();

    assertNothingIsLeft();
    assertThat(refresh(source(SIX)).outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(rows()).hasSize(6);
    assertConsistent();
  }

  private void assertReplacedOrAsBefore(
      RunStep step, Map<String, String> files, List<String> records, int rows) {
    if (step.compareTo(RunStep.COMMIT) < 0) {
      assertThat(withoutDownloads(files())).isEqualTo(withoutDownloads(files));
      assertThat(records()).isEqualTo(records);
      if (step.compareTo(RunStep.BEGIN) >= 0) {
        assertThat(events()).last().isEqualTo(name + "|failed|" + step.text());
      }
    } else {
      assertThat(query("SELECT count(*) FROM " + table)).containsExactly(String.valueOf(rows));
      refreshAnother();
      assertThat(manifest().sources().get(0).rows()).isEqualTo(rows);
    }
    assertConsistent();
    assertThat(run(request(null)).sources()).hasSizeLessThanOrEqualTo(1);
    assertThat(refresh(null).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertConsistent();
  }

  private void breakAfter(RunStep step, RefreshRequest request) {
    assertThatThrownBy(() -> workflow.run(request, new Breaks(step)))
        .isInstanceOf(StorageException.class)
        .hasMessage("broken after " + step.text());
  }

  /** The next writing command: another manifest of the same workspace. */
  private void refreshAnother() {
    run(
        new RefreshRequest(
            "other_" + name,
            write(
                "other.csv",
                "Place,Beds\nA,1\nB,2\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            null,
            List.of(),
            Scope.FULL,
            RefreshRequest.ReplacedGoes.VERSIONS,
            Set.of(),
            request("").maxWait(),
            "refresh other"));
  }

  private java.util.UUID identity() {
    return new org.datawarp.storage.workspace.WorkspaceSetup(workspace).requireIdentity();
  }

  private void leave(String run, String status, String publishList) {
    execute(
        "INSERT INTO datawarp.tbl_runs (run_id, workspace, command, status, publish_list) VALUES ('"
            + run
            + "', '"
            + identity()
            + "', 'refresh', '"
            + status
            + "', "
            + publishList
            + ");"
            + "INSERT INTO datawarp.tbl_refresh_events (source_code, refresh_type, run_id,"
            + " workspace, manifest_name) VALUES ('"
            + name
            + "', 'full', '"
            + run
            + "', '"
            + identity()
            + "', '"
            + name
            + "')");
  }

  private List<Path> runFolders() throws IOException {
    try (var folders = Files.list(workspace.runs())) {
      return folders.toList();
    }
  }

  /** Puts a folder that is not empty where a file is to go. */
  private static void block(Path file) {
    try {
      Path aside = file.resolveSibling("aside");
      Files.move(file, aside);
      Files.createDirectory(file);
      Files.writeString(file.resolve("something"), "in the way");
      Files.delete(aside);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, String> withoutDownloads(Map<String, String> files) {
    files.keySet().removeIf(file -> file.startsWith("downloads/"));
    return files;
  }

  /** Leaves out what the other manifest's refresh changes. */
  private static Map<String, String> withoutSharedFiles(Map<String, String> files) {
    files
        .keySet()
        .removeIf(file -> file.startsWith("downloads/") || file.endsWith("catalog.parquet"));
    return files;
  }
}
