package org.datawarp.repository;

import java.sql.Connection;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * What the database keeps of archived exports and manifests of one workspace. Every method belongs
 * to the caller's transaction.
 */
public final class ArchiveRepository {
  private final UUID workspace;

  /** Makes the records of a workspace. */
  public ArchiveRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /** Notes that an export lies in the archive now; the catalogue leaves it out from here on. */
  public void saveArchived(
      Connection connection,
      long export,
      String path,
      @Nullable String descriptionPath,
      Instant at) {
    requireOne(
        Query.update(
            connection,
            "noting that " + path + " is archived",
            """
            UPDATE datawarp.tbl_exports
               SET path = ?, description_path = ?, archived_at = ?
             WHERE id = ? AND workspace = ?
            """,
            path,
            descriptionPath,
            at,
            export,
            workspace),
        path);
  }

  /** Notes that the rows of an export are no longer in its table. */
  public void savePurged(Connection connection, long export, Instant at) {
    requireOne(
        Query.update(
            connection,
            "noting that rows are deleted",
            "UPDATE datawarp.tbl_exports SET purged_at = ? WHERE id = ? AND workspace = ?",
            at,
            export,
            workspace),
        "rows");
  }

  /** Notes that an export is in use again and its rows are in their table. */
  public void saveRestored(
      Connection connection, long export, String path, @Nullable String descriptionPath) {
    requireOne(
        Query.update(
            connection,
            "noting that " + path + " is back",
            """
            UPDATE datawarp.tbl_exports
               SET path = ?, description_path = ?, archived_at = NULL, purged_at = NULL
             WHERE id = ? AND workspace = ?
            """,
            path,
            descriptionPath,
            export,
            workspace),
        path);
  }

  /**
   * Notes when a source's rows were loaded, and that it is in use now.
   *
   * @param loadedAt null where that is not known
   */
  public void saveUse(
      Connection connection, String source, @Nullable Instant loadedAt, Instant usedAt) {
    Query.update(
        connection,
        "noting the use of " + source,
        """
        UPDATE datawarp.tbl_data_sources
           SET last_load_at = coalesce((?::timestamptz) AT TIME ZONE 'UTC', last_load_at),
               last_checked_at = (?::timestamptz) AT TIME ZONE 'UTC'
         WHERE code = ?
        """,
        loadedAt == null ? null : loadedAt.toString(),
        usedAt.toString(),
        source);
  }

  /** Keeps everybody from changing a table until the transaction ends; readers go on. */
  public void lockAgainstWriters(Connection connection, TableName table) {
    Query.run(
        connection,
        "locking " + table,
        "LOCK TABLE " + table.quoted() + " IN SHARE ROW EXCLUSIVE MODE");
  }

  /**
   * A manifest as it is recorded.
   *
   * @param state its state, lower case
   * @param path its file, relative to the workspace
   * @param text its YAML
   */
  public record RecordedManifest(String state, String path, String text) {}

  /** Finds a manifest as it is recorded. */
  public Optional<RecordedManifest> findManifest(Connection connection, String name) {
    return Query.find(
        connection,
        "looking for manifest " + name,
        "SELECT state, path, yaml FROM datawarp.tbl_manifests WHERE workspace = ? AND name = ?",
        row -> new RecordedManifest(row.getString(1), row.getString(2), row.getString(3)),
        workspace,
        name);
  }

  /** Lists the texts of manifests in use that mention a reference. */
  public List<String> listReferring(Connection connection) {
    return Query.list(
        connection,
        "looking for references",
        """
        SELECT yaml FROM datawarp.tbl_manifests
         WHERE workspace = ? AND state NOT IN ('archived', 'deprecated')
           AND yaml LIKE '%reference:%'
        """,
        row -> row.getString(1),
        workspace);
  }

  /** Lists the downloads that manifests in use were loaded from, relative to the workspace. */
  public Set<String> listDownloadsInUse(Connection connection, List<String> leaving) {
    return new HashSet<>(
        Query.list(
            connection,
            "listing the downloads in use",
            """
            SELECT DISTINCT f.local_path
              FROM datawarp.tbl_manifest_files f
              JOIN datawarp.tbl_manifests m ON m.name = f.manifest_name
             WHERE m.workspace = ? AND f.local_path IS NOT NULL
               AND m.state NOT IN ('archived', 'deprecated') AND m.name <> ALL (?)
            """,
            row -> row.getString(1),
            workspace,
            leaving));
  }

  private static void requireOne(int rows, String what) {
    if (rows != 1) {
      throw new IllegalStateException("no export is recorded for " + what);
    }
  }
}
