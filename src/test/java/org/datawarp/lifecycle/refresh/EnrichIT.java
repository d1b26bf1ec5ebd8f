package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.poi.hssf.usermodel.HSSFRow;
import org.apache.poi.hssf.usermodel.HSSFSheet;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.lifecycle.refresh.RefreshRequest.Scope;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.ManifestState;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.ColumnRole;
import org.datawarp.model.table.DescribedBy;
import org.datawarp.model.table.GeographyLevel;
import org.datawarp.pipeline.download.DownloadSettings;
import org.datawarp.pipeline.download.JsonService;
import org.datawarp.pipeline.enrich.ColumnDescriber;
import org.datawarp.pipeline.enrich.model.Dialect;
import org.datawarp.pipeline.enrich.model.ModelDescriber;
import org.datawarp.pipeline.enrich.model.ModelSettings;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.manifest.ManifestColumn;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.testing.HttpTestServer;
import org.datawarp.testing.ModelServer;
import org.datawarp.workflow.refresh.EnrichWorkflow;
import org.datawarp.workflow.refresh.RefreshWorkflow;
import org.datawarp.workflow.refresh.StepsWorkflow;
import org.datawarp.workflow.undo.UndoWorkflow;
import org.junit.jupiter.api.Test;

/** What publishers say is kept at every refresh, and described where that is asked for. */
class EnrichIT extends RefreshFixture {
  private static final String PAGE =
      """
      <html><head><title>Waiting for care, August 2025 - NHS England</title></head><body><main>
      <h1>Waiting for care, August 2025</h1><p>Publication date: 9 October 2025</p>
      <h2>Summary</h2><p>How long people wait for a first contact with community services.</p>
      <a href="/files/waiting-august-2025.xls">Waiting for care, August 2025</a>
      <a href="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/">OGL</a>
      </main></body></html>
      """;

