package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.platform.postgres.Query;
import org.datawarp.repository.LegacySchema;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.testing.GoldenFile;
import org.datawarp.testing.InstalledPostgres;
import org.datawarp.testing.JsonShape;
import org.datawarp.testing.LegacySample;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.adopt.AdoptWorkflow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An estate of the Python version is taken over in place, lived with, and given back. */
@ExtendWith(PostgresExtension.class)
class AdoptionIT {
  private static final Pattern UNDO = Pattern.compile("datawarp undo (\\S+?)'");

  @TempDir private Path folder;

  private Path tree;
  private DatabaseSettings settings;

  @Test
  void aPlanTellsEverythingAndChangesNothing() throws IOException {
    plant();
    Map<String, String> before = LegacySample.tree(tree);

    Program.Ended ended = run("adopt", "--dry-run");

    assertThat(ended.status()).as("%s", ended).isZero();
    assertThat(ended.out().replaceAll(" +", " "))
        .contains(
            "registry 8 of 8 tables as in version 2.1",
            "tbl_load_history.source_id -> tbl_data_sources.id: none, cascading from here on;"
                + " not validated, 4 orphans",
            "tbl_column_metadata.canonical_source_code -> tbl_data_sources.code: some_key,",
            "waits_aug25 staging.tbl_waits_aug25 30 waits_aug25",
            "ghost staging.tbl_ghost - - its table does not exist",
            "manifests: 3 active, 3 pending, 5 archived, 0 left",
            "waits_jul25_enriched.yaml manifests/active/waits_jul25.enriched.yaml loaded: waits",
            "manifests/test/waits_jul25.yaml manifests/pending/waits_jul25_test.yaml",
            "beds_sep25.yaml manifests/pending/beds_sep25.yaml nothing of it is in the database",
            "staff_jun25.yaml archive/manifests/",
            "superseded: staff was loaded by manifests/production/staff/staff_enriched.yaml",
            "waits_aug25_canonical.yaml archive/manifests/",
            "old_enriched.yaml archive/manifests/2025-05-08/old_enriched.yaml",
            "output/staff.parquet output/current/staff.parquet 0 unproven until it is exported again:"
                + " its table has 20",
            "output/gone_1.parquet output/current/gone_1.parquet 0 source gone_1 is not registered",
            "staging.tbl_region_a",
            "manifests/production/waits/by hand.txt",
            "output/analysis.csv",
            "no manifest can be read in it: manifests/test/broken.yaml",
            "nothing was changed");
    assertThat(LegacySample.tree(tree)).isEqualTo(before);
  }

  @Test
  void noRowChangesAndUndoGivesEverythingBack() throws IOException {
    plant();
    Map<String, String> before = LegacySample.tree(tree);
    List<LegacySchema.Part> schema = schema();
    Map<String, String> rows = rows("staging");
    Map<String, String> registry = rows("datawarp");

    String run = adopt();

    assertThat(rows("staging")).isEqualTo(rows);
    assertThat(schema()).isNotEqualTo(schema);
    assertThat(tree.resolve("manifests/active/waits_jul25.enriched.yaml"))
        .content()
        .contains("name: waits_jul25\n", "state: loaded", "period: 2025-07", "rows: 20");
    assertThat(tree.resolve("output/current/staff.md")).exists();
    assertThat(run("list", "--columns", "source,rows").out().replaceAll(" +", " "))
        .as("the rows of tables; the files that were taken over hold none")
        .contains("waits_aug25 30", "waits_jul25 20", "staff 20");
    assertThat(tree.resolve("manifests/test/broken.yaml")).exists();
    assertThat(run("adopt").err()).contains("was adopted by run " + run);
    Program.Ended undone = run("undo", run);
    assertThat(undone.status()).as("%s", undone).isZero();
    assertThat(undone.out()).contains("'datawarp adopt' does it again");
    assertThat(LegacySample.tree(tree)).isEqualTo(before);
    assertThat(schema()).isEqualTo(schema);
    assertThat(rows("staging")).isEqualTo(rows);
    assertThat(rows("datawarp")).isEqualTo(registry);
    adopt();
  }

