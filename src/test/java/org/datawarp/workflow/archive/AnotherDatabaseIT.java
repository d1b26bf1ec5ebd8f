package org.datawarp.workflow.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.RefusedException;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseAcceptance;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.refresh.RefreshWorkflow;
import org.datawarp.workflow.restore.RestoreRequest;
import org.datawarp.workflow.retention.PolicyLine;
import org.datawarp.workflow.retention.RetentionWorkflow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A workspace is not written to from a database that knows nothing of it. */
@ExtendWith(PostgresExtension.class)
class AnotherDatabaseIT {
  private static final String CSV = "Region,Patients\nNorth,1\nSouth,2\n";
  private static DatabaseSettings other;
  private static DatabaseSettings empty;

  @TempDir Path folder;

  private Estate estate;
  private String run;

  @BeforeAll
  static void makeOthers() {
    other = PostgresExtension.freshDatabase();
    empty = PostgresExtension.freshDatabase();
    try (Database database = new Database(other, Clock.systemUTC())) {
      database.requireSchema();
    }
  }

  @BeforeEach
  void fill(Database database) {
    estate = new Estate(folder, database);
    estate.refresh("adhd_aug25", CSV);
    run = String.valueOf(estate.refresh("waits_aug25", CSV).run());
  }

  @Test
  void everyWritingCommandIsRefusedWithAnotherDatabase() {
    assertAllRefused(other, "another database than the one this workspace was last used with");
  }

  @Test
  void everyWritingCommandIsRefusedWithAnEmptyOneAndMakesNothingThere() {
    assertAllRefused(empty, "this database is empty");
    try (Database database = new Database(empty, Clock.systemUTC())) {
      assertThat(database.hasSchema()).isFalse();
    }
  }

  @Test
  void everyWritingCommandIsRefusedWhereAllSourcesAreGone() {
    estate.execute(
        "SET session_replication_role = replica",
        "DELETE FROM datawarp.tbl_data_sources WHERE workspace = '" + estate.identity() + "'",
        "SET session_replication_role = origin");

    Map<String, String> before = files();
    assertRefused(() -> estate.refresh("third_aug25", CSV), "no source is visible");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void anAcceptedDatabaseIsTheUsualOneFromThenOn() {
    Map<String, String> before = files();
    try (Database accepted = new Database(other, Clock.systemUTC(), DatabaseAcceptance.ANY)) {
      Estate there = new Estate(folder, accepted);
      // What the first database knows and this one does not is still nobody's to replace.
      assertThatThrownBy(() -> there.refresh("adhd_aug25", CSV + "East,3\n"))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("output/current/adhd_aug25.parquet");
      there.refresh("third_aug25", CSV);
    }
    Map<String, String> after = files();
    before.remove("output/current/catalog.parquet");
    before.keySet().removeIf(path -> path.startsWith(".datawarp/") || path.contains("index"));
    assertThat(after).containsAllEntriesOf(before);

    try (Database usual = new Database(other, Clock.systemUTC())) {
      new Estate(folder, usual).refresh("fourth_aug25", CSV);
    }
    assertRefused(() -> estate.refresh("fifth_aug25", CSV), "another database");
  }

  private void assertAllRefused(DatabaseSettings settings, String reason) {
    Map<String, String> before = files();
    try (Database database = new Database(settings, Clock.systemUTC())) {
      Estate there = new Estate(folder, database);
      RetentionWorkflow retention = new RetentionWorkflow(there.context());
      Stream.<ThrowingCallable>of(
              () -> there.refresh("adhd_aug25", CSV),
              () -> refreshWorkflow(there).plan(request(), RunListener.SILENT),
              () -> there.archive(Set.of(), "adhd_aug25"),
              () -> there.archiveWorkflow().apply(archiveRequest(), RunListener.SILENT),
              () -> there.restore(new RestoreRequest.Choice.Latest(), "adhd_aug25"),
              () -> there.undo(run),
              () -> there.remove("adhd_aug25"),
              () -> there.deprecate("adhd_aug25"),
              () -> there.cleanup(),
              () ->
                  there
                      .syncWorkflow()
                      .run(
                          new SyncRequest(
                              "file:" + folder.resolve("store"),
                              null,
                              null,
                              null,
                              null,
                              Set.of(SyncRequest.Option.DELETE_LOCAL),
                              Duration.ZERO,
                              "sync"),
                          RunListener.SILENT))
          .forEach(command -> assertRefused(command, reason));
      if (database.hasSchema()) {
        assertRefused(() -> retention.hold("adhd_*", null, "inquiry"), reason);
        assertRefused(
            () -> retention.set(new PolicyLine("adhd_*", 1, 1, null, false, true, 0)), reason);
      }
    }
    assertThat(files()).isEqualTo(before);
    assertThat(Catalog.read(estate.workspace().catalog())).hasSize(2);
  }

  private static void assertRefused(ThrowingCallable command, String reason) {
    assertThatThrownBy(command)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.hint()).contains("--accept-database"))
        .hasMessageContaining(reason);
  }

  private static RefreshWorkflow refreshWorkflow(Estate there) {
    return new RefreshWorkflow(there.context());
  }

  private static RefreshRequest request() {
    return new RefreshRequest(
        "adhd_aug25",
        null,
        null,
        List.of(),
        RefreshRequest.Scope.FULL,
        RefreshRequest.ReplacedGoes.VERSIONS,
        Set.of(),
        Duration.ZERO,
        "refresh adhd_aug25");
  }

  private static ArchiveRequest archiveRequest() {
    return Estate.archiveRequest(null, Set.of(), "adhd_aug25");
  }

  /** Without what a refused run may leave: its own lock. */
  private Map<String, String> files() {
    Map<String, String> files = new TreeMap<>(estate.files());
    files.keySet().removeIf(path -> path.endsWith("lock"));
    return files;
  }
}
