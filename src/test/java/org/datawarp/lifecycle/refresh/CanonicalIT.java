package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.AdvisoryLocks;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.datawarp.testing.Estate;
import org.datawarp.workflow.undo.UndoWorkflow;
import org.junit.jupiter.api.Test;

/** Issues of one publication in one table. */
class CanonicalIT extends RefreshFixture {
  private static final String HEADER = "Code,Region,Patients,Share\n";

  private final String publication = name.replace("_aug25", "");
  private final String stacked = "staging.tbl_" + publication;

  /** Rows of one month, from values for each of three regions. */
  static String month(int... patients) {
    StringBuilder text = new StringBuilder(HEADER);
    String[] regions = {"North", "South", "East", "West", "London"};
    for (int i = 0; i < patients.length; i++) {
      text.append("R").append(i).append(',').append(regions[i]).append(',');
      text.append(patients[i]).append(",0.").append(patients[i]).append('\n');
    }
    return text.toString();
  }

  private RefreshReport stack(String token, String text, RefreshRequest.Option... options) {
    String url = write(token + ".csv", text.getBytes(StandardCharsets.UTF_8));
    return workflow.run(
        of(token, url, options).withReference(RefreshRequest.AUTO),
        org.datawarp.model.RunListener.SILENT);
  }

  private RefreshRequest of(String token, String url, RefreshRequest.Option... options) {
    RefreshRequest request = request(url);
    return new RefreshRequest(
        publication + "_" + token,
        url,
        null,
        List.of(),
        request.scope(),
        request.replaced(),
        Set.of(options),
        request.maxWait(),
        "refresh " + publication + "_" + token);
  }

  private Manifest manifest(String token) {
    return new ManifestStore(workspace).require(publication + "_" + token).manifest();
  }

  private Path file(String period) {
    return workspace.currentOutput().resolve(publication).resolve(period + ".parquet");
  }

  private List<String> counts() {
    return query("SELECT _period, count(*) FROM " + stacked + " GROUP BY 1 ORDER BY 1");
  }

  /** Checks that rows, registry, files and manifests say the same of each period. */
  private void assertStacked(String... tokens) {
    for (String token : tokens) {
      Manifest manifest = manifest(token);
      assertThat(
              query(
                  "SELECT yaml FROM datawarp.tbl_manifests WHERE name = '" + manifest.name() + "'"))
          .containsExactly(ManifestStore.text(manifest));
      var source = manifest.sources().get(0);
      String period = manifest.header().period().label();
      assertThat(source.parquetPath()).isEqualTo(workspace.relative(file(period)));
      assertThat(FileHash.sha256(file(period))).isEqualTo(source.parquetSha256());
      assertThat(rowsIn(file(period))).isEqualTo(source.rows());
      assertThat(
              query(
                  "SELECT row_count FROM datawarp.tbl_period_rows WHERE source_code = '"
                      + publication
                      + "' AND period = '"
                      + period
                      + "'"))
          .containsExactly(String.valueOf(source.rows()));
      assertThat(counts()).contains(period + "|" + source.rows());
    }
    assertThat(
            Stream.of(tokens)
                .map(token -> file(manifest(token).header().period().label()))
                .map(ParquetRows::schema)
                .distinct())
        .hasSize(1);
    assertNothingIsLeft();
  }

