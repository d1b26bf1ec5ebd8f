package org.datawarp.repository;

import java.sql.Connection;
import java.time.Instant;
import java.util.UUID;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the backups of a workspace.
 *
 * @param lastMade when the newest backup was made that no trial found wanting; null for never
 * @param lastVerified when the newest backup that a trial found good was made; null for never
 * @param lastTrial when a trial last found a backup good that is still there; null for never
 * @param firstLoad when rows were first loaded; null for never
 */
public record BackupStanding(
    @Nullable Instant lastMade,
    @Nullable Instant lastVerified,
    @Nullable Instant lastTrial,
    @Nullable Instant firstLoad) {
  /** Reads it. */
  public static BackupStanding read(Connection connection, UUID workspace) {
    String sql =
        """
        SELECT max(created_at) FILTER (WHERE failure IS NULL),
               max(created_at) FILTER (WHERE verified_at IS NOT NULL),
               max(verified_at),
               (SELECT min(started_at) FROM datawarp.tbl_runs
                 WHERE workspace = ? AND status = 'success')
        FROM datawarp.tbl_backups WHERE workspace = ? AND deleted_at IS NULL
        """;
    return Query.find(
            connection,
            "asking how backups stand",
            sql,
            row ->
                new BackupStanding(
                    Query.instant(row, 1),
                    Query.instant(row, 2),
                    Query.instant(row, 3),
                    Query.instant(row, 4)),
            workspace,
            workspace)
        .orElseThrow();
  }
}
