package org.datawarp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.datawarp.lifecycle.run.CatalogEntryJson;
import org.datawarp.lifecycle.run.LastDatabaseFile;
import org.datawarp.model.ManifestState;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Database;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.datawarp.workflow.cleanup.OrphanClass;

/**
 * A workspace of any size as years of work would leave it, made at once: rows by sets, files small.
 * {@link #plant} then puts orphans of every class into it, and things of strangers beside them.
 */
public final class PlantedEstate {
  private static final String TEMPLATE = "xtemplatex";
  private static final String COLUMNS =
      "_load_id int, _loaded_at timestamp, _period varchar(20), _period_start date,"
          + " _period_end date, _manifest_file_id int";

  private final Database database;
  private final Workspace workspace;
  private final Instant now;
  private final Instant old;
  private final UUID identity;
  private final Map<OrphanClass, Integer> planted = new LinkedHashMap<>();
  private final List<String> reported = new ArrayList<>();

  /** Makes the workspace; the database has the current schema. */
  public PlantedEstate(Database database, Workspace workspace, Instant now) {
    this.database = database;
    this.workspace = workspace;
    this.now = now;
    this.old = now.minus(Duration.ofDays(100));
    new WorkspaceSetup(workspace).create(Configuration.template());
    this.identity = new WorkspaceSetup(workspace).requireIdentity();
  }

