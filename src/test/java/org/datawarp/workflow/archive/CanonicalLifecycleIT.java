package org.datawarp.workflow.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.model.Existing;
import org.datawarp.model.ForeignFiles;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.archive.ArchiveRequest.Option;
import org.datawarp.workflow.refresh.FileExportWorkflow;
import org.datawarp.workflow.refresh.FileFormat;
import org.datawarp.workflow.refresh.RowsRequest;
import org.datawarp.workflow.refresh.Selected;
import org.datawarp.workflow.refresh.StepsWorkflow;
import org.datawarp.workflow.remove.RemovePlan;
import org.datawarp.workflow.remove.RemoveReport;
import org.datawarp.workflow.restore.RestoreRequest.Choice;
import org.datawarp.workflow.status.StatusWorkflow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What looks after sources looks after each period of a canonical one by itself. */
@ExtendWith(PostgresExtension.class)
class CanonicalLifecycleIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String JUNE = "Region,Patients\nNorth,1\nSouth,2\nEast,3\n";
  private static final String JULY = "Region,Patients\nNorth,4\nSouth,5\nEast,6\n";
  private static final String AUGUST = "Region,Patients\nNorth,7\nSouth,8\nEast,9\n";

  private final String source = "can" + NUMBERS.incrementAndGet();

  @TempDir Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
  }

  private RefreshReport stack(String token, String csv) {
    estate.clock().advance(Duration.ofMinutes(1));
    return estate.stack(source + "_" + token, csv);
  }

  private List<String> rows() {
    return estate.query(
        "SELECT _period, string_agg(patients::text, ' ' ORDER BY patients) FROM staging.tbl_"
            + source
            + " GROUP BY 1 ORDER BY 1");
  }

  private List<String> counts() {
    return estate.query(
        "SELECT period, manifest_name, row_count FROM datawarp.tbl_period_rows WHERE source_code ="
            + " '"
            + source
            + "' ORDER BY 1");
  }

  private List<String> exports() {
    return estate.query(
        "SELECT period, path FROM datawarp.tbl_exports WHERE source_code = '"
            + source
            + "' ORDER BY 1");
  }

  private List<String> catalog() {
    return Catalog.read(estate.workspace().catalog()).stream()
        .filter(entry -> entry.source().equals(source))
        .map(CatalogEntry::path)
        .sorted()
        .toList();
  }

  private Map<String, String> outputs() {
    Map<String, String> outputs = new TreeMap<>(estate.files());
    outputs
        .keySet()
        .removeIf(
            path ->
                !(path.startsWith("output/current") && path.contains(source) && path.endsWith("t")
                    || path.startsWith("manifests/active")));
    return outputs;
  }

  private String file(String period) {
    return "output/current/" + source + "/" + period + ".parquet";
  }

  @Test
  void undoTakesANewPeriodOutAndPutsItBack() {
    stack("jul25", JULY);
    Map<String, String> before = outputs();
    String run = stack("aug25", AUGUST).run();
    Map<String, String> after = outputs();

    estate.clock().advance(Duration.ofMinutes(1));
    String undo = estate.undo(run);

    assertThat(rows()).containsExactly("2025-07|4 5 6");
    assertThat(counts()).containsExactly("2025-07|" + source + "_jul25|3");
    assertThat(outputs()).isEqualTo(before);
    assertThat(catalog()).containsExactly(file("2025-07"));
    assertThat(
            estate.query(
                "SELECT name FROM datawarp.tbl_manifests WHERE name LIKE '" + source + "%'"))
        .containsExactly(source + "_jul25");

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(undo);

    assertThat(rows()).containsExactly("2025-07|4 5 6", "2025-08|7 8 9");
    assertThat(counts())
        .containsExactly("2025-07|" + source + "_jul25|3", "2025-08|" + source + "_aug25|3");
    assertThat(outputs()).isEqualTo(after);
    assertThat(catalog()).containsExactly(file("2025-07"), file("2025-08"));
  }

  @Test
  void undoOfARevisionBringsThePeriodBackAsItWas() {
    stack("jul25", JULY);
    stack("aug25", AUGUST);
    String run = stack("aug25", AUGUST.replace("North,7", "North,70")).run();
    assertThat(rows()).containsExactly("2025-07|4 5 6", "2025-08|8 9 70");

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(run);

    assertThat(rows()).containsExactly("2025-07|4 5 6", "2025-08|7 8 9");
    assertThat(exports())
        .containsExactly("2025-07|" + file("2025-07"), "2025-08|" + file("2025-08"));
    assertThat(catalog()).containsExactly(file("2025-07"), file("2025-08"));
    assertThat(stack("aug25", AUGUST).outcome()).isEqualTo(RefreshReport.Outcome.UNCHANGED);
  }

  @Test
  void undoOfTheOnlyPeriodTakesTheSourceAway() {
    String run = stack("jul25", JULY).run();

    estate.clock().advance(Duration.ofMinutes(1));
    String undo = estate.undo(run);

    assertThat(estate.query("SELECT to_regclass('staging.tbl_" + source + "') IS NULL"))
        .containsExactly("t");
    assertThat(
            estate.query(
                "SELECT count(*) FROM datawarp.tbl_canonical_sources WHERE canonical_code = '"
                    + source
                    + "'"))
        .containsExactly("0");

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(undo);

    assertThat(rows()).containsExactly("2025-07|4 5 6");
    assertThat(counts()).containsExactly("2025-07|" + source + "_jul25|3");
    assertThat(
            estate.query(
                "SELECT count(*) FROM datawarp.tbl_source_mappings WHERE canonical_code = '"
                    + source
                    + "'"))
        .containsExactly("1");
  }

  @Test
  void onePeriodIsArchivedPurgedAndRestored() throws IOException {
    stack("jun25", JUNE);
    stack("jul25", JULY);
    estate.clock().advance(Duration.ofDays(100));
    stack("aug25", AUGUST);
    Map<String, String> before = outputs();
    estate.clock().advance(Duration.ofMinutes(1));

    ArchiveReport report =
        estate
            .archiveWorkflow()
            .run(
                Estate.archiveRequest("90d", Set.of(Option.PURGE_DB), source + "*"),
                RunListener.SILENT);

    assertThat(report.problems()).isEmpty();
    assertThat(report.plan().items())
        .extracting(ArchiveItem::name)
        .containsExactly(source + " 2025-06", source + " 2025-07");
    assertThat(rows()).containsExactly("2025-08|7 8 9");
    assertThat(counts()).containsExactly("2025-08|" + source + "_aug25|3");
    assertThat(catalog()).containsExactly(file("2025-08"));
    assertThat(page())
        .contains("**Rows:** 3\n", "**Periods:** 2025-08\n")
        .doesNotContain("2025-06", "2025-07");

    estate.restore(source);

    assertThat(page()).contains("**Rows:** 9\n", "**Periods:** 2025-06, 2025-07, 2025-08\n");
    assertThat(rows()).containsExactly("2025-06|1 2 3", "2025-07|4 5 6", "2025-08|7 8 9");
    assertThat(counts()).hasSize(3);
    assertThat(outputs().keySet()).isEqualTo(before.keySet());
    assertThat(catalog()).hasSize(3);
  }

  @Test
  void undoOfAnArchiveBringsThePageOfAllPeriodsBack() throws IOException {
    stack("jun25", JUNE);
    estate.clock().advance(Duration.ofDays(100));
    stack("aug25", AUGUST);
    Map<String, String> before = outputs();
    estate.clock().advance(Duration.ofMinutes(1));
    String archived =
        estate
            .archiveWorkflow()
            .run(Estate.archiveRequest("90d", Set.of(), source + "*"), RunListener.SILENT)
            .run();
    assertThat(page()).contains("**Periods:** 2025-08\n").doesNotContain("2025-06");

    Map<String, String> after = outputs();
    Set<String> kept = archivedFiles();
    String run = archived;
    for (int round = 0; round < 2; round++) {
      String undo = estate.undo(run);

      assertThat(outputs()).isEqualTo(before);
      assertThat(archivedFiles()).isEmpty();

      run = estate.undo(undo);

      assertThat(outputs()).isEqualTo(after);
      assertThat(archivedFiles()).isEqualTo(kept);
    }
  }

  private Set<String> archivedFiles() {
    return estate.files().keySet().stream()
        .filter(path -> path.startsWith("archive/"))
        .collect(Collectors.toSet());
  }

  private void deleteArchive() throws IOException {
    try (Stream<Path> files = Files.walk(estate.workspace().archive())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void onePeriodComesBackFromAStoreByItsManifestsName() throws IOException {
    stack("jun25", JUNE);
    stack("jul25", JULY);
    estate.clock().advance(Duration.ofDays(100));
    stack("aug25", AUGUST);
    estate.clock().advance(Duration.ofMinutes(1));
    estate
        .archiveWorkflow()
        .run(
            Estate.archiveRequest("90d", Set.of(Option.PURGE_DB), source + "*"),
            RunListener.SILENT);
    String store = "file:" + Files.createDirectories(folder.resolve("nas"));
    estate.syncWorkflow().run(SyncRequest.of(store, null, "sync"), RunListener.SILENT);
    deleteArchive();
    estate.clock().advance(Duration.ofMinutes(1));

    estate.restore(new Choice.FromStore(store, null), source + "_jun25");

    assertThat(rows()).containsExactly("2025-06|1 2 3", "2025-08|7 8 9");
    assertThat(catalog()).containsExactly(file("2025-06"), file("2025-08"));
    estate.clock().advance(Duration.ofMinutes(1));

    estate.restore(new Choice.FromStore(store, null), source);

    assertThat(rows()).containsExactly("2025-06|1 2 3", "2025-07|4 5 6", "2025-08|7 8 9");
  }

  @Test
  void aRemovedSourceComesBackFromTheArchiveCanonicalAndStacksOn() {
    stack("jun25", JUNE);
    stack("jul25", JULY);
    estate.clock().advance(Duration.ofDays(100));
    estate
        .archiveWorkflow()
        .run(
            Estate.archiveRequest("90d", Set.of(Option.PURGE_DB), source + "*"),
            RunListener.SILENT);
    estate.clock().advance(Duration.ofMinutes(1));
    estate.remove(source);
    estate.clock().advance(Duration.ofDays(30));
    estate.cleanup(); // the trash is emptied: the archive alone is left
    estate.clock().advance(Duration.ofMinutes(1));

    estate.restore(source + "_jul25");

    assertThat(rows()).containsExactly("2025-07|4 5 6");
    assertThat(counts()).containsExactly("2025-07|" + source + "_jul25|3");

    estate.clock().advance(Duration.ofMinutes(1));
    estate.restore(source + "_jun25");

    assertThat(rows()).containsExactly("2025-06|1 2 3", "2025-07|4 5 6");
    assertThat(catalog()).containsExactly(file("2025-06"), file("2025-07"));
    assertThat(
            estate.query(
                "SELECT canonical, owner_manifest, publication FROM datawarp.tbl_data_sources"
                    + " WHERE code = '"
                    + source
                    + "'"))
        .containsExactly("t|null|" + source);
    assertThat(estate.files().keySet())
        .contains(
            "manifests/active/" + source + "_jun25.canonical.yaml",
            "manifests/active/" + source + "_jul25.canonical.yaml");

    stack("aug25", AUGUST);
    assertThat(stack("jul25", JULY.replace("North,4", "North,40")).outcome())
        .isEqualTo(RefreshReport.Outcome.REFRESHED);

    assertThat(rows()).containsExactly("2025-06|1 2 3", "2025-07|5 6 40", "2025-08|7 8 9");
    assertThat(counts()).hasSize(3);
    assertThat(schemas()).hasSize(1);
  }

  @Test
  void aManifestOfSeveralIsArchivedAndRestoredByItsName() {
    stack("jun25", JUNE);
    stack("jul25", JULY);
    stack("aug25", AUGUST);
    estate.clock().advance(Duration.ofDays(100));
    ArchiveReport report =
        estate
            .archiveWorkflow()
            .run(
                Estate.archiveRequest(
                    "90d", Set.of(Option.PURGE_DB), source + "_jun25", source + "_jul25"),
                RunListener.SILENT);
    assertThat(report.plan().items()).hasSize(2);
    assertThat(rows()).containsExactly("2025-08|7 8 9");
    estate.clock().advance(Duration.ofMinutes(1));

    estate.restore(source + "_jul25");

    assertThat(rows()).containsExactly("2025-07|4 5 6", "2025-08|7 8 9");
    assertThat(catalog()).containsExactly(file("2025-07"), file("2025-08"));
  }

  @Test
  void cleanupFindsNothingOfCanonicalSources() {
    stack("jul25", JULY);
    stack(
        "aug25", AUGUST.replace("Patients", "Patients,Staff").replaceAll("([789])\n", "$1,1.5\n"));
    stack(
        "aug25", AUGUST.replace("Patients", "Patients,Staff").replaceAll("([789])\n", "$1,2.5\n"));
    estate.clock().advance(Duration.ofDays(30));

    assertThat(estate.cleanupPlan().items()).isEmpty();
  }

  @Test
  void aSourceIsRemovedByItsOwnCodeAndComesBack() {
    stack("jul25", JULY);
    stack("aug25", AUGUST);
    Map<String, String> before = outputs();

    estate.clock().advance(Duration.ofMinutes(1));
    String run = estate.remove(source).run();

    assertThat(outputs()).isEmpty();
    assertThat(counts()).isEmpty();

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(run);

    assertThat(rows()).containsExactly("2025-07|4 5 6", "2025-08|7 8 9");
    assertThat(outputs()).isEqualTo(before);
    assertThat(counts()).hasSize(2);
    assertThat(
            estate.query(
                "SELECT count(*) FROM datawarp.tbl_source_mappings WHERE canonical_code = '"
                    + source
                    + "'"))
        .containsExactly("2");
  }

  private String page() throws IOException {
    Path page = estate.workspace().currentOutput().resolve(source + ".md");
    return Files.exists(page) ? Files.readString(page) : "";
  }

  @Test
  void aManifestIsRemovedWithItsPeriodAloneAndComesBack() throws IOException {
    stack("jul25", JULY);
    stack("aug25", AUGUST);
    stack("aug25", AUGUST.replace("North,7", "North,70"));
    Map<String, String> before = new TreeMap<>(estate.files());
    estate.clock().advance(Duration.ofMinutes(1));

    RemoveReport report = estate.remove(source + "_aug25");

    assertThat(report.left()).isEmpty();
    assertThat(report.plan().sources())
        .extracting(each -> each.source() + " " + each.period() + " " + each.rows())
        .containsExactly(source + " 2025-08 3");
    assertThat(report.plan().manifests())
        .extracting(RemovePlan.GoingManifest::manifest)
        .containsExactly(source + "_aug25");
    assertThat(rows()).containsExactly("2025-07|4 5 6");
    assertThat(counts()).containsExactly("2025-07|" + source + "_jul25|3");
    assertThat(catalog()).containsExactly(file("2025-07"));
    assertThat(estate.files().keySet())
        .filteredOn(path -> path.contains(source) && !path.startsWith(".datawarp"))
        .filteredOn(path -> !path.startsWith("downloads"))
        .containsExactlyInAnyOrder(
            file("2025-07"),
            "output/current/" + source + ".md",
            "manifests/active/" + source + "_jul25.canonical.yaml");
    assertThat(page()).contains("**Rows:** 3").contains("**Periods:** 2025-07\n");

    // another period goes on; it is not in the way of the undo
    estate.clock().advance(Duration.ofMinutes(1));
    stack("sep25", JUNE);
    estate.clock().advance(Duration.ofMinutes(1));
    String undo = estate.undo(report.run());

    assertThat(rows()).containsExactly("2025-07|4 5 6", "2025-08|8 9 70", "2025-09|1 2 3");
    assertThat(counts()).hasSize(3);
    assertThat(catalog()).hasSize(3);
    assertThat(estate.files().get(file("2025-08"))).isEqualTo(before.get(file("2025-08")));
    assertThat(estate.files().keySet()).containsAll(before.keySet());

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(undo);

    assertThat(rows()).containsExactly("2025-07|4 5 6", "2025-09|1 2 3");
    assertThat(catalog()).containsExactly(file("2025-07"), file("2025-09"));
  }

  private Set<String> schemas() {
    Set<String> schemas = new TreeSet<>();
    catalog().forEach(path -> schemas.add(ParquetRows.schema(estate.workspace().resolve(path))));
    return schemas;
  }

  @Test
  void whatComesBackHasTheSchemaThatTheOthersHaveByNow() {
    stack("jun25", JUNE);
    stack("jul25", JULY);
    estate.clock().advance(Duration.ofDays(100));
    stack("aug25", AUGUST);
    estate.clock().advance(Duration.ofMinutes(1));
    estate
        .archiveWorkflow()
        .run(
            Estate.archiveRequest("90d", Set.of(Option.PURGE_DB), source + "*"),
            RunListener.SILENT);
    estate.clock().advance(Duration.ofMinutes(1));
    String removed = estate.remove(source + "_aug25").run();
    stack("sep25", JUNE.replace("North,1", "North,1000000.125"));

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(removed);

    assertThat(rows()).containsExactly("2025-08|7 8 9", "2025-09|2 3 1000000.125");
    assertThat(schemas()).hasSize(1);

    estate.clock().advance(Duration.ofMinutes(1));
    String restored = String.valueOf(estate.restore(source).run());

    assertThat(rows()).hasSize(4);
    assertThat(catalog()).hasSize(4);
    assertThat(schemas()).hasSize(1);
    assertThat(stack("jun25", JUNE).outcome()).isEqualTo(RefreshReport.Outcome.UNCHANGED);

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(restored);

    assertThat(rows()).containsExactly("2025-08|7 8 9", "2025-09|2 3 1000000.125");
    assertThat(catalog()).containsExactly(file("2025-08"), file("2025-09"));
  }

  @Test
  void removingTheLastManifestsRemovesTheSource() throws IOException {
    stack("jul25", JULY);
    stack("aug25", AUGUST);
    Map<String, String> before = outputs();
    estate.clock().advance(Duration.ofMinutes(1));

    String run = estate.remove(source + "_jul25", source + "_aug25").run();

    assertThat(outputs()).isEmpty();
    assertThat(page()).isEmpty();
    assertThat(estate.query("SELECT to_regclass('staging.tbl_" + source + "') IS NULL"))
        .containsExactly("t");

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(run);

    assertThat(rows()).containsExactly("2025-07|4 5 6", "2025-08|7 8 9");
    assertThat(outputs()).isEqualTo(before);
    assertThat(counts()).hasSize(2);
  }

  @Test
  void aDeprecatedManifestTakesItsPeriodAlongWhenItsTimeIsOver() throws IOException {
    stack("jul25", JULY);
    stack("aug25", AUGUST);
    Map<String, String> before = outputs();
    estate.clock().advance(Duration.ofMinutes(1));

    estate.deprecate(source + "_aug25");

    assertThat(rows()).hasSize(2);
    estate.clock().advance(Duration.ofDays(15));
    String run = estate.cleanup().run();

    assertThat(rows()).containsExactly("2025-07|4 5 6");
    assertThat(catalog()).containsExactly(file("2025-07"));
    assertThat(page()).contains("**Periods:** 2025-07\n");

    estate.clock().advance(Duration.ofMinutes(1));
    estate.undo(run);

    assertThat(rows()).containsExactly("2025-07|4 5 6", "2025-08|7 8 9");
    assertThat(outputs().get(file("2025-08"))).isEqualTo(before.get(file("2025-08")));
  }

  @Test
  void anExportWrittenAnewIsThatOfThePeriodAlone() {
    stack("jul25", JULY);
    stack("aug25", AUGUST);
    Map<String, String> before = outputs();
    estate.clock().advance(Duration.ofMinutes(1));

    new StepsWorkflow(estate.context())
        .exportParquet(source + "_aug25", "export", Duration.ZERO, RunListener.SILENT);

    assertThat(outputs().get(file("2025-08"))).isEqualTo(before.get(file("2025-08")));
    assertThat(outputs().get(file("2025-07"))).isEqualTo(before.get(file("2025-07")));
    assertThat(exports()).hasSize(2);
  }

  @Test
  void theExportOfASourceWritesAllItsPeriods() throws IOException {
    stack("jul25", JULY);
    stack("aug25", AUGUST);
    Map<String, String> before = outputs();
    estate.execute("UPDATE staging.tbl_" + source + " SET patients = 50 WHERE patients IN (5, 8)");
    StepsWorkflow steps = new StepsWorkflow(estate.context());
    estate.clock().advance(Duration.ofMinutes(1));

    RefreshReport report = steps.exportParquet(source, "export", Duration.ZERO, RunListener.SILENT);

    assertThat(report.sources()).extracting(RefreshReport.SourceResult::rowsTotal).containsOnly(6L);
    for (String period : List.of("2025-07", "2025-08")) {
      assertThat(ParquetRows.hash(estate.workspace().resolve(file(period))).hex())
          .isEqualTo(
              estate
                  .query(
                      "SELECT row_hash FROM datawarp.tbl_exports WHERE source_code = '"
                          + source
                          + "' AND period = '"
                          + period
                          + "'")
                  .get(0));
      assertThat(outputs().get(file(period))).isNotEqualTo(before.get(file(period)));
      assertThat(estate.files().keySet())
          .anyMatch(path -> path.startsWith("output/.versions/" + source + "/" + period));
    }
    Map<String, String> both = outputs();
    estate.execute("UPDATE staging.tbl_" + source + " SET patients = 51 WHERE patients = 50");
    estate.clock().advance(Duration.ofMinutes(1));

    steps.exportParquet(
        new Selected(source, PeriodParser.require("2025-07")),
        ForeignFiles.REFUSE,
        "export",
        Duration.ZERO,
        RunListener.SILENT);

    assertThat(outputs().get(file("2025-07"))).isNotEqualTo(both.get(file("2025-07")));
    assertThat(outputs().get(file("2025-08"))).isEqualTo(both.get(file("2025-08")));
    Path csv = folder.resolve("out.csv");
    assertThat(csv(Selected.all(source), csv)).isEqualTo(6);
    assertThat(csv(new Selected(source, PeriodParser.require("Aug 2025")), csv)).isEqualTo(3);
    assertThat(Files.readString(csv)).contains("North,7").doesNotContain("North,4");
    assertThat(csv(Selected.all(source + "_jul25"), csv)).isEqualTo(3);
    assertThatThrownBy(() -> csv(new Selected(source, PeriodParser.require("2024-01")), csv))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("has no rows of 2024-01");
  }

  private long csv(Selected selected, Path target) {
    RowsRequest request =
        new RowsRequest(selected, RowsRequest.Selection.ONE, FileFormat.CSV, Set.of());
    return new FileExportWorkflow(estate.context()).toFile(request, target, Existing.REPLACE);
  }

  @Test
  void anOlderVersionOfOnePeriodComesBackAndOthersStay() {
    stack("jul25", JULY);
    String first = stack("aug25", AUGUST).run();
    java.time.Instant between = estate.clock().instant().plusSeconds(1);
    stack("aug25", AUGUST.replace("North,7", "North,70"));
    stack("sep25", JUNE);

    estate.clock().advance(Duration.ofMinutes(1));
    estate.restore(
        new org.datawarp.workflow.restore.RestoreRequest.Choice.OfRun(
            new org.datawarp.model.RunId(first)),
        source);

    assertThat(rows()).containsExactly("2025-07|4 5 6", "2025-08|7 8 9", "2025-09|1 2 3");
    assertThat(counts()).hasSize(3);
    stack("aug25", AUGUST.replace("North,7", "North,71"));

    estate.clock().advance(Duration.ofMinutes(1));
    estate.restore(new org.datawarp.workflow.restore.RestoreRequest.Choice.AsOf(between), source);

    assertThat(rows()).containsExactly("2025-07|4 5 6", "2025-08|7 8 9", "2025-09|1 2 3");
    assertThat(exports()).hasSize(3);
  }

  @Test
  void listsAndHistoryNameThePeriodsAndARetentionPolicyTakesTheOldest() {
    stack("jun25", JUNE);
    stack("jul25", JULY);
    stack("aug25", AUGUST);
    estate.clock().advance(Duration.ofDays(400));
    StatusWorkflow look = new StatusWorkflow(estate.context());

    assertThat(look.list(null).orElseThrow())
        .filteredOn(entry -> entry.code().equals(source))
        .extracting(entry -> entry.period() + " " + entry.manifest() + " " + entry.rows())
        .containsExactly(
            "2025-06 " + source + "_jun25 3",
            "2025-07 " + source + "_jul25 3",
            "2025-08 " + source + "_aug25 3");
    new org.datawarp.workflow.retention.RetentionWorkflow(estate.context())
        .set(
            new org.datawarp.workflow.retention.PolicyLine(
                source + "*", 2, 30, null, false, true, 0));

    estate.archiveWorkflow().apply(Estate.archiveRequest(null, Set.of()), RunListener.SILENT);

    assertThat(catalog()).containsExactly(file("2025-07"), file("2025-08"));
  }
}
