package org.datawarp.workflow.rename;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.model.Existing;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.refresh.StepsWorkflow;
import org.datawarp.workflow.rename.RenamePlan.Kind;
import org.datawarp.workflow.restore.RestoreRequest.Choice;
import org.datawarp.workflow.status.StatusWorkflow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names that were mistyped are mended, with all that is called after them. */
@ExtendWith(PostgresExtension.class)
class RenameIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String ROWS = "Region,Patients\nNorth,%d\nSouth,%d\n";
  private static final String STAFF = "Ward,Beds,Staff\nX,1,%d\nY,2,%d\n";

  private final int number = NUMBERS.incrementAndGet();
  private final String wrong = "bedz" + number;
  private final String right = "beds" + number;

  @TempDir Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
  }

  @Test
  void aManifestIsRenamedWithAllThatIsCalledAfterIt() {
    String from = wrong + "_aug25";
    String to = right + "_aug25";
    refresh(from, 1);
    refresh(from, 5);
    estate.execute("CREATE VIEW staging.v_" + from + " AS SELECT * FROM staging.tbl_" + from);
    String union = new StepsWorkflow(estate.context()).makeUnionView("b*_aug25", "all_" + from);
    List<String> rows = rows(from);
    Map<String, String> before = estate.files();

    RenameReport plan = workflow().plan(from, to);

    assertThat(plan.plan().kind()).isEqualTo(Kind.MANIFEST);
    assertThat(plan.plan().sources())
        .singleElement()
        .satisfies(source -> assertThat(source.views()).contains("staging.v_" + from));
    assertThat(estate.files()).isEqualTo(before);

    RenameReport report = rename(from, to);

    assertThat(report.plan()).isEqualTo(plan.plan());
    assertThat(rows(to)).isEqualTo(rows);
    assertThat(exists("staging.tbl_" + from)).isFalse();
    assertThat(estate.query("SELECT count(*) FROM staging.v_" + from)).containsExactly("2");
    assertThat(estate.query("SELECT DISTINCT _source FROM " + union)).contains(to);
    assertThat(estate.files().keySet())
        .contains(
            "output/current/" + to + ".parquet",
            "output/current/" + to + ".md",
            "manifests/active/" + to + ".yaml",
            "output/.versions/" + to + "/2025-08/2025-09-01.parquet")
        .noneMatch(path -> path.contains(from) && !path.startsWith("downloads"));
    assertThat(ParquetRows.metadata(estate.parquet(to))).containsEntry("datawarp.source", to);
    assertThat(estate.context().manifests().findActive(to).orElseThrow().manifest().header())
        .satisfies(header -> assertThat(header.publication()).isEqualTo(right));
    assertThat(traces(from)).isEmpty();
    assertThat(
            estate.query(
                "SELECT refresh_type, details ->> 'old_name', old_row_count FROM"
                    + " datawarp.tbl_refresh_events WHERE source_code = '"
                    + to
                    + "' ORDER BY id"))
        .containsExactly("full|null|null", "full|null|2", "rename|" + from + "|2");
    assertThat(estate.cleanupPlan().found()).isZero();
  }

  @Test
  void theNextRefreshFindsItselfAndOtherCommandsWorkOnIt() throws Exception {
    String from = wrong + "_aug25";
    String to = right + "_aug25";
    refresh(from, 1);
    refresh(from, 5);
    rename(from, to);

    assertThat(refresh(to, 5)).isEqualTo(Outcome.UNCHANGED);
    assertThat(refresh(to, 7)).isEqualTo(Outcome.REFRESHED);
    assertThat(
            estate.query(
                "SELECT code FROM datawarp.tbl_data_sources WHERE code ~ '" + number + "_'"))
        .containsExactly(to);
    estate.clock().advance(Duration.ofMinutes(1));
    estate.restore(new Choice.AsOf(java.time.Instant.parse("2025-09-01T10:01:30Z")), to);
    assertThat(rows(to)).containsExactly("North|1", "South|2");
    assertThat(estate.context().manifests().findActive(to).orElseThrow().manifest().sources())
        .extracting(source -> source.code().value())
        .containsExactly(to);
    estate.clock().advance(Duration.ofMinutes(1));
    assertThat(estate.archive(Set.of(), to).plan().items()).hasSize(1);
    assertThat(estate.cleanupPlan().found()).isZero();
    estate.clock().advance(Duration.ofMinutes(1));
    estate.restore(to);
    assertThat(estate.parquet(to)).isNotEmptyFile();
  }

  @Test
  void whatWasArchivedUnderTheOldNameStaysThereAndIsFound() {
    String from = wrong + "_aug25";
    String to = right + "_aug25";
    refresh(from, 1);
    estate.clock().advance(Duration.ofMinutes(1));
    estate.archive(Set.of(), from);
    estate.clock().advance(Duration.ofMinutes(1));
    assertThatThrownBy(() -> rename(from, to))
        .isInstanceOf(RefusedException.class)
        .hasMessage("manifest " + from + " is archived");
    estate.restore(from);
    refresh(from, 9);
    String archived = "archive/parquet/2025-09-01/" + from + ".parquet";
    assertThat(estate.files()).containsKey(archived);

    RenameReport report = rename(from, to);

    assertThat(report.plan().stays()).containsExactly(archived);
    assertThat(estate.files()).containsKey(archived);
    estate.clock().advance(Duration.ofMinutes(1));
    estate.restore(new Choice.AsOf(java.time.Instant.parse("2025-09-01T10:01:30Z")), to);
    assertThat(rows(to)).containsExactly("North|1", "South|2");
    assertThat(estate.context().manifests().findActive(to).orElseThrow().manifest().sources())
        .extracting(source -> source.code().value())
        .containsExactly(to);
    assertThat(estate.context().manifests().findActive(from)).isEmpty();
  }

  @Test
  void copiesInAStoreKeepTheOldNameAndComeBackUnderTheNewOne() throws Exception {
    String from = wrong + "_aug25";
    String to = right + "_aug25";
    String store = "file:" + Files.createDirectories(folder.resolve("nas"));
    refresh(from, 1);
    estate.clock().advance(Duration.ofMinutes(1));
    estate.archive(Set.of(), from);
    sync(store, Set.of());
    estate.clock().advance(Duration.ofMinutes(1));
    estate.restore(from);
    refresh(from, 9);
    rename(from, to);
    List<String> copies = copies();

    sync(store, Set.of(SyncRequest.Option.DELETE_LOCAL));

    assertThat(copies()).isEqualTo(copies);
    assertThat(estate.files().keySet()).noneMatch(path -> path.startsWith("archive/parquet"));
    estate.clock().advance(Duration.ofMinutes(1));
    estate.restore(new Choice.FromStore(store, null), to);
    assertThat(rows(to)).containsExactly("North|1", "South|2");
    assertThat(
            estate.query("SELECT code FROM datawarp.tbl_data_sources WHERE code = '" + from + "'"))
        .isEmpty();
    assertThatThrownBy(() -> estate.restore(from))
        .isInstanceOfSatisfying(
            NotFoundException.class,
            e -> assertThat(e.hint()).isEqualTo("it is called " + to + " now"));
    assertThat(new StatusWorkflow(estate.context()).newName(from)).contains(to);
  }

  private void sync(String store, Set<SyncRequest.Option> options) {
    estate
        .syncWorkflow()
        .run(
            new SyncRequest(
                store, null, null, null, 100, options, Duration.ZERO, "sync --to " + store),
            RunListener.SILENT);
  }

  private List<String> copies() throws Exception {
    try (java.util.stream.Stream<Path> files = Files.walk(folder.resolve("nas"))) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .map(
              file ->
                  folder.relativize(file) + " " + org.datawarp.platform.io.FileHash.sha256(file))
          .sorted()
          .toList();
    }
  }

  @Test
  void aRenameIsTakenBackAndDoneAgain() {
    String from = wrong + "_aug25";
    String to = right + "_aug25";
    refresh(from, 1);
    refresh(from, 5);
    Map<String, String> before = outputs();
    String run = String.valueOf(rename(from, to).run());
    Map<String, String> after = outputs();

    String undo = estate.undo(run);

    assertThat(outputs()).isEqualTo(before);
    assertThat(rows(from)).containsExactly("North|5", "South|6");
    assertThat(traces(to)).isEmpty();
    assertThat(refresh(from, 5)).isEqualTo(Outcome.UNCHANGED);

    estate.undo(undo);

    assertThat(outputs()).isEqualTo(after);
    assertThat(traces(from)).isEmpty();
    refresh(to, 8);
    assertThatThrownBy(() -> estate.undo(run)).isInstanceOf(RefusedException.class);
  }

  @Test
  void oneSourceOfSeveralGetsAnotherCode() {
    String manifest = right + "_aug25";
    Path zip = zip(1);
    estate.refresh(manifest, zip, null);
    String from = manifest + "_staff";
    String to = manifest + "_nurses";

    RenameReport report = rename(from, to);

    assertThat(report.plan().kind()).isEqualTo(Kind.SOURCE);
    assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + to)).containsExactly("2");
    assertThat(estate.parquet(to)).isNotEmptyFile();
    estate.clock().advance(Duration.ofMinutes(1));
    assertThat(estate.refresh(manifest, zip, null).outcome()).isEqualTo(Outcome.UNCHANGED);
    estate.clock().advance(Duration.ofMinutes(1));
    assertThat(estate.refresh(manifest, zip(4), null).outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(
            estate.query(
                "SELECT code FROM datawarp.tbl_data_sources WHERE owner_manifest = '"
                    + manifest
                    + "' ORDER BY 1"))
        .containsExactly(to, manifest + "_waits");
  }

  @Test
  void aPublicationIsRenamedWithAllItsIssuesAndCanonicalSources() throws Exception {
    Path configuration = estate.workspace().configurationFile();
    String registered = "publications:\n  # ours\n  '%s': {url: 'file:///a/{year}.csv'}\n";
    estate.stack(wrong + "_jul25", ROWS.formatted(1, 2));
    estate.clock().advance(Duration.ofMinutes(1));
    estate.stack(wrong + "_aug25", ROWS.formatted(3, 4));
    estate.clock().advance(Duration.ofMinutes(1));
    Files.writeString(configuration, registered.formatted(wrong));
    Map<String, String> before = outputs();

    RenameReport report = rename(wrong, right);

    assertThat(report.plan().kind()).isEqualTo(Kind.PUBLICATION);
    assertThat(report.plan().manifests()).hasSize(2);
    assertThat(configuration)
        .content()
        .isEqualTo(registered.formatted(right).replace("'" + right + "'", right));
    Files.writeString(configuration, Files.readString(configuration) + "# since\n");
    assertThat(outputs().keySet())
        .contains(
            "manifests/active/" + right + "_jul25.canonical.yaml",
            "manifests/active/" + right + "_aug25.canonical.yaml",
            "output/current/" + right + "/2025-07.parquet",
            "output/current/" + right + "/2025-08.parquet",
            "output/current/" + right + ".md")
        .noneMatch(path -> path.contains(wrong));
    assertThat(
            estate.query(
                "SELECT _period, count(*) FROM staging.tbl_" + right + " GROUP BY 1 ORDER BY 1"))
        .containsExactly("2025-07|2", "2025-08|2");
    assertThat(estate.cleanupPlan().found()).isZero();
    estate.clock().advance(Duration.ofMinutes(1));
    assertThat(estate.stack(right + "_aug25", ROWS.formatted(3, 4)).outcome())
        .isEqualTo(Outcome.UNCHANGED);
    estate.clock().advance(Duration.ofMinutes(1));
    assertThat(estate.stack(right + "_sep25", ROWS.formatted(5, 6)).outcome())
        .isEqualTo(Outcome.REFRESHED);
    assertThat(
            estate.query(
                "SELECT _period, count(*) FROM staging.tbl_" + right + " GROUP BY 1 ORDER BY 1"))
        .containsExactly("2025-07|2", "2025-08|2", "2025-09|2");
    String september =
        estate
            .query(
                "SELECT max(run_id) FROM datawarp.tbl_refresh_events WHERE manifest_name = '"
                    + right
                    + "_sep25'")
            .get(0);
    estate.undo(september);
    estate.undo(String.valueOf(report.run()));
    assertThat(configuration).content().contains("  " + wrong + ": {", "# since\n");
    assertThat(outputs().keySet()).containsAll(before.keySet());
    assertThat(
            estate.query(
                "SELECT _period, count(*) FROM staging.tbl_" + wrong + " GROUP BY 1 ORDER BY 1"))
        .containsExactly("2025-07|2", "2025-08|2");
    estate.clock().advance(Duration.ofMinutes(1));
    assertThat(estate.stack(wrong + "_aug25", ROWS.formatted(3, 4)).outcome())
        .isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void aDraftIsRenamed() throws Exception {
    Path draft = estate.workspace().pendingManifests().resolve(wrong + "_aug25.yaml");
    refresh(right + "_jul25", 1);
    new StepsWorkflow(estate.context())
        .extract(
            new org.datawarp.lifecycle.refresh.RefreshRequest(
                wrong + "_aug25",
                estate.file("draft.csv", ROWS.formatted(1, 2)).toString(),
                null,
                List.of(),
                org.datawarp.lifecycle.refresh.RefreshRequest.Scope.FULL,
                org.datawarp.lifecycle.refresh.RefreshRequest.ReplacedGoes.VERSIONS,
                EnumSet.of(org.datawarp.lifecycle.refresh.RefreshRequest.Option.DRAFT_ONLY),
                Duration.ZERO,
                "extract"),
            null,
            Existing.KEEP,
            RunListener.SILENT);
    assertThat(draft).exists();

    rename(wrong + "_aug25", right + "_aug25");

    assertThat(draft).doesNotExist();
    assertThat(Files.readString(draft.resolveSibling(right + "_aug25.yaml")))
        .contains("name: " + right + "_aug25")
        .doesNotContain(wrong);
  }

  @Test
  void aNameThatIsTakenHeldOrNoneIsRefused() {
    String from = wrong + "_aug25";
    refresh(from, 1);
    refresh(right + "_aug25", 2);
    Map<String, String> before = estate.files();

    assertThatThrownBy(() -> rename(from, right + "_aug25"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("there is a manifest " + right + "_aug25");
    assertThatThrownBy(() -> rename(from, right + "_jul25"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("reports on 2025-08");
    assertThatThrownBy(() -> rename(from, "Beds Aug")).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> rename(from, from)).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> rename("no_such_thing", right + "_x"))
        .isInstanceOf(NotFoundException.class);
    estate.remove(right + "_aug25");
    assertThatThrownBy(() -> rename(from, right + "_aug25"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("its history");
    estate.execute(
        "INSERT INTO datawarp.tbl_holds (workspace, source_pattern, reason) VALUES ('"
            + estate.identity()
            + "', '"
            + from
            + "', 'inquiry')");
    assertThatThrownBy(() -> rename(from, wrong + "_x_aug25"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("inquiry");
    assertThat(estate.parquet(from)).isNotEmptyFile();
    assertThat(before).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = RunStep.class,
      names = {"PLAN", "BEGIN", "CHANGE", "COMMIT", "PUBLISH", "CATALOG"})
  void aRenameThatBreaksIsNotDoneOrIsFinished(RunStep last) {
    String from = wrong + "_aug25";
    String to = right + "_aug25";
    refresh(from, 1);
    refresh(from, 5);
    Map<String, String> before = estate.files();
    boolean isDecided = last.ordinal() >= RunStep.COMMIT.ordinal();

    assertThatThrownBy(
            () ->
                workflow()
                    .rename(
                        from,
                        to,
                        "rename",
                        Duration.ZERO,
                        Estate.breaksAfter(last, new IllegalStateException("broken"))))
        .hasMessageContaining("broken");

    if (!isDecided) {
      assertThat(estate.files()).isEqualTo(before);
      rename(from, to);
    }
    assertThat(refresh(to, 5)).isEqualTo(Outcome.UNCHANGED);
    assertThat(outputs().keySet())
        .contains("output/current/" + to + ".parquet", "manifests/active/" + to + ".yaml")
        .noneMatch(path -> path.contains(from));
    assertThat(rows(to)).containsExactly("North|5", "South|6");
    assertThat(estate.cleanupPlan().found()).isZero();
  }

  private RenameWorkflow workflow() {
    return new RenameWorkflow(estate.context());
  }

  private RenameReport rename(String from, String to) {
    estate.clock().advance(Duration.ofMinutes(1));
    return workflow()
        .rename(from, to, "rename " + from + " " + to, Duration.ZERO, RunListener.SILENT);
  }

  private Outcome refresh(String manifest, int first) {
    estate.clock().advance(Duration.ofMinutes(1));
    Path file = estate.file("rows-" + number + ".csv", ROWS.formatted(first, first + 1));
    return estate
        .refresh(manifest, file, manifest.endsWith("jul25") ? "2025-07" : "2025-08")
        .outcome();
  }

  private Path zip(int first) {
    return estate.zip(
        "issue.zip",
        "waits.csv",
        ROWS.formatted(first, first + 1),
        "staff.csv",
        STAFF.formatted(first, first + 1));
  }

  private List<String> rows(String code) {
    return estate.query("SELECT region, patients FROM staging.tbl_" + code + " ORDER BY 1");
  }

  private boolean exists(String table) {
    return estate.query("SELECT to_regclass('" + table + "') IS NOT NULL").get(0).equals("t");
  }

  /** Returns in which tables a name is still that of a source or manifest. */
  private List<String> traces(String name) {
    return estate.query(
        "SELECT 'source' FROM datawarp.tbl_data_sources WHERE code = '%1$s' UNION ALL"
                .formatted(name)
            + " SELECT 'export' FROM datawarp.tbl_exports WHERE source_code = '%1$s' UNION ALL"
                .formatted(name)
            + " SELECT 'manifest' FROM datawarp.tbl_manifests WHERE name = '%1$s' UNION ALL"
                .formatted(name)
            + " SELECT 'file' FROM datawarp.tbl_manifest_files WHERE manifest_name = '%1$s' OR source_code = '%1$s' UNION ALL"
                .formatted(name)
            + " SELECT 'column' FROM datawarp.tbl_column_metadata WHERE canonical_source_code = '%1$s' UNION ALL"
                .formatted(name)
            + " SELECT 'kept' FROM datawarp.tbl_kept_files WHERE source_code = '%1$s' OR (path LIKE '%%/%1$s/%%' AND gone_at IS NULL) UNION ALL"
                .formatted(name)
            + " SELECT 'event' FROM datawarp.tbl_refresh_events WHERE source_code = '%1$s' OR manifest_name = '%1$s'"
                .formatted(name));
  }

  private Map<String, String> outputs() {
    Map<String, String> outputs = new TreeMap<>(estate.files());
    outputs.keySet().removeIf(path -> path.contains("catalog") || path.startsWith("downloads"));
    return outputs;
  }
}
