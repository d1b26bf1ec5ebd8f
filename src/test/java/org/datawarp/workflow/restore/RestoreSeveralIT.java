package org.datawarp.workflow.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.StorageException;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.archive.ArchiveRequest.Option;
import org.datawarp.workflow.restore.RestorePlan.Left;
import org.datawarp.workflow.restore.RestoreRequest.Choice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Of several sources, those that can come back do, and each of the others is told of. */
@ExtendWith(PostgresExtension.class)
class RestoreSeveralIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String ROWS = "Region,Patients\nNorth,1\nSouth,2\nEast,3\n";

  private final String name = "sev" + NUMBERS.incrementAndGet();
  private final String one = name + "_jul25";
  private final String two = name + "_aug25";

  @TempDir private Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
  }

  @Test
  void aDamagedFileHoldsNoOtherBack() throws IOException {
    archiveBoth();
    damage(archived(one));

    RestoreReport report = estate.restore(name + "*");

    assertThat(report.results())
        .singleElement()
        .satisfies(result -> assertThat(result.name()).isEqualTo(two));
    assertThat(report.plan().left())
        .singleElement()
        .satisfies(
            left -> {
              assertThat(left.source()).isEqualTo(one);
              assertThat(left.kind()).isEqualTo(Left.Kind.PROBLEM);
              assertThat(left.why()).contains("has been changed since it was kept");
            });
    assertThat(estate.parquet(one)).doesNotExist();
    assertThat(new ManifestStore(estate.workspace()).findActive(one)).isEmpty();
    assertThat(
            estate.query(
                "SELECT count(*) FROM datawarp.tbl_refresh_events WHERE status = 'in_progress'"
                    + " AND source_code LIKE '"
                    + name
                    + "%'"))
        .containsExactly("0");
    assertThatThrownBy(() -> estate.restore(one)).isInstanceOf(StorageException.class);
  }

  @Test
  void aNameThatIsUnknownHoldsNoOtherBack() {
    archiveBoth();

    RestoreReport report = estate.restore("nosuch_aug25", two);

    assertThat(report.results()).hasSize(1);
    assertThat(report.plan().left()).extracting(Left::source).containsExactly("nosuch_aug25");
    assertThatThrownBy(() -> estate.restore("nosuch_aug25")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void anObjectThatIsDamagedHoldsNoOtherBackAndLeavesNothingInTheArchive() throws IOException {
    archiveBoth();
    Path nas = Files.createDirectories(folder.resolve("nas"));
    String store = "file:" + nas;
    estate.syncWorkflow().run(SyncRequest.of(store, null, "sync"), RunListener.SILENT);
    damage(nas.resolve("parquet").resolve(day(one)).resolve(one + ".parquet"));
    deleteArchive();

    RestoreReport report =
        estate.restore(new Choice.FromStore(store, null), name + "*", "nosuch_aug25");

    assertThat(report.results())
        .singleElement()
        .satisfies(result -> assertThat(result.name()).isEqualTo(two));
    assertThat(report.plan().left())
        .extracting(Left::source)
        .containsExactlyInAnyOrder(one, "nosuch_aug25");
    assertThat(estate.files().keySet())
        .filteredOn(path -> !path.startsWith("downloads/"))
        .noneMatch(path -> path.contains(one));
  }

  @Test
  void aManifestNamesNoExportThatDidNotComeBack() throws IOException {
    Path zip =
        estate.zip(
            name + ".zip",
            "regions.csv",
            ROWS,
            "wards.csv",
            "Ward,Beds,Nurses\nA,1,4\nB,2,5\nC,3,6\n");
    estate.refresh(two, zip, "2025-08");
    List<String> codes =
        estate.query(
            "SELECT code FROM datawarp.tbl_data_sources WHERE owner_manifest = '"
                + two
                + "' ORDER BY code");
    assertThat(codes).hasSize(2);
    estate.archive(Set.of(Option.PURGE_DB), two);
    Files.delete(archived(codes.get(0)));

    RestoreReport report = estate.restore(two);

    assertThat(report.results()).hasSize(1);
    assertThat(report.plan().left()).extracting(Left::source).containsExactly(codes.get(0));
    assertThat(
            new ManifestStore(estate.workspace()).require(two).manifest().header().parquetPaths())
        .containsExactly("output/current/" + codes.get(1) + ".parquet");
  }

  private void archiveBoth() {
    estate.refresh(one, ROWS);
    estate.refresh(two, ROWS);
    estate.clock().advance(Duration.ofDays(1));
    estate.archive(Set.of(Option.PURGE_DB), name + "*");
  }

  private Path archived(String code) throws IOException {
    try (Stream<Path> files = Files.walk(estate.workspace().archive())) {
      return files
          .filter(file -> file.getFileName().toString().equals(code + ".parquet"))
          .findFirst()
          .orElseThrow();
    }
  }

  private String day(String code) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("nas"))) {
      return files
          .filter(file -> file.endsWith(code + ".parquet"))
          .map(file -> file.getParent().getFileName().toString())
          .findFirst()
          .orElseThrow();
    }
  }

  private void deleteArchive() throws IOException {
    try (Stream<Path> files = Files.walk(estate.workspace().archive())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
