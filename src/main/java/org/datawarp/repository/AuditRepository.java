package org.datawarp.repository;

import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * The events of a workspace that may leave the database, and where those are that have left it.
 * Every method belongs to the caller's transaction.
 */
public final class AuditRepository {
  /** Where the events of a month are, relative to the workspace. */
  public static final String FOLDER = "archive/audit";

  /**
   * What stays whatever its age: runs under way, the last load of each period of a registered
   * source, and what tells of versions and archived files that are still here: who kept them, and
   * who had loaded their rows.
   */
  private static final String MAY_LEAVE =
      """
      e.workspace = ? AND e.initiated_at < ? AND e.status <> 'in_progress'
        AND NOT EXISTS (SELECT FROM datawarp.tbl_kept_files k
             WHERE k.workspace = e.workspace AND k.gone_at IS NULL AND k.source_code = e.source_code
               AND (k.kept_by = e.run_id OR k.loaded_by = e.run_id))
        AND NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s
             WHERE s.code = e.source_code AND e.status = 'success'
               AND e.refresh_type IN ('full', 'partial')
               AND NOT EXISTS (SELECT FROM datawarp.tbl_refresh_events later
                    WHERE later.workspace = e.workspace AND later.source_code = e.source_code
                      AND later.period IS NOT DISTINCT FROM e.period
                      AND later.status = 'success' AND later.refresh_type IN ('full', 'partial')
                      AND later.id > e.id))
        AND NOT EXISTS (SELECT FROM datawarp.tbl_kept_files k
             WHERE k.workspace = e.workspace AND k.gone_at IS NULL AND k.source_code = e.source_code
               AND k.kept_at > e.initiated_at AT TIME ZONE 'UTC'
               AND e.status = 'success' AND e.refresh_type IN ('full', 'partial')
               AND NOT EXISTS (SELECT FROM datawarp.tbl_refresh_events later
                    WHERE later.workspace = e.workspace AND later.source_code = e.source_code
                      AND later.status = 'success' AND later.refresh_type IN ('full', 'partial')
                      AND later.id > e.id AND later.initiated_at AT TIME ZONE 'UTC' < k.kept_at))
      """;

  private final UUID workspace;

  /** Makes the events of a workspace. */
  public AuditRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /**
   * The events of one month that may leave.
   *
   * @param month as in {@code 2024-09}
   * @param events how many there are
   */
  public record Month(String month, long events) {}

  /**
   * A file of events.
   *
   * @param path where it is, relative to the workspace
   * @param store the store that it was sent to before it was deleted here; null where it was not
   */
  public record AuditFile(String path, @Nullable String store) {}

  /** Lists the months that have events which may leave, oldest first. */
  public List<Month> listMonths(Connection connection, Instant before) {
    return Query.list(
        connection,
        "counting old events",
        "SELECT to_char(e.initiated_at, 'YYYY-MM'), count(*) FROM datawarp.tbl_refresh_events e"
            + " WHERE "
            + MAY_LEAVE
            + " GROUP BY 1 ORDER BY 1",
        row -> new Month(row.getString(1), row.getLong(2)),
        workspace,
        utc(before));
  }

  /** Counts the events that are old enough, whether they may leave or not. */
  public long count(Connection connection, Instant before) {
    return Query.number(
        connection,
        "counting old events",
        "SELECT count(*) FROM datawarp.tbl_refresh_events WHERE workspace = ? AND initiated_at < ?",
        workspace,
        utc(before));
  }

  /** Returns the events of a month that may leave, each as one line of JSON, by number. */
  public Map<Long, String> lines(Connection connection, Instant before, String month) {
    Map<Long, String> lines = new LinkedHashMap<>();
    Query.list(
            connection,
            "reading the events of " + month,
            "SELECT e.id, to_jsonb(e)::text FROM datawarp.tbl_refresh_events e WHERE "
                + MAY_LEAVE
                + " AND to_char(e.initiated_at, 'YYYY-MM') = ? ORDER BY e.id",
            row -> Map.entry(row.getLong(1), row.getString(2)),
            workspace,
            utc(before),
            month)
        .forEach(event -> lines.put(event.getKey(), event.getValue()));
    return lines;
  }

  /** Deletes events, and returns what was deleted, each as one line of JSON, by number. */
  public Map<Long, String> delete(Connection connection, Map<Long, String> events) {
    Map<Long, String> deleted = new LinkedHashMap<>();
    Query.list(
            connection,
            "deleting events",
            """
            WITH gone AS (DELETE FROM datawarp.tbl_refresh_events e
                           WHERE e.workspace = ? AND e.id = ANY (?::bigint[])
                       RETURNING e.id, to_jsonb(e)::text AS line)
            SELECT id, line FROM gone ORDER BY id
            """,
            row -> Map.entry(row.getLong(1), row.getString(2)),
            workspace,
            List.copyOf(events.keySet()))
        .forEach(event -> deleted.put(event.getKey(), event.getValue()));
    return deleted;
  }

  /** Lists the files of events, oldest month first. */
  public List<AuditFile> listFiles(Connection connection) {
    return Query.list(
        connection,
        "listing the files of events",
        """
        SELECT DISTINCT ON (k.path) k.path,
               (SELECT p.store FROM datawarp.tbl_sync_proofs p
                 WHERE p.workspace = k.workspace AND p.path = k.path
                 ORDER BY p.proven_at DESC LIMIT 1)
          FROM datawarp.tbl_kept_files k
         WHERE k.workspace = ? AND k.path LIKE 'archive/audit/%.jsonl'
         ORDER BY k.path, k.id DESC
        """,
        row -> new AuditFile(row.getString(1), row.getString(2)),
        workspace);
  }

  /** Events were made before moments had a zone: theirs are UTC without one. */
  private static LocalDateTime utc(Instant moment) {
    return LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
  }
}
