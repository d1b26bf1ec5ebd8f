package org.datawarp.repository;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.postgres.SqlErrors;
import org.jspecify.annotations.Nullable;

/** The holds of a workspace. Every method belongs to the caller's transaction. */
public final class HoldRepository {
  private final UUID workspace;

  /** Makes the holds of a workspace. */
  public HoldRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /** Lists the holds in force, oldest first. */
  public List<Hold> list(Connection connection) {
    String sql =
        """
        SELECT source_pattern, period, reason, created_by, created_at FROM datawarp.tbl_holds
        WHERE workspace = ? AND lifted_at IS NULL ORDER BY id
        """;
    List<Hold> holds = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, workspace);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          holds.add(
              new Hold(
                  SourcePattern.parse(rows.getString(1)),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getString(4),
                  Objects.requireNonNull(rows.getObject(5, OffsetDateTime.class)).toInstant()));
        }
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("listing the holds", e);
    }
    return holds;
  }

  /**
   * Finds the first hold of a list that holds a source's period.
   *
   * @param manifest the manifest that owns the source; null where none does
   * @param period the stored form of the period; null where there is none, or all are meant
   */
  public static Optional<Hold> find(
      List<Hold> holds, String source, @Nullable String manifest, @Nullable String period) {
    return holds.stream().filter(hold -> hold.holds(source, manifest, period)).findFirst();
  }

  /**
   * Refuses work on a source that is held.
   *
   * @param what what would be done, as in {@code archive}
   * @throws RefusedException naming the hold
   */
  public void requireFree(
      Connection connection,
      String what,
      String source,
      @Nullable String manifest,
      @Nullable String period) {
    find(list(connection), source, manifest, period)
        .ifPresent(
            hold -> {
              throw new RefusedException(
                  "cannot " + what + " " + source + ": " + hold,
                  "lift it with 'datawarp hold remove " + hold.pattern() + "'");
            });
  }

  /** Puts a hold in force; one on the same gets the new reason. */
  public void add(Connection connection, Hold hold) {
    String sql =
        """
        INSERT INTO datawarp.tbl_holds
            (workspace, source_pattern, period, reason, created_by, created_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (workspace, source_pattern, (coalesce(period, ''))) WHERE lifted_at IS NULL
        DO UPDATE SET reason = excluded.reason
        """;
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, workspace);
      insert.setString(2, hold.pattern().toString());
      insert.setString(3, hold.period());
      insert.setString(4, hold.reason());
      insert.setString(5, hold.by());
      insert.setObject(6, hold.at().atOffset(ZoneOffset.UTC));
      insert.executeUpdate();
    } catch (SQLException e) {
      throw SqlErrors.translate("storing the hold on " + hold.pattern(), e);
    }
  }

  /**
   * Lifts the holds on exactly this pattern.
   *
   * @param period the one period held; null for the hold on all
   * @return how many there were
   */
  public int lift(
      Connection connection,
      SourcePattern pattern,
      @Nullable String period,
      String by,
      Instant at) {
    String sql =
        """
        UPDATE datawarp.tbl_holds SET lifted_by = ?, lifted_at = ?
        WHERE workspace = ? AND source_pattern = ? AND period IS NOT DISTINCT FROM ?
          AND lifted_at IS NULL
        """;
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, by);
      update.setObject(2, at.atOffset(ZoneOffset.UTC));
      update.setObject(3, workspace);
      update.setString(4, pattern.toString());
      update.setString(5, period);
      return update.executeUpdate();
    } catch (SQLException e) {
      throw SqlErrors.translate("lifting the hold on " + pattern, e);
    }
  }
}
