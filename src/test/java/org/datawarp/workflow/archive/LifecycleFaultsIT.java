package org.datawarp.workflow.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.StorageException;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.archive.ArchiveRequest.Option;
import org.datawarp.workflow.restore.RestoreRequest.Choice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every step of archive and restore is broken after its work is done; then the next command runs.
 */
@ExtendWith(PostgresExtension.class)
class LifecycleFaultsIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String FIVE =
      "Region,Patients\nNorth,1\nSouth,2\nEast,3\nWest,4\nLondon,5\n";
  private static final String SIX = FIVE.replace("North,1", "North,10") + "Midlands,6\n";

  private final String name = "flt" + NUMBERS.incrementAndGet();
  private final String one = name + "_aug25";

  @TempDir Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
    estate.refresh(one, FIVE);
  }

  @ParameterizedTest
  @EnumSource
  void anArchiveIsWholeOrNothing(RunStep step) {
    String rows = estate.rows(one);
    Map<String, String> files = files();
    boolean broke =
        breaks(
            () ->
                estate
                    .archiveWorkflow()
                    .run(
                        Estate.archiveRequest(null, Set.of(Option.PURGE_DB, Option.DOWNLOADS), one),
                        breaking(step)));

    if (broke && step.compareTo(RunStep.COMMIT) < 0) {
      assertThat(files()).isEqualTo(files);
      assertThat(estate.rows(one)).isEqualTo(rows);
      assertThat(events("archive")).containsExactly("failed");
      assertNothingIsLeft();
      estate.archive(Set.of(Option.PURGE_DB, Option.DOWNLOADS), one);
    }
    // The rows are never in fewer than one sound place.
    assertThat(proofOf(rows)).isTrue();
    nextCommand();
    assertConsistent();
    assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + one)).containsExactly("0");
    assertThat(estate.parquet(one)).doesNotExist();
    estate.restore(one);
    assertThat(estate.rows(one)).isEqualTo(rows);
    assertConsistent();
  }

  @ParameterizedTest
  @EnumSource
  void aRestoreIsWholeOrNothing(RunStep step) {
    String rows = estate.rows(one);
    String parquet = FileHash.sha256(estate.parquet(one));
    estate.archive(Set.of(Option.PURGE_DB), one);
    Map<String, String> files = files();

    boolean broke =
        breaks(
            () ->
                estate
                    .restoreWorkflow()
                    .run(Estate.restoreRequest(new Choice.Latest(), one), breaking(step)));

    if (broke && step.compareTo(RunStep.COMMIT) < 0) {
      assertThat(files()).isEqualTo(files);
      assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + one)).containsExactly("0");
      assertThat(events("restore")).containsExactly("failed");
      assertNothingIsLeft();
      estate.restore(one);
    }
    nextCommand();
    assertThat(estate.rows(one)).isEqualTo(rows);
    assertThat(FileHash.sha256(estate.parquet(one))).isEqualTo(parquet);
    assertConsistent();
  }

  @ParameterizedTest
  @EnumSource
  void aRestoreOfAnOlderVersionIsWholeOrNothing(RunStep step) {
    String rows = estate.rows(one);
    String parquet = FileHash.sha256(estate.parquet(one));
    estate.clock().advance(java.time.Duration.ofDays(3));
    estate.refresh(one, SIX);
    String newer = estate.rows(one);
    Map<String, String> files = files();
    Choice older = new Choice.AsOf(estate.clock().instant().minus(java.time.Duration.ofDays(1)));
    estate.clock().advance(java.time.Duration.ofDays(1));

    boolean broke =
        breaks(
            () -> estate.restoreWorkflow().run(Estate.restoreRequest(older, one), breaking(step)));

    if (broke && step.compareTo(RunStep.COMMIT) < 0) {
      assertThat(files()).isEqualTo(files);
      assertThat(estate.rows(one)).isEqualTo(newer);
      assertNothingIsLeft();
      estate.restore(older, one);
    }
    nextCommand();
    assertThat(estate.rows(one)).isEqualTo(rows);
    assertThat(FileHash.sha256(estate.parquet(one))).isEqualTo(parquet);
    assertConsistent();
    // What was replaced is a version itself, and comes back the same way.
    estate.restore(new Choice.AsOf(estate.clock().instant()), one);
    assertThat(estate.rows(one)).isEqualTo(newer);
    assertConsistent();
  }

  /** Tells whether the rows are in the table, or a file that holds them lies somewhere safe. */
  private boolean proofOf(String rows) {
    if (estate.rows(one).equals(rows)) {
      return true;
    }
    return estate.files().keySet().stream()
        .filter(file -> file.endsWith(one + ".parquet"))
        .map(file -> ParquetRows.hash(estate.workspace().resolve(file)).toString())
        .anyMatch(rows::startsWith);
  }

  private static org.datawarp.model.RunListener breaking(RunStep step) {
    return Estate.breaksAfter(step, new StorageException("broken after " + step.text(), null));
  }

  /** Tells whether it broke; a command need not have every step. */
  private static boolean breaks(Runnable work) {
    try {
      work.run();
      return false;
    } catch (StorageException e) {
      assertThat(e).hasMessageStartingWith("broken after ");
      return true;
    }
  }

  private void nextCommand() {
    estate.refresh("other_" + one, "Place,Beds\nA,1\nB,2\n");
  }

  private List<String> events(String type) {
    return estate.query(
        "SELECT status FROM datawarp.tbl_refresh_events WHERE refresh_type = '"
            + type
            + "' AND source_code = '"
            + one
            + "'");
  }

  private Map<String, String> files() {
    Map<String, String> files = new TreeMap<>(estate.files());
    files.keySet().removeIf(file -> file.contains("index.json"));
    return files;
  }

  /** The invariants: registry, files and catalogue say the same, nothing refers to nothing. */
  private void assertConsistent() {
    List<String> exports =
        estate.query(
            "SELECT source_code, path, sha256, archived_at IS NOT NULL, purged_at IS NOT NULL,"
                + " row_count FROM datawarp.tbl_exports WHERE workspace = '"
                + estate.identity()
                + "' ORDER BY 1");
    List<String> catalog =
        Catalog.read(estate.workspace().catalog()).stream().map(CatalogEntry::source).toList();
    for (String line : exports) {
      String[] export = line.split("\\|", -1);
      Path file = estate.workspace().resolve(export[1]);
      assertThat(FileHash.sha256(file)).isEqualTo(export[2]);
      assertThat(catalog.contains(export[0])).isEqualTo(export[3].equals("f"));
      assertThat(export[1].startsWith("archive/")).isEqualTo(export[3].equals("t"));
      assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + export[0]))
          .containsExactly(export[4].equals("t") ? "0" : export[5]);
    }
    for (CatalogEntry entry : Catalog.read(estate.workspace().catalog())) {
      assertThat(FileHash.sha256(estate.workspace().resolve(entry.path())))
          .isEqualTo(entry.sha256());
    }
    for (String line :
        estate.query(
            "SELECT path, sha256 FROM datawarp.tbl_manifests WHERE workspace = '"
                + estate.identity()
                + "'")) {
      String[] manifest = line.split("\\|", -1);
      assertThat(FileHash.sha256(estate.workspace().resolve(manifest[0]))).isEqualTo(manifest[1]);
    }
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() {
    assertThat(estate.workspace().runs()).isEmptyDirectory();
    assertThat(estate.files().keySet()).noneMatch(file -> file.endsWith(".tmp"));
    assertThat(
            estate.query(
                "SELECT run_id FROM datawarp.tbl_runs WHERE workspace = '"
                    + estate.identity()
                    + "' AND (status = 'in_progress'"
                    + " OR (publish_list IS NOT NULL AND published_at IS NULL))"))
        .isEmpty();
  }
}
