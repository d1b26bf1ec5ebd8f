package org.datawarp.workflow.backup;

import java.sql.Connection;
import java.time.Instant;
import java.util.UUID;
import org.datawarp.platform.postgres.Query;

/** What the database remembers of backups. Every method belongs to the caller's transaction. */
final class BackupRecords {
  private final UUID workspace;

  BackupRecords(UUID workspace) {
    this.workspace = workspace;
  }

  /** Remembers a backup as it is now known. */
  void save(Connection connection, StoredBackup backup) {
    BackupMeta meta = backup.meta();
    if (meta == null) {
      return;
    }
    String sql =
        """
        INSERT INTO datawarp.tbl_backups
            (workspace, place, key, sha256, size_bytes, row_count, writer, created_at, verified_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT ON CONSTRAINT uq_backups_key DO UPDATE
        SET sha256 = excluded.sha256, size_bytes = excluded.size_bytes,
            row_count = excluded.row_count, writer = excluded.writer,
            created_at = excluded.created_at, deleted_at = NULL, failure = NULL,
            verified_at = coalesce(excluded.verified_at, tbl_backups.verified_at)
        """;
    Query.update(
        connection,
        "recording the backup " + backup.key(),
        sql,
        workspace,
        backup.place(),
        backup.key(),
        meta.sha256(),
        meta.sizeBytes(),
        meta.content().rows(),
        meta.content().writer(),
        meta.createdAt(),
        meta.verifiedAt());
  }

  /** Remembers that a trial failed. */
  void fail(Connection connection, StoredBackup backup, String failure) {
    save(connection, backup);
    update(
        connection,
        backup,
        "UPDATE datawarp.tbl_backups SET failure = ?, verified_at = NULL"
            + " WHERE workspace = ? AND place = ? AND key = ?",
        failure);
  }

  /** Remembers that a backup was deleted. */
  void delete(Connection connection, StoredBackup backup, Instant when) {
    update(
        connection,
        backup,
        "UPDATE datawarp.tbl_backups SET deleted_at = ?::timestamptz"
            + " WHERE workspace = ? AND place = ? AND key = ?",
        when.toString());
  }

  private void update(Connection connection, StoredBackup backup, String sql, String value) {
    Query.update(
        connection,
        "recording the backup " + backup.key(),
        sql,
        value,
        workspace,
        backup.place(),
        backup.key());
  }
}
