package org.datawarp.workflow.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.lifecycle.run.Drift;
import org.datawarp.lifecycle.run.Drift.Kind;
import org.datawarp.model.UnreadablePath;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.platform.postgres.Database;
import org.datawarp.repository.RunRepository.FailedRun;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.testing.UnreadableFolder;
import org.datawarp.workflow.cleanup.OrphanCount;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How a workspace stands, and in what files, headers and database are at odds. */
@ExtendWith(PostgresExtension.class)
class StandingIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String CSV = "Region,Patients\nNorth,1\nSouth,2\n";

  private final String code = "stand" + NUMBERS.incrementAndGet();

  @TempDir Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
  }

  @Test
  void publicationsTellTheirNewestPeriodsAndWhatIsDue() {
    estate.register(
        code
            + ":\n  url: 'file:/nowhere/{year}-{month}.csv'\n  frequency: monthly\n"
            + "  consolidate: false\n  schedule: {start: 2025-05, lag: 30d}\n");
    estate.refresh(code + "_may25", CSV);
    estate.refresh("other" + code + "_jul25", CSV);

    Map<String, PublicationStanding> all = publications();

    PublicationStanding registered = all.get(code);
    assertThat(registered.newest()).isEqualTo("2025-05");
    assertThat(registered.issues()).isEqualTo(1);
    assertThat(registered.due()).containsExactly("2025-06", "2025-07");
    assertThat(registered.dueSince()).isEqualTo(LocalDate.of(2025, 7, 30));
    assertThat(registered.next()).isEqualTo("2025-08");
    assertThat(registered.nextDue()).isEqualTo(LocalDate.of(2025, 9, 30));
    PublicationStanding other = all.get("other" + code);
    assertThat(other.isRegistered()).isFalse();
    assertThat(other.newest()).isEqualTo("2025-07");
    assertThat(other.needsCare()).isFalse();
    assertThat(commands()).startsWith("datawarp refresh --due");
  }

  @Test
  void aFolderThatCannotBeReadIsToldAndNothingInItIsTakenForGone() {
    estate.refresh(code + "_jul25", CSV);
    try (UnreadableFolder active =
            UnreadableFolder.below(estate.workspace().activeManifests().resolve("sub"));
        UnreadableFolder exports =
            UnreadableFolder.below(estate.workspace().currentOutput().resolve("sub"))) {
      WorkspaceStatus status = status();

      assertThat(status.unreadable())
          .extracting(UnreadablePath::path)
          .anyMatch(path -> path.startsWith("manifests/active/sub/ddd"))
          .anyMatch(path -> path.startsWith("output/current/sub/ddd"));
      assertThat(status.activeManifests()).isEqualTo(1);
      assertThat(status.estate().drift()).isEmpty();
      assertThat(status.estate().folders().currentBytes()).isPositive();
    }
  }

  @Test
  void onlyWhatARunWroteIsAtOddsWithItsRecords() throws IOException {
    estate.refresh(code + "_jul25", CSV);
    Path exports = estate.workspace().currentOutput();
    Path export = exports.resolve(code + "_jul25.parquet");
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.copy(export, elsewhere.resolve(code + "_jul25.parquet"));
    Files.copy(export, exports.resolve("." + code + "_jul25.parquet"));
    Files.createSymbolicLink(exports.resolve("linked"), elsewhere);
    Files.createSymbolicLink(exports.resolve(code + "_jul25-link.parquet"), export);
    Path active = estate.workspace().activeManifests();
    String manifest = Files.readString(active.resolve(code + "_jul25.yaml"));
    Files.writeString(active.resolve(".hidden.yaml"), manifest);
    Files.writeString(active.resolve("notes.yaml"), "no: manifest\n");
    for (String state : List.of("draft", "enriched")) {
      Files.writeString(
          active.resolve(state + "_aug25.yaml"),
          manifest.replaceFirst("state: \\w+", "state: " + state));
    }

    assertThat(drift()).isEmpty();

    Files.writeString(active.resolve(code + "_sep25.yaml"), manifest);
    Files.write(export, new byte[] {0}, StandardOpenOption.APPEND);

    assertThat(drift())
        .extracting(Drift::kind)
        .containsExactlyInAnyOrder(Kind.CHANGED, Kind.UNRECORDED);
  }

  @Test
  void whereWholeFoldersAreGoneTheirFilesAreMissing() throws IOException {
    estate.refresh(code + "_jul25", CSV);
    for (Path gone :
        List.of(estate.workspace().activeManifests(), estate.workspace().currentOutput())) {
      Files.move(gone, gone.resolveSibling("moved"));
    }

    List<Drift> drift = drift();

    assertThat(drift).extracting(Drift::kind).containsOnly(Kind.MISSING);
    assertThat(drift)
        .extracting(Drift::item)
        .contains(
            "manifests/active/" + code + "_jul25.yaml",
            "output/current/" + code + "_jul25.parquet",
            "output/current/" + code + "_jul25.md",
            "output/current/catalog.parquet");
    assertThat(Drift.summary(drift).orElseThrow())
        .contains("(and " + (drift.size() - 1) + " more)");
    assertThat(Drift.summary(drift.subList(0, 1)).orElseThrow()).doesNotContain("more");
    assertThat(Drift.summary(List.of())).isEmpty();
  }

  @Test
  void aDraftThatCannotBeReadIsToldAndTheOthersAreListed() throws IOException {
    estate.refresh(code + "_jul25", CSV);
    Path pending = Files.createDirectories(estate.workspace().pendingManifests());
    String draft =
        Files.readString(estate.workspace().activeManifests().resolve(code + "_jul25.yaml"));
    Files.writeString(
        pending.resolve(code + "_aug25.yaml"), draft.replace(code + "_jul25", code + "_aug25"));
    Files.writeString(pending.resolve("broken.yaml"), "manifest: [");

    StatusWorkflow.Drafts drafts = new StatusWorkflow(estate.context()).drafts(null);

    assertThat(drafts.drafts())
        .extracting(StatusWorkflow.Draft::manifest)
        .containsExactly(code + "_aug25");
    assertThat(drafts.unreadable())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.path()).isEqualTo("manifests/pending/broken.yaml");
              assertThat(each.reason()).startsWith("1:12: ");
            });
    assertThat(status().pendingManifests()).isEqualTo(2);
  }

  @Test
  void exportsInALinkedFolderAreThere() throws IOException {
    estate.refresh(code + "_jul25", CSV);
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(estate.workspace().currentOutput(), elsewhere);
    Files.createSymbolicLink(estate.workspace().currentOutput(), elsewhere);

    assertThat(drift()).isEmpty();
  }

  @Test
  void manifestsThatEarlierRulesReadAreNamed() {
    estate.refresh(code + "_jul25", CSV);
    assertThat(status().warnings()).isEmpty();

    estate.execute(
        "UPDATE datawarp.tbl_manifest_files SET extraction_version = '1' WHERE manifest_name = '"
            + code
            + "_jul25'");

    assertThat(status().warnings())
        .singleElement()
        .asString()
        .contains("earlier rules (" + code + "_jul25)")
        .contains("refresh " + code + "_jul25 --dry-run");
  }

  @Test
  void whatWasNotCheckedForTwoOfItsPeriodsIsStaleUntilItIsChecked() {
    estate.refresh(code + "_jul25", CSV);
    estate.clock().advance(Duration.ofDays(62));
    assertThat(publications().get(code).isStale()).isFalse();

    estate.clock().advance(Duration.ofDays(1));
    assertThat(publications().get(code).isStale()).isTrue();
    assertThat(commands()).contains("datawarp refresh " + code + "_jul25");

    estate.refresh(code + "_jul25", CSV);
    assertThat(publications().get(code).isStale()).isFalse();
  }

  @Test
  void aFailureIsToldUntilItIsMadeGoodOrAMonthOld() {
    estate.refresh(code + "_jul25", CSV);
    fail("_jul25");
    fail("_aug25");

    assertThat(standing().failing())
        .extracting(FailedRun::manifest)
        .containsExactlyInAnyOrder(code + "_jul25", code + "_aug25");
    assertThat(standing().failing().get(0).error()).contains("no such file");
    assertThat(commands()).contains("datawarp refresh " + code + "_jul25");

    estate.clock().advance(Duration.ofMinutes(1));
    estate.refresh(code + "_jul25", CSV);
    assertThat(standing().failing())
        .extracting(FailedRun::manifest)
        .containsExactly(code + "_aug25");

    estate.clock().advance(Duration.ofDays(31));
    assertThat(standing().failing()).isEmpty();
    assertThat(status().failedRuns()).isEqualTo(2);
  }

  @Test
  void sizesAndCountsAreThoseOfFilesAndTables() throws IOException {
    estate.refresh(code + "_jul25", CSV);
    estate.refresh(code + "_aug25", CSV);
    estate.archive(Set.of(), code + "_jul25");

    EstateStanding standing = standing();

    assertThat(standing.archived()).isEqualTo(1);
    assertThat(standing.archivedWithoutRows()).isZero();
    assertThat(standing.tables()).isEqualTo(2);
    assertThat(standing.tableBytes()).isPositive();
    assertThat(standing.folders().archiveBytes()).isPositive();
    assertThat(standing.folders().currentBytes()).isPositive();
    assertThat(standing.folders().backupsBytes()).isZero();
    assertThat(standing.unsent().files()).isPositive();
    assertThat(standing.unsent().configured()).isFalse();
    assertThat(standing.backups().lastMade()).isNull();
    assertThat(standing.orphans()).isEqualTo(estate.cleanupPlan().found());
    assertThat(commands()).contains("datawarp backup create").doesNotContain("datawarp sync");

    Files.writeString(estate.workspace().currentOutput().resolve("nobodys.md"), "# lost");
    assertThat(standing().orphans()).isEqualTo(estate.cleanupPlan().found());
  }

  @Test
  void nothingIsAtOddsAfterRuns() {
    estate.refresh(code + "_jul25", CSV);
    estate.refresh(code + "_jul25", CSV + "East,3\n");
    estate.refresh(code + "_aug25", CSV);
    estate.archive(Set.of(), code + "_jul25");
    estate.stack("c" + code + "_aug25", CSV);

    assertThat(drift()).isEmpty();
  }

  @Test
  void filesAndRecordsThatAreAtOddsAreNamed() throws IOException {
    String one = code + "_jul25";
    estate.refresh(one, CSV);
    estate.refresh(code + "_aug25", CSV);
    estate.stack("c" + code + "_aug25", CSV);
    Path manifest = estate.workspace().activeManifests().resolve(one + ".yaml");
    Path canonical = canonical();

    Files.writeString(
        manifest, Files.readString(manifest).replace("state: exported", "state: loaded"));
    assertThat(drift())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.kind()).isEqualTo(Kind.HEADER);
              assertThat(each.what()).isEqualTo("its header says loaded, the database exported");
            });
    Files.delete(manifest);
    Files.writeString(estate.parquet(one), "short");
    Files.delete(estate.parquet(code + "_aug25"));
    Files.delete(canonical);
    estate.execute(
        "DELETE FROM datawarp.tbl_exports WHERE source_code = '" + one + "'",
        "DELETE FROM datawarp.tbl_manifests WHERE name = '" + code + "_aug25'");

    assertThat(drift())
        .extracting(each -> each.kind() + " " + each.item())
        .containsExactlyInAnyOrder(
            "UNRECORDED output/current/" + one + ".parquet",
            "MISSING output/current/" + code + "_aug25.parquet",
            "MISSING " + estate.workspace().relative(canonical),
            "MISSING manifests/active/" + one + ".yaml",
            "UNRECORDED manifests/active/" + code + "_aug25.yaml");
    assertThat(commands()).startsWith("datawarp status --fix --dry-run");
  }

  @Test
  void whatAPersonWritesIntoAManifestIsNoDrift() throws IOException {
    estate.refresh(code + "_jul25", CSV);
    Path manifest = estate.workspace().activeManifests().resolve(code + "_jul25.yaml");
    Files.writeString(manifest, Files.readString(manifest) + "# looked at by AB\n");

    assertThat(drift()).isEmpty();
  }

  @Test
  void aSourceWithoutItsRegistryRowIsNamed() {
    estate.refresh(code + "_jul25", CSV);
    estate.refresh(code + "_aug25", CSV);
    estate.execute("DELETE FROM datawarp.tbl_data_sources WHERE code = '" + code + "_jul25'");

    assertThat(drift())
        .extracting(each -> each.kind() + " " + each.item())
        .contains("UNREGISTERED " + code + "_jul25");
  }

  @Test
  void anotherDatabaseIsNamedAndNothingElse() throws IOException {
    estate.refresh(code + "_jul25", CSV);
    Path note = estate.workspace().state().resolve("database");
    Files.writeString(note, "00000000-0000-4000-8000-00000000000" + "1\n");

    assertThat(drift()).extracting(Drift::kind).containsExactly(Kind.DATABASE);
    assertThat(commands()).startsWith("datawarp config show --origin");
  }

  @Test
  void nothingIsSaidOfFilesWhileARunIsAtWork() throws IOException {
    estate.refresh(code + "_jul25", CSV);
    Files.delete(estate.parquet(code + "_jul25"));
    estate.execute(
        "UPDATE datawarp.tbl_runs SET status = 'in_progress' WHERE workspace = '"
            + estate.identity()
            + "'");

    assertThat(drift()).isEmpty();
    assertThat(status().warnings()).anyMatch(line -> line.contains("runs are at work"));
  }

  private Path canonical() {
    List<String> paths =
        estate.query(
            "SELECT path FROM datawarp.tbl_exports WHERE period IS NOT NULL AND workspace = '"
                + estate.identity()
                + "'");
    assertThat(paths).hasSize(1);
    return estate.workspace().resolve(paths.get(0));
  }

  private void fail(String period) {
    assertThatThrownBy(() -> estate.refresh(code + period, folder.resolve("gone.csv"), null))
        .isInstanceOf(SourceUnavailableException.class);
  }

  private Map<String, PublicationStanding> publications() {
    return standing().publications().stream()
        .collect(
            java.util.stream.Collectors.toMap(
                PublicationStanding::publication, standing -> standing));
  }

  private List<String> commands() {
    return status().next().stream().map(NextCommand::command).toList();
  }

  private EstateStanding standing() {
    return status().estate();
  }

  private WorkspaceStatus status() {
    return look().status().orElseThrow();
  }

  private List<Drift> drift() {
    return look().drift();
  }

  private StandingWorkflow look() {
    return new StandingWorkflow(
        estate.context(),
        new StandingWorkflow.Outside(
            () -> {
              OrphanCount found = estate.cleanupWorkflow().count();
              return new StandingWorkflow.Orphans(found.count(), found.unreadable());
            },
            () -> SyncConfiguration.read(estate.workspace().syncConfigurationFile(), Map.of())));
  }
}
