package org.datawarp.workflow.backup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.platform.postgres.SqlErrors;
import org.jspecify.annotations.Nullable;

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
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, workspace);
      insert.setString(2, backup.place());
      insert.setString(3, backup.key());
      insert.setString(4, meta.sha256());
      insert.setLong(5, meta.sizeBytes());
      insert.setLong(6, meta.content().rows());
      insert.setString(7, meta.content().writer());
      insert.setObject(8, meta.createdAt().atOffset(ZoneOffset.UTC));
      Instant verified = meta.verifiedAt();
      insert.setObject(9, verified == null ? null : verified.atOffset(ZoneOffset.UTC));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw SqlErrors.translate("recording the backup " + backup.key(), e);
    }
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

  /**
   * What is known of the backups of a workspace.
   *
   * @param lastVerified when the newest backup that a trial found good was made; null for never
   * @param firstLoad when rows were first loaded; null for never
   */
  record Standing(@Nullable Instant lastVerified, @Nullable Instant firstLoad) {}

  /** Tells how the workspace stands. */
  Standing standing(Connection connection) throws SQLException {
    String sql =
        """
        SELECT (SELECT max(created_at) FROM datawarp.tbl_backups
                 WHERE workspace = ? AND verified_at IS NOT NULL AND deleted_at IS NULL),
               (SELECT min(started_at) FROM datawarp.tbl_runs
                 WHERE workspace = ? AND status = 'success')
        """;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, workspace);
      select.setObject(2, workspace);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        return new Standing(instant(rows, 1).orElse(null), instant(rows, 2).orElse(null));
      }
    }
  }

  private void update(Connection connection, StoredBackup backup, String sql, String value) {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, value);
      update.setObject(2, workspace);
      update.setString(3, backup.place());
      update.setString(4, backup.key());
      update.executeUpdate();
    } catch (SQLException e) {
      throw SqlErrors.translate("recording the backup " + backup.key(), e);
    }
  }

  private static Optional<Instant> instant(ResultSet rows, int column) throws SQLException {
    return Optional.ofNullable(rows.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
