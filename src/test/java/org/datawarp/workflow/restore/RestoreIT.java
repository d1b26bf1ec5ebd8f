package org.datawarp.workflow.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.io.FileHash;
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

/** Which version comes back, from where, and what it does not touch. */
@ExtendWith(PostgresExtension.class)
class RestoreIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String FIRST =
      "Region,Patients\nNorth,1\nSouth,2\nEast,3\nWest,4\nLondon,5\n";
  private static final String SECOND = FIRST.replace("North,1", "North,10");
  private static final String THIRD = FIRST.replace("North,1", "North,100");
  private static final String MIXED = FIRST + "Kent,1 or 2 in 2019\n";

  private final String name = "rst" + NUMBERS.incrementAndGet();
  private final String one = name + "_aug25";

  @TempDir private Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
  }

  @Test
  void aDateChoosesTheVersionThatWasInUseThen() {
    estate.refresh(one, FIRST);
    String first = estate.rows(one);
    Instant day = estate.clock().instant();
    days(3);
    estate.refresh(one, SECOND);
    String second = estate.rows(one);
    days(3);
    estate.refresh(one, THIRD);
    String third = estate.rows(one);
    days(1);

    estate.restore(new Choice.AsOf(day.plus(Duration.ofDays(1))), one);
    assertThat(estate.rows(one)).isEqualTo(first);
    days(1);
    estate.restore(new Choice.AsOf(day.plus(Duration.ofDays(4))), one);
    assertThat(estate.rows(one)).isEqualTo(second);
    days(1);
    estate.restore(new Choice.AsOf(day.plus(Duration.ofDays(7))), one);
    assertThat(estate.rows(one)).isEqualTo(third);

    RestoreReport before = estate.restore(new Choice.AsOf(day.minusSeconds(1)), one);
    assertThat(before.run()).isNull();
    assertThat(before.plan().left())
        .singleElement()
        .satisfies(
            left -> {
              assertThat(left.kind()).isEqualTo(Left.Kind.PROBLEM);
              assertThat(left.why()).startsWith("it has no such version");
            });
    assertThat(estate.rows(one)).isEqualTo(third);
  }

  @Test
  void aRunChoosesWhatItLoadedElseWhatItReplaced() {
    RefreshReport loaded = estate.refresh(one, FIRST);
    String first = estate.rows(one);
    days(1);
    estate.refresh(one, SECOND);
    String second = estate.rows(one);
    days(1);

    estate.restore(Choice.ofRun(String.valueOf(loaded.run())), one);
    assertThat(estate.rows(one)).isEqualTo(first);

    days(1);
    String archived = String.valueOf(estate.archive(Set.of(Option.PURGE_DB), one).run());
    days(1);
    estate.restore(Choice.ofRun(archived), one);
    assertThat(estate.rows(one)).isEqualTo(first);
    assertThat(second).isNotEqualTo(first);

    RestoreReport none = estate.restore(Choice.ofRun("20200101-000000-abcdef"), one);
    assertThat(none.run()).isNull();
    assertThatThrownBy(() -> Choice.ofRun("yesterday"))
        .isInstanceOf(UsageException.class)
        .hasMessage("'yesterday' is not a run");
  }

  @Test
  void aFileThatDatawarpWroteIsTaken() throws IOException {
    estate.refresh(one, FIRST);
    String first = estate.rows(one);
    Path copy = Files.copy(estate.parquet(one), folder.resolve("copy.parquet"));
    days(1);
    estate.refresh(one, SECOND);
    days(1);

    RestoreReport report = estate.restore(Choice.from(copy.toString(), null), one);

    assertThat(report.results()).singleElement().satisfies(r -> assertThat(r.rows()).isEqualTo(5));
    assertThat(report.results().get(0).keptAs()).startsWith("output/.versions/" + one);
    assertThat(estate.rows(one)).isEqualTo(first);
    assertThat(copy).hasSameBinaryContentAs(estate.parquet(one));
    assertThat(Choice.from("file:" + copy, null)).isEqualTo(new Choice.FromFile(copy));
  }

  @Test
  void aFileOfAnotherSourceOrADamagedOneIsRefused() throws IOException {
    estate.refresh(one, FIRST);
    estate.refresh(name + "_jul25", SECOND);
    String rows = estate.rows(one);
    Path copy = Files.copy(estate.parquet(one), folder.resolve("copy.parquet"));
    byte[] bytes = Files.readAllBytes(copy);
    Path cut =
        Files.write(
            folder.resolve("cut.parquet"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    Path text = estate.file("text.parquet", "not a Parquet file, but long enough to be looked at");

    assertThatThrownBy(() -> from(copy, name + "_jul25"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("holds source " + one + ", not " + name + "_jul25");
    for (Path bad : List.of(cut, text)) {
      assertThatThrownBy(() -> from(bad, one))
          .as(bad.toString())
          .isInstanceOf(DatawarpException.class)
          .hasMessageContaining(bad.getFileName().toString());
    }
    assertThatThrownBy(() -> from(folder.resolve("nosuch.parquet"), one))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> Choice.from("ftp://there/x.parquet", null))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> Choice.from(copy.toString(), "http://there"))
        .isInstanceOf(UsageException.class);
    assertThat(estate.rows(one)).isEqualTo(rows);
  }

  @Test
  void aFlippedBitNeverBringsOtherRows() throws IOException {
    estate.refresh(one, FIRST);
    String rows = estate.rows(one);
    byte[] bytes = Files.readAllBytes(estate.parquet(one));
    int refused = 0;
    for (int at = 4; at < bytes.length; at += bytes.length / 12) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= 4;
      Path damaged = Files.write(folder.resolve("damaged-" + at + ".parquet"), flipped);
      days(1);
      try {
        from(damaged, one);
      } catch (DatawarpException e) {
        refused++;
        assertThat(e).hasMessageContaining(damaged.getFileName().toString());
      }
      assertThat(estate.rows(one)).as("byte " + at).isEqualTo(rows);
    }
    assertThat(refused).isPositive();
  }

  @Test
  void aChangedVersionIsNotTaken() throws IOException {
    estate.refresh(one, FIRST);
    estate.archive(Set.of(Option.PURGE_DB), one);
    Path archived = estate.workspace().resolve("archive/parquet/2025-09-01/" + one + ".parquet");
    byte[] bytes = Files.readAllBytes(archived);
    bytes[bytes.length / 2] ^= 1;
    Files.write(archived, bytes);

    assertThatThrownBy(() -> estate.restore(one))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("has been changed since it was kept");
    assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + one)).containsExactly("0");
  }

  @Test
  void aTableDroppedByHandComesBack() {
    estate.refresh(one, FIRST);
    String rows = estate.rows(one);
    String sha256 = FileHash.sha256(estate.parquet(one));
    estate.execute("DROP TABLE staging.tbl_" + one);

    RestoreReport report = estate.restore(one);

    assertThat(report.results()).singleElement().matches(RestoreReport.Result::isTableCreated);
    assertThat(estate.rows(one)).isEqualTo(rows);
    assertThat(FileHash.sha256(estate.parquet(one))).isEqualTo(sha256);
    assertThat(
            estate.query(
                "SELECT col_description(('staging.tbl_" + one + "')::regclass, 1) IS NOT NULL"))
        .containsExactly("t");
  }

  @Test
  void aTableDroppedByHandOfAnArchivedSourceComesBack() {
    estate.refresh(one, FIRST);
    String rows = estate.rows(one);
    estate.archive(Set.of(Option.PURGE_DB), one);
    estate.execute("DROP TABLE staging.tbl_" + one);

    estate.restore(one);

    assertThat(estate.rows(one)).isEqualTo(rows);
  }

  @Test
  void aSourceThatIsGoneCompletelyComesBackFromTheArchive() {
    estate.refresh(one, FIRST);
    String hash = hash();
    String sha256 = FileHash.sha256(estate.parquet(one));
    estate.archive(Set.of(Option.PURGE_DB), one);
    estate.execute(
        "DELETE FROM datawarp.tbl_data_sources WHERE code = '" + one + "'",
        "DELETE FROM datawarp.tbl_manifests WHERE name = '" + one + "'",
        "DELETE FROM datawarp.tbl_deletions WHERE source_code = '" + one + "'",
        "DELETE FROM datawarp.tbl_file_removals WHERE source_code = '" + one + "'",
        "DELETE FROM datawarp.tbl_trashed_tables WHERE source_code = '" + one + "'");

    RestoreReport report = estate.restore(one);

    assertThat(report.results()).singleElement().matches(RestoreReport.Result::isTableCreated);
    assertThat(hash()).isEqualTo(hash);
    assertThat(FileHash.sha256(estate.parquet(one))).isEqualTo(sha256);
    assertThat(
            estate.query(
                "SELECT owner_manifest, publication FROM datawarp.tbl_data_sources WHERE code = '"
                    + one
                    + "'"))
        .containsExactly(one + "|" + name);
    // It is as any other: a refresh of the same file replaces what it has.
    days(1);
    estate.refresh(one, SECOND);
    assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + one)).containsExactly("5");
  }

  @Test
  void whatIsAsExportedIsLeft() {
    estate.refresh(one, FIRST);

    RestoreReport report = estate.restore(one);

    assertThat(report.run()).isNull();
    assertThat(report.plan().left())
        .singleElement()
        .satisfies(left -> assertThat(left.kind()).isEqualTo(Left.Kind.NOTHING_TO_DO));
  }

  @Test
  void quarantinedCellsComeBackWithTheirRows() {
    estate.refresh(one, FIRST);
    decide("(schema: staging)", "$1\n    quarantine: 2");
    days(1);
    RefreshReport mixed = estate.refresh(one, MIXED);
    assertThat(cells()).containsExactly("B7|1 or 2 in 2019|" + mixed.run());
    days(1);
    estate.refresh(one, SECOND);
    assertThat(cells()).isEmpty();
    days(1);

    String back =
        String.valueOf(estate.restore(Choice.ofRun(String.valueOf(mixed.run())), one).run());

    assertThat(cells()).containsExactly("B7|1 or 2 in 2019|" + mixed.run());
    estate.undo(back);
    assertThat(cells()).isEmpty();
  }

  @Test
  void aSkippedTableNeitherHoldsItsManifestBackNorComesBackWithIt() {
    Path zip =
        estate.zip(
            "two.zip", "beds.csv", "Ward,Beds\nA,1\nB,2\n", "staff.csv", "Post,Staff\nX,9\n");
    estate.refresh(one, zip, null);
    decide("(?s)(code: " + one + "_staff\n.*?\n)( *)(schema: staging)", "$1$2$3\n$2skip: true");
    days(1);
    estate.refresh(one, zip, null);
    days(1);

    assertThat(estate.archive(Set.of(Option.PURGE_DB), one).plan().manifests())
        .containsExactly(one);
    assertThat(estate.workspace().activeManifests().resolve(one + ".yaml")).doesNotExist();
    RestoreReport report = estate.restore(one);

    assertThat(report.results())
        .extracting(RestoreReport.Result::name)
        .containsExactly(one + "_beds");
    assertThat(report.plan().left())
        .singleElement()
        .satisfies(left -> assertThat(left.why()).contains("leaves it out"));
    assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + one + "_staff"))
        .containsExactly("0");
    assertThat(Files.exists(estate.parquet(one + "_staff"))).isFalse();
  }

  @Test
  void refreshingAnArchivedManifestKeepsItsCodesAndTables() {
    Path zip =
        estate.zip(
            "two.zip", "beds.csv", "Ward,Beds\nA,1\nB,2\n", "staff.csv", "Post,Staff\nX,9\n");
    estate.refresh(one, zip, null);
    decide("(?s)code: " + one + "_beds\n", "code: " + one + "_beds\n    owner: ann\n");
    days(1);
    estate.archive(Set.of(), one);
    days(1);
    // The members have other names now, and would have other codes.
    Path later =
        estate.zip(
            "three.zip", "wards.csv", "Ward,Beds\nA,1\nB,3\n", "posts.csv", "Post,Staff\nX,9\n");

    RefreshReport report = estate.refresh(one, later, null);

    assertThat(report.sources())
        .extracting(source -> source.code())
        .containsExactly(one + "_beds", one + "_staff");
    assertThat(estate.query("SELECT beds FROM staging.tbl_" + one + "_beds ORDER BY 1"))
        .containsExactly("1", "3");
    assertThat(
            estate.query(
                "SELECT source_code, archived_at IS NULL, path FROM datawarp.tbl_exports WHERE"
                    + " source_code LIKE '"
                    + one
                    + "%' ORDER BY 1"))
        .containsExactly(
            one + "_beds|t|output/current/" + one + "_beds.parquet",
            one + "_staff|t|output/current/" + one + "_staff.parquet");
    assertThat(text(estate.workspace().activeManifests().resolve(one + ".yaml")))
        .contains("owner: ann");
    // What it replaced is in the archive, and among the versions.
    assertThat(
            estate.files().keySet().stream()
                .filter(file -> file.startsWith("output/.versions/" + one + "_beds/")))
        .isNotEmpty();
  }

  private RestoreReport from(Path file, String source) {
    return estate.restore(new Choice.FromFile(file), source);
  }

  private void days(int count) {
    estate.clock().advance(Duration.ofDays(count));
  }

  private void decide(String pattern, String replacement) {
    Path file = estate.workspace().activeManifests().resolve(one + ".yaml");
    String text = text(file);
    String edited = text.replaceFirst(pattern, replacement);
    assertThat(edited).isNotEqualTo(text);
    try {
      Files.writeString(file, edited);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String hash() {
    return estate
        .query("SELECT row_hash FROM datawarp.tbl_exports WHERE source_code = '" + one + "'")
        .get(0);
  }

  private List<String> cells() {
    return estate.query(
        "SELECT cell, raw_text, run_id FROM datawarp.tbl_quarantine WHERE source_code = '"
            + one
            + "' ORDER BY 1");
  }
}