  /** What other estates hold: a source with its table, and more of it than the program made. */
  private void plantOthers() throws IOException {
    PostgresExtension.execute(
        settings,
        """
        CREATE SCHEMA analyst;
        CREATE VIEW analyst.v_history AS SELECT source_id, file_url FROM datawarp.tbl_load_history;
        CREATE VIEW analyst.v_urls WITH (security_barrier = true) AS
          SELECT count(DISTINCT file_url) AS urls FROM analyst.v_history;
        COMMENT ON VIEW analyst.v_urls IS 'by hand';
        GRANT SELECT ON analyst.v_urls TO PUBLIC;
        INSERT INTO datawarp.tbl_data_sources (code, table_name, schema_name, created_at) VALUES
          ('parted', 'tbl_parted', 'staging', '2025-06-01'),
          ('no_schema', 'tbl_no_schema', NULL, '2025-06-01'),
          ('summary_a', 'tbl_summary_a', 'staging', '2025-06-01'),
          ('summary_b', 'tbl_summary_b', 'staging', '2025-06-01'),
          ('Upper Case', 'tbl_staff', 'staging', '2025-06-01'),
          ('viewed', 'tbl_viewed', 'staging', '2025-06-01');
        CREATE TABLE staging.tbl_parted (LIKE staging.tbl_staff) PARTITION BY LIST (_period);
        CREATE TABLE staging.tbl_parted_1 PARTITION OF staging.tbl_parted FOR VALUES IN ('2025-06');
        CREATE TABLE staging.tbl_parted_2 PARTITION OF staging.tbl_parted FOR VALUES IN ('2025-07');
        INSERT INTO staging.tbl_parted SELECT * FROM staging.tbl_staff;
        CREATE TABLE staging.tbl_no_schema AS SELECT * FROM staging.tbl_staff;
        CREATE TABLE staging.tbl_summary_a AS SELECT * FROM staging.tbl_staff;
        CREATE TABLE staging.tbl_summary_b AS SELECT * FROM staging.tbl_staff;
        CREATE VIEW staging.tbl_viewed AS SELECT 1 AS one""");
    Files.copy(tree.resolve("output/staff.parquet"), tree.resolve("output/Upper Case.parquet"));
    LegacySample.manifest(tree, "production/a/summary.yaml", "summary_a", "2025-07", 1);
    LegacySample.manifest(tree, "production/b/deep/summary.yaml", "summary_b", "2025-07", 1);
    LegacySample.manifest(tree, "archive/2026-13-45/older.yaml", "older", "2025-01", 1);
  }

  @Test
  void anEstateWithMoreInItIsAdoptedAndGivenBack() throws IOException {
    plant();
    plantOthers();
    Map<String, String> before = LegacySample.tree(tree);
    List<LegacySchema.Part> schema = schema();
    Map<String, String> rows = rows("staging");
    String views = views();

    Program.Ended plan = run("adopt", "--dry-run");
    String run = adopt();

    assertThat(plan.out().replaceAll(" +", " "))
        .contains(
            "summary_a staging.tbl_summary_a 20 summary",
            "summary_b staging.tbl_summary_b 20 deep_summary",
            "production/b/deep/summary.yaml manifests/active/deep_summary.yaml",
            "staging.tbl_viewed is no table",
            "older.yaml archive/manifests/2025-06-01/older.yaml")
        .doesNotContain("tbl_parted_");
    assertThat(views()).isEqualTo(views);
    assertThat(run("list", "--columns", "source,rows").out().replaceAll(" +", " "))
        .as("the rows of adopted tables without an export")
        .contains("summary_b 20", "no_schema 20", "parted 20");
    assertThat(run("status").out()).contains("8 with 170 rows");
    assertThat(run("archive", "Upper Case", "--dry-run").out()).contains("could not bring back");
    assertThat(run("rename", "Upper Case", "lower", "--dry-run").status()).isEqualTo(18);
    assertThat(run("restore", "Upper Case", "--dry-run").err()).contains("an adopted code");
    assertThat(run("history").out()).contains("no source was loaded yet");
    assertThat(run("show", "no_schema").out()).contains("staging.tbl_no_schema: 20 rows");
    assertThat(run("cleanup", "--all", "--min-age", "0h").out()).doesNotContain("tbl_parted");
    Program.Ended undone = run("undo", run);
    assertThat(undone.status()).as("%s", undone).isZero();
    assertThat(views()).isEqualTo(views);
    assertThat(schema()).isEqualTo(schema);
    assertThat(rows("staging")).isEqualTo(rows);
    assertThat(LegacySample.tree(tree)).isEqualTo(before);
  }

