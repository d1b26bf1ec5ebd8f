package org.datawarp.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.db.Query;
import org.datawarp.db.SqlErrors;
import org.jspecify.annotations.Nullable;

/** When sources were loaded and their files kept, by which runs; reads only. */
public final class Past {
  private final UUID workspace;

  /** Makes the past of a workspace. */
  public Past(UUID workspace) {
    this.workspace = workspace;
  }

  /**
   * One load of a source.
   *
   * @param run the run; null where it is not recorded
   * @param manifest the manifest
   * @param begunAt when the run began, which is what rows and registry call the moment of loading
   * @param at when the load ended
   */
  public record Load(
      @Nullable String run, @Nullable String manifest, Instant begunAt, Instant at) {}

  /**
   * A file that a run kept.
   *
   * @param run the run
   * @param at when it began
   * @param sha256 the SHA-256 of the file
   */
  public record Kept(String run, Instant at, String sha256) {}

  /** Lists the successful loads of a source, oldest first; also of one registered no more. */
  public List<Load> listLoads(Connection connection, String source) {
    String sql =
        """
        SELECT run_id, manifest_name, initiated_at, coalesce(completed_at, initiated_at)
        FROM datawarp.tbl_refresh_events
        WHERE workspace = ? AND source_code = ? AND status = 'success'
          AND refresh_type IN ('full', 'partial') AND new_row_count IS NOT NULL
        ORDER BY id
        """;
    List<Load> loads = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, workspace);
      select.setString(2, source);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          loads.add(new Load(rows.getString(1), rows.getString(2), utc(rows, 3), utc(rows, 4)));
        }
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("listing the loads of " + source, e);
    }
    return loads;
  }

  /**
   * What a run did to one source.
   *
   * @param source its code
   * @param manifest the manifest
   * @param oldRows rows before; null where there was no such table
   * @param newRows rows after
   * @param keptAs where the rows before are kept; null where there were none
   */
  public record Change(
      String source,
      @Nullable String manifest,
      @Nullable Long oldRows,
      long newRows,
      @Nullable String keptAs) {}

  /** Lists what a run did to the rows of sources, by source. */
  public List<Change> listChanges(Connection connection, RunId run) {
    return Query.list(
        connection,
        "listing what run " + run + " did to sources",
        """
        SELECT source_code, manifest_name, old_row_count::bigint, new_row_count::bigint,
               archived_to
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
                row.getString(5)),
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
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, source);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next()
            ? Optional.of(new Load(null, rows.getString(1), utc(rows, 2), utc(rows, 2)))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("looking for the last load of " + source, e);
    }
  }

  /** Finds which runs put files in their places, by path relative to the workspace. */
  public Map<String, Kept> findKept(Connection connection, List<String> paths) {
    Map<String, Kept> kept = new HashMap<>();
    if (paths.isEmpty()) {
      return kept;
    }
    String sql =
        """
        SELECT i.item ->> 'to', r.run_id, r.started_at, i.item ->> 'sha256'
        FROM datawarp.tbl_runs r, jsonb_array_elements(r.publish_list) AS i (item)
        WHERE r.workspace = ? AND i.item ->> 'to' = ANY (?)
        ORDER BY r.run_id
        """;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, workspace);
      select.setArray(2, connection.createArrayOf("text", paths.toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Instant at = Objects.requireNonNull(rows.getObject(3, OffsetDateTime.class)).toInstant();
          // An undo that put a file back did not keep it.
          kept.merge(
              rows.getString(1),
              new Kept(rows.getString(2), at, rows.getString(4)),
              (first, later) -> first.sha256().equals(later.sha256()) ? first : later);
        }
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("looking for the runs that kept files", e);
    }
    return kept;
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
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, workspace);
      select.setObject(2, workspace);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          manifests.put(rows.getString(1), rows.getString(2));
        }
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("listing the manifests of sources", e);
    }
    return manifests;
  }

  private static Instant utc(ResultSet rows, int column) throws SQLException {
    return Objects.requireNonNull(rows.getObject(column, LocalDateTime.class))
        .toInstant(ZoneOffset.UTC);
  }
}