  /** Fills a folder and a database for a measurement: {@code FOLDER JDBC-URL SOURCES VERSIONS}. */
  public static void main(String[] arguments) {
    org.datawarp.platform.postgres.DatabaseSettings settings =
        org.datawarp.platform.postgres.DatabaseSettings.of(
            arguments[1], System.getenv(), Path.of("/nonexistent"), Path.of("/nonexistent"));
    Instant now = Instant.now();
    try (Database database = new Database(settings, java.time.Clock.systemUTC())) {
      database.requireSchema();
      PlantedEstate estate = new PlantedEstate(database, new Workspace(Path.of(arguments[0])), now);
      estate.build(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
      System.out.println(estate.plant());
    }
  }

  /** Returns how many orphans of each class were planted. */
  public Map<OrphanClass, Integer> planted() {
    return Map.copyOf(planted);
  }

  /** Returns what strangers put there that looks like Datawarp's. */
  public List<String> reported() {
    return List.copyOf(reported);
  }

  /** Returns the code of a source, counted from 1. */
  public static String code(int number) {
    return String.format(java.util.Locale.ROOT, "pub%05d_aug25", number);
  }

  /** Makes sound sources, each with a table, an export, a manifest, a download and versions. */
  public PlantedEstate build(int sources, int versions) {
    try (Connection connection = database.open()) {
      registry(connection, sources);
      tables(connection, sources);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    List<CatalogEntry> catalog = new ArrayList<>();
    Map<String, Object> downloads = new LinkedHashMap<>();
    for (int i = 1; i <= sources; i++) {
      String code = code(i);
      write("output/current/" + code + ".parquet", parquet(code));
      write("output/current/" + code + ".md", page(code));
      write("manifests/active/" + code + ".yaml", manifest(code, ManifestState.EXPORTED));
      downloads.put("https://example.nhs.uk/" + code + ".csv", download(code));
      for (int v = 1; v <= versions; v++) {
        write("output/.versions/" + code + "/2025-0" + v + "-01.parquet", "version " + v);
      }
      catalog.add(entry(code));
    }
    write(
        "downloads/.index.json",
        JsonCodec.write(new LinkedHashMap<>(Map.of("version", 1, "downloads", downloads))) + "\n");
    try {
      Files.deleteIfExists(workspace.catalog());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Catalog.write(workspace.catalog(), catalog);
    age(workspace.catalog());
    return this;
  }

  /** Records the versions that were written so far, first replaced first. */
  private void kept(Connection connection) throws SQLException {
    List<String> paths;
    try (var files = Files.walk(workspace.versions())) {
      paths =
          files
              .filter(Files::isRegularFile)
              .map(workspace::relative)
              .sorted(java.util.Comparator.comparing(path -> path.substring(path.lastIndexOf('/'))))
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String path : paths) {
      run(
          connection,
          "INSERT INTO datawarp.tbl_kept_files (workspace, path, sha256, source_code, kept_at,"
              + " kept_by) VALUES (?, ?, ?, ?, '2025-01-01', '20240102-000000-cccccc')",
          identity,
          path,
          org.datawarp.platform.io.FileHash.sha256(workspace.resolve(path)),
          path.split("/")[2]);
    }
  }

  private void registry(Connection connection, int sources) throws SQLException {
    String series =
        " FROM (SELECT i, 'pub' || lpad(i::text, 5, '0') || '_aug25' AS code"
            + " FROM generate_series(1, "
            + sources
            + ") AS i) s";
    run(
        connection,
        "INSERT INTO datawarp.tbl_workspaces (workspace, root) VALUES (?, ?)",
        identity,
        workspace.root().toString());
    run(
        connection,
        "INSERT INTO datawarp.tbl_data_sources (id, code, name, table_name, owner_manifest,"
            + " workspace, created_at, last_load_at) SELECT i, code, code, 'tbl_' || code, code, ?,"
            + " ?::timestamp, ?::timestamp"
            + series,
        identity,
        old.toString(),
        old.toString());
    run(
        connection,
        "INSERT INTO datawarp.tbl_load_history (id, source_id, file_url, rows_loaded, loaded_at,"
            + " workspace, manifest_name) SELECT i, i, 'https://example.nhs.uk/' || code, 3,"
            + " ?::timestamp, ?, code"
            + series,
        old.toString(),
        identity);
    run(
        connection,
        "INSERT INTO datawarp.tbl_manifest_files (id, manifest_name, source_code, file_url, status,"
            + " loaded_at, created_at, updated_at, workspace, sha256, local_path) SELECT i, code,"
            + " code, 'https://example.nhs.uk/' || code, 'loaded', ?::timestamp, ?::timestamp,"
            + " ?::timestamp, ?, 'x', 'downloads/2025-05/' || code || '.csv'"
            + series,
        old.toString(),
        old.toString(),
        old.toString(),
        identity);
    for (String column : List.of("v", "region")) {
      run(
          connection,
          "INSERT INTO datawarp.tbl_column_metadata (canonical_source_code, column_name,"
              + " query_keywords, null_rate, created_at, updated_at) SELECT code, '"
              + column
              + "', ARRAY['a', 'b'], 0.5, ?::timestamp, ?::timestamp"
              + series,
          old.toString(),
          old.toString());
    }
    run(
        connection,
        "INSERT INTO datawarp.tbl_manifests (workspace, name, state, path, yaml, sha256, created_at,"
            + " updated_at, last_loaded_at) SELECT ?, code, 'exported', 'manifests/active/' || code"
            + " || '.yaml', replace(?, '"
            + TEMPLATE
            + "', code), encode(sha256(convert_to(replace(?, '"
            + TEMPLATE
            + "', code), 'UTF8')), 'hex'), ?::timestamptz, ?::timestamptz, ?::timestamptz"
            + series,
        identity,
        manifest(TEMPLATE, ManifestState.EXPORTED),
        manifest(TEMPLATE, ManifestState.EXPORTED),
        old.toString(),
        old.toString(),
        old.toString());
    run(
        connection,
        "INSERT INTO datawarp.tbl_exports (workspace, source_code, path, description_path, sha256,"
            + " size_bytes, row_count, row_hash, columns, exported_at, catalog_entry) SELECT ?, code,"
            + " 'output/current/' || code || '.parquet', 'output/current/' || code || '.md',"
            + " encode(sha256(convert_to('parquet of ' || code, 'UTF8')), 'hex'), 10, 3, 'h', '[]',"
            + " ?::timestamptz, replace(?, '"
            + TEMPLATE
            + "', code)::jsonb"
            + series,
        identity,
        old.toString(),
        JsonCodec.writeLine(CatalogEntryJson.json(entry(TEMPLATE))));
    for (String table : List.of("tbl_data_sources", "tbl_load_history", "tbl_manifest_files")) {
      run(
          connection,
          "SELECT setval(pg_get_serial_sequence('datawarp."
              + table
              + "', 'id'), "
              + Math.max(1, sources)
              + ")");
    }
    connection.commit();
  }

  private void tables(Connection connection, int sources) throws SQLException {
    for (int from = 1; from <= sources; from += 200) {
      StringBuilder sql = new StringBuilder();
      for (int i = from; i < Math.min(from + 200, sources + 1); i++) {
        sql.append(table("tbl_" + code(i), i));
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql.toString());
      }
      connection.commit();
    }
  }

  private String table(String name, int file) {
    return "CREATE TABLE staging."
        + name
        + " (v bigint, region text, "
        + COLUMNS
        + "); INSERT INTO staging."
        + name
        + " SELECT i, 'r' || i, 1, timestamp '"
        + old.toString().substring(0, 19)
        + "', '2025-08', '2025-08-01', '2025-08-31', "
        + file
        + " FROM generate_series(1, 3) i; ";
  }

  /** Plants orphans of every class, and strangers' things; needs 40 sound sources. */
  public Map<OrphanClass, Integer> plant() {
    try (Connection connection = database.open()) {
      rows(connection);
      tablesAndSources(connection);
      manifests(connection);
      trash(connection);
      files(connection);
      strangers(connection);
      new LastDatabaseFile(workspace).replace(LastDatabaseFile.identify(connection));
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return planted();
  }

  private void rows(Connection connection) throws SQLException {
    sql(
        connection,
        "ALTER TABLE datawarp.tbl_load_history DROP CONSTRAINT fk_load_history_source",
        "INSERT INTO datawarp.tbl_load_history (source_id, file_url, rows_loaded, columns_added,"
            + " loaded_at) SELECT 900000 + i, 'https://example.nhs.uk/gone', 7, ARRAY['x'],"
            + " TIMESTAMP '2024-01-01' FROM generate_series(1, 15) i",
        "ALTER TABLE datawarp.tbl_load_history ADD CONSTRAINT fk_load_history_source FOREIGN KEY"
            + " (source_id) REFERENCES datawarp.tbl_data_sources (id) ON DELETE CASCADE NOT VALID",
        "ALTER TABLE datawarp.tbl_manifest_files DROP CONSTRAINT fk_manifest_files_source",
        "INSERT INTO datawarp.tbl_manifest_files (manifest_name, source_code, file_url, status,"
            + " created_at, updated_at, error_details) SELECT 'gone' || i, 'gone' || i, 'u',"
            + " 'loaded', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', '{\"a\": [1.50]}'"
            + " FROM generate_series(1, 4) i",
        "ALTER TABLE datawarp.tbl_manifest_files ADD CONSTRAINT fk_manifest_files_source FOREIGN KEY"
            + " (source_code) REFERENCES datawarp.tbl_data_sources (code) ON DELETE CASCADE NOT"
            + " VALID",
        // Two whose manifest is gone; rows still refer to the second.
        "INSERT INTO datawarp.tbl_manifest_files (id, manifest_name, source_code, file_url, status,"
            + " workspace, created_at, updated_at) VALUES (800001, 'lost', '"
            + code(1)
            + "', 'u1', 'loaded', '"
            + identity
            + "', '2024-01-01', '2024-01-01'), (800002, 'lost', '"
            + code(1)
            + "', 'u2', 'loaded', '"
            + identity
            + "', '2024-01-01', '2024-01-01')",
        "UPDATE staging.tbl_" + code(1) + " SET _manifest_file_id = 800002 WHERE v = 1",
        "INSERT INTO datawarp.tbl_column_metadata (canonical_source_code, column_name, created_at,"
            + " updated_at) SELECT '"
            + code(2)
            + "', 'gone' || i, '2024-01-01', '2024-01-01' FROM generate_series(1, 5) i");
    canonicalSources(connection);
    planted.put(OrphanClass.LOAD_HISTORY, 15);
    planted.put(OrphanClass.MANIFEST_FILES, 6);
    planted.put(OrphanClass.COLUMN_METADATA, 5);
  }

  /** Two without a registered source and a table, one of them mapped to, and a mapping to none. */
  private void canonicalSources(Connection connection) throws SQLException {
    sql(
        connection,
        "ALTER TABLE datawarp.tbl_canonical_sources DROP CONSTRAINT fk_canonical_sources_source",
        "INSERT INTO datawarp.tbl_canonical_sources (canonical_code, canonical_name,"
            + " canonical_table, fingerprint, created_at, updated_at) SELECT 'stray' || i, 'Stray',"
            + " 'tbl_stray' || i, '{}', '2024-01-01', '2024-01-01' FROM generate_series(1, 2) i",
        "ALTER TABLE datawarp.tbl_canonical_sources ADD CONSTRAINT fk_canonical_sources_source"
            + " FOREIGN KEY (canonical_code) REFERENCES datawarp.tbl_data_sources (code)"
            + " ON DELETE CASCADE NOT VALID",
        "ALTER TABLE datawarp.tbl_source_mappings DROP CONSTRAINT fk_source_mappings_canonical",
        "INSERT INTO datawarp.tbl_source_mappings (llm_generated_code, canonical_code,"
            + " match_confidence, match_method, mapped_at) VALUES ('summary', 'stray1', 1, 'name',"
            + " '2024-01-01'), ('summary_2', 'nowhere', 1, 'name', '2024-01-01')",
        "ALTER TABLE datawarp.tbl_source_mappings ADD CONSTRAINT fk_source_mappings_canonical"
            + " FOREIGN KEY (canonical_code) REFERENCES datawarp.tbl_canonical_sources"
            + " (canonical_code) ON DELETE CASCADE NOT VALID");
    planted.put(OrphanClass.CANONICAL_SOURCES, 3);
  }

  private void tablesAndSources(Connection connection) throws SQLException {
    for (int i = 1; i <= 3; i++) {
      sql(connection, table("tbl_lost" + i, 0));
      event(connection, "lost" + i);
    }
    sql(
        connection,
        "CREATE INDEX lost_v ON staging.tbl_lost1 (v)",
        "ALTER TABLE staging.tbl_lost1 ADD COLUMN number serial",
        "CREATE VIEW public.of_lost AS SELECT sum(v) AS total FROM staging.tbl_lost1",
        "GRANT SELECT ON staging.tbl_lost1 TO PUBLIC",
        "DROP TABLE staging.tbl_" + code(3),
        "DROP TABLE staging.tbl_" + code(4));
    // Without table, export and manifest: only the source is left to be found.
    planted.put(OrphanClass.STAGING_TABLES, 3);
    planted.put(OrphanClass.SOURCES, 2);
  }

  private void manifests(Connection connection) throws SQLException {
    for (int i = 1; i <= 3; i++) {
      stored(
          connection, "bare" + i, ManifestState.LOADED, "manifests/active/bare" + i + ".yaml", old);
    }
    stored(connection, "draft1", ManifestState.DRAFT, "manifests/active/draft1.yaml", old);
    stored(connection, "shelved1", ManifestState.ARCHIVED, "manifests/active/shelved1.yaml", old);
    Instant long_ago = now.minus(Duration.ofDays(20));
    for (int i = 5; i <= 6; i++) {
      String code = code(i);
      String path = "manifests/.archive/2025-01-01/" + code + ".deprecated.yaml";
      delete("manifests/active/" + code + ".yaml");
      sql(connection, "DELETE FROM datawarp.tbl_manifests WHERE name = '" + code + "'");
      stored(connection, code, ManifestState.DEPRECATED, path, long_ago);
    }
    planted.put(OrphanClass.MANIFESTS, 3);
    planted.put(OrphanClass.DEPRECATED, 2);
  }

  private void stored(
      Connection connection, String name, ManifestState state, String path, Instant at)
      throws SQLException {
    String text = manifest(name, state);
    write(path, text);
    run(
        connection,
        "INSERT INTO datawarp.tbl_manifests (workspace, name, state, path, yaml, sha256,"
            + " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?::timestamptz, ?::timestamptz)",
        identity,
        name,
        state.text(),
        path,
        text,
        FileHash.sha256(text.getBytes(StandardCharsets.UTF_8)),
        at.toString(),
        at.toString());
  }

  private void trash(Connection connection) throws SQLException {
    String expired = "20240101-000000-aaaaaa";
    String fresh = "20990101-000000-bbbbbb";
    for (String run : List.of(expired, fresh)) {
      Instant ended = run.equals(expired) ? now.minus(Duration.ofDays(20)) : now;
      run(
          connection,
          "INSERT INTO datawarp.tbl_runs (run_id, workspace, command, status, started_at, ended_at,"
              + " publish_list, published_at) VALUES (?, ?, 'planted', 'success', ?::timestamptz,"
              + " ?::timestamptz, '[]', ?::timestamptz)",
          run,
          identity,
          ended.toString(),
          ended.toString(),
          ended.toString());
      write(".datawarp/trash/" + run + "/output/current/x.parquet", "x");
      sql(
          connection,
          table("tbl_" + run.substring(16), 0),
          "SELECT datawarp.fn_trash_table('staging.tbl_"
              + run.substring(16)
              + "'::regclass, 'x', '"
              + run
              + "')");
    }
    planted.put(OrphanClass.TRASH, 1);
  }

  private void files(Connection connection) throws SQLException {
    List<Map<String, Object>> published = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      published.add(published("output/current/vanished" + i + ".parquet", "vanished " + i));
      published.add(published("output/current/vanished" + i + ".md", "# vanished " + i));
    }
    for (int i = 1; i <= 3; i++) {
      published.add(published("output/current/alone" + i + ".md", "# alone " + i));
    }
    run(
        connection,
        "INSERT INTO datawarp.tbl_runs (run_id, workspace, command, status, started_at, ended_at,"
            + " publish_list, published_at) VALUES ('20240102-000000-cccccc', ?, 'refresh',"
            + " 'success', '2024-01-02', '2024-01-02', ?::jsonb, '2024-01-02')",
        identity,
        JsonCodec.writeLine(published));
    delete("output/current/" + code(7) + ".md");
    delete("output/current/" + code(8) + ".md");
    for (int i = 9; i <= 12; i++) {
      delete("output/current/" + code(i) + ".md");
      delete("output/current/" + code(i) + ".parquet");
    }
    for (int i = 1; i <= 4; i++) {
      write("downloads/2025-05/unknown" + i + ".csv", "unknown " + i);
      write("downloads/2025-05/unknown" + i + ".csv.meta", "{}");
      write("downloads/2025-05/unknown" + i + ".csv.sha256", "x");
    }
    for (int i = 13; i <= 15; i++) {
      delete("downloads/2025-05/" + code(i) + ".csv");
    }
    for (int v = 1; v <= 7; v++) {
      write("output/.versions/" + code(16) + "/2024-0" + v + "-01.parquet", "old " + v);
      write("output/.versions/" + code(16) + "/2024-0" + v + "-01.md", "old " + v);
    }
    kept(connection);
    write("output/current/.x.parquet.01234567-89ab-cdef-0123-456789abcdef.tmp", "half");
    write("downloads/.partial/0123456789abcdef0123456789abcdef.part", "half");
    write(".datawarp/tmp/spool-1", "half");
    planted.put(OrphanClass.PARQUET, 6);
    planted.put(OrphanClass.DESCRIPTIONS, 5);
    planted.put(OrphanClass.CATALOG, 4);
    planted.put(OrphanClass.DOWNLOADS, 4);
    planted.put(OrphanClass.INDEX_ENTRIES, 3);
    planted.put(OrphanClass.TEMPORARY, 3);
    planted.put(OrphanClass.VERSIONS, 2 + versionsThere(16));
  }

  /** Versions that {@link #build} made of that source go as well, as far as they are too many. */
  private int versionsThere(int source) {
    try (var files = Files.list(workspace.root().resolve("output/.versions/" + code(source)))) {
      return (int) files.filter(file -> file.getFileName().toString().startsWith("2025")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void strangers(Connection connection) throws SQLException {
    sql(
        connection,
        "CREATE TABLE staging.tbl_analysis AS SELECT * FROM staging.tbl_" + code(20),
        "CREATE TABLE staging.tbl_notes (note text)",
        "CREATE TABLE staging.scratch (v int)",
        "CREATE VIEW public.people AS SELECT sum(v) AS n FROM staging.tbl_" + code(20),
        "CREATE VIEW staging.tbl_view AS SELECT * FROM staging.tbl_" + code(20),
        "INSERT INTO datawarp.tbl_workspaces (workspace, root) VALUES"
            + " ('00000000-0000-0000-0000-00000000ffff', '/elsewhere')",
        "INSERT INTO datawarp.tbl_manifests (workspace, name, state, path, yaml, sha256) VALUES"
            + " ('00000000-0000-0000-0000-00000000ffff', 'theirs', 'exported',"
            + " 'manifests/active/theirs.yaml', '', 'x')");
    write("output/current/analyst.parquet", "mine");
    write("output/current/read me.txt", "mine");
    write("output/current/notes.md", "mine");
    write("output/.versions/keep.txt", "mine");
    write("downloads/2025-05/mine.xlsx", "mine");
    write("downloads/2025-05/" + code(21) + ".csv.changed", "edited");
    write("downloads/.index.json.damaged", "{");
    write("downloads/.partial/lock-17", "");
    write("manifests/active/from_git.yaml", manifest("from_git", ManifestState.EXPORTED));
    write("archive/parquet/2024-01-01/x.parquet", "kept");
    write("backups/postgres/2024-01-01/datawarp_backup.sql.gz", "kept");
    reported.add("staging.tbl_analysis");
    reported.add("output/current/analyst.parquet");
    reported.add("output/current/notes.md");
    reported.add("downloads/2025-05/mine.xlsx");
    reported.add("manifests/active/from_git.yaml");
  }

  private void event(Connection connection, String code) throws SQLException {
    run(
        connection,
        "INSERT INTO datawarp.tbl_refresh_events (source_code, refresh_type, status, workspace,"
            + " initiated_at) VALUES (?, 'full', 'success', ?, '2024-01-01')",
        code,
        identity);
  }

  private Map<String, Object> published(String path, String text) {
    write(path, text);
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("action", "REPLACE");
    item.put("from", ".datawarp/runs/20240102-000000-cccccc/new/x");
    item.put("to", path);
    item.put("sha256", FileHash.sha256(text.getBytes(StandardCharsets.UTF_8)));
    return item;
  }

  private Map<String, Object> download(String code) {
    String path = "downloads/2025-05/" + code + ".csv";
    String text = "v\n1\n2\n3\n" + code + "\n";
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("final_url", "https://example.nhs.uk/" + code + ".csv");
    entry.put("local_path", "2025-05/" + code + ".csv");
    entry.put("sha256", FileHash.sha256(text.getBytes(StandardCharsets.UTF_8)));
    entry.put("size_bytes", (long) text.length());
    entry.put("downloaded_at", old.toString());
    entry.put("file_name", code + ".csv");
    entry.put("source_code", code);
    entry.put("sources", List.of(code));
    entry.put("last_used", old.toString());
    entry.put("last_checked_at", old.toString());
    entry.put("previous", List.of());
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("version", 1);
    meta.put("url", "https://example.nhs.uk/" + code + ".csv");
    meta.putAll(entry);
    meta.remove("previous");
    write(path, text);
    write(path + ".sha256", entry.get("sha256") + "  " + code + ".csv\n");
    write(path + ".meta", JsonCodec.write(meta) + "\n");
    return entry;
  }

  private static String parquet(String code) {
    return "parquet of " + code;
  }

  private static String page(String code) {
    return "# " + code + "\n";
  }

  private CatalogEntry entry(String code) {
    return new CatalogEntry(
        code,
        code,
        "",
        3,
        8,
        10,
        "2025-08",
        "2025-08",
        null,
        null,
        "output/current/" + code + ".parquet",
        "x",
        "h",
        "OGL",
        "",
        null,
        "");
  }

  private String manifest(String name, ManifestState state) {
    ManifestHeader header =
        new ManifestHeader(
            name,
            "pub",
            null,
            state,
            null,
            "https://example.nhs.uk/" + name + ".csv",
            old,
            old,
            old,
            old,
            null,
            1,
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of());
    ManifestSource source =
        new ManifestSource(
            new SourceCode(name),
            name,
            new TableName("staging", "tbl_" + name),
            null,
            3,
            "h",
            "output/current/" + name + ".parquet",
            "x",
            List.of(),
            List.of(),
            Map.of());
    return ManifestStore.text(new Manifest(header, List.of(source), Map.of()));
  }

  private void write(String path, String text) {
    Path file = workspace.resolve(path);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    age(file);
  }

  private void delete(String path) {
    try {
      Files.delete(workspace.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void age(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(old));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sql(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static void run(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.execute();
    }
  }
}
