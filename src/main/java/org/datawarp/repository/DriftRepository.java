package org.datawarp.repository;

import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * In what issues differ from the canonical sources of one workspace, and what became of it. Every
 * method belongs to the caller's transaction.
 */
public final class DriftRepository {
  /** The kind of drift that is a column under another name, perhaps. */
  public static final String RENAMED = "column_renamed";

  private final UUID workspace;

  /** Makes the records of a workspace. */
  public DriftRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /**
   * In what an issue differs from its canonical source.
   *
   * @param code the source
   * @param period the stored form of the period
   * @param kind what changed
   * @param severity info, warning or error
   * @param details what exactly, as JSON's values
   * @param resolution what was done; null where it waits for a person
   */
  public record Drift(
      String code,
      String period,
      String kind,
      String severity,
      Map<String, ? extends @Nullable Object> details,
      @Nullable String resolution) {}

  /** Records what drifted. */
  public void save(Connection connection, String run, Drift drift) {
    Query.update(
        connection,
        "storing what drifted in " + drift.code(),
        """
        INSERT INTO datawarp.tbl_drift_events
               (canonical_code, period, drift_type, severity, details, auto_resolved,
                resolution_action, run_id, workspace)
        VALUES (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)
        """,
        drift.code(),
        drift.period(),
        drift.kind(),
        drift.severity(),
        JsonCodec.writeLine(drift.details()),
        drift.resolution() != null,
        drift.resolution(),
        run,
        workspace);
  }

  /** Lists what drifted in a source, oldest first. */
  public List<Drift> list(Connection connection, String code) {
    return Query.list(
        connection,
        "listing what drifted in " + code,
        """
        SELECT canonical_code, coalesce(period, ''), drift_type, severity, details::text,
               resolution_action
          FROM datawarp.tbl_drift_events
         WHERE canonical_code = ? AND (workspace IS NULL OR workspace = ?) ORDER BY id
        """,
        row ->
            new Drift(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                CanonicalRepository.json(row.getString(5)),
                row.getString(6)),
        code,
        workspace);
  }

  /**
   * Notes what became of drifts of one kind.
   *
   * @param details what they say, among other things
   */
  public void resolve(
      Connection connection, String code, String kind, Map<String, String> details, String how) {
    Query.update(
        connection,
        "storing what became of a drift in " + code,
        """
        UPDATE datawarp.tbl_drift_events SET resolution_action = ?
         WHERE canonical_code = ? AND drift_type = ? AND details @> ?::jsonb
        """,
        how,
        code,
        kind,
        JsonCodec.writeLine(details));
  }
}