  private String views() {
    return one(
        """
        SELECT string_agg(concat(c.relname, c.relowner, c.relacl, c.reloptions,
                 obj_description(c.oid, 'pg_class'), pg_get_viewdef(c.oid)), '; ' ORDER BY relname)
          FROM pg_class c WHERE c.relnamespace = 'analyst'::regnamespace""");
  }

  @Test
  void aViewThatCannotBeMadeAgainIsNamedBeforeAnythingIsDone() throws IOException {
    plant();
    PostgresExtension.execute(
        settings,
        "CREATE MATERIALIZED VIEW staging.mv AS SELECT file_url FROM datawarp.tbl_load_history");
    Map<String, String> before = LegacySample.tree(tree);

    Program.Ended ended = run("adopt");

    assertThat(ended.status()).isEqualTo(18);
    assertThat(ended.err()).contains("view staging.mv uses a column", "drop it");
    assertThat(LegacySample.tree(tree)).isEqualTo(before);
  }

  @Test
  void aUserWhoMayNotChangeTheRegistryIsToldBeforeAnythingIsDone() throws IOException {
    plant();
    PostgresExtension.execute(
        settings,
        "DO $$ BEGIN CREATE ROLE nobody_much; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "GRANT USAGE ON SCHEMA datawarp, staging TO nobody_much",
        "GRANT SELECT ON ALL TABLES IN SCHEMA datawarp, staging TO nobody_much");
    Map<String, String> before = LegacySample.tree(tree);

    Program.Ended ended =
        Program.run(
            Map.of(
                "DATAWARP_HOME",
                tree.toString(),
                "DATAWARP_DB_URL",
                settings.url() + "&options=-c%20role%3Dnobody_much"),
            "adopt");

    assertThat(ended.status()).as("%s", ended).isEqualTo(18);
    assertThat(ended.err())
        .contains("nobody_much may not create in schema datawarp", "nobody_much is not a member");
    assertThat(LegacySample.tree(tree)).isEqualTo(before);
  }

  @Test
  void whatCannotBeReadIsToldAndStays() throws IOException {
    plant();
    Path manifest = tree.resolve("manifests/production/beds/beds_sep25.yaml");
    Path output = tree.resolve("output/gone_1.parquet");
    for (Path file : List.of(manifest, output)) {
      Files.setPosixFilePermissions(file, Set.of());
      assumeFalse(Files.isReadable(file), "this user may read everything");
    }

    Program.Ended ended = run("adopt");

    assertThat(ended.status()).as("%s", ended).isZero();
    assertThat(ended.out())
        .contains("beds_sep25.yaml stays: ", "gone_1.parquet stays: ", "permission denied");
    assertThat(manifest).exists();
    assertThat(output).exists();
  }

