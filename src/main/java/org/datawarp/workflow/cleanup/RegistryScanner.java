package org.datawarp.workflow.cleanup;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * Finds orphans in the database: a few statements over sets, whatever its size. What belongs to
 * another workspace is left to it.
 */
final class RegistryScanner {
  private final Connection connection;
  private final UUID workspace;
  private final ScanDepth depth;

  RegistryScanner(Connection connection, UUID workspace, ScanDepth depth) {
    this.connection = connection;
    this.workspace = workspace;
    this.depth = depth;
  }

  Map<OrphanClass, Long> populations() {
    Map<OrphanClass, Long> all = new EnumMap<>(OrphanClass.class);
    all.put(OrphanClass.LOAD_HISTORY, count("SELECT count(*) FROM datawarp.tbl_load_history"));
    all.put(OrphanClass.MANIFEST_FILES, count("SELECT count(*) FROM datawarp.tbl_manifest_files"));
    all.put(
        OrphanClass.STAGING_TABLES,
        count(
            """
            SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = 'staging' AND c.relkind IN ('r', 'p')
               AND starts_with(c.relname::text, 'tbl_')
               AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
            """));
    all.put(OrphanClass.SOURCES, count("SELECT count(*) FROM datawarp.tbl_data_sources"));
    all.put(
        OrphanClass.COLUMN_METADATA, count("SELECT count(*) FROM datawarp.tbl_column_metadata"));
    all.put(
        OrphanClass.CANONICAL_SOURCES,
        count(
            """
            SELECT (SELECT count(*) FROM datawarp.tbl_canonical_sources)
                   + (SELECT count(*) FROM datawarp.tbl_source_mappings)
            """));
    all.put(
        OrphanClass.CATALOG,
        Query.number(
            connection,
            "counting the exports",
            "SELECT count(*) FROM datawarp.tbl_exports WHERE workspace = ?",
            workspace));
    long manifests =
        Query.number(
            connection,
            "counting the manifests",
            "SELECT count(*) FROM datawarp.tbl_manifests WHERE workspace = ?",
            workspace);
    all.put(OrphanClass.MANIFESTS, manifests);
    all.put(OrphanClass.DEPRECATED, manifests);
    return all;
  }

  private long count(String sql) {
    return Query.number(connection, "counting", sql);
  }

  List<Candidate> loadHistory() {
    return Query.list(
        connection,
        "looking for history without a source",
        """
        SELECT h.id::text, h.source_id, h.manifest_name, h.loaded_at, md5(h::text)
          FROM datawarp.tbl_load_history h
         WHERE NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s WHERE s.id = h.source_id)
           AND (h.workspace IS NULL OR h.workspace = ?)
         ORDER BY h.id
        """,
        row ->
            Candidate.row(
                OrphanClass.LOAD_HISTORY,
                row.getString(1),
                "source " + row.getInt(2) + " is not registered" + of(row.getString(3)),
                null,
                Query.utc(row, 4),
                row.getString(5)),
        workspace);
  }

  /** Rows whose source is gone, then those whose manifest is. */
  List<Candidate> manifestFiles() {
    List<Candidate> all =
        new ArrayList<>(
            Query.list(
                connection,
                "looking for file rows without a source",
                """
                SELECT f.id::text, f.source_code, f.manifest_name,
                       coalesce(f.updated_at, f.loaded_at, f.created_at), md5(f::text)
                  FROM datawarp.tbl_manifest_files f
                 WHERE NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s
                                    WHERE s.code = f.source_code)
                   AND (f.workspace IS NULL OR f.workspace = ?)
                 ORDER BY f.id
                """,
                row ->
                    Candidate.row(
                        OrphanClass.MANIFEST_FILES,
                        row.getString(1),
                        "source " + row.getString(2) + " is not registered" + of(row.getString(3)),
                        row.getString(2),
                        Query.utc(row, 4),
                        row.getString(5)),
                workspace));
    all.addAll(filesWithoutManifest());
    return all;
  }

  /** A file row without its manifest. */
  private record LostFile(Candidate found, long id, TableName table) {}

