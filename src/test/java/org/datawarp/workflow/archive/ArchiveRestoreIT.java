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
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.lifecycle.version.ArchiveMeta;
import org.datawarp.lifecycle.version.Descriptions;
import org.datawarp.model.ManifestState;
import org.datawarp.model.RunListener;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.pipeline.export.ExportReport;
import org.datawarp.pipeline.export.ExportRequest;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.archive.ArchiveRequest.Option;
import org.datawarp.workflow.restore.RestoreReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is archived comes back as it was. */
@ExtendWith(PostgresExtension.class)
class ArchiveRestoreIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /** Every type, nulls, markers, texts that try to be something else. */
  private static final String TYPES =
      "Org,Count,Big,Rate,Day,Moment,Hour,Flag,Note\n"
          + "R1A,1,9007199254740993,0.10,2025-08-01,2025-08-01 10:11:12,10:30,true,plain\n"
          + "R1B,[c],12345678901234567,1234.5678,2025-08-02,2025-08-02 00:00:01,23:59,false,\n"
          + "R1C,*,-5,-0.0001,2025-08-03,1999-12-31 23:59:59,00:00,true,\"a, \"\"b\"\" \u00e9\u4e2d\"\n"
          + "R1D,40,,7,,,,,NULL\n";

  private static final String WIDE =
      "Region,Apr-25,May-25,Jun-25\nNorth,1,2,3\nSouth,4,[c],6\nEast,7,8,9\n";

  private final String name = "arc" + NUMBERS.incrementAndGet();
  private final String one = name + "_aug25";

  @TempDir Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
  }

  @Test
  void everythingComesBackByteForByteAndRowForRow() {
    estate.refresh(one, TYPES);
    estate.refresh(name + "_jul25", WIDE);
    estate.refresh(
        name + "_many_jun25",
        estate.zip(
            "many.zip", "beds.csv", "Ward,Beds\nA,1\nB,2\n", "staff.csv", "Post,Staff\nX,9\n"),
        null);
    estate.refresh(name + "_ref", estate.file("ref.csv", "Code,Name\nA1,One\n"), "none");
    Map<String, String> before = outputs(estate.files());
    List<String> codes =
        estate.query(
            "SELECT code FROM datawarp.tbl_data_sources WHERE workspace = '"
                + estate.identity()
                + "' ORDER BY code");
    Map<String, String> rows = rows(codes);
    assertThat(codes).hasSize(5);
    estate.clock().advance(Duration.ofDays(100));

    ArchiveReport archived =
        estate
            .archiveWorkflow()
            .run(Estate.archiveRequest("90d", Set.of(Option.PURGE_DB)), RunListener.SILENT);

    assertThat(archived.problems()).isEmpty();
    assertThat(archived.plan().manifests()).hasSize(4);
    assertThat(outputs(estate.files())).isEmpty();
    for (String code : codes) {
      assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + code)).containsExactly("0");
      assertThat(catalog()).doesNotContain(code);
    }
    assertThat(states()).containsOnly("archived");

    RestoreReport restored = estate.restore(name + "*");

    assertThat(restored.plan().left()).isEmpty();
    assertThat(restored.results()).hasSize(5);
    assertThat(outputs(estate.files())).isEqualTo(before);
    assertThat(rows(codes)).isEqualTo(rows);
    assertThat(catalog()).containsAll(codes);
    assertThat(states()).containsOnly("exported");
    // The next refresh of the same file finds nothing to do: everything is as it was recorded.
    assertThat(estate.refresh(one, TYPES).outcome())
        .isEqualTo(org.datawarp.lifecycle.refresh.RefreshReport.Outcome.UNCHANGED);
    assertThat(estate.restore(one).plan().left())
        .singleElement()
        .satisfies(left -> assertThat(left.why()).contains("rows are as exported"));
  }

  @Test
  void whatLiesInTheArchiveIsDescribedBesideIt() throws IOException {
    estate.refresh(one, TYPES);
    String sha256 = estate.files().get("output/current/" + one + ".parquet");
    estate.clock().advance(Duration.ofDays(100));

    ArchiveReport report = estate.archive(Set.of(Option.DOWNLOADS), one);

    String day = "archive/parquet/2025-12-10/" + one;
    assertThat(report.files())
        .contains(
            day + ".parquet",
            day + ".md",
            "archive/manifests/2025-12-10/" + one + ".yaml",
            "archive/downloads/2025-09/" + one + ".csv");
    assertThat(estate.files().keySet())
        .contains(day + ".parquet.meta", day + ".md.meta")
        .noneMatch(file -> file.startsWith("downloads/2025-09"));
    ArchiveMeta meta = ArchiveMeta.find(estate.workspace().resolve(day + ".parquet")).orElseThrow();
    assertThat(meta.sha256()).isEqualTo(sha256);
    assertThat(meta.rows()).isEqualTo(4);
    assertThat(meta.period()).isEqualTo("2025-08");
    assertThat(meta.manifest()).isEqualTo(one);
    assertThat(meta.from()).isEqualTo("output/current/" + one + ".parquet");
    assertThat(meta.run()).isEqualTo(report.run());
    assertThat(
            Files.readString(
                estate.workspace().resolve("archive/downloads/2025-09/" + one + ".csv.meta")))
        .contains("\"archived_at\"", "\"url\"");
    assertThat(estate.cache().entries()).isEmpty();
    assertThat(new ManifestStore(estate.workspace()).findActive(one)).isEmpty();
    assertThat(
            new ManifestStore(estate.workspace())
                .read(estate.workspace().resolve("archive/manifests/2025-12-10/" + one + ".yaml"))
                .state())
        .isEqualTo(ManifestState.ARCHIVED);
    // Without --purge-db the rows stay.
    assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + one)).containsExactly("4");
  }

  @Test
  void rowsThatDifferFromTheirExportStopThePurgeAndNothingChanges() {
    estate.refresh(one, TYPES);
    estate.execute("UPDATE staging.tbl_" + one + " SET note = 'changed' WHERE org = 'R1A'");
    Map<String, String> files = estate.files();

    assertThatThrownBy(() -> estate.archive(Set.of(Option.PURGE_DB), one))
        .isInstanceOf(DataRejectedException.class)
        .hasMessageContaining("holds other rows than output/current/" + one + ".parquet");

    assertThat(estate.files()).isEqualTo(files);
    assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + one)).containsExactly("4");
    assertThat(states()).containsExactly("exported");
  }

  @Test
  void viewsGrantsAndCommentsSurvivePurgeAndRestore() {
    String role = "analyst_" + name;
    estate.refresh(one, TYPES);
    String table = "staging.tbl_" + one;
    estate.execute(
        "CREATE ROLE " + role,
        "GRANT SELECT ON " + table + " TO " + role,
        "COMMENT ON COLUMN " + table + ".org IS 'my own words'",
        "CREATE VIEW public.view_" + name + " AS SELECT org, count FROM " + table);
    List<String> before = hangsOn(table, role);

    estate.archive(Set.of(Option.PURGE_DB), one);
    assertThat(hangsOn(table, role)).isEqualTo(before);
    assertThat(estate.query("SELECT count(*) FROM public.view_" + name)).containsExactly("0");

    estate.restore(one);
    assertThat(hangsOn(table, role)).isEqualTo(before);
    assertThat(estate.query("SELECT count(*) FROM public.view_" + name)).containsExactly("4");
    estate.execute("DROP VIEW public.view_" + name, "DROP OWNED BY " + role, "DROP ROLE " + role);
  }

  @Test
  void aPurgeCanFollowLater() {
    estate.refresh(one, TYPES);
    String rows = estate.rows(one);
    estate.archive(Set.of(), one);

    ArchiveReport purged = estate.archive(Set.of(Option.PURGE_DB), one);

    assertThat(purged.plan().items())
        .extracting(ArchiveItem::action)
        .containsExactly(ArchiveItem.Work.PURGE);
    assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + one)).containsExactly("0");
    assertThat(estate.archive(Set.of(Option.PURGE_DB), one).run()).isNull();
    estate.restore(one);
    assertThat(estate.rows(one)).isEqualTo(rows);
  }

  @Test
  void aManifestStaysUntilAllOfItsSourcesAreArchived() {
    estate.refresh(
        one,
        estate.zip(
            "two.zip", "beds.csv", "Ward,Beds\nA,1\nB,2\n", "staff.csv", "Post,Staff\nX,9\n"),
        null);

    estate.archive(Set.of(Option.PURGE_DB), one + "_beds");

    assertThat(states()).containsExactly("exported");
    assertThat(
            new ManifestStore(estate.workspace()).require(one).manifest().header().parquetPaths())
        .containsExactly(
            "archive/parquet/2025-09-01/" + one + "_beds.parquet",
            "output/current/" + one + "_staff.parquet");
    estate.archive(Set.of(Option.PURGE_DB), one + "_staff");
    assertThat(states()).containsExactly("archived");
    estate.restore(one);
    assertThat(states()).containsExactly("exported");
    assertThat(estate.query("SELECT count(*) FROM staging.tbl_" + one + "_beds"))
        .containsExactly("2");
  }

  @Test
  void archivingTheSameAgainOverwritesNothing() {
    estate.refresh(one, TYPES);
    estate.archive(Set.of(), one);
    estate.restore(one);
    estate.archive(Set.of(), one);
    estate.restore(one);
    estate.refresh(one, TYPES.replace("plain", "other"));
    estate.archive(Set.of(), one);

    assertThat(estate.files().keySet())
        .filteredOn(file -> file.startsWith("archive/parquet") && file.endsWith(".parquet"))
        .containsExactly(
            "archive/parquet/2025-09-01/" + one + "-2.parquet",
            "archive/parquet/2025-09-01/" + one + ".parquet");
    assertThat(estate.files().keySet()).contains("archive/parquet/2025-09-01/" + one + "-2.md");
  }

  @Test
  void theNewestIssueStaysByOptionOrConfiguration() {
    estate.refresh(name + "_jul25", WIDE);
    estate.refresh(one, WIDE);
    estate.clock().advance(Duration.ofDays(100));

    ArchivePlan byOption = plan(Estate.archiveRequest("90d", Set.of(Option.KEEP_NEWEST)));
    assertThat(byOption.items()).extracting(ArchiveItem::name).containsExactly(name + "_jul25");
    assertThat(byOption.left())
        .extracting(ArchivePlan.Left::why)
        .containsExactly("it is the newest issue of " + name);
    assertThat(plan(Estate.archiveRequest("90d", Set.of())).items()).hasSize(2);

    configure("archive:\n  keep_newest: true\n");
    assertThat(plan(Estate.archiveRequest("90d", Set.of())).items()).hasSize(1);
    configure("archive:\n  keep_newest: perhaps\n");
    assertThatThrownBy(() -> plan(Estate.archiveRequest("90d", Set.of())))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("archive.keep_newest is 'perhaps'");
  }

  @Test
  void aManifestThatOthersReferToStaysUnlessItIsNamed() throws IOException {
    estate.refresh(name + "_ref", estate.file("ref.csv", "Code,Name\nA1,One\n"), "none");
    estate.refresh(one, TYPES);
    Path file = estate.workspace().activeManifests().resolve(one + ".yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst("(?m)^manifest:\n", "$0  reference: " + name + "_ref\n"));
    estate.refresh(one, TYPES.replace("plain", "other"));
    estate.clock().advance(Duration.ofDays(100));

    ArchivePlan all = plan(Estate.archiveRequest("90d", Set.of()));

    assertThat(all.items()).extracting(ArchiveItem::name).containsExactly(one);
    assertThat(all.left())
        .singleElement()
        .satisfies(left -> assertThat(left.why()).contains("others refer to manifest " + name));
    assertThat(plan(Estate.archiveRequest("90d", Set.of(), name + "_*")).items()).hasSize(1);
    assertThat(plan(Estate.archiveRequest("90d", Set.of(), name + "_ref")).items()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"90d,true", "12w,true", "2mo,true", "1y,false", "101d,false", "100d,true"})
  void agesAreCountedFromTheLastUse(String age, boolean goes) {
    estate.refresh(one, TYPES);
    estate.clock().advance(Duration.ofDays(100));

    assertThat(plan(Estate.archiveRequest(age, Set.of())).items()).hasSize(goes ? 1 : 0);
    assertThat(estate.refresh(one, TYPES).outcome())
        .isEqualTo(org.datawarp.lifecycle.refresh.RefreshReport.Outcome.UNCHANGED);
    // A check that finds it unchanged counts as use.
    assertThat(plan(Estate.archiveRequest(age, Set.of())).items()).isEmpty();
  }

  @Test
  void periodsOfACanonicalSourceGoAndComeBackEachByItself() {
    String code = canonical();
    String julyRows = periodRows(code, "2025-07");
    String augustRows = periodRows(code, "2025-08");
    Map<String, String> before = outputs(estate.files());
    estate.execute(
        "INSERT INTO datawarp.tbl_holds (workspace, source_pattern, period, reason) VALUES ('"
            + estate.identity()
            + "', '"
            + code
            + "', '2025-08', 'audit')");
    estate.clock().advance(Duration.ofDays(100));

    ArchiveReport report = estate.archive(Set.of(Option.PURGE_DB), code);

    assertThat(report.problems()).isEmpty();
    assertThat(report.plan().items())
        .extracting(ArchiveItem::name)
        .containsExactly(code + " 2025-07");
    assertThat(report.plan().left())
        .extracting(ArchivePlan.Left::why)
        .containsExactly("held (" + code + " 2025-08): audit");
    assertThat(periodRows(code, "2025-07")).startsWith("0");
    assertThat(periodRows(code, "2025-08")).isEqualTo(augustRows);
    assertThat(estate.files().keySet())
        .contains(
            "archive/parquet/2025-12-10/" + code + "/2025-07.parquet",
            "archive/parquet/2025-12-10/" + code + "/2025-07.parquet.meta",
            "output/current/" + code + "/2025-08.parquet",
            "output/current/" + code + ".md")
        .doesNotContain("output/current/" + code + "/2025-07.parquet");

    RestoreReport restored = estate.restore(code);

    assertThat(restored.results())
        .singleElement()
        .satisfies(result -> assertThat(result.name()).isEqualTo(code + " 2025-07"));
    assertThat(periodRows(code, "2025-07")).isEqualTo(julyRows);
    assertThat(periodRows(code, "2025-08")).isEqualTo(augustRows);
    assertThat(outputs(estate.files())).containsAllEntriesOf(before);
  }

  /** Two issues stacked in one table, with an export for each period, as canonical sources are. */
  private String canonical() {
    estate.refresh(name + "_jul25", TYPES);
    estate.refresh(one, TYPES.replace("plain", "august"));
    String code = name + "_all";
    String table = "staging.tbl_" + code;
    estate.execute(
        "CREATE TABLE " + table + " (LIKE staging.tbl_" + one + " INCLUDING ALL)",
        "INSERT INTO " + table + " SELECT * FROM staging.tbl_" + name + "_jul25",
        "INSERT INTO " + table + " SELECT * FROM staging.tbl_" + one,
        "INSERT INTO datawarp.tbl_data_sources (code, name, table_name, schema_name, publication,"
            + " workspace, last_load_at) SELECT '"
            + code
            + "', 'All', 'tbl_"
            + code
            + "', 'staging', '"
            + name
            + "', workspace, last_load_at FROM datawarp.tbl_data_sources WHERE code = '"
            + one
            + "'");
    for (String period : List.of("2025-07", "2025-08")) {
      export(code, period);
    }
    try {
      Files.writeString(estate.workspace().currentOutput().resolve(code + ".md"), "# All\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return code;
  }

  private void export(String code, String period) {
    Path file = estate.workspace().currentOutput().resolve(code).resolve(period + ".parquet");
    ExportReport report =
        estate
            .database()
            .read(
                "exporting for a test",
                connection -> {
                  file.getParent().toFile().mkdirs();
                  return new ParquetExporter()
                      .export(
                          connection,
                          new ExportRequest(
                              Descriptions.ofFile(new SourceCode(code), Map.of()),
                              new TableName("staging", "tbl_" + code),
                              RowFilter.periods(List.of(period)),
                              file));
                });
    estate.execute(
        "INSERT INTO datawarp.tbl_exports (workspace, source_code, period, path, description_path,"
            + " sha256, size_bytes, row_count, row_hash, columns) VALUES ('"
            + estate.identity()
            + "', '"
            + code
            + "', '"
            + period
            + "', 'output/current/"
            + code
            + "/"
            + period
            + ".parquet', 'output/current/"
            + code
            + ".md', '"
            + report.sha256()
            + "', "
            + report.sizeBytes()
            + ", "
            + report.rowCount()
            + ", '"
            + report.rowHash()
            + "', '[]')");
  }

  private String periodRows(String code, String period) {
    return estate
        .database()
        .read(
            "hashing for a test",
            connection ->
                new ParquetExporter()
                    .hash(
                        connection,
                        new TableName("staging", "tbl_" + code),
                        RowFilter.periods(List.of(period))))
        .toString()
        .replaceFirst("^TableHash\\[rowCount=", "");
  }

  private ArchivePlan plan(ArchiveRequest request) {
    return estate.archiveWorkflow().plan(request).orElseThrow().plan();
  }

  private void configure(String yaml) {
    try {
      Files.writeString(estate.workspace().configurationFile(), yaml);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aNameThatFitsNothingIsNotFound() {
    estate.refresh(one, TYPES);

    assertThatThrownBy(() -> estate.archive(Set.of(), "nosuch_aug25"))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> estate.restore("nosuch_aug25")).isInstanceOf(NotFoundException.class);
  }

  private Map<String, String> rows(List<String> codes) {
    Map<String, String> rows = new TreeMap<>();
    codes.forEach(code -> rows.put(code, estate.rows(code)));
    return rows;
  }

  private List<String> states() {
    return estate.query(
        "SELECT state FROM datawarp.tbl_manifests WHERE workspace = '"
            + estate.identity()
            + "' ORDER BY name");
  }

  private List<String> catalog() {
    return Catalog.read(estate.workspace().catalog()).stream().map(CatalogEntry::source).toList();
  }

  private List<String> hangsOn(String table, String role) {
    return estate.query(
        "SELECT has_table_privilege('"
            + role
            + "', '"
            + table
            + "', 'SELECT'), col_description('"
            + table
            + "'::regclass, 1), obj_description('"
            + table
            + "'::regclass), pg_get_viewdef('public.view_"
            + name
            + "'::regclass)");
  }

  /** Leaves out the catalogue, whose bytes tell of all sources. */
  private static Map<String, String> outputs(Map<String, String> files) {
    Map<String, String> outputs = new TreeMap<>(files);
    outputs
        .keySet()
        .removeIf(file -> !file.startsWith("output/current/") || file.contains("catalog"));
    return outputs;
  }
}