  @Test
  void cleanupCountsWhatHadNoOwner() throws IOException {
    plant();
    adopt();

    Program.Ended plan = run("cleanup", "--dry-run", "--min-age", "0h", "--max-delete", "100");

    assertThat(plan.out())
        .contains(
            "Orphaned load_history records: 4 ",
            "Orphaned manifest_files records: 3 ",
            "Orphaned staging tables: 2 ",
            "Sources without a table: 1 ",
            "Orphaned column_metadata records: 1 ",
            "Orphaned parquet files: 2 ",
            "Descriptions and Parquet files apart: 2 ");
    Program.Ended ended = run("cleanup", "--execute", "--min-age", "0h", "--max-delete", "100");
    assertThat(ended.status()).as("%s", ended).isZero();
    assertThat(run("cleanup", "--fail-if-found").status()).isZero();
    assertThat(rows("staging"))
        .containsOnlyKeys("tbl_waits_jul25", "tbl_waits_aug25", "tbl_staff", "my_notes", "v_waits");
    assertThat(
            one(
                "SELECT string_agg(convalidated::text, ',') FROM pg_constraint WHERE conname IN"
                    + " ('fk_load_history_source', 'fk_manifest_files_source')"))
        .isEqualTo("true,true");
  }

  @Test
  void anAdoptedSourceIsRefreshedArchivedAndRestored() throws IOException {
    plant();
    String adoption = adopt();
    Path file = folder.resolve("waits.csv");
    StringBuilder text = new StringBuilder("Org code,Patients\n");
    for (int i = 0; i < 25; i++) {
      text.append("R").append(i).append(',').append(100 + i).append('\n');
    }
    Files.writeString(file, text);
    Program.Ended unproven = run("archive", "waits_jul25");
    assertThat(unproven.out() + unproven.err()).contains("export it first");

    Program.Ended refreshed =
        run("refresh", "waits_jul25", "--url", file.toString(), "--period", "2025-07");
    assertThat(refreshed.status()).as("%s", refreshed).isZero();
    assertThat(one("SELECT count(*) || ':' || min(patients) FROM staging.tbl_waits_jul25"))
        .isEqualTo("25:100");
    assertThat(one("SELECT count(*) FROM datawarp.tbl_exports WHERE adopted_at IS NOT NULL"))
        .isEqualTo("2");
    assertThat(run("undo", adoption).err()).contains("something was written since", "(refresh)");

    Program.Ended exported = run("export", "staff");
    assertThat(exported.status()).as("%s", exported).isZero();
    assertThat(one("SELECT count(*) FROM staging.tbl_staff")).isEqualTo("20");
    Program.Ended archived = run("archive", "waits_jul25", "staff");
    assertThat(archived.status()).as("%s", archived).isZero();
    assertThat(tree.resolve("output/current/waits_jul25.parquet")).doesNotExist();
    Program.Ended restored = run("restore", "waits_jul25");
    assertThat(restored.status()).as("%s", restored).isZero();
    assertThat(tree.resolve("output/current/waits_jul25.parquet")).exists();
  }

  @Test
  void whatWasWrittenSinceForbidsTheUndo() throws IOException {
    plant();
    String run = adopt();
    Files.writeString(tree.resolve("output/current/mine.txt"), "mine");
    Files.writeString(tree.resolve(".datawarp/sync.yaml"), "# mine\n");
    Path active = tree.resolve("manifests/active/staff.enriched.yaml");
    Files.writeString(active, Files.readString(active) + "# mine\n");
    PostgresExtension.execute(
        settings, "UPDATE datawarp.tbl_data_sources SET name = 'mine' WHERE code = 'staff'");

    Program.Ended ended = run("undo", run);

    assertThat(ended.status()).as("%s", ended).isEqualTo(18);
    assertThat(ended.err())
        .contains(
            "rows of datawarp.tbl_data_sources",
            "manifests/active/staff.enriched.yaml was changed",
            "output/current/mine.txt is new",
            ".datawarp/sync.yaml is new");
    assertThat(run("status").status()).isZero();
  }