  private List<Candidate> filesWithoutManifest() {
    List<LostFile> lost =
        Query.list(
            connection,
            "looking for file rows without a manifest",
            """
            SELECT f.id::text, f.source_code, f.manifest_name,
                   coalesce(f.updated_at, f.loaded_at, f.created_at), md5(f::text), f.id,
                   coalesce(s.schema_name, 'staging'), s.table_name
              FROM datawarp.tbl_manifest_files f
              JOIN datawarp.tbl_data_sources s ON s.code = f.source_code
             WHERE f.workspace = ?
               AND NOT EXISTS (SELECT FROM datawarp.tbl_manifests m
                                WHERE m.workspace = f.workspace AND m.name = f.manifest_name)
             ORDER BY f.id
            """,
            row ->
                new LostFile(
                    Candidate.row(
                        OrphanClass.MANIFEST_FILES,
                        row.getString(1),
                        "manifest " + row.getString(3) + " is not registered",
                        row.getString(2),
                        Query.utc(row, 4),
                        row.getString(5)),
                    row.getLong(6),
                    new TableName(row.getString(7), row.getString(8))),
            workspace);
    Map<TableName, List<LostFile>> byTable =
        lost.stream().collect(Collectors.groupingBy(LostFile::table));
    List<Candidate> all = new ArrayList<>();
    byTable.forEach((table, files) -> all.addAll(withRowsNoted(table, files)));
    return all;
  }

  /** Rows that can still be traced to a file keep its row. */
  private List<Candidate> withRowsNoted(TableName table, List<LostFile> files) {
    List<Long> used = List.of();
    if (depth == ScanDepth.DECIDE && exists(table)) {
      used =
          Query.list(
              connection,
              "looking for the rows of " + table,
              "SELECT DISTINCT _manifest_file_id::bigint FROM "
                  + table.quoted()
                  + " WHERE _manifest_file_id = ANY (?::bigint[])",
              row -> row.getLong(1),
              files.stream().map(LostFile::id).toList());
    }
    List<Long> inUse = used;
    return files.stream()
        .map(
            file ->
                inUse.contains(file.id())
                    ? file.found().keptBecause(table + " holds rows that are traced by it")
                    : file.found())
        .toList();
  }

  private boolean exists(TableName table) {
    return Query.number(
            connection, "looking for " + table, "SELECT count(to_regclass(?))", table.quoted())
        > 0;
  }

  /**
   * Tables that no source names. Names are subtracted as sets, since PostgreSQL may run NOT EXISTS
   * as a nested loop; the look at a table's columns is dear, so only the few that are left get it.
   * A partition is named by nobody: it belongs to its table.
   */
  List<Candidate> stagingTables() {
    List<Candidate> found =
        Query.list(
            connection,
            "looking for tables without a source",
            """
            WITH unnamed AS MATERIALIZED (
              SELECT c.relname::text AS name FROM pg_class c
               WHERE c.relnamespace = to_regnamespace('staging') AND c.relkind IN ('r', 'p')
                 AND starts_with(c.relname::text, 'tbl_')
                 AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
              EXCEPT
              SELECT s.table_name::text FROM datawarp.tbl_data_sources s
               WHERE coalesce(s.schema_name, 'staging') = 'staging')
            SELECT c.relname, c.oid, pg_total_relation_size(c.oid),
                   NOT EXISTS (SELECT FROM datawarp.tbl_trashed_tables t
                                WHERE t.original_schema = 'staging' AND t.original_name = c.relname
                                  AND t.restored_at IS NULL)
                   AND (EXISTS (SELECT FROM datawarp.tbl_deletions d
                                 WHERE d.table_name = 'datawarp.tbl_data_sources'
                                   AND d.source_code = substr(u.name, 5)
                                   AND (d.workspace IS NULL OR d.workspace = ?))
                        OR EXISTS (SELECT FROM datawarp.tbl_refresh_events e
                                    WHERE e.source_code = substr(u.name, 5)
                                      AND e.status = 'success' AND e.workspace = ?)
                        OR EXISTS (SELECT FROM datawarp.tbl_manifest_files f
                                    WHERE f.source_code = substr(u.name, 5)
                                      AND (f.workspace IS NULL OR f.workspace = ?))
                        OR a.found_at IS NOT NULL), a.found_at
              FROM unnamed u
              JOIN pg_class c
                ON c.relname = u.name AND c.relnamespace = to_regnamespace('staging')
              LEFT JOIN datawarp.tbl_found_items a
                ON a.workspace = ? AND a.kind = 'staging_table' AND a.item = 'staging.' || u.name
             WHERE datawarp.fn_is_staging_table(c.oid)
             ORDER BY c.relname
            """,
            row ->
                new Candidate(
                    OrphanClass.STAGING_TABLES,
                    "staging." + row.getString(1),
                    "no source names it",
                    row.getString(1).substring("tbl_".length()),
                    Query.instant(row, 5),
                    row.getLong(3),
                    row.getBoolean(4),
                    null,
                    null,
                    row.getLong(2) + ":" + row.getLong(3),
                    List.of()),
            workspace,
            workspace,
            workspace,
            workspace);
    return depth == ScanDepth.COUNT ? found : found.stream().map(this::withAge).toList();
  }

