package org.datawarp.repository;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.postgres.SqlErrors;
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
   * @param rowCount rows in its export; null before the first export
   * @param sizeBytes the export's size
   * @param path the export, relative to the workspace
   * @param loadedAt when it was last loaded
   * @param checkedAt when its files were last found unchanged or loaded
   */
  public record SourceEntry(
      String code,
      @Nullable String title,
      String table,
      @Nullable String manifest,
      @Nullable String state,
      @Nullable String period,
      @Nullable Long rowCount,
      @Nullable Long sizeBytes,
      @Nullable String path,
      @Nullable Instant loadedAt,
      @Nullable Instant checkedAt) {}

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
      @Nullable Map<String, @Nullable Object> details) {}

  /**
   * Numbers of a workspace.
   *
   * @param sources registered sources with an export here
   * @param rows rows in all exports
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

  /** Lists the sources of this workspace, by code. */
  public List<SourceEntry> listSources(Connection connection) {
    String sql =
        """
        SELECT s.code, s.name, s.schema_name || '.' || s.table_name, m.name, m.state, m.period,
               e.row_count, e.size_bytes, e.path, s.last_load_at, m.last_checked_at
        FROM datawarp.tbl_data_sources s
        LEFT JOIN datawarp.tbl_exports e
          ON e.source_code = s.code AND e.workspace = ? AND e.format = 'parquet'
             AND e.period IS NULL
        LEFT JOIN datawarp.tbl_manifests m
          ON m.workspace = ? AND m.name = s.owner_manifest
        WHERE s.workspace IS NULL OR s.workspace = ?
        ORDER BY s.code
        """;
    List<SourceEntry> entries = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, workspace);
      select.setObject(2, workspace);
      select.setObject(3, workspace);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          entries.add(
              new SourceEntry(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getString(5),
                  rows.getString(6),
                  count(rows, 7),
                  count(rows, 8),
                  rows.getString(9),
                  utc(rows, 10),
                  time(rows, 11)));
        }
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("listing the sources", e);
    }
    return entries;
  }

  /**
   * Lists this workspace's events, newest first; of the sources a glob matches, if one is given.
   */
  public List<EventEntry> listEvents(Connection connection, @Nullable String glob, int limit) {
    String sql =
        """
        SELECT initiated_at, run_id, source_code, refresh_type, status, old_row_count,
               new_row_count, rows_deleted, rows_added, period, archived_to, error_message,
               details
        FROM datawarp.tbl_refresh_events
        WHERE workspace = ?
          AND (?::text IS NULL OR source_code LIKE ? ESCAPE '!' OR manifest_name LIKE ? ESCAPE '!')
        ORDER BY initiated_at DESC, id DESC LIMIT ?
        """;
    String pattern =
        glob == null
            ? null
            : glob.replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_")
                .replace('*', '%')
                .replace('?', '_');
    List<EventEntry> entries = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, workspace);
      select.setString(2, pattern);
      select.setString(3, pattern);
      select.setString(4, pattern);
      select.setInt(5, limit);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          entries.add(
              new EventEntry(
                  utc(rows, 1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getString(5),
                  count(rows, 6),
                  count(rows, 7),
                  count(rows, 8),
                  count(rows, 9),
                  rows.getString(10),
                  rows.getString(11),
                  rows.getString(12),
                  details(rows.getString(13))));
        }
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("listing the events", e);
    }
    return entries;
  }

  /** Adds up the workspace's numbers. */
  public Totals totals(Connection connection) {
    String sql =
        """
        SELECT (SELECT count(*) FROM datawarp.tbl_exports WHERE workspace = ?),
               (SELECT coalesce(sum(row_count), 0) FROM datawarp.tbl_exports WHERE workspace = ?),
               (SELECT coalesce(sum(size_bytes), 0) FROM datawarp.tbl_exports WHERE workspace = ?),
               count(*) FILTER (WHERE status = 'failed'),
               count(*) FILTER (WHERE status = 'in_progress'
                   OR (publish_list IS NOT NULL AND published_at IS NULL)),
               max(ended_at) FILTER (WHERE status = 'success')
        FROM datawarp.tbl_runs WHERE workspace = ?
        """;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 1; i <= 4; i++) {
        select.setObject(i, workspace);
      }
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        return new Totals(
            rows.getLong(1),
            rows.getLong(2),
            rows.getLong(3),
            rows.getLong(4),
            rows.getLong(5),
            time(rows, 6));
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("adding up the workspace", e);
    }
  }

  /** Finds the version of the server, as it tells it. */
  public Optional<String> serverVersion(Connection connection) {
    try (PreparedStatement select = connection.prepareStatement("SHOW server_version");
        ResultSet rows = select.executeQuery()) {
      return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
    } catch (SQLException e) {
      throw SqlErrors.translate("asking for the server's version", e);
    }
  }

  private static @Nullable Long count(ResultSet rows, int column) throws SQLException {
    long value = rows.getLong(column);
    return rows.wasNull() ? null : value;
  }

  private static @Nullable Instant utc(ResultSet rows, int column) throws SQLException {
    LocalDateTime time = rows.getObject(column, LocalDateTime.class);
    return time == null ? null : time.toInstant(ZoneOffset.UTC);
  }

  private static @Nullable Instant time(ResultSet rows, int column) throws SQLException {
    Timestamp time = rows.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable Map<String, @Nullable Object> details(@Nullable String json) {
    try {
      return json == null ? null : JsonCodec.read(json);
    } catch (MalformedJsonException e) {
      throw new DatabaseException("an event in datawarp.tbl_refresh_events is damaged", null, e);
    }
  }
}
