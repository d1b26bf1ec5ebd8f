package org.datawarp.repository;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/** What the database knows of sources and of what was done to them; reads only. */
public final class SourceRepository {
  private final UUID workspace;

  /** Makes the registry as one workspace sees it. */
  public SourceRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /**
   * One source.
   *
   * @param code its code
   * @param title its title; null where nobody gave one
   * @param table its staging table, with the schema
   * @param manifest the manifest that owns it; null for adopted ones
   * @param state that manifest's state, lower case; null where there is none
   * @param period the stored form of the manifest's period
   * @param rows rows in its export, or in the table of one that was adopted and not exported yet;
   *     null before the first export
   * @param sizeBytes the export's size
   * @param parquet the export, relative to the workspace
   * @param lastLoaded when it was last loaded
   * @param lastCheckedAt when its files were last found unchanged or loaded
   */
  public record SourceEntry(
      String code,
      @Nullable String title,
      String table,
      @Nullable String manifest,
      @Nullable String state,
      @Nullable String period,
      @Nullable Long rows,
      @Nullable Long sizeBytes,
      @Nullable String parquet,
      @Nullable Instant lastLoaded,
      @Nullable Instant lastCheckedAt) {
    /** Tells whether a pattern means it, by its code or its manifest. */
    public boolean isMeantBy(SourcePattern pattern) {
      return pattern.matches(code) || (manifest != null && pattern.matches(manifest));
    }

    /** Returns the names that sources go by: their codes, and their manifests'. */
    public static Set<String> names(List<SourceEntry> sources) {
      Set<String> names = new TreeSet<>();
      for (SourceEntry source : sources) {
        names.add(source.code());
        if (source.manifest() != null) {
          names.add(source.manifest());
        }
      }
      return names;
    }

    /** Returns its staging table. */
    public TableName tableName() {
      int dot = table.indexOf('.');
      return new TableName(table.substring(0, dot), table.substring(dot + 1));
    }
  }

  /**
   * One event of a source.
   *
   * @param at when it began
   * @param run the run's id
   * @param source the source's code
   * @param type full, partial or metadata_only
   * @param status in_progress, success or failed
   * @param oldRowCount rows before
   * @param newRowCount rows after
   * @param rowsDeleted rows replaced
   * @param rowsAdded rows loaded
   * @param period the stored form of the period
   * @param archivedTo where the replaced export went
   * @param error why it failed
   * @param details what else is kept of it, as JSON's values; null for nothing
   */
  public record EventEntry(
      @Nullable Instant at,
      @Nullable String run,
      String source,
      String type,
      String status,
      @Nullable Long oldRowCount,
      @Nullable Long newRowCount,
      @Nullable Long rowsDeleted,
      @Nullable Long rowsAdded,
      @Nullable String period,
      @Nullable String archivedTo,
      @Nullable String error,
      @Nullable Map<String, @Nullable Object> details) {
    /** Returns what the source was called before a rename that stands; null for another event. */
    public @Nullable String oldName() {
      return details != null
              && details.get("old_name") instanceof String name
              && !name.equals(source)
          ? name
          : null;
    }

    /** Returns the line that says what values were revised; null where none is kept. */
    public @Nullable String revision() {
      return details != null
              && details.get("revision") instanceof Map<?, ?> revision
              && revision.get("text") instanceof String text
          ? text
          : null;
    }
  }

  /**
   * Numbers of a workspace.
   *
   * @param sources registered sources with an export here, or adopted
   * @param rows rows in all exports, and in adopted tables without one
   * @param bytes bytes of all exports
   * @param failedRuns runs that failed
   * @param unfinishedRuns runs in progress, or that still owe files
   * @param lastSuccess when the last run succeeded
   */
  public record Totals(
      long sources,
      long rows,
      long bytes,
      long failedRuns,
      long unfinishedRuns,
      @Nullable Instant lastSuccess) {}

  /** Lists the sources of this workspace, by code; canonical ones once for each period. */
  public List<SourceEntry> listSources(Connection connection) {
    String sql =
        """
        SELECT s.code, s.name, coalesce(s.schema_name, 'staging') || '.' || s.table_name, m.name,
               m.state,
               coalesce(e.period, m.period),
               coalesce(e.row_count, s.adopted_rows), e.size_bytes, e.path, s.last_load_at, m.last_checked_at
        FROM datawarp.tbl_data_sources s
        LEFT JOIN datawarp.tbl_exports e
          ON e.source_code = s.code AND e.workspace = ? AND e.format = 'parquet'
        LEFT JOIN datawarp.tbl_period_rows p ON p.source_code = s.code AND p.period = e.period
        LEFT JOIN datawarp.tbl_manifests m
          ON m.workspace = ? AND m.name = coalesce(s.owner_manifest, p.manifest_name)
        WHERE s.workspace IS NULL OR s.workspace = ?
        ORDER BY s.code, e.period_start, e.period
        """;
    return Query.list(
        connection,
        "listing the sources",
        sql,
        row ->
            new SourceEntry(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                count(row, 7),
                count(row, 8),
                row.getString(9),
                Query.utc(row, 10),
                Query.instant(row, 11)),
        workspace,
        workspace,
        workspace);
  }

