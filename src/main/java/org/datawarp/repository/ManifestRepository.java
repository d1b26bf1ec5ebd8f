package org.datawarp.repository;

import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * What the database keeps of one workspace's manifests and exports. Every method belongs to the
 * caller's transaction.
 */
public final class ManifestRepository {
  private final UUID workspace;

  /** Makes the records of a workspace. */
  public ManifestRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /** Returns the identity of the workspace. */
  public UUID workspace() {
    return workspace;
  }

  /** Writes a manifest's text and state over those before. */
  public void saveManifest(Connection connection, StoredManifest manifest) {
    String sql =
        """
        INSERT INTO datawarp.tbl_manifests
            (workspace, name, state, publication, period, path, yaml, sha256, run_id,
             last_loaded_at, last_checked_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (workspace, name) DO UPDATE
        SET previous_state = tbl_manifests.state, state = excluded.state,
            publication = excluded.publication, period = excluded.period, path = excluded.path,
            yaml = excluded.yaml, sha256 = excluded.sha256, run_id = excluded.run_id,
            last_loaded_at = excluded.last_loaded_at,
            last_checked_at = excluded.last_checked_at,
            version = tbl_manifests.version + 1, updated_at = now()
        """;
    Query.update(
        connection,
        "storing manifest " + manifest.name(),
        sql,
        workspace,
        manifest.name(),
        manifest.state(),
        manifest.publication(),
        manifest.period(),
        manifest.path(),
        manifest.text(),
        manifest.sha256(),
        manifest.run(),
        manifest.lastLoaded(),
        manifest.lastChecked());
  }

  /** Finds the state of a manifest, lower case. */
  public Optional<String> findState(Connection connection, String manifest) {
    return Query.find(
        connection,
        "looking for manifest " + manifest,
        "SELECT state FROM datawarp.tbl_manifests WHERE workspace = ? AND name = ?",
        row -> row.getString(1),
        workspace,
        manifest);
  }

  /** Finds the text of a manifest as it was recorded last. */
  public Optional<String> findManifestText(Connection connection, String manifest) {
    return Query.find(
        connection,
        "looking for manifest " + manifest,
        "SELECT yaml FROM datawarp.tbl_manifests WHERE workspace = ? AND name = ?",
        row -> row.getString(1),
        workspace,
        manifest);
  }

  /** Lists which of some sources are registered as a manifest's, or as canonical ones. */
  public Set<String> listRegistered(
      Connection connection, String manifest, Collection<String> codes) {
    return Set.copyOf(
        Query.list(
            connection,
            "looking for the sources of " + manifest,
            """
            SELECT code FROM datawarp.tbl_data_sources
             WHERE code = ANY (?::text[]) AND (owner_manifest = ? OR canonical)
               AND (workspace IS NULL OR workspace = ?)
            """,
            row -> row.getString(1),
            List.copyOf(codes),
            manifest,
            workspace));
  }

  /** Writes when a check found nothing new, with the text of the manifest's file. */
  public void saveCheck(
      Connection connection, String name, String text, String sha256, Instant checked) {
    String sql =
        """
        UPDATE datawarp.tbl_manifests SET yaml = ?, sha256 = ?, last_checked_at = ?
        WHERE workspace = ? AND name = ?
        """;
    Query.update(
        connection, "storing manifest " + name, sql, text, sha256, checked, workspace, name);
  }

  /**
   * What is recorded of a manifest.
   *
   * @param publication the series
   * @param state its state, lower case
   * @param period the stored form of its period; null for reference data
   * @param text its YAML
   * @param lastChecked when its files were last found unchanged or loaded
   */
  public record RecordedManifest(
      String name,
      String publication,
      String state,
      @Nullable String period,
      String text,
      @Nullable Instant lastChecked) {}

  /** Lists the manifests that are recorded, in use or not, by name. */
  public List<RecordedManifest> listManifests(Connection connection) {
    return Query.list(
        connection,
        "listing the manifests",
        """
        SELECT name, coalesce(publication, name), state, period, yaml, last_checked_at
        FROM datawarp.tbl_manifests WHERE workspace = ? ORDER BY name
        """,
        row ->
            new RecordedManifest(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Query.instant(row, 6)),
        workspace);
  }

  /** Lists the other manifests whose rows come from a file of some bytes, by name. */
  public List<String> listLoadedFrom(Connection connection, String sha256, String butNot) {
    return Query.list(
        connection,
        "looking for manifests of the same file",
        """
        SELECT name FROM datawarp.tbl_manifests
        WHERE workspace = ? AND name <> ? AND state IN ('loaded', 'exported')
          AND position(? IN yaml) > 0
        ORDER BY name
        """,
        row -> row.getString(1),
        workspace,
        butNot,
        sha256);
  }