  /** A workbook with a cover, notes, a dictionary and one table. */
  private static byte[] book(int waiting) {
    try (HSSFWorkbook book = new HSSFWorkbook();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      sheet(book, "Cover", new Object[] {"Waiting for care"}, new Object[] {"For analysts"});
      sheet(
          book,
          "Notes",
          new Object[] {"Notes"},
          new Object[] {"Note number", "Note text"},
          new Object[] {"note 1", "Counts are rounded to the nearest five."},
          new Object[] {"Mean wait", "The mean time from a referral to the first contact."});
      sheet(
          book,
          "Table 1",
          new Object[] {"Table 1: People waiting"},
          new Object[] {"Org code", "Org name", "People waiting [note 1]", "Mean wait (days)"},
          new Object[] {"RAX", "Kingston", waiting, 3},
          new Object[] {"RGT", "Cambridge", 340, 4},
          new Object[] {"R1H", "Barts", 90, 5});
      book.write(bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sheet(HSSFWorkbook book, String name, Object[]... rows) {
    HSSFSheet sheet = book.createSheet(name);
    for (int r = 0; r < rows.length; r++) {
      HSSFRow row = sheet.createRow(r);
      for (int c = 0; c < rows[r].length; c++) {
        if (rows[r][c] instanceof Integer number) {
          row.createCell(c).setCellValue(number);
        } else {
          row.createCell(c).setCellValue(String.valueOf(rows[r][c]));
        }
      }
    }
  }

  private String book() {
    return write("waiting-august-2025.xls", book(120));
  }

  private ManifestColumn column(String of) {
    return source().columns().stream().filter(c -> c.name().equals(of)).findFirst().orElseThrow();
  }

  private ColumnFacts facts(String of) {
    return column(of).facts();
  }

  private ManifestSource source() {
    return manifest().sources().get(0);
  }

  private List<ManifestState> history() {
    return manifest().header().history().stream().map(ManifestHeader.StateChange::state).toList();
  }

  private List<String> active() {
    return names(workspace.activeManifests());
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EnrichReport enrich(Option... options) {
    return new EnrichWorkflow(context).run(request(null, options), RunListener.SILENT);
  }

  /** Uses a model from now on. */
  private void use(ModelServer server) {
    ColumnDescriber describer =
        new ModelDescriber(
            new ModelSettings(
                Dialect.ANTHROPIC,
                server.url(),
                "test-model",
                "key",
                Duration.ofSeconds(2),
                0,
                1_000_000,
                10_000_000),
            new JsonService(DownloadSettings.defaults("test", Map.of()), clock),
            folder.resolve("model-" + server.port()),
            clock);
    WorkspaceContext before = context;
    context =
        new WorkspaceContext(
            workspace,
            this::configuration,
            () -> database,
            before::cache,
            () -> Optional.of(describer),
            clock);
    workflow = new RefreshWorkflow(context);
    steps = new StepsWorkflow(context);
  }

  @Test
  void everyRefreshKeepsLicenceDateUnitsAndNotes() {
    try (HttpTestServer server = HttpTestServer.start()) {
      server
          .on("/waiting", 200, PAGE.getBytes(StandardCharsets.UTF_8), "Content-Type", "text/html")
          .serve("/files/waiting-august-2025.xls", book(120));

      refresh(server.url("/waiting"));
    }

    ManifestHeader header = manifest().header();
    assertThat(header.facts().licence()).isEqualTo("Open Government Licence v3.0");
    assertThat(header.facts().published()).isEqualTo(LocalDate.of(2025, 10, 9));
    assertThat(facts("people_waiting").notes())
        .containsExactly("Note 1: Counts are rounded to the nearest five.");
    assertThat(facts("mean_wait_days").unit()).isEqualTo("days");
    assertThat(facts("mean_wait_days").description()).isNull();
    assertThat(facts("org_code").role()).isNull();
    assertThat(history())
        .containsExactly(ManifestState.DRAFT, ManifestState.LOADED, ManifestState.EXPORTED);
    assertThat(active()).containsExactly(name + ".yaml");
    String of = " WHERE canonical_source_code = '" + name + "' AND column_name = '";
    assertThat(
            query(
                "SELECT unit, notes FROM datawarp.tbl_column_metadata"
                    + of
                    + "mean_wait_days' OR ("
                    + "canonical_source_code = '"
                    + name
                    + "' AND column_name = 'people_waiting') ORDER BY ordinal"))
        .containsExactly(
            "null|{\"Note 1: Counts are rounded to the nearest five.\"}", "days|{}");
    assertThat(query("SELECT col_description('" + table + "'::regclass, 4)"))
        .containsExactly("Mean wait (days)\n\nUnit: days");
    assertThat(
            query(
                "SELECT metadata->>'licence', metadata->>'published' FROM"
                    + " datawarp.tbl_data_sources WHERE code = '"
                    + name
                    + "'"))
        .containsExactly("Open Government Licence v3.0|2025-10-09");
    Map<String, String> metadata = ParquetRows.metadata(parquet(name));
    assertThat(metadata)
        .containsEntry("datawarp.publication_date", "2025-10-09")
        .containsEntry("datawarp.licence", "Open Government Licence v3.0")
        .containsEntry("datawarp.facts.mean_wait_days", "{\"unit\":\"days\"}");
    assertThat(catalog())
        .singleElement()
        .satisfies(
            entry -> assertThat(entry.publicationDate()).isEqualTo(LocalDate.of(2025, 10, 9)));
    assertThat(workspace.currentOutput().resolve(name + ".md"))
        .content()
        .contains("Published:** 2025-10-09", "unit: days", "Note 1: Counts are rounded");
    assertConsistent();
  }

  @Test
  void aRefreshCanDescribeToo() {
    RefreshReport report = refresh(book(), Option.ENRICH);

    assertThat(report.enrichment())
        .isEqualTo(new EnrichmentReport(4, 0, 1, 0, 3, null, 0, 0));
    assertThat(history())
        .containsExactly(
            ManifestState.DRAFT,
            ManifestState.ENRICHED,
            ManifestState.LOADED,
            ManifestState.EXPORTED);
    assertThat(active()).containsExactly(name + ".enriched.yaml");
    assertThat(facts("org_code").role()).isEqualTo(ColumnRole.DIMENSION);
    assertThat(facts("org_code").geography()).containsExactly(GeographyLevel.TRUST);
    assertThat(facts("people_waiting").role()).isEqualTo(ColumnRole.MEASURE);
    assertThat(facts("mean_wait_days").describedBy()).isEqualTo(DescribedBy.PUBLISHER);
    assertThat(manifest().header().facts().enrichedBy()).isEqualTo("rules 1");
    assertThat(
            query(
                "SELECT is_dimension, geography, query_keywords FROM"
                    + " datawarp.tbl_column_metadata WHERE canonical_source_code = '"
                    + name
                    + "' AND column_name = 'org_code'"))
        .containsExactly("t|{trust}|{org,code,trust}");
    assertConsistent();
  }

  @Test
  void aLoadedManifestIsDescribedWithoutLoadingItAgain() {
    refresh(book());
    String before = query("SELECT max(_load_id) FROM " + table).get(0);
    execute("COMMENT ON COLUMN " + table + ".org_name IS 'an analyst''s own words'");

    EnrichReport report = enrich();

    assertThat(report.outcome()).isEqualTo(EnrichReport.Outcome.ENRICHED);
    assertThat(report.state()).isEqualTo("exported");
    assertThat(active()).containsExactly(name + ".enriched.yaml");
    assertThat(history())
        .containsExactly(
            ManifestState.DRAFT,
            ManifestState.LOADED,
            ManifestState.EXPORTED,
            ManifestState.ENRICHED,
            ManifestState.EXPORTED);
    assertThat(query("SELECT max(_load_id) FROM " + table)).containsExactly(before);
    assertThat(query("SELECT col_description('" + table + "'::regclass, 2)"))
        .containsExactly("an analyst's own words");
    assertConsistent();

    Map<String, String> files = files();
    assertThat(enrich().outcome()).isEqualTo(EnrichReport.Outcome.UNCHANGED);
    assertThat(files()).isEqualTo(files);
    assertThat(refresh(null).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(active()).containsExactly(name + ".enriched.yaml");
  }

  @Test
  void aDraftIsDescribedAndLoadedFromThere() {
    steps.extract(request(book(), Option.DRAFT_ONLY), null, RunListener.SILENT);

    EnrichReport report = enrich();

    assertThat(report.state()).isEqualTo("enriched");
    assertThat(report.run()).isNull();
    assertThat(names(workspace.pendingManifests())).containsExactly(name + ".enriched.yaml");
    clock.advance(Duration.ofHours(1));

    refresh(null);

    assertThat(history())
        .containsExactly(
            ManifestState.DRAFT,
            ManifestState.ENRICHED,
            ManifestState.LOADED,
            ManifestState.EXPORTED);
    assertThat(manifest().header().history().get(1).at())
        .isBefore(manifest().header().history().get(2).at());
    assertThat(active()).containsExactly(name + ".enriched.yaml");
    assertThat(workspace.pendingManifests()).isEmptyDirectory();
    assertConsistent();
  }

  @Test
  void aRefreshThatFindsNothingNewDescribesOnce() {
    refresh(book());

    assertThat(refresh(null, Option.ENRICH).outcome()).isEqualTo(Outcome.DESCRIBED);
    assertThat(refresh(null, Option.ENRICH).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(facts("org_code").role()).isEqualTo(ColumnRole.DIMENSION);
    assertConsistent();
  }

  @Test
  void whatPeopleWroteStays() throws IOException {
    refresh(book());
    Path file = workspace.activeManifests().resolve(name + ".yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst(
                "(\\n +)data_type: text",
                "$1data_type: text$1description: a person's words$1is_measure: true"));

    enrich();

    assertThat(facts("org_code").description()).isEqualTo("a person's words");
    assertThat(facts("org_code").isPersons()).isTrue();
    assertThat(facts("org_code").role()).isEqualTo(ColumnRole.MEASURE);
    assertThat(facts("org_code").geography()).containsExactly(GeographyLevel.TRUST);

    write("waiting-august-2025.xls", book(125));
    refresh(null, Option.ENRICH);
    assertThat(facts("org_code").description()).isEqualTo("a person's words");
  }

  @Test
  void otherBytesThanThoseLoadedAreNotWhatIsDescribed() {
    refresh(book());
    write("waiting-august-2025.xls", book(125));
    workflow.plan(request(null), RunListener.SILENT); // fetches the new bytes

    assertThatThrownBy(this::enrich)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no longer those it was made from");
  }

  @Test
  void anUndoneRefreshTakesItsDescriptionsWithIt() {
    refresh(book());
    write("waiting-august-2025.xls", book(125));
    RefreshReport second = refresh(null, Option.ENRICH);
    assertThat(active()).containsExactly(name + ".enriched.yaml");

    new UndoWorkflow(context)
        .undo(String.valueOf(second.run()), "undo", Duration.ZERO, RunListener.SILENT);

    assertThat(active()).containsExactly(name + ".yaml");
    assertThat(facts("org_code").role()).isNull();
  }

  @Test
  void aPlanShowsWhatRulesFindAndWritesNothing() {
    try (ModelServer server = ModelServer.start()) {
      refresh(book());
      use(server);
      Map<String, String> files = files();

      EnrichReport plan =
          new EnrichWorkflow(context).plan(request(null), RunListener.SILENT);

      assertThat(plan.outcome()).isEqualTo(EnrichReport.Outcome.PLANNED);
      assertThat(plan.sources().get(0).columns().get(0).geography())
          .containsExactly(GeographyLevel.TRUST);
      assertThat(files()).isEqualTo(files);
      assertThat(server.asked()).isEmpty();
    }
  }

  @Test
  void aRefreshThatIsNotAskedToDescribeNeverAsksTheModel() {
    try (ModelServer server = ModelServer.start()) {
      use(server);

      refresh(book());
      refresh(null, Option.FORCE);
      run(with(request(null), Scope.METADATA_ONLY));
      workflow.plan(request(null, Option.ENRICH), RunListener.SILENT);

      assertThat(server.asked()).isEmpty();
    }
  }

  @Test
  void aModelDescribesWhatThePublisherLeavesOpen() {
    try (ModelServer server = ModelServer.start()) {
      use(server);

      RefreshReport report = refresh(book(), Option.ENRICH);

      assertThat(report.enrichment())
          .isEqualTo(new EnrichmentReport(4, 0, 1, 3, 0, "model test-model", 1, 1200));
      assertThat(facts("org_code").description()).isEqualTo("What the model says of org_code.");
      assertThat(facts("org_code").describedBy()).isEqualTo(DescribedBy.MODEL);
      assertThat(facts("mean_wait_days").describedBy()).isEqualTo(DescribedBy.PUBLISHER);
      assertThat(server.asked().get(0).columns())
          .containsExactly("org_code", "org_name", "people_waiting");
      assertThat(server.asked().get(0).body())
          .contains("rounded to the nearest five")
          .doesNotContain("Kingston", "RAX", "340");
      assertThat(
              query(
                  "SELECT metadata_source, confidence FROM datawarp.tbl_column_metadata WHERE"
                      + " canonical_source_code = '"
                      + name
                      + "' ORDER BY ordinal"))
          .containsExactly("model|0.70", "model|0.70", "model|0.70", "publisher|1.00");
      assertThat(query("SELECT col_description('" + table + "'::regclass, 1)"))
          .containsExactly("Org code\n\nWhat the model says of org_code.");
      assertConsistent();
    }
  }

  /** What must not differ, whatever a model says: all but descriptions, keywords and times. */
  private Map<String, Object> untouchable() {
    Map<String, Object> all = new TreeMap<>();
    for (ManifestSource source : manifest().sources()) {
      all.put(
          source.code().value(),
          List.of(
              source.name(),
              source.table().toString(),
              source.rows(),
              String.valueOf(source.rowHash()),
              String.valueOf(source.fingerprint()),
              source.columns().stream()
                  .map(
                      c ->
                          List.of(
                              c.name(),
                              c.originalName(),
                              c.type(),
                              String.valueOf(c.facts().unit()),
                              String.valueOf(c.facts().role()),
                              c.facts().geography(),
                              c.facts().notes()))
                  .toList()));
      all.put(
          source.code() + " columns",
          query(
              "SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute"
                  + " WHERE attrelid = '"
                  + source.table()
                  + "'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"));
      all.put(
          source.code() + " file",
          ParquetRows.columns(parquet(source.code().value())).stream()
              .map(c -> c.name() + " " + c.sqlType())
              .toList());
    }
    all.put("tables", query("SELECT count(*) FROM pg_tables WHERE schemaname = 'staging'"));
    all.put("sources", query("SELECT count(*) FROM datawarp.tbl_data_sources"));
    return all;
  }

  @Test
  void ofAModelThatLiesNothingButDescriptionsIsTaken() {
    refresh(book(), Option.ENRICH);
    Map<String, Object> without = untouchable();
    List<Function<ModelServer.Asked, String>> lies =
        List.of(
            asked -> "no JSON at all",
            asked -> "{\"table\": \"x\"}",
            asked ->
                ModelServer.answer(asked.columns())
                    .replace("\"name\":\"org_code\"", "\"name\":\"organisation\""),
            asked ->
                ModelServer.answer(asked.columns())
                    .replace("\"keywords\"", "\"type\":\"text\",\"keywords\""),
            asked -> ModelServer.answer(List.of("new_column", "tbl_data_sources", "_load_id")),
            asked ->
                ModelServer.answer(asked.columns())
                    .replace("\"table\":\"", "\"code\":\"evil\",\"rows\":0,\"table\":\"")
                    .replace("What the", "'; DROP TABLE " + table + "; -- | <b>"));
    for (Function<ModelServer.Asked, String> lie : lies) {
      try (ModelServer server = ModelServer.start()) {
        use(server.say(lie));

        refresh(null, Option.ENRICH, Option.FORCE);

        assertThat(server.asked()).isNotEmpty();
        assertThat(untouchable()).isEqualTo(without);
        assertConsistent();
      }
    }
    assertThat(facts("org_code").description()).startsWith("'; DROP TABLE");
    assertThat(workspace.currentOutput().resolve(name + ".md"))
        .content()
        .contains("DROP TABLE")
        .doesNotContain("<b>");
  }
}