  /** Lists this workspace's events, newest first. */
  public List<EventEntry> listEvents(Connection connection, int limit) {
    return events(connection, "", workspace, limit);
  }

  /** Lists this workspace's events of the codes and manifests that fit, newest first. */
  public List<EventEntry> listEvents(Connection connection, SourcePattern pattern, int limit) {
    List<String> names =
        Query.list(
                connection,
                "listing the sources with events",
                """
                SELECT source_code FROM datawarp.tbl_refresh_events WHERE workspace = ?
                UNION
                SELECT manifest_name FROM datawarp.tbl_refresh_events
                 WHERE workspace = ? AND manifest_name IS NOT NULL
                """,
                row -> row.getString(1),
                workspace,
                workspace)
            .stream()
            .filter(pattern::matches)
            .toList();
    return events(
        connection,
        "AND (source_code = ANY (?::text[]) OR manifest_name = ANY (?::text[]))",
        workspace,
        names,
        names,
        limit);
  }

  private static List<EventEntry> events(
      Connection connection, String condition, Object... values) {
    String sql =
        """
        SELECT initiated_at, run_id, source_code, refresh_type, status, old_row_count,
               new_row_count, rows_deleted, rows_added, period, archived_to, error_message,
               details
        FROM datawarp.tbl_refresh_events
        WHERE workspace = ? %s
        ORDER BY initiated_at DESC, id DESC LIMIT ?
        """
            .formatted(condition);
    return Query.list(
        connection,
        "listing the events",
        sql,
        row ->
            new EventEntry(
                Query.utc(row, 1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                count(row, 6),
                count(row, 7),
                count(row, 8),
                count(row, 9),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                details(row.getString(13))),
        values);
  }

  /** Adds up the workspace's numbers. */
  public Totals totals(Connection connection) {
    String sql =
        """
        WITH bare AS (
          SELECT s.adopted_rows FROM datawarp.tbl_data_sources s
           WHERE s.workspace = ? AND s.adopted_rows IS NOT NULL
             AND NOT EXISTS (SELECT FROM datawarp.tbl_exports e
                              WHERE e.workspace = s.workspace AND e.source_code = s.code))
        SELECT (SELECT count(DISTINCT source_code) FROM datawarp.tbl_exports WHERE workspace = ?)
               + (SELECT count(*) FROM bare),
               (SELECT coalesce(sum(row_count), 0) FROM datawarp.tbl_exports WHERE workspace = ?)
               + (SELECT coalesce(sum(adopted_rows), 0) FROM bare),
               (SELECT coalesce(sum(size_bytes), 0) FROM datawarp.tbl_exports WHERE workspace = ?),
               count(*) FILTER (WHERE status = 'failed'),
               count(*) FILTER (WHERE status = 'in_progress'
                   OR (publish_list IS NOT NULL AND published_at IS NULL)),
               max(ended_at) FILTER (WHERE status = 'success')
        FROM datawarp.tbl_runs WHERE workspace = ?
        """;
    return Query.find(
            connection,
            "adding up the workspace",
            sql,
            row ->
                new Totals(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    Query.instant(row, 6)),
            workspace,
            workspace,
            workspace,
            workspace,
            workspace)
        .orElseThrow();
  }

  /** Finds the version of the server, as it tells it. */
  public Optional<String> serverVersion(Connection connection) {
    return Query.find(
        connection,
        "asking for the server's version",
        "SHOW server_version",
        row -> row.getString(1));
  }

  private static @Nullable Long count(ResultSet rows, int column) throws SQLException {
    long value = rows.getLong(column);
    return rows.wasNull() ? null : value;
  }

  private static @Nullable Map<String, @Nullable Object> details(@Nullable String json) {
    try {
      return json == null ? null : JsonCodec.read(json);
    } catch (MalformedJsonException e) {
      throw new DatabaseException("an event in datawarp.tbl_refresh_events is damaged", null, e);
    }
  }
}
