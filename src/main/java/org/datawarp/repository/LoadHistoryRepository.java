package org.datawarp.repository;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.model.RunId;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/** When sources were loaded and their files kept, by which runs; reads only. */
public final class LoadHistoryRepository {
  private final UUID workspace;

  /** Makes the past of a workspace. */
  public LoadHistoryRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /**
   * One load of a source.
   *
   * @param run the run; null where it is not recorded
   * @param manifest the manifest
   * @param begunAt when the run began, which is what rows and registry call the moment of loading
   * @param at when the load ended
   * @param period the stored form of the period; null for none, or where it is not recorded
   * @param rowHash the hash of all rows of the source after it; null where it is not recorded
   */
  public record Load(
      @Nullable String run,
      @Nullable String manifest,
      Instant begunAt,
      Instant at,
      @Nullable String period,
      @Nullable String rowHash) {}

  /** Lists the successful loads of a source, oldest first; also of one registered no more. */
  public List<Load> listLoads(Connection connection, String source) {
    String sql =
        """
        SELECT e.run_id, e.manifest_name, e.initiated_at, coalesce(e.completed_at, e.initiated_at),
               e.period, e.new_row_hash
        FROM datawarp.tbl_refresh_events e LEFT JOIN datawarp.tbl_runs r ON r.run_id = e.run_id
        WHERE e.workspace = ? AND e.source_code = ? AND e.status = 'success'
          AND e.refresh_type IN ('full', 'partial') AND e.new_row_count IS NOT NULL
          AND coalesce(r.command, 'refresh') IN ('refresh', 'load-batch')
        ORDER BY e.id
        """;
    return Query.list(
        connection,
        "listing the loads of " + source,
        sql,
        row ->
            new Load(
                row.getString(1),
                row.getString(2),
                Query.requireUtc(row, 3),
                Query.requireUtc(row, 4),
                row.getString(5),
                row.getString(6)),
        workspace,
        source);
  }

  /**
   * What a run did to one source.
   *
   * @param source its code
   * @param manifest the manifest
   * @param oldRows rows before; null where there was no such table
   * @param newRows rows after
   * @param keptAs where the rows before are kept; null where there were none, or they are gone
   * @param isSame whether the rows after are known to be those before
   * @param stackedPeriod the stored form of the one period it changed in a canonical source; null
   *     for a source of its own
   */
  public record Change(
      String source,
      @Nullable String manifest,
      @Nullable Long oldRows,
      long newRows,
      @Nullable String keptAs,
      boolean isSame,
      @Nullable String stackedPeriod) {}

  /** Lists what a run did to the rows of sources, by source. */
  public List<Change> listChanges(Connection connection, RunId run) {
    return Query.list(
        connection,
        "listing what run " + run + " did to sources",
        """
        SELECT source_code, manifest_name, old_row_count::bigint, new_row_count::bigint,
               archived_to, coalesce(old_row_hash = new_row_hash, false),
               CASE WHEN EXISTS (SELECT FROM datawarp.tbl_data_sources s
                                  WHERE s.code = source_code AND s.canonical) THEN period END
          FROM datawarp.tbl_refresh_events
         WHERE workspace = ? AND run_id = ? AND status = 'success'
           AND refresh_type <> 'metadata_only' AND new_row_count IS NOT NULL
         ORDER BY source_code
        """,
        row ->
            new Change(
                row.getString(1),
                row.getString(2),
                row.getObject(3, Long.class),
                row.getLong(4),
                row.getString(5),
                row.getBoolean(6),
                row.getString(7)),
        workspace,
        run.value());
  }

  /** Finds when the rows of a registered source were loaded; its run is not known here. */
  public Optional<Load> findLastLoad(Connection connection, String source) {
    String sql =
        """
        SELECT owner_manifest, last_load_at FROM datawarp.tbl_data_sources
        WHERE code = ? AND last_load_at IS NOT NULL
        """;
    return Query.find(
        connection,
        "looking for the last load of " + source,
        sql,
        row -> {
          Instant loaded = Query.requireUtc(row, 2);
          return new Load(null, row.getString(1), loaded, loaded, null, null);
        },
        source);
  }

  /**
   * Finds the load whose rows are in a table now, by the number that they carry; of several the
   * last. Empty where the history does not know it.
   */
  public Optional<Load> findLoadOf(Connection connection, String source, TableName table) {
    return findLoadOf(connection, source, table, null);
  }

  /**
   * Does the same for one period of a table that holds many.
   *
   * @param period the stored form of the period; null for every row
   */
  public Optional<Load> findLoadOf(
      Connection connection, String source, TableName table, @Nullable String period) {
    if (Query.find(
            connection,
            "looking for " + table,
            "SELECT to_regclass(?)::text",
            row -> String.valueOf(row.getString(1)),
            table.quoted())
        .filter(name -> !name.equals("null"))
        .isEmpty()) {
      return Optional.empty();
    }
    String columns =
        """
        SELECT h.run_id, h.manifest_name, h.loaded_at,
               coalesce((SELECT max(e.completed_at) FROM datawarp.tbl_refresh_events e
                          WHERE e.run_id = h.run_id AND e.source_code = s.code), h.loaded_at),
               h.period, h.id
          FROM datawarp.tbl_load_history h
          JOIN datawarp.tbl_data_sources s ON s.id = h.source_id AND s.code = ?
        """;
    // The rows of the newest load are mostly there: then nobody has to read the whole table.
    String newestOf = period == null ? "" : " AND n.period = ?";
    String rowsOf = period == null ? "" : " AND t._period = ?";
    Optional<Load> newest =
        Query.find(
            connection,
            "looking for the last load of " + source,
            columns
                + " WHERE h.id = (SELECT max(n.id) FROM datawarp.tbl_load_history n"
                + " WHERE n.source_id = s.id"
                + newestOf
                + ") AND EXISTS (SELECT FROM "
                + table.quoted()
                + " t WHERE t._load_id = h.id"
                + rowsOf
                + ")",
            LoadHistoryRepository::load,
            period == null ? new Object[] {source} : new Object[] {source, period, period});
    return newest.isPresent()
        ? newest
        : Query.find(
            connection,
            "looking for the load of " + table,
            columns
                + " WHERE h.id = (SELECT max(t._load_id) FROM "
                + table.quoted()
                + " t WHERE true"
                + rowsOf
                + ")",
            LoadHistoryRepository::load,
            period == null ? new Object[] {source} : new Object[] {source, period});
  }

  private static Load load(ResultSet row) throws SQLException {
    return new Load(
        row.getString(1),
        row.getString(2),
        Query.requireUtc(row, 3),
        Query.requireUtc(row, 4),
        row.getString(5),
        null);
  }

  /**
   * Finds the manifests that loaded sources, registered ones or not: code to manifest's name, the
   * last one.
   */
  public Map<String, String> listManifests(Connection connection) {
    String sql =
        """
        SELECT source_code, manifest_name FROM (
          SELECT source_code, manifest_name, id FROM datawarp.tbl_refresh_events
          WHERE workspace = ? AND manifest_name IS NOT NULL AND status = 'success'
          UNION ALL
          SELECT code, owner_manifest, 2147483647 FROM datawarp.tbl_data_sources
          WHERE workspace = ? AND owner_manifest IS NOT NULL) AS known
        ORDER BY id
        """;
    Map<String, String> manifests = new HashMap<>();
    Query.list(
            connection,
            "listing the manifests of sources",
            sql,
            row -> Map.entry(row.getString(1), row.getString(2)),
            workspace,
            workspace)
        .forEach(known -> manifests.put(known.getKey(), known.getValue()));
    return manifests;
  }
}