  /** The age of rows is the newest one's; of an empty table that an adoption found, the find's. */
  private Candidate withAge(Candidate table) {
    Instant newest = newestRow(new TableName("staging", name(table)));
    return newest == null ? table : table.since(newest);
  }

  private static String name(Candidate table) {
    return table.id().substring("staging.".length());
  }

  private @Nullable Instant newestRow(TableName table) {
    // A list, since the newest row of an empty table is a row with null.
    List<Instant> found =
        Query.list(
                connection,
                "looking for the newest row of " + table,
                "SELECT max(_loaded_at) FROM " + table.quoted(),
                row -> Stream.ofNullable(Query.utc(row, 1)).toList())
            .stream()
            .flatMap(List::stream)
            .toList();
    return found.isEmpty() ? null : found.get(0);
  }

  List<Candidate> sourcesWithoutTable() {
    return Query.list(
        connection,
        "looking for sources without a table",
        """
        SELECT s.code, coalesce(s.schema_name, 'staging') || '.' || s.table_name,
               greatest(s.last_load_at, s.last_checked_at, s.created_at), m.state, md5(s::text)
          FROM datawarp.tbl_data_sources s
          LEFT JOIN pg_namespace n ON n.nspname = coalesce(s.schema_name, 'staging')
          LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.table_name
          LEFT JOIN datawarp.tbl_manifests m
            ON m.name = s.owner_manifest AND m.workspace = coalesce(s.workspace, ?)
         WHERE c.oid IS NULL AND (s.workspace IS NULL OR s.workspace = ?)
         ORDER BY s.code
        """,
        row ->
            new Candidate(
                OrphanClass.SOURCES,
                row.getString(1),
                "table " + row.getString(2) + " does not exist",
                row.getString(1),
                Query.utc(row, 3),
                0,
                true,
                row.getString(4),
                null,
                row.getString(5),
                List.of()),
        workspace,
        workspace);
  }

  List<Candidate> columnMetadata() {
    return Query.list(
        connection,
        "looking for descriptions of columns that are gone",
        """
        SELECT m.canonical_source_code || '.' || m.column_name, m.canonical_source_code,
               m.column_name, s.table_name, coalesce(m.updated_at, m.created_at), md5(m::text)
          FROM datawarp.tbl_column_metadata m
          LEFT JOIN datawarp.tbl_data_sources s ON s.code = m.canonical_source_code
          LEFT JOIN pg_namespace n ON n.nspname = coalesce(s.schema_name, 'staging')
          LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.table_name
          LEFT JOIN pg_attribute a
            ON a.attrelid = c.oid AND a.attname = m.column_name AND a.attnum > 0
               AND NOT a.attisdropped
         WHERE a.attname IS NULL AND (s.id IS NULL OR c.oid IS NOT NULL)
           AND (s.workspace IS NULL OR s.workspace = ?)
         ORDER BY 1
        """,
        row ->
            Candidate.row(
                OrphanClass.COLUMN_METADATA,
                row.getString(1),
                row.getString(4) == null
                    ? "source " + row.getString(2) + " is not registered"
                    : row.getString(4) + " has no column " + row.getString(3),
                row.getString(2),
                Query.utc(row, 5),
                row.getString(6)),
        workspace);
  }

