package org.datawarp.repository;

import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.datawarp.model.SourcePattern;
import org.datawarp.platform.postgres.Query;

/**
 * The retention policies of a workspace, and those that somebody wrote into the table by hand.
 * Every method belongs to the caller's transaction.
 */
public final class RetentionPolicyRepository {
  private final UUID workspace;

  /** Makes the policies of a workspace. */
  public RetentionPolicyRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /**
   * Lists the policies, disabled ones too, by pattern.
   *
   * @throws org.datawarp.model.error.UsageException if one written by hand is no pattern
   */
  public List<RetentionPolicy> list(Connection connection) {
    String sql =
        """
        SELECT source_pattern, coalesce(retain_periods, 12), coalesce(retain_days, 365),
               archive_to, coalesce(delete_after_archive, false), coalesce(enabled, true)
        FROM datawarp.tbl_retention_policy
        WHERE (workspace = ? OR workspace IS NULL) AND source_pattern IS NOT NULL
        ORDER BY source_pattern, id
        """;
    return Query.list(
        connection,
        "listing the retention policies",
        sql,
        row ->
            new RetentionPolicy(
                SourcePattern.parse(row.getString(1)),
                Math.max(0, row.getInt(2)),
                Math.max(0, row.getInt(3)),
                row.getString(4),
                row.getBoolean(5) ? RetentionPolicy.Rows.PURGE : RetentionPolicy.Rows.KEEP,
                row.getBoolean(6)),
        workspace);
  }

  /** Writes a policy over the one of the same pattern. */
  public void save(Connection connection, RetentionPolicy policy) {
    String sql =
        """
        INSERT INTO datawarp.tbl_retention_policy
            (workspace, source_pattern, retain_periods, retain_days, archive_to,
             delete_after_archive, enabled)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (workspace, source_pattern) DO UPDATE
        SET retain_periods = excluded.retain_periods, retain_days = excluded.retain_days,
            archive_to = excluded.archive_to, delete_after_archive = excluded.delete_after_archive,
            enabled = excluded.enabled, updated_at = now()
        """;
    Query.update(
        connection,
        "storing the retention policy " + policy.pattern(),
        sql,
        workspace,
        policy.pattern().toString(),
        policy.periods(),
        policy.days(),
        policy.archiveTo(),
        policy.rows() == RetentionPolicy.Rows.PURGE,
        policy.enabled());
  }

  /** Removes the policies of exactly this pattern; returns how many there were. */
  public int remove(Connection connection, SourcePattern pattern) {
    String sql =
        """
        DELETE FROM datawarp.tbl_retention_policy
        WHERE (workspace = ? OR workspace IS NULL) AND source_pattern = ?
        """;
    return Query.update(
        connection, "removing the retention policy " + pattern, sql, workspace, pattern.toString());
  }
}