  @Test
  void anIssueWaitsForAnotherOfItsPublicationOrIsRefused() throws SQLException {
    stack("jun25", month(1, 2, 3));
    String url = write("jul25.csv", month(4, 5, 6).getBytes(StandardCharsets.UTF_8));
    RefreshRequest request = of("jul25", url).withReference(RefreshRequest.AUTO);
    UUID identity = new WorkspaceSetup(workspace).requireIdentity();

    try (Connection other = database.openForLocks()) {
      assertThat(AdvisoryLocks.tryLock(other, identity, "/publication/" + publication)).isTrue();
      for (Duration wait : List.of(Duration.ZERO, Duration.ofMillis(50))) {
        assertThatThrownBy(() -> run(waiting(request, wait)))
            .isInstanceOf(LockedException.class)
            .hasMessage("another run is at work on " + publication);
      }
      assertThat(counts()).containsExactly("2025-06|3");
      AdvisoryLocks.unlockAll(other);
    }

    assertThat(run(waiting(request, Duration.ofMillis(50))).outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(counts()).containsExactly("2025-06|3", "2025-07|3");
  }

  /** Runs something when a run has committed and its files are not in their places yet. */
  private record WhenCommitted(Runnable action) implements RunListener {
    @Override
    public void progressed(String what, long done, long total) {}

    @Override
    public void started(RunStep step) {
      if (step == RunStep.PUBLISH) {
        action.run();
      }
    }

    @Override
    public void completed(RunStep step) {}
  }

  /** A run that wrote a period's file for fewer digits would put it in place after the wider. */
  @Test
  void noOtherRunTouchesTheFilesOfASourceBeforeARunHasPublishedThem() {
    stack("jun25", month(1, 2, 3));
    stack("jul25", month(4, 5, 6));
    String wide = HEADER + "R0,North,1,1234567.12345678\n";
    RefreshRequest described =
        new RefreshRequest(
            publication + "_jun25",
            null,
            null,
            List.of(),
            RefreshRequest.Scope.METADATA_ONLY,
            request("").replaced(),
            Set.of(),
            Duration.ZERO,
            "refresh");
    List<Throwable> refused = new ArrayList<>();
    RunListener inBetween =
        new WhenCommitted(() -> refused.add(catchThrowable(() -> stack("aug25", wide))));

    steps.exportParquet(publication + "_jun25", "export", Duration.ZERO, inBetween);
    workflow.run(described, inBetween);

    assertThat(refused)
        .hasSize(2)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isInstanceOf(LockedException.class)
                    .hasMessage("another run is at work on " + publication));
    stack("aug25", wide);
    assertStacked("jun25", "jul25", "aug25");
  }

