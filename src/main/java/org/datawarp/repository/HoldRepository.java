package org.datawarp.repository;

import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.postgres.Query;
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
    return Query.list(
        connection,
        "listing the holds",
        sql,
        row ->
            new Hold(
                SourcePattern.parse(row.getString(1)),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Query.requireInstant(row, 5)),
        workspace);
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
    Query.update(
        connection,
        "storing the hold on " + hold.pattern(),
        sql,
        workspace,
        hold.pattern().toString(),
        hold.period(),
        hold.reason(),
        hold.by(),
        hold.at());
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
    return Query.update(
        connection,
        "lifting the hold on " + pattern,
        sql,
        by,
        at,
        workspace,
        pattern.toString(),
        period);
  }
}
