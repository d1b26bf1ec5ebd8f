package org.datawarp.workflow.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.cleanup.Orphan.Verdict;
import org.datawarp.workflow.remove.RemoveReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What waits for its end: trash, deprecated manifests, files of stopped programs. */
@ExtendWith(PostgresExtension.class)
class TrashIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String FIVE =
      "Region,Patients\nNorth,1\nSouth,2\nEast,3\nWest,4\nLondon,5\n";

  private final String one = "tra" + NUMBERS.incrementAndGet() + "_aug25";

  @TempDir Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
    estate.refresh("keeps_" + one, FIVE);
  }

  @Test
  void trashIsEmptiedAfterItsTimeAndThenNothingComesBack() {
    estate.refresh(one, FIVE);
    String run = estate.remove(one).run();
    estate.clock().advance(Duration.ofDays(14).minusSeconds(5));
    assertThat(own(OrphanClass.TRASH)).isEmpty();
    estate.clock().advance(Duration.ofDays(1));
    assertThat(own(OrphanClass.TRASH))
        .singleElement()
        .satisfies(
            orphan -> {
              assertThat(orphan.found().id()).isEqualTo(run);
              assertThat(orphan.reason()).startsWith("its time is over: 1 table, ");
            });

    CleanupReport report = estate.cleanup();

    assertThat(report.failed()).isEmpty();
    assertThat(report.emptied()).isOne();
    assertThat(report.isUndoable()).isFalse();
    assertThatThrownBy(() -> estate.undo(String.valueOf(report.run())))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("only emptied the trash");
    assertThat(trashed(run)).isEmpty();
    assertThat(estate.workspace().trash(run, "")).doesNotExist();
    assertThat(
            estate.query(
                "SELECT count(*) FROM datawarp.tbl_deletions WHERE run_id = '" + run + "'"))
        .containsExactly("0");
    assertThatThrownBy(() -> estate.undo(run))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.hint()).contains("datawarp restore"))
        .hasMessageContaining("cannot be undone any more: its trash was emptied at");
    assertThat(own(OrphanClass.TRASH)).isEmpty();
  }

  @Test
  void trashThatAViewReadsIsKeptAndTheViewIsNamed() {
    String view = "public.v_" + one;
    estate.refresh(one, FIVE);
    estate.execute("CREATE VIEW " + view + " AS SELECT sum(patients) AS n FROM staging.tbl_" + one);
    RemoveReport removed = estate.remove(one);
    assertThat(removed.plan().warnings())
        .singleElement()
        .asString()
        .contains(view + " goes on reading the table of " + one);
    estate.clock().advance(Duration.ofDays(30));

    assertThat(own(OrphanClass.TRASH))
        .singleElement()
        .satisfies(
            orphan -> {
              assertThat(orphan.verdict()).isEqualTo(Verdict.KEEP);
              assertThat(orphan.reason()).isEqualTo("in use by view " + view + " on tbl_" + one);
            });
    estate.cleanup();
    assertThat(estate.query("SELECT n FROM " + view)).containsExactly("15");

    estate.execute("DROP VIEW " + view);
    assertThat(estate.cleanup().failed()).isEmpty();
    assertThat(trashed(removed.run())).isEmpty();
  }

  @Test
  void aDeprecatedManifestGoesWithItsSourcesAfterItsTimeAndComesBack() {
    estate.refresh(one, FIVE);
    String rows = estate.rows(one);
    String deprecation = estate.deprecate(one).run();

    assertThat(estate.workspace().activeManifests().resolve(one + ".yaml")).doesNotExist();
    assertThat(
            estate
                .workspace()
                .root()
                .resolve("manifests/.archive/2025-09-01/" + one + ".deprecated.yaml"))
        .exists();
    assertThat(estate.rows(one)).isEqualTo(rows);
    assertThatThrownBy(() -> estate.refresh(one, FIVE))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("manifest " + one + " is deprecated");
    estate.clock().advance(Duration.ofDays(14).minusSeconds(5));
    assertThat(own(OrphanClass.DEPRECATED)).isEmpty();
    assertThat(own(OrphanClass.MANIFESTS)).isEmpty();
    estate.clock().advance(Duration.ofSeconds(10));
    assertThat(own(OrphanClass.DEPRECATED))
        .singleElement()
        .satisfies(
            orphan ->
                assertThat(orphan.found().why()).isEqualTo("deprecated long enough, with " + one));

    CleanupReport report = estate.cleanup();

    assertThat(report.failed()).isEmpty();
    assertThat(estate.query("SELECT to_regclass('staging.tbl_" + one + "')"))
        .containsExactly("null");
    assertThat(estate.parquet(one)).doesNotExist();
    // What the deprecation itself kept had the same time.
    assertThatThrownBy(() -> estate.undo(deprecation))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("cannot be undone any more");

    estate.undo(report.run());

    assertThat(estate.rows(one)).isEqualTo(rows);
    assertThat(estate.parquet(one)).exists();
    assertThat(own(OrphanClass.DEPRECATED)).hasSize(1);
  }

  @Test
  void aDeprecationIsTakenBackWithinItsTime() {
    estate.refresh(one, FIVE);
    Map<String, String> files = estate.files();
    String deprecation = estate.deprecate(one).run();
    estate.clock().advance(Duration.ofDays(13));

    estate.undo(deprecation);

    assertThat(estate.files()).isEqualTo(files);
    estate.clock().advance(Duration.ofDays(30));
    assertThat(own(OrphanClass.DEPRECATED)).isEmpty();
    assertThat(own(OrphanClass.MANIFESTS)).isEmpty();
  }

  @Test
  void whatWaitsForTheCloudIsNoStaleFile() {
    Path waiting = plant(".sync/pending_upload/backups/postgres/2025-01-01/b.sql.gz", 100);
    Path half =
        plant(
            ".sync/pending_upload/backups/.b.sql.gz.01234567-89ab-cdef-0123-456789abcdef.tmp", 100);
    Path note = plant(".sync/uploads/0123456789abcdef.json", 100);
    Path fresh = plant(".sync/uploads/fedcba9876543210.json", 1);

    assertThat(own(OrphanClass.TEMPORARY))
        .extracting(orphan -> orphan.found().id() + " " + orphan.reason())
        .containsExactly(
            estate.workspace().relative(half) + " a program that wrote it was stopped",
            estate.workspace().relative(note)
                + " the next 'datawarp sync' goes on with it or gives it up");
    estate.cleanup();

    assertThat(half).doesNotExist();
    assertThat(List.of(waiting, note, fresh)).allSatisfy(file -> assertThat(file).exists());
  }

  @Test
  void aTableDroppedByHandLeavesASourceThatGoesWithItsFilesAndComesBack() {
    estate.refresh(one, FIVE);
    Map<String, String> files = estate.files();
    estate.execute("DROP TABLE staging.tbl_" + one);

    assertThat(own(OrphanClass.SOURCES))
        .extracting(orphan -> orphan.found().id() + " " + orphan.reason())
        .containsExactly(one + " table staging.tbl_" + one + " does not exist");
    CleanupReport report = estate.cleanup();

    assertThat(report.failed()).isEmpty();
    assertThat(estate.parquet(one)).doesNotExist();
    assertThat(estate.cleanupPlan().executable()).isEmpty();
    estate.undo(report.run());
    assertThat(estate.files()).isEqualTo(files);
  }

  @Test
  void aTableThatAPersonSkipsIsNoOrphan() throws IOException {
    Path zip = estate.zip(one + ".zip", "a.csv", FIVE, "b.csv", "Trust,Beds\nR1A,1\nR1B,2\n");
    estate.refresh(one, zip, null);
    Path manifest = estate.workspace().activeManifests().resolve(one + ".yaml");
    String text = Files.readString(manifest);
    String edited =
        text.replaceAll(
            "(?s)(code: " + one + "_b\n.*?\n)( *)(schema: staging)", "$1$2$3\n$2skip: true");
    assertThat(edited).isNotEqualTo(text);
    Files.writeString(manifest, edited);
    estate.clock().advance(Duration.ofDays(1));
    estate.refresh(one, zip, null);
    Map<String, String> files = estate.files();

    CleanupPlan plan = estate.cleanupPlan();

    assertThat(plan.items()).filteredOn(orphan -> orphan.found().id().contains(one)).isEmpty();
    // Without a table of its own it is no orphan either: a person wants it left alone.
    String run = estate.remove(one).run();
    assertThat(Files.exists(manifest)).isFalse();
    assertThat(estate.cleanupPlan().items())
        .filteredOn(orphan -> orphan.found().id().contains(one))
        .isEmpty();
    estate.undo(run);
    assertThat(estate.files()).isEqualTo(files);
  }

  @Test
  void whatASourceLeftThatWasDeletedWithTriggersOffIsFoundAndComesBack() {
    estate.refresh(one, "Region,Patients\nNorth,*\nSouth,2\n");
    estate.execute(
        "SET session_replication_role = replica;"
            + " DELETE FROM datawarp.tbl_data_sources WHERE code = '"
            + one
            + "'; UPDATE datawarp.tbl_exports SET exported_at = '2025-09-01' WHERE source_code = '"
            + one
            + "'; SET session_replication_role = origin");
    estate.clock().advance(Duration.ofDays(4));
    Map<String, String> files = estate.files();
    List<String> left = left();
    assertThat(left).isNotEmpty();

    assertThat(own(OrphanClass.PARQUET))
        .filteredOn(orphan -> orphan.found().id().contains(one))
        .singleElement()
        .satisfies(
            orphan -> {
              assertThat(orphan.verdict()).isEqualTo(Verdict.EXECUTE);
              assertThat(orphan.found().files())
                  .containsExactly(
                      "output/current/" + one + ".parquet", "output/current/" + one + ".md");
            });
    CleanupReport report = estate.cleanup();

    assertThat(report.failed()).isEmpty();
    assertThat(left()).isEmpty();
    assertThat(estate.files().keySet()).noneMatch(path -> path.startsWith("output/current/" + one));
    assertThat(estate.cleanupPlan().items())
        .filteredOn(orphan -> orphan.found().toString().contains(one))
        .extracting(orphan -> orphan.found().kind())
        // Its own date is the server's, which is younger than all there is here.
        .containsOnly(OrphanClass.MANIFESTS);

    estate.undo(String.valueOf(report.run()));

    assertThat(left()).isEqualTo(left);
    assertThat(estate.files()).isEqualTo(files);
  }

  @Test
  void aTableThatSomebodyReadsStaysAndTheOthersGo(Database database) throws SQLException {
    estate.refresh(one, FIVE);
    estate.refresh("also_" + one, FIVE);
    for (String code : List.of(one, "also_" + one)) {
      estate.execute(
          "ALTER TABLE datawarp.tbl_data_sources DISABLE TRIGGER tr_source_deleted;"
              + " DELETE FROM datawarp.tbl_data_sources WHERE code = '"
              + code
              + "'; ALTER TABLE datawarp.tbl_data_sources ENABLE TRIGGER tr_source_deleted");
    }
    estate.clock().advance(Duration.ofDays(4));

    try (Connection idle = database.open();
        Statement statement = idle.createStatement()) {
      statement.execute("SELECT count(*) FROM staging.tbl_" + one);
      CleanupReport report = estate.cleanup(Duration.ofMillis(700));

      assertThat(report.failed())
          .singleElement()
          .asString()
          .startsWith(
              "staging_tables staging.tbl_"
                  + one
                  + ": staging.tbl_"
                  + one
                  + " is locked by process ")
          .contains("SELECT count(*) FROM staging.tbl_" + one);
      assertThat(estate.rows(one)).isNotEmpty();
      assertThat(estate.query("SELECT to_regclass('staging.tbl_also_" + one + "')"))
          .containsExactly("null");
    }
    assertThat(estate.cleanup().failed()).isEmpty();
  }

  /** What the registry still holds of the source. */
  private List<String> left() {
    return estate.query(
        "SELECT 'export', path FROM datawarp.tbl_exports WHERE source_code = '"
            + one
            + "' UNION ALL SELECT 'legend', token FROM datawarp.tbl_marker_legend WHERE source_code = '"
            + one
            + "'");
  }

  /** What the cleanup finds of one class, other tests' things in the same database aside. */
  private List<Orphan> own(OrphanClass kind) {
    return estate.cleanupPlan().items().stream()
        .filter(orphan -> orphan.found().kind() == kind)
        .filter(orphan -> orphan.verdict() != Verdict.REPORT)
        .toList();
  }

  private List<String> trashed(String run) {
    return estate.query(
        "SELECT trash_name FROM datawarp.tbl_trashed_tables WHERE run_id = '"
            + run
            + "' AND to_regclass(format('datawarp_trash.%I', trash_name)) IS NOT NULL");
  }

  private Path plant(String path, int days) {
    Path file = estate.workspace().resolve(path);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
      Files.setLastModifiedTime(
          file, FileTime.from(estate.clock().instant().minus(Duration.ofDays(days))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}