  @Test
  void issuesOfAPublicationStackInOneTable() {
    stack("jun25", month(1, 2, 3));
    stack("jul25", month(4, 5, 6));
    RefreshReport report = stack("aug25", month(7, 8, 9));

    assertThat(report.outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(counts()).containsExactly("2025-06|3", "2025-07|3", "2025-08|3");
    assertThat(exists(table)).isFalse();
    assertThat(workspace.activeManifests().resolve(publication + "_aug25.canonical.yaml"))
        .isRegularFile();
    assertThat(workspace.page(new org.datawarp.model.SourceCode(publication))).isRegularFile();
    assertStacked("jun25", "jul25", "aug25");
    assertThat(
            query(
                "SELECT first_seen_period, last_seen_period, total_loads, total_rows_loaded FROM"
                    + " datawarp.tbl_canonical_sources WHERE canonical_code = '"
                    + publication
                    + "'"))
        .containsExactly("2025-06|2025-08|3|9");
    assertThat(
            query(
                "SELECT llm_generated_code, period, match_method, match_confidence FROM"
                    + " datawarp.tbl_source_mappings WHERE canonical_code = '"
                    + publication
                    + "' ORDER BY period"))
        .containsExactly(
            publication + "_jun25|2025-06|first|1",
            publication + "_jul25|2025-07|fingerprint|1",
            publication + "_aug25|2025-08|fingerprint|1");
    assertThat(stack("aug25", month(7, 8, 9)).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void aRevisionReplacesItsOwnPeriodAlone() {
    stack("jul25", month(4, 5, 6));
    stack("aug25", month(7, 8, 9));
    String july = FileHash.sha256(file("2025-07"));

    stack("aug25", month(7, 8, 10));

    assertThat(query("SELECT patients FROM " + stacked + " WHERE _period = '2025-08' ORDER BY 1"))
        .containsExactly("7", "8", "10");
    assertThat(FileHash.sha256(file("2025-07"))).isEqualTo(july);
    assertStacked("jul25", "aug25");
    assertThat(workspace.versions().resolve(publication).resolve("2025-08")).isNotEmptyDirectory();
    assertThat(workspace.versions().resolve(publication).resolve("2025-07")).doesNotExist();
  }

  @Test
  void aNewColumnAndWiderNumbersAreWrittenToAllFiles() {
    stack("jul25", month(4, 5, 6));
    String wider =
        month(7, 8, 9).replace("Share\n", "Share,Staff\n").replace(",0.9\n", ",10.1234,5\n");

    RefreshReport report =
        stack("aug25", wider.replace(",0.7\n", ",0.7,3\n").replace(",0.8\n", ",0.8,4\n"));

    assertThat(report.warnings()).anyMatch(line -> line.contains("written anew (2025-07)"));
    assertStacked("jul25", "aug25");
    assertThat(ParquetRows.schema(file("2025-07"))).contains("DECIMAL(6,4)").contains("staff");
    assertThat(
            query(
                "SELECT drift_type, details ->> 'column' FROM datawarp.tbl_drift_events WHERE"
                    + " canonical_code = '"
                    + publication
                    + "'"))
        .containsExactly("column_added|staff");
    assertThat(stack("jul25", month(4, 5, 6)).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void aPeriodOfAnotherManifestIsRefusedNamingIt() {
    stack("aug25", month(7, 8, 9));
    String url = write("again.csv", month(1, 2, 3).getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> run(of("august_2025", url).withReference(RefreshRequest.AUTO)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("2025-08")
        .hasMessageContaining("manifest " + publication + "_aug25");
    assertThat(counts()).containsExactly("2025-08|3");
  }

  @Test
  void rowsThatSomebodyElsePutIntoAPeriodAreRefusedSayingWhich() {
    stack("jul25", month(4, 5, 6));
    execute(
        "INSERT INTO "
            + stacked
            + " (code, _load_id, _loaded_at, _period, _manifest_file_id)"
            + " SELECT 'X', _load_id, _loaded_at, _period, NULL FROM "
            + stacked
            + " LIMIT 1");

    assertThatThrownBy(() -> stack("jul25", month(4, 5, 7)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("has rows of 2025-07 that no manifest is known of")
        .extracting(refused -> ((RefusedException) refused).hint())
        .asString()
        .contains("whose _manifest_file_id is NULL");
    assertThat(counts()).containsExactly("2025-07|4");
  }

  @Test
  void theFileOfAPeriodWhoseRowsWereLostByHandStays() throws IOException {
    stack("jul25", month(4, 5, 6));
    stack("aug25", month(7, 8, 9));
    byte[] july = Files.readAllBytes(file("2025-07"));
    execute("ALTER TABLE staging.tbl_" + publication + " DROP COLUMN share");

    RefreshReport report = stack("aug25", month(7, 8, 9), RefreshRequest.Option.FORCE);

    assertThat(Files.readAllBytes(file("2025-07"))).isEqualTo(july);
    assertThat(report.warnings())
        .anyMatch(line -> line.contains("'datawarp restore " + publication + "_jul25' brings"));

    execute("DROP TABLE staging.tbl_" + publication);
    report = stack("aug25", month(7, 8, 9));

    assertThat(report.outcome()).isEqualTo(RefreshReport.Outcome.REFRESHED);
    assertThat(Files.readAllBytes(file("2025-07"))).isEqualTo(july);
    assertThat(manifest("jul25").sources().get(0).rows()).isEqualTo(3);
    assertThat(counts()).containsExactly("2025-08|3");

    assertThat(stack("jul25", month(4, 5, 6)).outcome()).isEqualTo(RefreshReport.Outcome.REFRESHED);

    assertThat(counts()).containsExactly("2025-07|3", "2025-08|3");
    assertStacked("jul25", "aug25");
  }

  @Test
  void aContractThatFreezesRefusesAndOneThatWarnsTells() {
    stack("jul25", month(4, 5, 6));
    Path manifest = workspace.activeManifests().resolve(publication + "_jul25.canonical.yaml");
    decide(manifest, "contract: {columns: freeze, types: warn}");
    stack("jul25", month(4, 5, 6), RefreshRequest.Option.FORCE);
    String more =
        month(7, 8, 9).replace("Share\n", "Share,Staff\n").replaceAll("(0\\.\\d)\n", "$1,5\n");

    assertThatThrownBy(() -> stack("aug25", more))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("the contract of " + publication + " is to freeze: new column staff");
    assertThat(counts()).containsExactly("2025-07|3");

    RefreshReport report =
        stack("aug25", month(7, 8, 9).replace("R0,", "R0,").replace(",7,", ",7.5,"));

    assertThat(report.warnings())
        .anyMatch(line -> line.contains("contract: patients") && line.contains("numeric"));
    assertThat(
            query(
                "SELECT drift_type, severity, details ->> 'column' FROM datawarp.tbl_drift_events"
                    + " WHERE canonical_code = '"
                    + publication
                    + "'"))
        .containsExactly("type_widened|warning|patients");
    assertThat(manifest("aug25").sources().get(0).canonical().contract().columns())
        .isEqualTo(org.datawarp.model.table.Contract.Rule.FREEZE);
    assertStacked("jul25", "aug25");
  }

  @Test
  void aContractIsOfTheSourceAndChangesWhereAPersonWritesIt() {
    stack("jul25", month(4, 5, 6));
    decide(
        workspace.activeManifests().resolve(publication + "_jul25.canonical.yaml"),
        "contract: freeze");

    assertThat(stack("jul25", month(4, 5, 6)).warnings())
        .contains("the contract of " + publication + " is now: columns freeze, types freeze");

    String more =
        month(7, 8, 9).replace("Share\n", "Share,Staff\n").replaceAll("(0\\.\\d)\n", "$1,5\n");
    assertThatThrownBy(() -> stack("aug25", more))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("is to freeze: new column staff");
    stack("aug25", month(7, 8, 9));
    Path august = workspace.activeManifests().resolve(publication + "_aug25.canonical.yaml");
    Estate.edit(august, text -> text.replace("freeze", "evolve"));
    stack("aug25", month(7, 8, 9));

    // What the manifest of July says is what was known in July.
    stack("jul25", more);

    assertThat(manifest("jul25").sources().get(0).canonical().contract())
        .isEqualTo(org.datawarp.model.table.Contract.EVOLVE);
    assertStacked("jul25", "aug25");
  }

  private void decide(Path manifest, String line) {
    Estate.edit(manifest, text -> text.replaceFirst("(\n *)(schema: staging)", "$1$2$1" + line));
  }

  @Test
  void aMendedPeriodMovesWithItsFile() {
    stack("jul25", month(4, 5, 6));
    String url = write("late.csv", month(1, 2, 3).getBytes(StandardCharsets.UTF_8));
    run(of("late_jun25", url).withReference(RefreshRequest.NONE));
    stack("aug25", month(7, 8, 9));

    RefreshRequest wrong = of("aug25", null, RefreshRequest.Option.REPLACE_PERIOD);
    run(withPeriod(wrong, "2025-09"));

    assertThat(counts()).containsExactly("2025-07|3", "2025-09|3");
    assertThat(file("2025-08")).doesNotExist();
    assertThat(
            query(
                "SELECT period FROM datawarp.tbl_exports WHERE source_code = '"
                    + publication
                    + "' ORDER BY 1"))
        .containsExactly("2025-07", "2025-09");
    assertThat(
            query(
                "SELECT period FROM datawarp.tbl_period_rows WHERE source_code = '"
                    + publication
                    + "' ORDER BY 1"))
        .containsExactly("2025-07", "2025-09");
    assertStacked("jul25", "aug25");
  }

  @Test
  void aPlanSaysWhereTablesWouldGoAndChangesNothing() {
    stack("jul25", month(4, 5, 6));
    var before = files();
    String url = write("aug25.csv", month(7, 8, 9).getBytes(StandardCharsets.UTF_8));

    RefreshReport plan =
        workflow.plan(
            of("aug25", url).withReference(RefreshRequest.AUTO),
            org.datawarp.model.RunListener.SILENT);

    assertThat(plan.sources())
        .singleElement()
        .satisfies(
            source -> {
              assertThat(source.code()).isEqualTo(publication);
              assertThat(source.parquet()).isEqualTo(workspace.relative(file("2025-08")));
              assertThat(source.changes()).noneMatch(change -> change.contains("creates"));
            });
    assertThat(files().keySet().stream().filter(path -> !path.startsWith("downloads")))
        .containsExactlyElementsOf(
            before.keySet().stream().filter(path -> !path.startsWith("downloads")).toList());
  }

  @Test
  void descriptionsAndLoadsAloneKeepToTheirPeriod() {
    stack("jul25", month(4, 5, 6));
    stack("aug25", month(7, 8, 9));
    String july = FileHash.sha256(file("2025-07"));

    run(with(of("aug25", null), RefreshRequest.Scope.METADATA_ONLY));

    assertStacked("jul25", "aug25");
    assertThat(FileHash.sha256(file("2025-07"))).isEqualTo(july);

    String url = write("sep25.csv", month(1, 1, 1).getBytes(StandardCharsets.UTF_8));
    run(with(of("sep25", url), RefreshRequest.Scope.LOAD_ONLY).withReference(RefreshRequest.AUTO));

    assertThat(counts()).containsExactly("2025-07|3", "2025-08|3", "2025-09|3");
    assertThat(manifest("sep25").state()).isEqualTo(org.datawarp.model.ManifestState.LOADED);
  }

  @Test
  void tablesOfTheirOwnAndReferenceDataAreNotStackedByTheWay() {
    String url = write("jul25.csv", month(4, 5, 6).getBytes(StandardCharsets.UTF_8));
    run(of("jul25", url));

    assertThatThrownBy(() -> stack("jul25", month(4, 5, 6)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("loaded into tables of its own");
    assertThatThrownBy(
            () -> run(withPeriod(of("ref", url), "none").withReference(RefreshRequest.AUTO)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("has no period");
    assertThatThrownBy(
            () ->
                run(
                    of("aug25", write("x.csv", month(1).getBytes(StandardCharsets.UTF_8)))
                        .withReference(publication + "_jul25")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("tables of its own");
  }

  private static final String WIDE = "Code,Region,Patients,Share,Seen on,Beds\n";

  private List<String> types() {
    return query(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'staging'"
            + " AND table_name = 'tbl_"
            + publication
            + "' AND column_name NOT LIKE '\\_%' ORDER BY ordinal_position");
  }

  @Test
  void aColumnWithoutValuesChangesNoType() {
    String full = WIDE + "A1,North,1,0.5,2025-06-01,7\nA2,South,2,0.25,2025-06-02,8\n";
    stack("jun25", full);
    List<String> before = types();

    RefreshReport blank = stack("jul25", WIDE + "A1,North,3,,,\nA2,South,4,,,\n");
    RefreshReport marked = stack("aug25", WIDE + "A1,North,*,*,..,\nA2,South,-,*,..,\n");
    RefreshReport again = stack("sep25", full);

    assertThat(blank.sources().get(0).changes()).isEmpty();
    assertThat(marked.sources().get(0).changes()).noneMatch(line -> line.contains(" to text"));
    assertThat(again.warnings()).noneMatch(line -> line.contains("__marker"));
    assertThat(types())
        .containsAll(before)
        .contains("patients__marker|text", "seen_on__marker|text");
    assertThat(
            query(
                "SELECT _period, patients, patients__marker, share, share__marker, seen_on,"
                    + " seen_on__marker, beds FROM "
                    + stacked
                    + " WHERE code = 'A2' ORDER BY 1"))
        .containsExactly(
            "2025-06|2|null|0.25|null|2025-06-02|null|8",
            "2025-07|4|null|null|null|null|null|null",
            "2025-08|null|-|null|*|null|..|null",
            "2025-09|2|null|0.25|null|2025-06-02|null|8");
    assertStacked("jun25", "jul25", "aug25", "sep25");
    assertThat(stack("aug25", WIDE + "A1,North,*,*,..,\nA2,South,-,*,..,\n").outcome())
        .isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void aColumnThatWasBlankUntilNowGetsTheTypeOfItsFirstValues() {
    stack("jun25", WIDE + "A1,North,3,,,\nA2,South,4,,,\n");

    stack("jul25", WIDE + "A1,North,1,0.5,2025-06-01,7\nA2,South,2,0.25,2025-06-02,8\n");

    assertThat(types()).contains("share|numeric", "seen_on|date", "beds|bigint", "region|text");
    assertStacked("jun25", "jul25");
  }

  @Test
  void aRereadIssueKeepsTheNamesOfItsSourceAndSoDoLaterOnes() {
    String rows = "Region,Wait,Wait\nNorth,1,2\nSouth,3,4\nEast,5,6\nWest,7,%s\n";
    stack("jun25", rows.formatted("8"));
    stack("jul25", rows.formatted("*"));
    String headed = ",Admitted,Non-admitted\n" + rows.formatted("*");
    stack("jul25", headed.replace("East,5", "East,9"));
    List<String> columns = columns();
    Path june = file("2025-06");
    String before = FileHash.sha256(june);
    clock.advance(Duration.ofSeconds(1));
    execute("CREATE VIEW staging.of_" + publication + " AS SELECT region, wait FROM " + stacked);

    RefreshReport report =
        stack("jul25", headed.replace("East,5", "East,10"), RefreshRequest.Option.REREAD);

    assertThat(columns()).isEqualTo(columns);
    assertThat(report.warnings())
        .anyMatch(
            line ->
                line.startsWith(
                    publication
                        + ": admitted_wait is wait, non_admitted_wait is wait_2 in all its periods"));
    assertThat(FileHash.sha256(june)).isEqualTo(before);
    assertThat(query("SELECT wait, wait_2, wait_2__marker FROM " + stacked + whereJuly()))
        .containsExactly("1|2|null", "3|4|null", "10|6|null", "7|null|*");
    assertStacked("jun25", "jul25");

    clock.advance(Duration.ofSeconds(1));
    stack("aug25", headed.replace("East,5", "East,11"));

    assertThat(columns()).isEqualTo(columns);
    assertThat(query("SELECT wait FROM staging.of_" + publication + " WHERE wait > 9"))
        .containsExactlyInAnyOrder("10", "11");
    assertStacked("jun25", "jul25", "aug25");
    assertThat(renames()).contains("\"admitted_wait\": \"wait\"");

    clock.advance(Duration.ofSeconds(1));
    new UndoWorkflow(context).undo(report.run(), "undo", Duration.ZERO, RunListener.SILENT);

    assertThat(renames()).isEqualTo("{}");
    assertThat(query("SELECT wait FROM " + stacked + whereJuly())).contains("9");
    assertStacked("jun25", "jul25", "aug25");
  }

  private String whereJuly() {
    return " WHERE _period = '2025-07' ORDER BY _source_row";
  }

  private List<String> columns() {
    return query(
        "SELECT attname FROM pg_attribute WHERE attrelid = '"
            + stacked
            + "'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum");
  }

  private String renames() {
    return query(
            "SELECT renames FROM datawarp.tbl_canonical_sources WHERE canonical_code = '"
                + publication
                + "'")
        .get(0);
  }
}
