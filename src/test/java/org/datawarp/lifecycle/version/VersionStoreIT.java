package org.datawarp.lifecycle.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.refresh.RefreshWorkflow;
import org.datawarp.workflow.restore.RestorePlan.Left;
import org.datawarp.workflow.restore.RestoreReport;
import org.datawarp.workflow.restore.RestoreRequest.Choice;
import org.datawarp.workflow.status.EventLine;
import org.datawarp.workflow.status.StatusWorkflow;
import org.datawarp.workflow.status.VersionLine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of what is replaced: the last five of a period, named truly, and nothing else. */
@ExtendWith(PostgresExtension.class)
class VersionStoreIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String name = "ver" + NUMBERS.incrementAndGet();
  private final String one = name + "_aug25";

  @TempDir private Path folder;

  private Estate estate;
  private StatusWorkflow look;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
    look = new StatusWorkflow(estate.context());
  }

  @Test
  void eightAndNineRefreshesOfADayKeepTheLastFive() {
    List<String> runs = refreshes(8);
    assertKept(runs);

    runs.add(refresh(9));
    assertKept(runs);
    assertRestores(runs);
  }

  @Test
  @Tag("slow")
  void thirtyRefreshesOfADayKeepTheLastFive() {
    List<String> runs = refreshes(30);
    assertKept(runs);
    assertRestores(runs);
  }

  @Test
  void aNameIsNeverUsedTwice() throws IOException {
    refreshes(8);
    Set<String> used = new HashSet<>(keptPaths());
    used.addAll(
        estate.query("SELECT path FROM datawarp.tbl_kept_files WHERE source_code = '" + one + "'"));

    refresh(9);

    List<String> added = new ArrayList<>(keptPaths());
    added.removeAll(used);
    assertThat(added).hasSize(3).allMatch(path -> path.contains("/2025-09-01-8."));
  }

  @Test
  void theRunOfAPrunedVersionIsToldToBeGone() {
    List<String> runs = refreshes(8);
    String rows = estate.rows(one);

    RestoreReport report = estate.restore(Choice.ofRun(runs.get(0)), one);

    assertThat(report.run()).isNull();
    assertThat(report.plan().left())
        .singleElement()
        .satisfies(
            left -> {
              assertThat(left.kind()).isEqualTo(Left.Kind.PROBLEM);
              assertThat(left.why())
                  .startsWith("what run " + runs.get(0) + " loaded is not kept any more")
                  .contains("was deleted as one version too many");
            });
    assertThat(estate.rows(one)).isEqualTo(rows);
  }

  @Test
  void aMomentWhoseVersionIsPrunedGetsNoOtherOne() {
    Instant first = estate.clock().instant();
    refreshes(8);

    RestoreReport report = estate.restore(new Choice.AsOf(first.plusSeconds(62)), one);

    assertThat(report.plan().left())
        .singleElement()
        .satisfies(
            left ->
                assertThat(left.why()).startsWith("the version in use then is not kept any more"));
  }

  @Test
  void undoAndItsDryRunAgreeOnWhatIsPruned() {
    List<String> runs = refreshes(8);
    // All but the first two are undone, so that no later run is in the way.
    for (int i = 7; i > 2; i--) {
      assertThat(estate.undoWorkflow().plan(runs.get(i)).obstacles()).isEmpty();
      estate.undo(runs.get(i));
    }
    assertThat(estate.query("SELECT patients FROM staging.tbl_" + one + " ORDER BY 1"))
        .containsExactly("2", "300");

    assertThat(estate.undoWorkflow().plan(runs.get(2)).obstacles())
        .singleElement()
        .asString()
        .contains("is not among the versions any more");
    assertThatThrownBy(() -> estate.undo(runs.get(2)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("is not among the versions any more");
  }

  @Test
  void eachPeriodHasItsOwnVersions() {
    Path file = estate.file("p.csv", csv(1));
    refresh(file, "2025-08");
    for (int i = 2; i <= 4; i++) {
      estate.file("p.csv", csv(i));
      refresh(file, "2025-08");
    }
    for (int i = 5; i <= 10; i++) {
      estate.file("p.csv", csv(i));
      refresh(file, "2023-10/2024-03");
    }

    assertThat(keptFolders()).containsExactly("2023-10_to_2024-03", "2025-08");
    assertThat(versions().stream().map(VersionLine::period).toList())
        .filteredOn("2025-08"::equals)
        .hasSize(4);
    assertThat(versions().stream().map(VersionLine::period).toList())
        .filteredOn("2023-10/2024-03"::equals)
        .hasSize(6); // the current one and five
  }

  @Test
  void aRunOfAnotherPeriodGivesItsOwnRowsOrNone() {
    Path file = estate.file("p.csv", csv(1));
    String august = refresh(file, "2025-08");
    estate.file("p.csv", csv(2));
    String september = refresh(file, "2025-09");
    String rows = estate.rows(one);

    assertThat(estate.restore(Choice.ofRun(september), one).run()).isNull();
    assertThat(estate.rows(one)).isEqualTo(rows);

    tick();
    estate.restore(Choice.ofRun(august), one);
    assertThat(estate.query("SELECT DISTINCT _period FROM staging.tbl_" + one))
        .containsExactly("2025-08");
  }

  @Test
  void dataWithoutAPeriodLieInNone() {
    Path file = estate.file("p.csv", csv(1));
    refresh(file, "none");
    estate.file("p.csv", csv(2));
    refresh(file, "none");

    assertThat(keptFolders()).containsExactly("none");
  }

  @Test
  void whatChangesNothingMakesNoVersion() {
    Path file = estate.file(one + ".csv", csv(1));
    String first = refresh(file, null);
    String forced = refresh(file, null, RefreshRequest.Scope.FULL, List.of());

    assertThat(forced).isNotEqualTo(first);
    assertThat(keptPaths()).isEmpty();
    assertThat(event(forced).archivedTo()).isNull();
    // What both loaded is the same, and the one in use.
    for (String run : List.of(first, forced)) {
      RestoreReport report = estate.restore(Choice.ofRun(run), one);
      assertThat(report.plan().left())
          .singleElement()
          .satisfies(left -> assertThat(left.kind()).isEqualTo(Left.Kind.NOTHING_TO_DO));
    }
    assertThat(estate.undoWorkflow().plan(forced).obstacles())
        .containsExactly("it changed no rows");

    refresh(2);
    tick();
    estate.restore(Choice.ofRun(first), one);
    assertThat(estate.query("SELECT patients FROM staging.tbl_" + one + " ORDER BY 1"))
        .containsExactly("2", "100");
  }

  @Test
  void anUntouchedTableOfARevisedFileMakesNoVersion() {
    refreshZip("A,1\nB,2\n", "X,9\n");
    String revised = refreshZip("A,1\nB,3\n", "X,9\n");

    assertThat(estate.workspace().versions()).isDirectoryContaining("glob:**/" + one + "_beds");
    assertThat(Files.exists(estate.workspace().versions().resolve(one + "_staff"))).isFalse();

    tick();
    estate.undo(revised);

    assertThat(estate.query("SELECT beds FROM staging.tbl_" + one + "_beds ORDER BY 1"))
        .containsExactly("1", "2");
    // The manifest is that of before as well, so that the revised file is seen as new again.
    assertThat(refreshZip("A,1\nB,3\n", "X,9\n")).isNotEqualTo("null");
    assertThat(estate.query("SELECT beds FROM staging.tbl_" + one + "_beds ORDER BY 1"))
        .containsExactly("1", "3");
  }

  @Test
  void aPartialRefreshOfUnchangedRowsMakesNoVersion() {
    Path zip = zip("A,1\nB,2\n", "X,9\n");
    refresh(zip, null);

    refresh(zip, null, RefreshRequest.Scope.PARTIAL, List.of("beds"));

    assertThat(Files.exists(estate.workspace().versions())).isFalse();
  }

  @Test
  void whatSomebodyTookAwayIsNamedNoMoreAndAgainWhenItIsBack() throws IOException {
    refreshes(3);
    Path version =
        estate
            .workspace()
            .resolve(
                keptPaths().stream()
                    .filter(path -> path.endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow());
    byte[] bytes = Files.readAllBytes(version);
    String path = estate.workspace().relative(version);
    assertThat(named()).contains(path);

    Files.delete(version);
    estate.refresh("other_" + one, csv(1));
    assertThat(named()).doesNotContain(path);

    Files.write(version, bytes);
    tick();
    estate.refresh("other_" + one, csv(2));
    assertThat(named()).contains(path);
  }

  @Test
  void aRemovalTakesTheVersionsAndItsUndoBringsThemBack() {
    refreshes(3);
    Set<String> before = named();
    List<VersionLine> lines = versions();
    assertThat(before).isNotEmpty();

    String removal = String.valueOf(estate.remove(one).run());
    assertThat(keptPaths()).isEmpty();
    assertThat(named()).isEmpty();

    estate.undo(removal);
    assertThat(named()).isEqualTo(before);
    assertThat(versions()).isEqualTo(lines);
  }

  @Test
  void versionsOfAnEarlierDatawarpCountInTheirPeriodAndComeBack() throws IOException {
    List<String> runs = refreshes(4);
    moveToOldPlace();
    assertThat(versions()).extracting(VersionLine::period).containsOnly("2025-08");

    runs.add(refresh(5));
    runs.add(refresh(6));
    runs.add(refresh(7));

    assertThat(keptParquets()).hasSize(5);
    assertNamesAreTrue();
    tick();
    // 300 was replaced by the fourth run, and lies in the old place.
    estate.restore(Choice.ofRun(runs.get(2)), one);
    assertThat(estate.query("SELECT patients FROM staging.tbl_" + one + " ORDER BY 1"))
        .containsExactly("2", "300");
  }

  /** Puts files and records where the first versions of the program had them. */
  private void moveToOldPlace() throws IOException {
    Path own = estate.workspace().versions().resolve(one);
    try (Stream<Path> files = Files.list(own.resolve("2025-08"))) {
      for (Path file : files.toList()) {
        Files.move(file, own.resolve(file.getFileName()));
      }
    }
    Files.delete(own.resolve("2025-08"));
    estate.execute(
        "UPDATE datawarp.tbl_kept_files SET path = replace(path, '/2025-08/', '/'), period = NULL,"
            + " row_count = NULL, row_hash = NULL, loaded_at = NULL, loaded_by = NULL"
            + " WHERE source_code = '"
            + one
            + "'",
        "UPDATE datawarp.tbl_refresh_events SET archived_to = replace(archived_to, '/2025-08/', '/'),"
            + " old_manifest_path = replace(old_manifest_path, '/2025-08/', '/'),"
            + " old_row_hash = NULL, new_row_hash = NULL WHERE source_code = '"
            + one
            + "'");
  }

  private List<String> refreshes(int count) {
    List<String> runs = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      runs.add(refresh(i));
    }
    return runs;
  }

  private String refresh(int number) {
    estate.file(one + ".csv", csv(number));
    return refresh(folder.resolve(one + ".csv"), null);
  }

  private String refresh(Path file, @org.jspecify.annotations.Nullable String period) {
    return refresh(file, period, RefreshRequest.Scope.FULL, List.of());
  }

  /** Runs are named by the second; a day has room for all of them. */
  private String refresh(
      Path file,
      @org.jspecify.annotations.Nullable String period,
      RefreshRequest.Scope scope,
      List<String> tables) {
    tick();
    RefreshReport report =
        new RefreshWorkflow(estate.context())
            .run(
                new RefreshRequest(
                    one,
                    file.toString(),
                    period,
                    tables,
                    scope,
                    RefreshRequest.ReplacedGoes.VERSIONS,
                    Set.of(RefreshRequest.Option.FORCE, RefreshRequest.Option.REPLACE_PERIOD),
                    Duration.ZERO,
                    "refresh " + one),
                RunListener.SILENT);
    return String.valueOf(report.run());
  }

  private String refreshZip(String beds, String staff) {
    tick();
    return String.valueOf(estate.refresh(one, zip(beds, staff), null).run());
  }

  private Path zip(String beds, String staff) {
    return estate.zip(
        "two.zip", "beds.csv", "Ward,Beds\n" + beds, "staff.csv", "Post,Staff\n" + staff);
  }

  private void tick() {
    estate.clock().advance(Duration.ofSeconds(61));
  }

  private static String csv(int number) {
    return "Region,Patients\nNorth," + number + "00\nSouth,2\n";
  }

  /** What history lists is on disk, equal by hash; nothing else is there. */
  private void assertKept(List<String> runs) {
    List<VersionLine> lines = versions();
    List<String> last = new ArrayList<>(runs.subList(runs.size() - 6, runs.size()));
    java.util.Collections.reverse(last);
    assertThat(lines).extracting(VersionLine::loadedBy).containsExactlyElementsOf(last);
    Set<String> listed = new TreeSet<>();
    for (VersionLine line : lines) {
      Path file = estate.workspace().resolve(line.path());
      assertThat(file).isRegularFile();
      assertThat(FileHash.sha256(file)).as(line.path()).isEqualTo(line.sha256());
      listed.add(line.path());
      Stream.of(line.descriptionPath(), line.manifestPath())
          .filter(Objects::nonNull)
          .forEach(listed::add);
    }
    listed.removeIf(path -> !path.startsWith("output/.versions/"));
    assertThat(keptPaths()).containsExactlyInAnyOrderElementsOf(listed);
    assertNamesAreTrue();
  }

  private void assertNamesAreTrue() {
    assertThat(named()).allSatisfy(path -> assertThat(estate.workspace().resolve(path)).exists());
    for (EventLine event : look.history(one, 100).orElseThrow()) {
      if (event.archivedTo() != null) {
        assertThat(versions())
            .filteredOn(line -> line.path().equals(event.archivedTo()))
            .singleElement()
            .satisfies(line -> assertThat(line.keptBy()).isEqualTo(event.run()));
      }
    }
  }

  private void assertRestores(List<String> runs) {
    for (VersionLine line : versions()) {
      String run = String.valueOf(line.loadedBy());
      tick();
      estate.restore(Choice.ofRun(run), one);
      assertThat(estate.query("SELECT max(patients) FROM staging.tbl_" + one))
          .containsExactly((runs.indexOf(run) + 1) + "00");
    }
  }

  private List<VersionLine> versions() {
    return look.versions(one, 100).orElseThrow();
  }

  private EventLine event(String run) {
    return look.history(one, 100).orElseThrow().stream()
        .filter(event -> run.equals(event.run()))
        .findFirst()
        .orElseThrow();
  }

  /** What events name among the versions. */
  private Set<String> named() {
    return new TreeSet<>(
        estate.query(
            "SELECT p FROM datawarp.tbl_refresh_events,"
                + " unnest(ARRAY[archived_to, old_manifest_path]) AS p WHERE source_code = '"
                + one
                + "' AND p LIKE 'output/.versions/%'"));
  }

  private List<String> keptPaths() {
    return estate.files().keySet().stream()
        .filter(path -> path.startsWith("output/.versions/" + one))
        .toList();
  }

  private List<String> keptParquets() {
    return keptPaths().stream().filter(path -> path.endsWith(".parquet")).toList();
  }

  private List<String> keptFolders() {
    return keptPaths().stream().map(path -> path.split("/")[3]).distinct().sorted().toList();
  }
}
