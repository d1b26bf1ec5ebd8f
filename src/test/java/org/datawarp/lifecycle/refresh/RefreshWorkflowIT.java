package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.lifecycle.refresh.RefreshRequest.Scope;
import org.datawarp.model.ManifestState;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.testing.HttpTestServer;
import org.junit.jupiter.api.Test;

class RefreshWorkflowIT extends RefreshFixture {
  private static final String HEADER_ONLY = "Region,Patients,Waiting,Seen\n";
  private static final String WAITING = "Region,Waiting\nNorth,7\nSouth,8\n";

  @Test
  void aNewSourceBecomesRowsAnExportAManifestAndALineOfTheCatalogue() {
    RefreshReport report = refresh(source(FIVE));

    assertThat(report.outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(report.period()).isEqualTo("2025-08");
    assertThat(rows()).containsExactly("North|1", "South|2", "East|3", "West|4", "London|5");
    assertThat(manifest().state()).isEqualTo(ManifestState.EXPORTED);
    assertThat(events()).containsExactly(name + "|success|null");
    assertConsistent();
  }

  @Test
  void anUnchangedSourceChangesNothingButTheDateOfItsCheck() {
    String url = source(FIVE);
    refresh(url);
    Map<String, String> filesBefore = files();
    List<String> recordsBefore = records();
    List<String> events = events();
    clock.advance(Duration.ofDays(1));

    RefreshReport report = refresh(url);

    assertThat(report.outcome()).isEqualTo(Outcome.UNCHANGED);
    Map<String, String> filesAfter = new TreeMap<>(files());
    filesBefore.keySet().removeIf(file -> file.startsWith("downloads/.index"));
    filesAfter.keySet().removeIf(file -> file.startsWith("downloads/.index"));
    assertThat(filesAfter).isEqualTo(filesBefore);
    List<String> changed = records();
    changed.removeAll(recordsBefore);
    assertThat(changed).singleElement().asString().contains("last_checked_at");
    assertThat(events()).isEqualTo(events);
    assertConsistent();
  }

  @Test
  void revisedBytesAtTheSameAddressReplaceTheRowsAndKeepTheVersion() {
    try (HttpTestServer server = HttpTestServer.start()) {
      server.serve("/data.csv", FIVE.getBytes(StandardCharsets.UTF_8));
      refresh(server.url("/data.csv"));
      Map<String, String> before = files();
      server.serve("/data.csv", SIX.getBytes(StandardCharsets.UTF_8));

      RefreshReport report = refresh(null);

      assertThat(report.warnings()).anyMatch(warning -> warning.contains("revis"));
      assertThat(report.sources().get(0).rowsDeleted()).isEqualTo(5);
      assertThat(rows())
          .containsExactly("North|10", "South|2", "East|3", "West|4", "London|5", "Midlands|6");
      String kept = "output/.versions/" + name + "/2025-08/2025-09-01";
      assertThat(files())
          .containsEntry(kept + ".parquet", before.get("output/current/" + name + ".parquet"))
          .containsEntry(kept + ".md", before.get("output/current/" + name + ".md"))
          .containsEntry(kept + ".yaml", before.get("manifests/active/" + name + ".yaml"));
      assertThat(eventDetails())
          .contains(
              "5|6|5|6|" + kept + ".yaml|manifests/active/" + name + ".yaml|" + kept + ".parquet");
      assertConsistent();
    }
  }

  @Test
  void aRevisedFileOfThisMachineIsToldTooAndBothAreKept() {
    String url = source(FIVE);
    assertThat(refresh(url).warnings()).isEmpty();

    RefreshReport revised = refresh(source(SIX));

    assertThat(revised.warnings())
        .singleElement()
        .asString()
        .contains("was revised")
        .contains("both are kept in");
  }

  @Test
  void aMendedPeriodDoesNotDuplicateRows() {
    String url = source(FIVE);
    refresh(url);

    RefreshReport mended = run(withPeriod(request(url, Option.REPLACE_PERIOD), "2025-07"));

    assertThat(mended.outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(query("SELECT DISTINCT _period, count(*) FROM " + table + " GROUP BY 1"))
        .containsExactly("2025-07|5");
    // What a person has said holds from then on, though the name says otherwise.
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertConsistent();
  }

  @Test
  void aPeriodOnceSaidHoldsAgainstTheNameOfTheSameFile() {
    String url = write("data_july_2025.csv", FIVE.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> refresh(url))
        .isInstanceOf(RefusedException.class)
        .hasMessageContainingAll("2025-08", "2025-07");
    run(withPeriod(request(url), "2025-08"));

    assertThat(refresh(url).outcome()).isEqualTo(Outcome.UNCHANGED);

    String other = write("data_june_2025.csv", FIVE.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> refresh(other)).isInstanceOf(RefusedException.class);
  }

  @Test
  void aViewSurvivesAWidening() {
    refresh(source(FIVE));
    execute("CREATE VIEW staging.v_" + name + " AS SELECT region, patients FROM " + table);

    RefreshReport report = refresh(source(SIX.replace("East,3", "East,3.5")));

    assertThat(report.sources().get(0).changes()).anyMatch(change -> change.contains("patients"));
    assertThat(query("SELECT patients FROM staging.v_" + name + " WHERE region = 'East'"))
        .containsExactly("3.5");
    assertConsistent();
  }

  @Test
  void archivedVersionsAreNeverOverwritten() throws IOException {
    refresh(source(FIVE));
    String first = files().get("output/current/" + name + ".parquet");
    run(toArchive(request(source(SIX))));
    String second = files().get("output/current/" + name + ".parquet");
    run(toArchive(request(source(SIX + "Wales,7\n"))));

    Map<String, String> files = files();
    String parquet = "archive/parquet/2025-09-01/" + name;
    String yaml = "archive/manifests/2025-09-01/" + name;
    assertThat(files)
        .containsEntry(parquet + ".parquet", first)
        .containsEntry(parquet + "-2.parquet", second)
        .containsKeys(
            parquet + ".parquet.meta",
            parquet + ".md",
            parquet + ".md.meta",
            parquet + "-2.parquet.meta",
            yaml + ".yaml",
            yaml + ".yaml.meta",
            yaml + "-2.yaml",
            yaml + "-2.yaml.meta");
    assertThat(Files.readString(workspace.root().resolve(parquet + ".parquet.meta")))
        .contains(first, "\"rows\" : 5");
    assertThat(workspace.root().resolve("output/.versions")).doesNotExist();
    assertConsistent();
  }

  @Test
  void onlyTheLastFiveVersionsStay() {
    refresh(source(FIVE));
    for (int i = 0; i < 7; i++) {
      clock.advance(Duration.ofDays(1));
      refresh(source(FIVE + "Place " + i + ",9\n"));
    }

    assertThat(files().keySet())
        .filteredOn(file -> file.startsWith("output/.versions/") && file.endsWith(".parquet"))
        .extracting(file -> file.substring(file.lastIndexOf('/') + 1))
        .containsExactly(
            "2025-09-04.parquet",
            "2025-09-05.parquet",
            "2025-09-06.parquet",
            "2025-09-07.parquet",
            "2025-09-08.parquet");
    assertConsistent();
  }

  @Test
  void rowsThatSomebodyChangedAreKeptBesideTheExportThatLacksThem() {
    refresh(source(FIVE));
    execute("DELETE FROM " + table + " WHERE region = 'North'");

    refresh(source(SIX), Option.FORCE);

    Path versions = workspace.versions(new SourceCode(name), "2025-08");
    assertThat(rowsIn(versions.resolve("2025-09-01.parquet"))).isEqualTo(5);
    assertThat(rowsIn(versions.resolve("2025-09-01-rows.parquet"))).isEqualTo(4);
    assertConsistent();
  }

  @Test
  void anExportWhoseTableIsGoneIsKept() {
    String url = source(FIVE);
    refresh(url);
    execute("DROP TABLE " + table);

    assertThat(refresh(url).outcome()).isEqualTo(Outcome.REFRESHED);

    Path versions = workspace.versions(new SourceCode(name), "2025-08");
    assertThat(rowsIn(versions.resolve("2025-09-01.parquet"))).isEqualTo(5);
    assertConsistent();
  }

  @Test
  void aPartialRefreshLeavesTheOtherTableAndDoesNotCountAsAFullOne() {
    refresh(zip("patients.csv", FIVE, "waiting.csv", WAITING));
    String other = name + "_waiting";
    String url = zip("patients.csv", SIX, "waiting.csv", WAITING + "East,9\n");

    RefreshReport partial = run(with(request(url), Scope.PARTIAL, name + "_patients"));

    assertThat(partial.sources()).extracting(s -> s.code()).containsExactly(name + "_patients");
    assertThat(count(name + "_patients")).isEqualTo("6");
    assertThat(count(other)).isEqualTo("2");
    assertConsistent();
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(count(other)).isEqualTo("3");
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThatThrownBy(() -> run(with(request(url), Scope.PARTIAL, "nothing")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void descriptionsAloneLeaveTheRows() throws IOException {
    refresh(source(FIVE));
    List<String> rows = query("SELECT t::text FROM " + table + " t ORDER BY 1");
    Path file = new ManifestStore(workspace).activeFile(name);
    String text = Files.readString(file);
    Files.writeString(
        file, text.replaceFirst("original_name: Patients", "$0\n        description: People seen"));

    RefreshReport report = run(with(request(null), Scope.METADATA_ONLY));

    assertThat(report.outcome()).isEqualTo(Outcome.DESCRIBED);
    assertThat(query("SELECT t::text FROM " + table + " t ORDER BY 1")).isEqualTo(rows);
    assertThat(query("SELECT col_description('" + table + "'::regclass, 2)"))
        .singleElement()
        .asString()
        .contains("People seen");
    assertThat(workspace.currentOutput().resolve(name + ".md")).content().contains("People seen");
    assertConsistent();
  }

  @Test
  void aFallOfMoreThanHalfIsRefusedAndChangesNothingUnlessAccepted() {
    refresh(source(FIVE));
    String url = source("Region,Patients\nNorth,1\nSouth,2\n");
    Map<String, String> files = kept();
    List<String> records = records();

    assertThatThrownBy(() -> refresh(url))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("from 5 rows to 2");

    assertThat(kept()).isEqualTo(files);
    assertThat(records()).isEqualTo(records);
    assertThat(events()).last().isEqualTo(name + "|failed|load");
    assertConsistent();
    RefreshReport report = refresh(url, Option.ACCEPT_SHRINK);
    assertThat(report.warnings()).anyMatch(warning -> warning.contains("from 5 rows to 2"));
    assertThat(rows()).containsExactly("North|1", "South|2");
    assertThat(
            rowsIn(
                workspace.versions(new SourceCode(name), "2025-08").resolve("2025-09-01.parquet")))
        .isEqualTo(5);
    assertConsistent();
  }

  @Test
  void noRowsWhereThereWereSomeAreRejected() {
    refresh(source(FIVE));
    String url = source(HEADER_ONLY);
    Map<String, String> files = kept();

    assertThatThrownBy(() -> refresh(url)).isInstanceOf(DataRejectedException.class);

    assertThat(kept()).isEqualTo(files);
    assertThat(rows()).hasSize(5);
  }

  @Test
  void aSingleTableWithoutRowsIsLoadedEmptyWithAWarning() {
    RefreshReport report = refresh(source(HEADER_ONLY));

    assertThat(report.warnings()).anyMatch(warning -> warning.contains("no rows"));
    assertThat(count(name)).isEqualTo("0");
    assertConsistent();
  }

  @Test
  void aWebPageInsteadOfAFileIsSaidToBeOne() {
    refresh(source(FIVE));
    String page = "<!doctype html><html><head><title>Sign in</title></head><body>…</body></html>";
    String url = write("source.xlsx", page.getBytes(StandardCharsets.UTF_8));
    Map<String, String> files = kept();

    assertThatThrownBy(() -> refresh(url))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageStartingWith("a web page ('Sign in') came instead of the file: ");

    assertThat(kept()).isEqualTo(files);
  }

  @Test
  void aTableThatVanishedIsRefusedUnlessAcceptedAndThenKept() {
    refresh(zip("patients.csv", FIVE, "waiting.csv", WAITING));
    String gone = name + "_waiting";
    String url = zip("patients.csv", SIX);
    Map<String, String> files = kept();

    assertThatThrownBy(() -> refresh(url))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(gone);

    assertThat(kept()).isEqualTo(files);
    RefreshReport report = refresh(url, Option.ACCEPT_SHRINK);
    assertThat(report.warnings())
        .anyMatch(warning -> warning.contains(gone) && warning.contains("2 rows"));
    assertThat(count(gone)).isEqualTo("0");
    String kept = "output/.versions/" + gone + "/2025-08/2025-09-01";
    assertThat(files())
        .containsEntry(kept + ".parquet", files.get("output/current/" + gone + ".parquet"))
        .containsEntry(kept + ".yaml", files.get("manifests/active/" + name + ".yaml"))
        .containsKey(kept + ".md")
        .doesNotContainKeys(
            "output/current/" + gone + ".parquet", "output/current/" + gone + ".md");
    assertThat(catalog()).extracting(CatalogEntry::source).containsExactly(name + "_patients");
    assertThat(query("SELECT 1 FROM datawarp.tbl_exports WHERE source_code = '" + gone + "'"))
        .isEmpty();
    assertThat(query("SELECT code FROM datawarp.tbl_data_sources WHERE code = '" + gone + "'"))
        .containsExactly(gone);
    assertThat(eventDetails()).anyMatch(line -> line.startsWith("2|0|2|0|"));
    assertConsistent();
    // It comes back under its code.
    refresh(zip("patients.csv", SIX, "waiting.csv", WAITING));
    assertThat(count(gone)).isEqualTo("2");
    assertConsistent();
  }

  @Test
  void aVanishedTableGoesToTheArchiveWhereThatIsAskedFor() {
    refresh(zip("patients.csv", FIVE, "waiting.csv", WAITING));

    run(toArchive(request(zip("patients.csv", FIVE), Option.ACCEPT_SHRINK)));

    assertThat(files())
        .containsKeys(
            "archive/parquet/2025-09-01/" + name + "_waiting.parquet",
            "archive/parquet/2025-09-01/" + name + "_waiting.parquet.meta",
            "archive/manifests/2025-09-01/" + name + ".yaml");
    assertConsistent();
  }

  @Test
  void aSecondTableLeavesTheFirstItsName() {
    refresh(zip("patients.csv", FIVE));

    refresh(zip("patients.csv", FIVE, "waiting.csv", WAITING));

    assertThat(manifest().sources())
        .extracting(source -> source.code().value())
        .containsExactly(name, name + "_waiting");
    assertConsistent();
  }

  @Test
  void aCodeOfAnotherManifestIsRefusedNamingItsOwner() {
    refresh(zip("patients.csv", FIVE, "waiting.csv", WAITING));
    String taken = name + "_waiting";
    RefreshRequest request =
        new RefreshRequest(
            taken,
            source(FIVE),
            "2025-08",
            List.of(),
            Scope.FULL,
            RefreshRequest.ReplacedGoes.VERSIONS,
            java.util.Set.of(),
            Duration.ZERO,
            "refresh " + taken);

    assertThatThrownBy(() -> run(request))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("belongs to manifest " + name);

    assertThat(count(taken)).isEqualTo("2");
    assertConsistent();
  }

  @Test
  void aLoadAloneAndAnExportAloneMakeARefresh() {
    refresh(source(FIVE));
    String old = files().get("output/current/" + name + ".parquet");

    run(with(request(source(SIX), Option.FORCE), Scope.LOAD_ONLY));

    assertThat(rows()).hasSize(6);
    assertThat(manifest().state()).isEqualTo(ManifestState.LOADED);
    assertThat(files()).containsEntry("output/current/" + name + ".parquet", old);
    RefreshReport report =
        steps.exportParquet(name, "export " + name, Duration.ZERO, RunListener.SILENT);
    assertThat(report.sources().get(0).rowsTotal()).isEqualTo(6);
    assertThat(manifest().state()).isEqualTo(ManifestState.EXPORTED);
    assertThat(files().keySet())
        .filteredOn(file -> file.startsWith("output/.versions") && file.endsWith(".parquet"))
        .hasSize(1);
    assertConsistent();
    assertThat(refresh(null).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void whatAPersonWroteIntoADraftIsLoaded() throws IOException {
    String url = source(FIVE);
    steps.extract(withPeriod(request(url), "2025-07"), null, RunListener.SILENT);
    Path draft = workspace.pendingManifests().resolve(name + ".yaml");
    Files.writeString(
        draft,
        Files.readString(draft)
            .replaceFirst("original_name: Patients", "$0\n        description: People seen"));
    assertThat(exists(table)).isFalse();

    run(with(request(null), Scope.LOAD_ONLY));

    assertThat(manifest().header().period().label()).isEqualTo("2025-07");
    assertThat(manifest().sources().get(0).columns().get(1).description()).isEqualTo("People seen");
    assertThat(draft).doesNotExist();
    assertNothingIsLeft();
  }

  @Test
  void offlineUsesTheCacheAndRefusesWhatIsNotInIt() {
    try (HttpTestServer server = HttpTestServer.start()) {
      server.serve("/data.csv", FIVE.getBytes(StandardCharsets.UTF_8));
      refresh(server.url("/data.csv"));
      int asked = server.requests().size();

      assertThat(refresh(null, Option.OFFLINE).outcome()).isEqualTo(Outcome.UNCHANGED);
      assertThat(refresh(null, Option.OFFLINE, Option.FORCE).outcome())
          .isEqualTo(Outcome.REFRESHED);
      assertThatThrownBy(() -> refresh(server.url("/other.csv"), Option.OFFLINE))
          .isInstanceOf(SourceUnavailableException.class);

      assertThat(server.requests()).hasSize(asked);
      assertConsistent();
    }
  }

  @Test
  void aMissingAddressFailsAndSaysSoInTheHistory() {
    try (HttpTestServer server = HttpTestServer.start()) {
      assertThatThrownBy(() -> refresh(server.url("/none.csv")))
          .isInstanceOf(SourceUnavailableException.class);
    }

    assertThat(events()).containsExactly(name + "|failed|fetch");
    assertNothingIsLeft();
  }

  @Test
  void aDryRunChangesNothing() throws IOException {
    String url = source(FIVE);

    RefreshReport plan = workflow.plan(request(url), RunListener.SILENT);

    assertThat(plan.outcome()).isEqualTo(Outcome.PLANNED);
    assertThat(plan.sources().get(0).rowsLoaded()).isEqualTo(5);
    assertThat(exists(table)).isFalse();
    refresh(url);
    Map<String, String> files = files();
    List<String> records = records();
    RefreshReport second = workflow.plan(request(source(SIX)), RunListener.SILENT);
    assertThat(second.sources().get(0).rowsDeleted()).isEqualTo(5);
    assertThat(second.sources().get(0).rowsTotal()).isEqualTo(6);
    Map<String, String> after = files();
    after.keySet().removeIf(file -> file.startsWith("downloads/"));
    files.keySet().removeIf(file -> file.startsWith("downloads/"));
    assertThat(after).isEqualTo(files);
    assertThat(records()).isEqualTo(records);
    try (Stream<Path> runs = Files.list(workspace.runs())) {
      assertThat(runs).isEmpty();
    }
  }

  @Test
  void aPeriodThatIsNowhereIsAskedFor() {
    RefreshRequest request =
        new RefreshRequest(
            name.replace("_aug25", "_codes"),
            source(FIVE),
            null,
            List.of(),
            Scope.FULL,
            RefreshRequest.ReplacedGoes.VERSIONS,
            java.util.Set.of(),
            Duration.ZERO,
            "refresh");

    assertThatThrownBy(() -> run(request))
        .isInstanceOf(UsageException.class)
        .satisfies(e -> assertThat(((UsageException) e).hint()).contains("--period"));
    assertThat(run(withPeriod(request, "none")).period()).isNull();
    assertThat(run(request).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void whatAPersonWritesIntoTheManifestMeanwhileIsNotOverwritten() throws IOException {
    refresh(source(FIVE));
    Path file = new ManifestStore(workspace).activeFile(name);
    String edited =
        Files.readString(file)
            .replaceFirst("original_name: Patients", "$0\n        description: People seen");
    RunListener edits =
        new RunListener() {
          @Override
          public void progressed(String what, long done, long total) {}

          @Override
          public void started(RunStep step) {}

          @Override
          public void completed(RunStep step) {
            if (step == RunStep.LOAD) {
              write(
                  "workspace/manifests/active/" + name + ".yaml",
                  edited.getBytes(StandardCharsets.UTF_8));
            }
          }
        };

    assertThatThrownBy(() -> workflow.run(request(source(SIX)), edits))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("was edited");

    assertThat(rows()).hasSize(5);
    assertThat(file).hasContent(edited);
    refresh(source(SIX));
    assertThat(manifest().sources().get(0).columns().get(1).description()).isEqualTo("People seen");
    assertConsistent();
  }

  @Test
  void aManifestThatSaysAnotherNameIsRefused() throws IOException {
    String url = source(FIVE);
    refresh(url);
    Path file = new ManifestStore(workspace).activeFile(name);
    Files.writeString(file, Files.readString(file).replaceFirst("name: " + name, "name: other"));

    assertThatThrownBy(() -> refresh(url))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(name + ".yaml", "'other'");
  }

  @Test
  void noTransactionIsOpenWhileAFileIsFetchedOrRead() {
    List<String> open = new ArrayList<>();
    String sql =
        "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
            + " AND state LIKE 'idle in transaction%'";
    try (HttpTestServer server = HttpTestServer.start()) {
      server.on(
          "/data.csv",
          request -> {
            open.addAll(query(sql));
            return new HttpTestServer.Reply(200, FIVE.getBytes(StandardCharsets.UTF_8));
          });

      workflow.run(
          request(server.url("/data.csv")),
          new RunListener() {
            @Override
            public void progressed(String what, long done, long total) {}

            @Override
            public void started(RunStep step) {}

            @Override
            public void completed(RunStep step) {
              if (step == RunStep.EXTRACT) {
                open.addAll(query(sql));
              }
            }
          });
    }

    assertThat(open).isEmpty();
    assertConsistent();
  }

  @Test
  void aManifestThatNamesASourceTwiceIsRefusedWithItsPlace() throws IOException {
    String url = zip("patients.csv", FIVE, "waiting.csv", WAITING);
    refresh(url);
    Path file = new ManifestStore(workspace).activeFile(name);
    Files.writeString(
        file,
        Files.readString(file)
            .replace("code: " + name + "_waiting", "code: " + name + "_patients"));

    assertThatThrownBy(() -> refresh(url))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(name + ".yaml", "twice");
  }

  /** Returns what must not change when a run fails: all files but downloads. */
  private Map<String, String> kept() {
    Map<String, String> files = files();
    files.keySet().removeIf(file -> file.startsWith("downloads/"));
    return files;
  }

  private static String count(String code) {
    return query("SELECT count(*) FROM staging.tbl_" + code).get(0);
  }

  private List<String> eventDetails() {
    return query(
        "SELECT old_row_count, new_row_count, rows_deleted, rows_added, old_manifest_path,"
            + " new_manifest_path, archived_to FROM datawarp.tbl_refresh_events"
            + " WHERE manifest_name = '"
            + name
            + "' ORDER BY id");
  }
}