  @Test
  void theJsonIsAsReviewed() throws IOException {
    plant();

    golden("adopt-plan", run("adopt", "--dry-run", "--json"));
    Program.Ended report = run("adopt", "--json");
    golden("adopt-report", report);
    Matcher name = Pattern.compile("\"run\" : \"([^\"]+)\"").matcher(report.out());
    assertThat(name.find()).isTrue();
    golden("undo-plan.adoption", run("undo", name.group(1), "--dry-run", "--json"));
    golden("undo.adoption", run("undo", name.group(1), "--json"));
  }

  private void golden(String name, Program.Ended ended) throws IOException {
    assertThat(ended.status()).as("%s", ended).isZero();
    ObjectNode object = (ObjectNode) new ObjectMapper().readTree(ended.out());
    if (object.has("database")) {
      object.put("database", "DATABASE");
    }
    GoldenFile.check("json/" + name + ".json", JsonShape.of(object, folder));
  }

  @Test
  void anotherRegistryIsRefused() throws IOException {
    plant();
    PostgresExtension.execute(
        settings,
        "ALTER TABLE datawarp.tbl_load_history DROP COLUMN rows_loaded",
        "ALTER TABLE datawarp.tbl_data_sources ALTER COLUMN domain TYPE int USING 1");
    Map<String, String> before = LegacySample.tree(tree);

    assertThat(run("adopt", "--dry-run").status()).isEqualTo(18);
    Program.Ended ended = run("adopt");

    assertThat(ended.status()).isEqualTo(18);
    assertThat(ended.err())
        .contains(
            "datawarp.tbl_data_sources: column domain is integer, not text",
            "datawarp.tbl_load_history: column rows_loaded is missing");
    assertThat(LegacySample.tree(tree)).isEqualTo(before);
  }

  private record Breaks(RunStep last) implements RunListener {
    @Override
    public void progressed(String what, long done, long total) {}

    @Override
    public void started(RunStep step) {}