  /** Writes what is known of an export over what was known before. */
  public void saveExport(Connection connection, StoredExport export) {
    deleteExport(connection, export.source(), export.period());
    String sql =
        """
        INSERT INTO datawarp.tbl_exports
            (workspace, source_code, period, path, description_path, sha256, size_bytes, row_count,
             row_hash, columns, period_start, period_end, run_id, catalog_entry)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?::jsonb)
        """;
    Query.update(
        connection,
        "storing the export of " + export.source(),
        sql,
        workspace,
        export.source(),
        export.period(),
        export.path(),
        export.descriptionPath(),
        export.sha256(),
        export.sizeBytes(),
        export.rowCount(),
        export.rowHash(),
        JsonCodec.writeLine(export.columns()),
        export.firstDay(),
        export.lastDay(),
        export.run(),
        JsonCodec.writeLine(export.catalogEntry()));
  }

  /**
   * Forgets an export.
   *
   * @param period the period it holds; null for that of every row
   */
  public void deleteExport(Connection connection, String source, @Nullable String period) {
    String sql =
        """
        DELETE FROM datawarp.tbl_exports
        WHERE workspace = ? AND source_code = ? AND format = 'parquet'
          AND coalesce(period, '') = coalesce(?, '')
        """;
    Query.update(connection, "forgetting the export of " + source, sql, workspace, source, period);
  }

  /**
   * What an export was recorded as.
   *
   * @param path the file, relative to the workspace
   * @param sha256 the SHA-256 of the file
   * @param rowCount its rows
   * @param rowHash the hash of its rows
   */
  public record ExportState(String path, String sha256, long rowCount, String rowHash) {}

