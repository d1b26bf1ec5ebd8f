package org.datawarp.repository;

import java.sql.Connection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.platform.postgres.Query;

/** Reads the registry that the Python version (schema v2.1) left in a database. Changes nothing. */
public final class LegacyRegistry {
  private static final String WHAT = "reading the legacy registry";

  /**
   * What it holds.
   *
   * @param sources codes of registered sources
   * @param loads rows of the load history
   * @param sourcesWithoutTable codes whose table is not there
   * @param tablesWithoutSource staging tables that no source names, with their schema
   * @param historyWithoutSource how many rows of the load history name a source that is gone
   * @param manifestFilesWithoutSource manifest files whose source is gone, as {@code manifest: url}
   * @param metadataWithoutColumn described columns that are not in their table, as {@code
   *     source.column}
   */
  @JsonKeys({
    "sources=source_count",
    "loads",
    "sources_without_table",
    "tables_without_source",
    "history_without_source",
    "manifest_files_without_source",
    "metadata_without_column"
  })
  public record Findings(
      Set<String> sources,
      long loads,
      List<String> sourcesWithoutTable,
      List<String> tablesWithoutSource,
      long historyWithoutSource,
      List<String> manifestFilesWithoutSource,
      List<String> metadataWithoutColumn) {
    /** Copies the collections. */
    public Findings {
      sources = new TreeSet<>(sources);
      sourcesWithoutTable = List.copyOf(sourcesWithoutTable);
      tablesWithoutSource = List.copyOf(tablesWithoutSource);
      manifestFilesWithoutSource = List.copyOf(manifestFilesWithoutSource);
      metadataWithoutColumn = List.copyOf(metadataWithoutColumn);
    }

    /** Counts the registered sources. */
    int sourceCount() {
      return sources.size();
    }
  }

  /** Reads everything in one transaction. */
  public Findings read(Connection connection) {
    return new Findings(
        new TreeSet<>(texts(connection, "SELECT code FROM datawarp.tbl_data_sources")),
        Query.number(connection, WHAT, "SELECT count(*) FROM datawarp.tbl_load_history"),
        texts(
            connection,
            """
            SELECT s.code FROM datawarp.tbl_data_sources s
             WHERE NOT EXISTS (SELECT FROM pg_tables t
                                WHERE t.schemaname = coalesce(s.schema_name, 'staging')
                                  AND t.tablename = s.table_name)
             ORDER BY s.code"""),
        texts(
            connection,
            """
            SELECT t.schemaname || '.' || t.tablename FROM pg_tables t
             WHERE t.schemaname = 'staging' AND t.tablename LIKE 'tbl\\_%'
               AND NOT EXISTS (SELECT FROM pg_inherits i
                                WHERE i.inhrelid = to_regclass(format('staging.%I', t.tablename)))
               AND NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s
                                WHERE t.schemaname = coalesce(s.schema_name, 'staging')
                                  AND t.tablename = s.table_name)
             ORDER BY 1"""),
        Query.number(
            connection,
            WHAT,
            """
            SELECT count(*) FROM datawarp.tbl_load_history h
             WHERE NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s WHERE s.id = h.source_id)"""),
        texts(
            connection,
            """
            SELECT f.manifest_name || ': ' || f.file_url FROM datawarp.tbl_manifest_files f
             WHERE NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s WHERE s.code = f.source_code)
             ORDER BY f.id"""),
        texts(
            connection,
            """
            SELECT m.canonical_source_code || '.' || m.column_name
              FROM datawarp.tbl_column_metadata m
              LEFT JOIN datawarp.tbl_data_sources s ON s.code = m.canonical_source_code
             WHERE NOT EXISTS (SELECT FROM information_schema.columns c
                                WHERE c.table_schema = coalesce(s.schema_name, 'staging')
                                  AND c.table_name = s.table_name AND c.column_name = m.column_name)
             ORDER BY 1"""));
  }

  private static List<String> texts(Connection connection, String sql) {
    return Query.list(connection, WHAT, sql, row -> row.getString(1));
  }
}