    @Override
    public void completed(RunStep step) {
      if (step == last) {
        throw new StorageException("broken after " + step.text(), null);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BEGIN", "CHANGE", "COMMIT", "PUBLISH", "CATALOG", "FINISH"})
  void aBrokenAdoptionIsFinishedByTheNext(RunStep step) throws IOException {
    plant();
    Map<String, String> rows = rows("staging");
    breakAfter(step);
    assertThat(run("status").err()).contains("was not finished", "'datawarp adopt' finishes it");

    String run = adopt();

    assertThat(rows("staging")).isEqualTo(rows);
    assertThat(tree.resolve("manifests/active/staff.enriched.yaml")).exists();
    assertThat(tree.resolve("output/staff.parquet")).doesNotExist();
    assertThat(one("SELECT count(*) FROM datawarp.tbl_found_items")).isEqualTo("6");
    assertThat(run("status").status()).isZero();
    assertThat(run("undo", run).status()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"BEGIN", "CHANGE", "COMMIT", "PUBLISH", "CATALOG", "FINISH"})
  void aBrokenAdoptionIsTakenBack(RunStep step) throws IOException {
    plant();
    Map<String, String> before = LegacySample.tree(tree);
    List<LegacySchema.Part> schema = schema();
    Map<String, String> registry = rows("datawarp");
    breakAfter(step);
    Matcher name = UNDO.matcher(run("status").err());
    assertThat(name.find()).isTrue();

    Program.Ended undone = run("undo", name.group(1));

    assertThat(undone.status()).as("%s", undone).isZero();
    assertThat(LegacySample.tree(tree)).isEqualTo(before);
    assertThat(schema()).isEqualTo(schema);
    assertThat(rows("datawarp")).isEqualTo(registry);
  }

  @Tag("slow")
  @Test
  void theDumpOfTheSchemaIsAsBefore() throws IOException, InterruptedException {
    assumeTrue(InstalledPostgres.majorVersion().isPresent(), "no PostgreSQL is installed");
    settings = InstalledPostgres.freshDatabase();
    plantInto(settings);
    String before = dump();

    String run = adopt();
    assertThat(dump()).isNotEqualTo(before);
    assertThat(run("undo", run).status()).isZero();

    assertThat(dump()).isEqualTo(before);
  }

  private String dump() throws IOException, InterruptedException {
    try (Database database = new Database(settings, Clock.systemUTC())) {
      ProcessBuilder builder =
          new ProcessBuilder(
              "/usr/lib/postgresql/"
                  + InstalledPostgres.majorVersion().orElseThrow()
                  + "/bin/pg_dump",
              "--schema-only");
      builder.environment().putAll(database.clientEnvironment());
      builder.redirectErrorStream(true);
      Process process = builder.start();
      String text = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor()).as(text).isZero();
      return text.replaceAll("(?m)^\\\\(un)?restrict .*$", "");
    }
  }

  private void breakAfter(RunStep step) {
    Workspace workspace = new Workspace(tree);
    try (Database database = new Database(settings, Clock.systemUTC())) {
      Configuration configuration =
          Configuration.read(
              workspace.configurationFile(),
              Map.of(),
              Map.of(ConfigurationKey.DATABASE_URL, String.valueOf(settings.url())));
      AdoptWorkflow workflow =
          new AdoptWorkflow(
              new WorkspaceContext(
                  workspace,
                  () -> configuration,
                  () -> database,
                  () -> {
                    throw new IllegalStateException("nothing is downloaded");
                  },
                  Clock.systemUTC()));
      assertThatThrownBy(() -> workflow.adopt("adopt", Duration.ZERO, new Breaks(step)))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("broken after");
    }
  }

  private String adopt() {
    Program.Ended ended = run("adopt");
    assertThat(ended.status()).as("%s", ended).isZero();
    Matcher name = UNDO.matcher(ended.out());
    assertThat(name.find()).as("%s", ended).isTrue();
    return name.group(1);
  }

  private void plant() throws IOException {
    plantInto(PostgresExtension.freshDatabase());
  }

  private void plantInto(DatabaseSettings empty) throws IOException {
    settings = empty;
    tree = folder.resolve("tree");
    LegacySample.plantTree(tree);
    LegacySample.plantDatabase(settings);
  }

  private Program.Ended run(String... arguments) {
    return Program.run(
        Map.of("DATAWARP_HOME", tree.toString(), "DATAWARP_DB_URL", String.valueOf(settings.url())),
        Stream.of(arguments).toArray(String[]::new));
  }

  private interface Reading<T> {
    T from(Connection connection);
  }

  private <T> T read(Reading<T> reading) {
    try (Database database = new Database(settings, Clock.systemUTC())) {
      return database.read("looking", reading::from);
    }
  }

  private List<LegacySchema.Part> schema() {
    return read(LegacySchema::read);
  }

  private String one(String sql) {
    return read(
        connection ->
            Query.find(connection, "looking", sql, row -> row.getString(1)).orElseThrow());
  }

  private Map<String, String> rows(String schema) {
    return read(
        connection -> {
          Map<String, String> all = new TreeMap<>();
          for (String table :
              Query.list(
                  connection,
                  "listing",
                  "SELECT relname FROM pg_class WHERE relnamespace = ?::regnamespace AND relkind"
                      + " IN ('r', 'v')",
                  row -> row.getString(1),
                  schema)) {
            all.put(
                table,
                Query.find(
                        connection,
                        "hashing",
                        "SELECT count(*) || ':' || coalesce(md5(string_agg(t::text, '' ORDER BY"
                            + " t::text)), '') FROM "
                            + schema
                            + "."
                            + table
                            + " t",
                        row -> row.getString(1))
                    .orElseThrow());
          }
          return all;
        });
  }
}
