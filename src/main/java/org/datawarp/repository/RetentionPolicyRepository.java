package org.datawarp.repository;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.datawarp.model.SourcePattern;
import org.datawarp.platform.postgres.SqlErrors;

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
    List<RetentionPolicy> policies = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, workspace);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          policies.add(
              new RetentionPolicy(
                  SourcePattern.parse(rows.getString(1)),
                  Math.max(0, rows.getInt(2)),
                  Math.max(0, rows.getInt(3)),
                  rows.getString(4),
                  rows.getBoolean(5) ? RetentionPolicy.Rows.PURGE : RetentionPolicy.Rows.KEEP,
                  rows.getBoolean(6)));
        }
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("listing the retention policies", e);
    }
    return policies;
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
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, workspace);
      insert.setString(2, policy.pattern().toString());
      insert.setInt(3, policy.periods());
      insert.setInt(4, policy.days());
      insert.setString(5, policy.archiveTo());
      insert.setBoolean(6, policy.rows() == RetentionPolicy.Rows.PURGE);
      insert.setBoolean(7, policy.enabled());
      insert.executeUpdate();
    } catch (SQLException e) {
      throw SqlErrors.translate("storing the retention policy " + policy.pattern(), e);
    }
  }

  /** Removes the policies of exactly this pattern; returns how many there were. */
  public int remove(Connection connection, SourcePattern pattern) {
    String sql =
        """
        DELETE FROM datawarp.tbl_retention_policy
        WHERE (workspace = ? OR workspace IS NULL) AND source_pattern = ?
        """;
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setObject(1, workspace);
      delete.setString(2, pattern.toString());
      return delete.executeUpdate();
    } catch (SQLException e) {
      throw SqlErrors.translate("removing the retention policy " + pattern, e);
    }
  }
}
