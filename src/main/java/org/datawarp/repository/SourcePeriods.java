package org.datawarp.repository;

import java.sql.Connection;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.datawarp.repository.SourcePeriod.ExportFile;
import org.jspecify.annotations.Nullable;

/** The units of a workspace: each source's each period, with where it stands; reads only. */
public final class SourcePeriods {
  private final UUID workspace;

  /** Makes the units of a workspace. */
  public SourcePeriods(UUID workspace) {
    this.workspace = workspace;
  }

  /** Lists the units, by source and period. One query, however many there are. */
  public List<SourcePeriod> list(Connection connection) {
    String sql =
        """
        SELECT s.code, coalesce(s.schema_name, 'staging'), s.table_name,
               coalesce(s.publication, m.publication, s.code),
               -- of many periods in one source, each is as old as its own manifest
               CASE WHEN s.canonical AND m.name IS NOT NULL THEN NULL ELSE s.last_load_at END,
               CASE WHEN s.canonical AND m.name IS NOT NULL THEN NULL ELSE s.last_checked_at END,
               m.name, m.state, m.path, m.period, m.last_loaded_at, m.last_checked_at,
               e.id, e.period, e.path, e.description_path, e.sha256, e.size_bytes, e.row_count,
               e.row_hash, e.archived_at, e.purged_at, e.period_start, e.period_end
        FROM datawarp.tbl_data_sources s
        LEFT JOIN datawarp.tbl_exports e
          ON e.source_code = s.code AND e.workspace = s.workspace AND e.format = 'parquet'
        LEFT JOIN datawarp.tbl_manifests m
          ON m.workspace = s.workspace AND m.name = coalesce(s.owner_manifest, (
               SELECT f.manifest_name FROM datawarp.tbl_manifest_files f
               WHERE f.source_code = s.code AND f.period IS NOT DISTINCT FROM e.period
               ORDER BY f.id DESC LIMIT 1))
        WHERE s.workspace = ?
        ORDER BY s.code, e.period
        """;
    return Query.list(connection, "listing the sources", sql, SourcePeriods::unit, workspace);
  }

  private static SourcePeriod unit(ResultSet row) throws SQLException {
    ExportFile export = export(row);
    Instant sourceLoaded = Query.utc(row, 5);
    Instant manifestLoaded = Query.instant(row, 11);
    String period = export == null || export.period() == null ? row.getString(10) : export.period();
    return new SourcePeriod(
        row.getString(1),
        period(period, row.getDate(23), row.getDate(24)),
        row.getString(4),
        new TableName(row.getString(2), row.getString(3)),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        latest(sourceLoaded, manifestLoaded),
        latest(sourceLoaded, Query.utc(row, 6), manifestLoaded, Query.instant(row, 12)),
        export);
  }

  private static @Nullable ExportFile export(ResultSet row) throws SQLException {
    long id = row.getLong(13);
    if (row.wasNull()) {
      return null;
    }
    return new ExportFile(
        id,
        row.getString(14),
        row.getString(15),
        row.getString(16),
        row.getString(17),
        row.getLong(18),
        row.getLong(19),
        row.getString(20),
        Query.instant(row, 21),
        Query.instant(row, 22));
  }

  /** The label tells its days; one of somebody else's making has those of its rows. */
  private static @Nullable Period period(
      @Nullable String label, @Nullable Date first, @Nullable Date last) {
    if (label == null || label.isEmpty()) {
      return null;
    }
    try {
      Period parsed = PeriodParser.require(label);
      return new Period(label, parsed.start(), parsed.end());
    } catch (UsageException e) {
      return first == null || last == null
          ? null
          : new Period(label, first.toLocalDate(), last.toLocalDate());
    }
  }

  private static @Nullable Instant latest(@Nullable Instant... times) {
    return Stream.of(times).filter(Objects::nonNull).max(Instant::compareTo).orElse(null);
  }
}
