package org.datawarp.lifecycle.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.model.ManifestState;
import org.datawarp.model.error.RefusedException;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.archive.ArchiveRequest.Option;
import org.datawarp.workflow.restore.RestoreRequest.Choice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs that changed rows, taken back, and taken back again. */
@ExtendWith(PostgresExtension.class)
class UndoRowsIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String FIVE =
      "Region,Patients\nNorth,1\nSouth,2\nEast,3\nWest,4\nLondon,5\n";
  private static final String SIX =
      "Region,Patients,Rate\nNorth,10,0.5\nSouth,2,1\nEast,3,2\nWest,4,3\nLondon,5,4\nMid,6,5\n";

  private final String one = "und" + NUMBERS.incrementAndGet() + "_aug25";

  @TempDir java.nio.file.Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
  }

  @Test
  void aRefreshIsTakenBackAndDoneAgain() {
    estate.refresh(one, FIVE);
    String before = estate.rows(one);
    String parquet = FileHash.sha256(estate.parquet(one));
    tomorrow();
    String run = estate.refresh(one, SIX).run();
    String after = estate.rows(one);
    String newParquet = FileHash.sha256(estate.parquet(one));
    tomorrow();
    // A check that finds nothing new is no reason to refuse.
    assertThat(estate.refresh(one, SIX).outcome()).isEqualTo(Outcome.UNCHANGED);

    String undo = estate.undo(run);

    assertThat(estate.rows(one)).isEqualTo(before);
    assertThat(FileHash.sha256(estate.parquet(one))).isEqualTo(parquet);
    assertThat(state()).isEqualTo(ManifestState.EXPORTED);
    assertThat(catalog()).containsEntry(one, parquet);

    estate.undo(undo);

    assertThat(estate.rows(one)).isEqualTo(after);
    assertThat(FileHash.sha256(estate.parquet(one))).isEqualTo(newParquet);
    assertThat(catalog()).containsEntry(one, newParquet);
    assertThat(estate.refresh(one, SIX).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void aFirstRefreshTakenBackGoesToTheTrash() {
    String run = estate.refresh(one, FIVE).run();
    String rows = estate.rows(one);
    Map<String, String> files = outputs();

    String undo = estate.undo(run);

    assertThat(estate.query("SELECT to_regclass('staging.tbl_" + one + "')"))
        .containsExactly("null");
    assertThat(estate.parquet(one)).doesNotExist();
    assertThat(new ManifestStore(estate.workspace()).findActive(one)).isEmpty();
    assertThat(catalog()).doesNotContainKey(one);

    estate.undo(undo);

    assertThat(estate.rows(one)).isEqualTo(rows);
    assertThat(outputs()).isEqualTo(files);
  }

  @Test
  void anArchiveIsTakenBackAndDoneAgain() {
    estate.refresh(one, FIVE);
    String rows = estate.rows(one);
    Map<String, String> files = outputs();
    var index = estate.cache().entries();
    assertThat(index).isNotEmpty();
    tomorrow();
    String run = estate.archive(Set.of(Option.PURGE_DB, Option.DOWNLOADS), one).run();
    assertThat(estate.cache().entries()).isEmpty();

    String undo = estate.undo(run);

    assertThat(estate.cache().entries()).isEqualTo(index);

    assertThat(estate.rows(one)).isEqualTo(rows);
    assertThat(outputs()).containsAllEntriesOf(files);
    assertThat(state()).isEqualTo(ManifestState.EXPORTED);
    assertThat(catalog()).containsKey(one);
    String again = estate.undo(undo);
    assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + one)).containsExactly("0");
    assertThat(estate.parquet(one)).doesNotExist();
    assertThat(estate.cache().entries()).isEmpty();
    estate.undo(again);
    assertThat(estate.cache().entries()).isEqualTo(index);
    assertThat(estate.rows(one)).isEqualTo(rows);
    assertThat(estate.refresh(one, FIVE).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void aRestoreIsTakenBack() {
    estate.refresh(one, FIVE);
    tomorrow();
    estate.refresh(one, SIX);
    String newer = estate.rows(one);
    String parquet = FileHash.sha256(estate.parquet(one));
    tomorrow();
    String run =
        estate
            .restore(new Choice.AsOf(estate.clock().instant().minus(Duration.ofHours(30))), one)
            .run();
    assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + one)).containsExactly("5");

    estate.undo(run);

    assertThat(estate.rows(one)).isEqualTo(newer);
    assertThat(FileHash.sha256(estate.parquet(one))).isEqualTo(parquet);
  }

  @Test
  void aRefreshUnderALaterOneIsNotTakenBackAlone() {
    estate.refresh(one, FIVE);
    tomorrow();
    String run = estate.refresh(one, SIX).run();
    tomorrow();
    String later = estate.refresh(one, FIVE.replace("North,1", "North,7")).run();
    String before = estate.rows(one);

    assertThatThrownBy(() -> estate.undo(run))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(String.valueOf(later));

    assertThat(estate.rows(one)).isEqualTo(before);
  }

  private void tomorrow() {
    estate.clock().advance(Duration.ofDays(1));
  }

  private ManifestState state() {
    return new ManifestStore(estate.workspace()).findActive(one).orElseThrow().manifest().state();
  }

  private Map<String, String> catalog() {
    Map<String, String> map = new TreeMap<>();
    for (CatalogEntry entry : Catalog.read(estate.workspace().catalog())) {
      map.put(entry.source(), entry.sha256());
    }
    return map;
  }

  private Map<String, String> outputs() {
    Map<String, String> files = new TreeMap<>(estate.files());
    files.keySet().removeIf(file -> file.contains("catalog") || !file.startsWith("output/current"));
    return files;
  }
}
