package org.datawarp.platform.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.LockedException;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SchemaIT {
  private static final String SHAPE =
      """
      SELECT table_name || '.' || column_name || ' ' || data_type || ' '
             || coalesce(character_maximum_length::text, '') || ' ' || is_nullable || ' '
             || coalesce(column_default, '')
        FROM information_schema.columns WHERE table_schema = 'datawarp'
      UNION ALL
      SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'datawarp'::regnamespace
      UNION ALL
      SELECT pg_get_indexdef(indexrelid) FROM pg_index
        JOIN pg_class c ON c.oid = indrelid WHERE c.relnamespace = 'datawarp'::regnamespace
      ORDER BY 1""";

  private final List<Database> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(Database::close);
  }

  @Test
  void anEmptyDatabaseGetsTheNewestSchema() {
    Database database = database(PostgresExtension.freshDatabase());
    assertThat(database.hasSchema()).isFalse();

    database.requireSchema();

    assertThat(database.hasSchema()).isTrue();
    assertThat(database.read("reading the schema", Schema::read))
        .isEqualTo(new Schema(Schema.State.CURRENT, Schema.KNOWN_VERSION));
  }

  @Test
  void theKnownVersionIsThatOfTheNewestFile() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("migrations"))) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .mapToInt(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
                  .max())
          .hasValue(Schema.KNOWN_VERSION);
    }
  }

  @Test
  void firstStartsAtOnceMigrateOnce() throws Exception {
    DatabaseSettings settings = PostgresExtension.freshDatabase();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Database database = database(settings);
      starts.add(threads.submit(database::requireSchema));
    }

    for (Future<?> start : starts) {
      start.get();
    }
    threads.shutdown();
    assertThat(column(database(settings), "SELECT version FROM datawarp.flyway_schema_history"))
        .doesNotHaveDuplicates()
        .contains("1", "2", "3", "4", "6", "7", "8", "9");
  }

  @Test
  void whoReadsARegistryThatIsToBeMigratedIsNamedAndKeepsNobodyFromReading() throws Exception {
    DatabaseSettings settings = legacyDatabase();
    Database database = database(settings);
    database.adoptSchema();
    PostgresExtension.execute(
        settings,
        "DELETE FROM datawarp.flyway_schema_history WHERE version::int = " + Schema.KNOWN_VERSION);

    try (Connection reader = database(settings).open();
        Statement statement = reader.createStatement()) {
      statement.execute("SELECT count(*) FROM datawarp.tbl_data_sources");

      assertThatThrownBy(() -> database.requireSchemaWithin(Duration.ofMillis(700)))
          .isInstanceOf(LockedException.class)
          .hasMessageContaining("bringing schema datawarp up to date")
          .hasMessageContaining("SELECT count(*) FROM datawarp.tbl_data_sources");
      assertThat(column(database, "SELECT count(*) FROM datawarp.tbl_data_sources"))
          .containsExactly("0");
    }
  }

  @Test
  void aLegacySchemaIsLeftAloneUntilItIsAdopted() throws IOException {
    DatabaseSettings settings = legacyDatabase();
    Database database = database(settings);

    assertThatThrownBy(database::requireSchema)
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.hint()).contains("datawarp adopt --audit"))
        .hasMessageContaining("the Python version (2.1)");
    assertThatThrownBy(database::hasSchema).isInstanceOf(DatabaseException.class);
    assertThat(column(database, "SELECT to_regclass('datawarp.flyway_schema_history')"))
        .containsOnlyNulls();

    database.adoptSchema();
    database.requireSchema();

    assertThat(column(database, SHAPE))
        .isEqualTo(column(database(PostgresExtension.migratedDatabase()), SHAPE));
  }

  @Test
  void adoptionKeepsOrphansUnknownKeysAndViews() throws IOException {
    DatabaseSettings settings = legacyDatabase();
    PostgresExtension.execute(
        settings,
        "ALTER TABLE datawarp.tbl_load_history DROP CONSTRAINT tbl_load_history_source_id_fkey",
        "INSERT INTO datawarp.tbl_load_history (source_id, file_url, rows_loaded) VALUES (9, 'u', 1)",
        "ALTER TABLE datawarp.tbl_column_metadata RENAME CONSTRAINT"
            + " tbl_column_metadata_canonical_source_code_fkey TO by_hand",
        "INSERT INTO datawarp.tbl_manifest_files (manifest_name, source_code, file_url, status)"
            + " VALUES ('m', 'gone', 'u', 'pending')",
        "CREATE SCHEMA analyst",
        "CREATE VIEW analyst.\"first View\" AS SELECT period, file_url FROM datawarp.tbl_manifest_files",
        "CREATE VIEW analyst.second AS SELECT * FROM analyst.\"first View\"",
        "COMMENT ON VIEW analyst.second IS 'it''s mine'",
        "GRANT SELECT ON analyst.second TO PUBLIC");
    Database database = database(settings);

    database.adoptSchema();

    assertThat(column(database, "SELECT count(*) FROM datawarp.tbl_load_history"))
        .containsExactly("1");
    assertThat(
            column(
                database,
                """
                SELECT conname || ' ' || convalidated || ' ' || confdeltype::text FROM pg_constraint
                 WHERE contype = 'f' AND conrelid IN ('datawarp.tbl_load_history'::regclass,
                   'datawarp.tbl_manifest_files'::regclass, 'datawarp.tbl_column_metadata'::regclass)
                 ORDER BY 1"""))
        .containsExactly(
            "fk_column_metadata_source true c",
            "fk_load_history_source false c",
            "fk_manifest_files_source false c");
    assertThat(column(database, "SELECT file_url FROM analyst.second")).containsExactly("u");
    assertThat(column(database, "SELECT obj_description('analyst.second'::regclass)"))
        .containsExactly("it's mine");
    assertThat(column(database, "SELECT has_table_privilege('public', 'analyst.second', 'SELECT')"))
        .containsExactly("t");
  }

  @Test
  void aMaterializedViewThatIsInTheWayIsNamedAndNothingChanges() throws IOException {
    DatabaseSettings settings = legacyDatabase();
    PostgresExtension.execute(
        settings,
        "CREATE MATERIALIZED VIEW public.monthly AS SELECT period FROM datawarp.tbl_manifest_files");
    Database database = database(settings);

    assertThatThrownBy(database::adoptSchema)
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("view public.monthly");

    assertThat(column(database, "SELECT to_regclass('datawarp.tbl_runs')")).containsOnlyNulls();
    assertThat(column(database, "SELECT count(*) FROM public.monthly")).containsExactly("0");
  }

  @Test
  void theFirstMigrationMakesTheLegacySchema() throws IOException {
    Path legacy =
        Path.of(System.getProperty("datawarp.legacy", Path.of("..", "shared", "legacy").toString()))
            .resolve("schema.sql");
    assumeThat(legacy).exists();
    DatabaseSettings settings = PostgresExtension.freshDatabase();
    PostgresExtension.execute(settings, Files.readString(legacy));

    assertThat(column(database(legacyDatabase()), SHAPE))
        .isEqualTo(column(database(settings), SHAPE));
  }

  @Test
  void aNewerSchemaIsRefused() {
    DatabaseSettings settings = PostgresExtension.migratedDatabase();
    PostgresExtension.execute(
        settings,
        "INSERT INTO datawarp.flyway_schema_history (installed_rank, version, description, type,"
            + " script, installed_by, execution_time, success)"
            + " VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 'x', 1, true)");

    assertThatThrownBy(() -> database(settings).requireSchema())
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("written by a newer datawarp")
        .hasMessageContaining("99");
  }

  @Test
  void aFailedStartMidwayIsTakenUpAgain() {
    DatabaseSettings settings = PostgresExtension.freshDatabase();
    PostgresExtension.execute(
        settings,
        "CREATE SCHEMA datawarp_trash",
        "CREATE SCHEMA datawarp",
        "CREATE SCHEMA staging");

    Database database = database(settings);
    database.requireSchema();

    assertThat(database.hasSchema()).isTrue();
  }

  @Test
  void aSourceDeletedByHandGoesToTheTrashWholly() {
    DatabaseSettings settings = PostgresExtension.migratedDatabase();
    PostgresExtension.execute(settings, healthySource("adhd"), healthySource("other"));
    PostgresExtension.execute(
        settings,
        "CREATE VIEW public.people AS SELECT sum(v) AS n FROM staging.tbl_adhd",
        "DELETE FROM datawarp.tbl_data_sources WHERE code = 'adhd'");
    Database database = database(settings);

    assertThat(column(database, "SELECT n FROM public.people")).containsExactly("6");
    assertThat(column(database, "SELECT to_regclass('staging.tbl_adhd')")).containsOnlyNulls();
    assertThat(column(database, "SELECT to_regclass('staging.tbl_other')")).doesNotContainNull();
    assertThat(
            column(
                database,
                """
                SELECT c.relname FROM pg_class c JOIN datawarp.tbl_trashed_tables t
                  ON c.oid = to_regclass(format('datawarp_trash.%I', t.trash_name))
                 WHERE t.original_name = 'tbl_adhd' AND t.source_code = 'adhd'"""))
        .hasSize(1);
    assertThat(
            column(
                database,
                "SELECT table_name FROM datawarp.tbl_deletions WHERE source_code = 'adhd' ORDER BY 1"))
        .containsExactly(
            "datawarp.tbl_column_metadata",
            "datawarp.tbl_data_sources",
            "datawarp.tbl_exports",
            "datawarp.tbl_load_history",
            "datawarp.tbl_manifest_files");
    assertThat(
            column(
                database, "SELECT kind || ' ' || path FROM datawarp.tbl_file_removals ORDER BY 1"))
        .containsExactly(
            "description output/current/adhd.md",
            "manifest manifests/active/adhd.yaml",
            "parquet output/current/adhd.parquet");
    assertThat(column(database, "SELECT source_code FROM datawarp.tbl_manifest_files"))
        .containsExactly("other");
  }

  @Test
  void theSameTableCanBeTrashedTwiceWithItsIndexAndSequence() {
    DatabaseSettings settings = PostgresExtension.migratedDatabase();
    for (int i = 0; i < 2; i++) {
      PostgresExtension.execute(
          settings,
          healthySource("adhd"),
          "CREATE INDEX people ON staging.tbl_adhd (v)",
          "ALTER TABLE staging.tbl_adhd ADD COLUMN row_id serial",
          "DELETE FROM datawarp.tbl_data_sources WHERE code = 'adhd'");
    }

    assertThat(column(database(settings), "SELECT trash_name FROM datawarp.tbl_trashed_tables"))
        .hasSize(2)
        .doesNotHaveDuplicates();
  }

  @Test
  void onlyAStagingTableThatNoOtherSourceNamesIsMoved() {
    DatabaseSettings settings = PostgresExtension.migratedDatabase();
    PostgresExtension.execute(
        settings,
        healthySource("shared"),
        "INSERT INTO datawarp.tbl_data_sources (code, table_name) VALUES ('twin', 'tbl_shared'),"
            + " ('notes', 'tbl_notes'), ('elsewhere', 'tbl_mine'), ('ghost', 'tbl_ghost')",
        "CREATE TABLE staging.tbl_notes (note text)",
        "CREATE SCHEMA mine",
        "CREATE TABLE mine.tbl_mine (LIKE staging.tbl_shared)",
        "UPDATE datawarp.tbl_data_sources SET schema_name = 'mine' WHERE code = 'elsewhere'",
        "DELETE FROM datawarp.tbl_data_sources WHERE code <> 'twin'");
    Database database = database(settings);

    assertThat(column(database, "SELECT original_name FROM datawarp.tbl_trashed_tables")).isEmpty();

    PostgresExtension.execute(settings, "DELETE FROM datawarp.tbl_data_sources");
    assertThat(column(database, "SELECT original_name FROM datawarp.tbl_trashed_tables"))
        .containsExactly("tbl_shared");
  }

  @Test
  void aRolledBackDeletionLeavesEverything() {
    DatabaseSettings settings = PostgresExtension.migratedDatabase();
    PostgresExtension.execute(settings, healthySource("adhd"));
    Database database = database(settings);

    database.read(
        "deleting without committing",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("DELETE FROM datawarp.tbl_data_sources");
          }
        });

    assertThat(column(database, "SELECT sum(v) FROM staging.tbl_adhd")).containsExactly("6");
    assertThat(column(database, "SELECT count(*) FROM datawarp.tbl_deletions"))
        .containsExactly("0");
  }

  @Test
  void twoTablesOfOneFileAndTwoVersionsOfItAreDifferentRows() {
    DatabaseSettings settings = PostgresExtension.migratedDatabase();
    String insert =
        "INSERT INTO datawarp.tbl_manifest_files (manifest_name, source_code, file_url, status,"
            + " sheet, table_number, sha256) VALUES ('m', 'adhd', 'u', 'loaded', ";
    PostgresExtension.execute(
        settings,
        healthySource("adhd"),
        insert + "'S', 1, 'a')",
        insert + "'S', 2, 'a')",
        insert + "'T', 1, 'a')",
        insert + "NULL, 1, 'a')",
        insert + "'S', 1, 'b')");

    assertThatThrownBy(
            () ->
                database(settings)
                    .write(
                        "adding a row twice",
                        connection -> {
                          try (Statement statement = connection.createStatement()) {
                            return statement.execute(insert + "NULL, 1, 'a')");
                          }
                        }))
        .isInstanceOf(DatawarpException.class)
        .hasMessageContaining("uq_manifest_files_table");
  }

  private static String healthySource(String code) {
    return """
    INSERT INTO datawarp.tbl_data_sources (code, table_name) VALUES ('CODE', 'tbl_CODE');
    CREATE TABLE staging.tbl_CODE (v int, _load_id int, _loaded_at timestamp DEFAULT now(),
      _period varchar(40), _period_start date, _period_end date, _manifest_file_id int);
    INSERT INTO staging.tbl_CODE (v) VALUES (1), (2), (3);
    INSERT INTO datawarp.tbl_load_history (source_id, file_url, rows_loaded)
      SELECT id, 'u', 3 FROM datawarp.tbl_data_sources WHERE code = 'CODE';
    INSERT INTO datawarp.tbl_column_metadata (canonical_source_code, column_name) VALUES ('CODE', 'v');
    INSERT INTO datawarp.tbl_manifest_files (manifest_name, source_code, file_url, status, workspace)
      VALUES ('CODE', 'CODE', 'u', 'loaded', '00000000-0000-0000-0000-000000000001');
    INSERT INTO datawarp.tbl_manifests (workspace, name, state, path, yaml, sha256)
      VALUES ('00000000-0000-0000-0000-000000000001', 'CODE', 'exported', 'manifests/active/CODE.yaml', '', 'x')
      ON CONFLICT DO NOTHING;
    INSERT INTO datawarp.tbl_exports (workspace, source_code, path, description_path, sha256,
        size_bytes, row_count, row_hash, columns)
      VALUES ('00000000-0000-0000-0000-000000000001', 'CODE', 'output/current/CODE.parquet',
        'output/current/CODE.md', 'x', 1, 3, 'h', '[]')"""
        .replace("CODE", code);
  }

  private static DatabaseSettings legacyDatabase() throws IOException {
    DatabaseSettings settings = PostgresExtension.freshDatabase();
    try (InputStream script =
        Schema.class.getResourceAsStream("/migrations/V1__legacy_schema.sql")) {
      PostgresExtension.execute(
          settings, new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
    return settings;
  }

  private Database database(DatabaseSettings settings) {
    Database database = new Database(settings, Clock.systemUTC());
    open.add(database);
    return database;
  }

  private static List<String> column(Database database, String sql) {
    return database.read("reading " + sql, connection -> column(connection, sql));
  }

  private static List<String> column(Connection connection, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        values.add(result.getString(1));
      }
    }
    return values;
  }
}
