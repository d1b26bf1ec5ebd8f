package org.datawarp.repository;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
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
import org.datawarp.platform.postgres.SqlErrors;
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
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, workspace);
      insert.setString(2, manifest.name());
      insert.setString(3, manifest.state());
      insert.setString(4, manifest.publication());
      insert.setString(5, manifest.period());
      insert.setString(6, manifest.path());
      insert.setString(7, manifest.text());
      insert.setString(8, manifest.sha256());
      insert.setString(9, manifest.run());
      setTime(insert, 10, manifest.lastLoaded());
      setTime(insert, 11, manifest.lastChecked());
      insert.executeUpdate();
    } catch (SQLException e) {
      throw SqlErrors.translate("storing manifest " + manifest.name(), e);
    }
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

  /** Lists which of some sources are registered as a manifest's. */
  public Set<String> listRegistered(
      Connection connection, String manifest, Collection<String> codes) {
    return Set.copyOf(
        Query.list(
            connection,
            "looking for the sources of " + manifest,
            """
            SELECT code FROM datawarp.tbl_data_sources
             WHERE code = ANY (?::text[]) AND owner_manifest = ?
               AND (workspace IS NULL OR workspace = ?)
            """,
            row -> row.getString(1),
            List.copyOf(codes),
            manifest,
            workspace));
  }

  /** Writes a check that found nothing new: the text with its two new dates. */
  public void saveCheck(
      Connection connection, String name, String text, String sha256, Instant checked) {
    String sql =
        """
        UPDATE datawarp.tbl_manifests SET yaml = ?, sha256 = ?, last_checked_at = ?
        WHERE workspace = ? AND name = ?
        """;
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, text);
      update.setString(2, sha256);
      setTime(update, 3, checked);
      update.setObject(4, workspace);
      update.setString(5, name);
      update.executeUpdate();
    } catch (SQLException e) {
      throw SqlErrors.translate("storing manifest " + name, e);
    }
  }

  /** Writes what is known of an export over what was known before. */
  public void saveExport(Connection connection, StoredExport export) {
    deleteExport(connection, export.source());
    String sql =
        """
        INSERT INTO datawarp.tbl_exports
            (workspace, source_code, path, description_path, sha256, size_bytes, row_count,
             row_hash, columns, period_start, period_end, run_id, catalog_entry)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?::jsonb)
        """;
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, workspace);
      insert.setString(2, export.source());
      insert.setString(3, export.path());
      insert.setString(4, export.descriptionPath());
      insert.setString(5, export.sha256());
      insert.setLong(6, export.sizeBytes());
      insert.setLong(7, export.rowCount());
      insert.setString(8, export.rowHash());
      insert.setString(9, JsonCodec.writeLine(export.columns()));
      insert.setObject(10, export.firstDay());
      insert.setObject(11, export.lastDay());
      insert.setString(12, export.run());
      insert.setString(13, JsonCodec.writeLine(export.catalogEntry()));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw SqlErrors.translate("storing the export of " + export.source(), e);
    }
  }

  /** Forgets the export of a source. */
  public void deleteExport(Connection connection, String source) {
    String sql =
        """
        DELETE FROM datawarp.tbl_exports
        WHERE workspace = ? AND source_code = ? AND format = 'parquet' AND period IS NULL
        """;
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setObject(1, workspace);
      delete.setString(2, source);
      delete.executeUpdate();
    } catch (SQLException e) {
      throw SqlErrors.translate("forgetting the export of " + source, e);
    }
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

  /** Finds what is known of a source's export in use; an archived one is in use no more. */
  public Optional<ExportState> findExport(Connection connection, String source) {
    String sql =
        """
        SELECT path, sha256, row_count, row_hash FROM datawarp.tbl_exports
        WHERE workspace = ? AND source_code = ? AND format = 'parquet' AND period IS NULL
          AND archived_at IS NULL
        """;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, workspace);
      select.setString(2, source);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new ExportState(
                    rows.getString(1), rows.getString(2), rows.getLong(3), rows.getString(4)))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("looking for the export of " + source, e);
    }
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
    List<Map<String, @Nullable Object>> entries = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, workspace);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          entries.add(JsonCodec.read(rows.getString(1)));
        }
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("listing the exports", e);
    } catch (MalformedJsonException e) {
      throw new DatabaseException(
          "a line of the catalogue in datawarp.tbl_exports is damaged", null, e);
    }
    return entries;
  }

  /** Counts the rows of a table; empty where there is no such table. */
  public OptionalLong findRowCount(Connection connection, TableName table) {
    try (PreparedStatement exists = connection.prepareStatement("SELECT to_regclass(?)")) {
      exists.setString(1, table.quoted());
      try (ResultSet found = exists.executeQuery()) {
        if (!found.next() || found.getString(1) == null) {
          return OptionalLong.empty();
        }
      }
      try (PreparedStatement count =
              connection.prepareStatement("SELECT count(*) FROM " + table.quoted());
          ResultSet rows = count.executeQuery()) {
        rows.next();
        return OptionalLong.of(rows.getLong(1));
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("counting the rows of " + table, e);
    }
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
    try (PreparedStatement delete = connection.prepareStatement(deleteSql);
        PreparedStatement insert = connection.prepareStatement(insertSql)) {
      delete.setString(1, source);
      delete.setString(2, period);
      delete.executeUpdate();
      for (LegendEntry entry : entries) {
        insert.setString(1, source);
        insert.setString(2, period);
        insert.setString(3, entry.token());
        insert.setString(4, entry.kind());
        insert.setString(5, entry.meaning());
        insert.setString(6, run);
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw SqlErrors.translate("storing the legend of " + source, e);
    }
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
    List<StoredLegendEntry> entries = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, source);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          entries.add(
              new StoredLegendEntry(
                  rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)));
        }
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("listing the legend of " + source, e);
    }
    return entries;
  }

  /** Lists the file rows of a source, oldest first: what its rows can be traced to. */
  public List<FileRow> listFiles(Connection connection, String source) {
    String sql =
        """
        SELECT id, file_url, member, sheet, coalesce(sha256, ''), period
        FROM datawarp.tbl_manifest_files WHERE source_code = ? ORDER BY id
        """;
    List<FileRow> files = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, source);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          files.add(
              new FileRow(
                  rows.getInt(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getString(5),
                  rows.getString(6)));
        }
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("listing the files of " + source, e);
    }
    return files;
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

  private static void setTime(PreparedStatement statement, int index, @Nullable Instant time)
      throws SQLException {
    statement.setObject(index, time == null ? null : time.atOffset(ZoneOffset.UTC));
  }
}