  /**
   * Canonical sources that an estate of the Python version has left without a registered source and
   * without a table, and mappings to canonical sources that are not there. Neither bears a
   * workspace; since version 16 none can come to be.
   */
  List<Candidate> canonicalSources() {
    return Query.list(
        connection,
        "looking for canonical sources without a table",
        """
        SELECT c.canonical_code, c.canonical_code,
               'it is not registered, and table ' || c.canonical_table || ' does not exist',
               coalesce(c.updated_at, c.created_at), md5(c::text)
          FROM datawarp.tbl_canonical_sources c
         WHERE NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s
                            WHERE s.code = c.canonical_code)
           AND NOT EXISTS (SELECT FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace
                            WHERE r.relname IN (c.canonical_table,
                                                regexp_replace(c.canonical_table, '^[^.]*[.]', ''))
                              AND n.nspname NOT IN ('pg_catalog', 'information_schema'))
         UNION ALL
        SELECT 'mapping ' || m.id, m.canonical_code,
               'the mapping of ' || m.llm_generated_code || coalesce(' ' || m.period, '')
                   || ' leads to ' || m.canonical_code || ', which is not there',
               m.mapped_at, md5(m::text)
          FROM datawarp.tbl_source_mappings m
         WHERE m.canonical_code IS NOT NULL
           AND NOT EXISTS (SELECT FROM datawarp.tbl_canonical_sources c
                            WHERE c.canonical_code = m.canonical_code)
         ORDER BY 1
        """,
        row ->
            Candidate.row(
                OrphanClass.CANONICAL_SOURCES,
                row.getString(1),
                row.getString(3),
                row.getString(2),
                Query.utc(row, 4),
                row.getString(5)));
  }

  /** Manifests all of whose sources are gone. */
  List<Candidate> manifests() {
    return Query.list(
        connection,
        "looking for manifests without sources",
        """
        SELECT m.path, m.name, m.state, greatest(m.updated_at, m.last_loaded_at, m.last_checked_at),
               md5(m::text)
          FROM datawarp.tbl_manifests m
         WHERE m.workspace = ? AND m.state <> 'deprecated'
           AND NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s
                            WHERE s.owner_manifest = m.name
                              AND s.workspace IS NOT DISTINCT FROM m.workspace)
           AND NOT EXISTS (SELECT FROM datawarp.tbl_manifest_files f
                             JOIN datawarp.tbl_data_sources s ON s.code = f.source_code
                            WHERE f.manifest_name = m.name
                              AND f.workspace IS NOT DISTINCT FROM m.workspace)
         ORDER BY m.name
        """,
        row ->
            new Candidate(
                OrphanClass.MANIFESTS,
                row.getString(2),
                "none of its sources is registered",
                row.getString(2),
                Query.instant(row, 4),
                0,
                true,
                row.getString(3),
                null,
                row.getString(5),
                List.of(row.getString(1))),
        workspace);
  }

  /** Manifests whose time since they were deprecated is over. */
  List<Candidate> deprecated(Instant now, Duration grace) {
    return Query.list(
        connection,
        "looking for deprecated manifests",
        """
        SELECT m.name, m.path, coalesce(r.started_at, m.updated_at), md5(m::text),
               coalesce((SELECT string_agg(s.code, ',' ORDER BY s.code)
                           FROM datawarp.tbl_data_sources s
                          WHERE s.owner_manifest = m.name
                            AND s.workspace IS NOT DISTINCT FROM m.workspace), '')
          FROM datawarp.tbl_manifests m LEFT JOIN datawarp.tbl_runs r ON r.run_id = m.run_id
         WHERE m.workspace = ? AND m.state = 'deprecated'
           AND coalesce(r.started_at, m.updated_at) <= ?
         ORDER BY m.name
        """,
        row ->
            new Candidate(
                OrphanClass.DEPRECATED,
                row.getString(1),
                row.getString(5).isEmpty()
                    ? "deprecated long enough"
                    : "deprecated long enough, with " + row.getString(5),
                row.getString(1),
                Query.instant(row, 3),
                0,
                true,
                null,
                null,
                row.getString(4),
                List.of(row.getString(2))),
        workspace,
        now.minus(grace));
  }

  private static String of(@Nullable String manifest) {
    return manifest == null ? "" : " (manifest " + manifest + ")";
  }
}