  /**
   * Finds what is known of an export in use; an archived one is in use no more.
   *
   * @param period the period it holds; null for that of every row
   */
  public Optional<ExportState> findExport(
      Connection connection, String source, @Nullable String period) {
    String sql =
        """
        SELECT path, sha256, row_count, row_hash FROM datawarp.tbl_exports
        WHERE workspace = ? AND source_code = ? AND format = 'parquet'
          AND coalesce(period, '') = coalesce(?, '') AND archived_at IS NULL
        """;
    return Query.find(
        connection,
        "looking for the export of " + source,
        sql,
        row ->
            new ExportState(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)),
        workspace,
        source,
        period);
  }

  /** Lists the exports in use that hold one period each, by source and period. */
  public Map<String, ExportState> listPeriodExports(Connection connection, String source) {
    Map<String, ExportState> exports = new LinkedHashMap<>();
    Query.list(
            connection,
            "listing the exports of " + source,
            """
            SELECT period, path, sha256, row_count, row_hash FROM datawarp.tbl_exports
            WHERE workspace = ? AND source_code = ? AND format = 'parquet'
              AND period IS NOT NULL AND archived_at IS NULL
            ORDER BY period_start, period
            """,
            row ->
                Map.entry(
                    row.getString(1),
                    new ExportState(
                        row.getString(2), row.getString(3), row.getLong(4), row.getString(5))),
            workspace,
            source)
        .forEach(export -> exports.put(export.getKey(), export.getValue()));
    return exports;
  }

  /**
   * One period's export.
   *
   * @param period the stored form of the period
   * @param rows its rows
   * @param firstDay the first day reported on
   * @param lastDay the last day reported on
   * @param isArchived whether it has gone to the archive
   */
  public record PeriodExport(
      String period, long rows, LocalDate firstDay, LocalDate lastDay, boolean isArchived) {}

  /** Lists the periods of a canonical source that are exported, archived ones too, by day. */
  public List<PeriodExport> listPeriods(Connection connection, String source) {
    return Query.list(
        connection,
        "listing the periods of " + source,
        """
        SELECT period, row_count, period_start, period_end, archived_at IS NOT NULL
          FROM datawarp.tbl_exports
        WHERE workspace = ? AND source_code = ? AND format = 'parquet' AND period IS NOT NULL
          AND period_start IS NOT NULL AND period_end IS NOT NULL
        ORDER BY period_start, period
        """,
        row ->
            new PeriodExport(
                row.getString(1),
                row.getLong(2),
                row.getDate(3).toLocalDate(),
                row.getDate(4).toLocalDate(),
                row.getBoolean(5)),
        workspace,
        source);
  }

  /**
   * Lists the catalogue's lines of this workspace's exports in use, as JSON's values, by source.
   */
  public List<Map<String, @Nullable Object>> listCatalogEntries(Connection connection) {
    String sql =
        """
        SELECT catalog_entry FROM datawarp.tbl_exports
        WHERE workspace = ? AND catalog_entry IS NOT NULL AND archived_at IS NULL
        ORDER BY source_code, path
        """;
    return Query.list(
        connection, "listing the exports", sql, row -> catalogEntry(row.getString(1)), workspace);
  }

  private static Map<String, @Nullable Object> catalogEntry(String json) {
    try {
      return JsonCodec.read(json);
    } catch (MalformedJsonException e) {
      throw new DatabaseException(
          "a line of the catalogue in datawarp.tbl_exports is damaged", null, e);
    }
  }

  /** Counts the rows of a table; empty where there is no such table. */
  public OptionalLong findRowCount(Connection connection, TableName table) {
    String what = "counting the rows of " + table;
    boolean exists =
        Query.number(
                connection,
                what,
                "SELECT CASE WHEN to_regclass(?) IS NULL THEN 0 ELSE 1 END",
                table.quoted())
            > 0;
    return exists
        ? OptionalLong.of(Query.number(connection, what, "SELECT count(*) FROM " + table.quoted()))
        : OptionalLong.empty();
  }

  /** Counts the rows of one period of a table; empty where there is no such table. */
  public OptionalLong findRowCount(
      Connection connection, TableName table, @Nullable String period) {
    if (period == null) {
      return findRowCount(connection, table);
    }
    String what = "counting the rows of " + table;
    boolean exists =
        Query.number(
                connection,
                what,
                "SELECT CASE WHEN to_regclass(?) IS NULL THEN 0 ELSE 1 END",
                table.quoted())
            > 0;
    return exists
        ? OptionalLong.of(
            Query.number(
                connection,
                what,
                "SELECT count(*) FROM " + table.quoted() + " WHERE _period = ?",
                period))
        : OptionalLong.empty();
  }

  /**
   * One entry of a legend.
   *
   * @param token the shorthand as written in cells
   * @param kind its class
   * @param meaning in the publisher's words; empty where unknown
   */
  public record LegendEntry(String token, String kind, String meaning) {}

  /** Writes the legend of a source's period over the one before. */
  public void saveLegend(
      Connection connection,
      String source,
      @Nullable String period,
      String run,
      List<LegendEntry> entries) {
    String deleteSql =
        """
        DELETE FROM datawarp.tbl_marker_legend
        WHERE source_code = ? AND period IS NOT DISTINCT FROM ? AND manifest_file_id IS NULL
        """;
    String insertSql =
        """
        INSERT INTO datawarp.tbl_marker_legend (source_code, period, token, class, meaning, run_id)
        VALUES (?, ?, ?, ?, ?, ?)
        """;
    String what = "storing the legend of " + source;
    Query.update(connection, what, deleteSql, source, period);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (LegendEntry entry : entries) {
      rows.add(
          new @Nullable Object[] {
            source, period, entry.token(), entry.kind(), entry.meaning(), run
          });
    }
    Query.updateEach(connection, what, insertSql, rows);
  }

  /**
   * One entry of a legend as it is stored.
   *
   * @param token the shorthand as written in cells
   * @param kind its class
   * @param meaning in the publisher's words; empty where unknown
   * @param period the stored form of the period it holds for; null where there is none
   */
  public record StoredLegendEntry(
      String token, String kind, String meaning, @Nullable String period) {}

  /** Lists what is known of a source's shorthand, newest period first, in the legend's order. */
  public List<StoredLegendEntry> listLegend(Connection connection, String source) {
    String sql =
        """
        SELECT token, class, coalesce(meaning, ''), period FROM datawarp.tbl_marker_legend
        WHERE source_code = ? ORDER BY period DESC NULLS FIRST, id
        """;
    return Query.list(
        connection,
        "listing the legend of " + source,
        sql,
        row ->
            new StoredLegendEntry(
                row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
        source);
  }

  /** Lists the file rows of a source, oldest first: what its rows can be traced to. */
  public List<FileRow> listFiles(Connection connection, String source) {
    String sql =
        """
        SELECT id, file_url, member, sheet, coalesce(sha256, ''), period
        FROM datawarp.tbl_manifest_files WHERE source_code = ? ORDER BY id
        """;
    return Query.list(
        connection,
        "listing the files of " + source,
        sql,
        row ->
            new FileRow(
                row.getInt(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6)),
        source);
  }

  /**
   * One table of one file that was loaded.
   *
   * @param id the id rows carry in {@code _manifest_file_id}
   * @param url where the file came from
   * @param member the path inside a ZIP; null outside one
   * @param sheet the sheet; null for a CSV
   * @param sha256 the SHA-256 of the file; empty where unknown
   * @param period the stored form of the period; null where there is none
   */
  public record FileRow(
      int id,
      String url,
      @Nullable String member,
      @Nullable String sheet,
      String sha256,
      @Nullable String period) {}
}
