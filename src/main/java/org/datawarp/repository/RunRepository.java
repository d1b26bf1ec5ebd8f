package org.datawarp.repository;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.model.RunId;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one workspace as they are looked up: what each did, and whether it was taken back.
 * Every method belongs to the caller's transaction.
 */
public final class RunRepository {
  private static final String COLUMNS =
      "run_id, command, arguments, status, started_at, ended_at, published_at, purged_at,"
          + " undone_by, undoes, error_message, publish_list";

  private final UUID workspace;

  /** Makes the records of a workspace. */
  public RunRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /**
   * One run.
   *
   * @param id its id
   * @param command the command's name
   * @param commandLine the command as it was given
   * @param status in_progress, success, failed or undone
   * @param startedAt when it began
   * @param endedAt when its transaction ended; null before
   * @param publishedAt when its files were in their places; null before
   * @param purgedAt when its trash was emptied; null before
   * @param undoneBy the run that took it back
   * @param undoes the run it took back itself
   * @param error why it failed
   * @param files what it did to files, in its order
   */
  public record StoredRun(
      RunId id,
      String command,
      String commandLine,
      String status,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Instant publishedAt,
      @Nullable Instant purgedAt,
      @Nullable String undoneBy,
      @Nullable String undoes,
      @Nullable String error,
      List<FileOperation> files) {
    /** Copies the list. */
    public StoredRun {
      files = List.copyOf(files);
    }

    /** Tells whether the run changed something that still stands. */
    public boolean stands() {
      return status.equals("success");
    }
  }

  /**
   * One thing a run did.
   *
   * @param kind the sort of thing, such as {@code staging_table}
   * @param item its name, such as a path or a table
   * @param source the code of the source it belonged to
   * @param period the stored form of the period; null for all of them
   * @param sizeBytes its size; null where it has none
   * @param reason why
   * @param outcome {@code done}, or what came in the way
   */
  public record RunItem(
      String kind,
      String item,
      @Nullable String source,
      @Nullable String period,
      @Nullable Long sizeBytes,
      @Nullable String reason,
      String outcome) {}

  /** Finds a run of this workspace. */
  public Optional<StoredRun> find(Connection connection, RunId run) {
    return Query.find(
        connection,
        "looking for run " + run,
        "SELECT " + COLUMNS + " FROM datawarp.tbl_runs WHERE run_id = ? AND workspace = ?",
        RunRepository::run,
        run.value(),
        workspace);
  }

  /** Lists the newest runs of this workspace, newest first; what they did to files is left out. */
  public List<StoredRun> list(Connection connection, int limit) {
    return Query.list(
        connection,
        "listing the runs",
        "SELECT "
            + COLUMNS.replace("publish_list", "NULL")
            + " FROM datawarp.tbl_runs WHERE workspace = ? ORDER BY run_id DESC LIMIT ?",
        RunRepository::run,
        workspace,
        limit);
  }

  /**
   * A run that failed and that nothing has made good since.
   *
   * @param at when it began
   * @param run its id
   * @param command the command's name
   * @param manifest the manifest it was for; null where it was for none
   * @param error why it failed
   */
  public record FailedRun(
      Instant at, String run, String command, @Nullable String manifest, @Nullable String error) {}

  /**
   * Lists runs that failed since a time and that nothing has made good: for a manifest no later run
   * that succeeded and no later check of it, else no later run of the same command. Newest first,
   * the newest of each manifest and command only.
   */
  public List<FailedRun> listFailed(Connection connection, Instant since) {
    return Query.list(
            connection,
            "listing the runs that failed",
            """
        WITH runs AS (
          SELECT r.run_id, r.command, r.status, r.started_at, r.error_message,
                 (SELECT min(e.manifest_name) FROM datawarp.tbl_refresh_events e
                   WHERE e.run_id = r.run_id) AS manifest
            FROM datawarp.tbl_runs r WHERE r.workspace = ? AND r.started_at >= ?)
        SELECT DISTINCT ON (f.manifest, CASE WHEN f.manifest IS NULL THEN f.command END)
               f.started_at, f.run_id, f.command, f.manifest, f.error_message
          FROM runs f
         WHERE f.status = 'failed'
           AND NOT EXISTS (SELECT FROM runs g
                            WHERE g.status = 'success' AND g.started_at > f.started_at
                              AND CASE WHEN f.manifest IS NULL THEN g.command = f.command
                                       ELSE g.manifest = f.manifest END)
           AND NOT EXISTS (SELECT FROM datawarp.tbl_manifests m
                            WHERE m.workspace = ? AND m.name = f.manifest
                              AND m.last_checked_at > f.started_at)
         ORDER BY f.manifest, CASE WHEN f.manifest IS NULL THEN f.command END, f.started_at DESC
        """,
            row ->
                new FailedRun(
                    Query.requireInstant(row, 1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5)),
            workspace,
            since,
            workspace)
        .stream()
        .sorted(Comparator.comparing(FailedRun::at).reversed())
        .toList();
  }

  /**
   * Lists the runs after one that stand and touched a source and period that it touched, newest
   * first. A run and the undo of it, both later, do not count.
   */
  public List<StoredRun> listLaterOnSame(Connection connection, RunId run) {
    String touched =
        """
        (SELECT t.run_id, t.source_code, t.period FROM (
             SELECT run_id, source_code, period,
                    -- of some periods of a canonical source, each is touched by itself
                    bool_or(period IS NOT NULL AND is_stacked)
                        OVER (PARTITION BY run_id, source_code) AS has_periods
               FROM (SELECT i.run_id, i.source_code, i.period, true AS is_stacked
                       FROM datawarp.tbl_run_items i WHERE i.source_code IS NOT NULL
                      UNION
                     SELECT d.run_id, d.source_code, NULL, false FROM datawarp.tbl_deletions d
                      WHERE d.source_code IS NOT NULL AND d.run_id IS NOT NULL
                      UNION
                     SELECT e.run_id, e.source_code, e.period, false
                       FROM datawarp.tbl_refresh_events e
                      WHERE e.status = 'success' AND e.run_id IS NOT NULL) all_touched
               ) t
           LEFT JOIN datawarp.tbl_data_sources s ON s.code = t.source_code AND s.canonical
          WHERE s.code IS NULL OR t.period IS NOT NULL OR NOT t.has_periods)
        """;
    return Query.list(
        connection,
        "looking for later runs",
        "SELECT "
            + COLUMNS
            + " FROM datawarp.tbl_runs r WHERE r.workspace = ? AND r.run_id > ?"
            + " AND r.status = 'success' AND (r.undoes IS NULL OR r.undoes <= ?)"
            + " AND EXISTS (SELECT FROM "
            + touched
            + " mine JOIN "
            + touched
            + " theirs ON theirs.source_code = mine.source_code"
            + " AND (theirs.period IS NULL OR mine.period IS NULL OR theirs.period = mine.period)"
            + " WHERE mine.run_id = ? AND theirs.run_id = r.run_id)"
            + " ORDER BY r.run_id DESC",
        RunRepository::run,
        workspace,
        run.value(),
        run.value(),
        run.value());
  }

  /** Stores what a run did, item by item. */
  public void saveItems(Connection connection, RunId run, List<RunItem> items) {
    if (items.isEmpty()) {
      return;
    }
    Query.update(
        connection,
        "storing what the run did",
        """
        INSERT INTO datawarp.tbl_run_items
               (run_id, workspace, kind, item, source_code, period, size_bytes, reason, outcome)
        SELECT ?, ?, i.kind, i.item, left(i.source, 100), i.period, i.size_bytes, i.reason, i.outcome
          FROM json_to_recordset(?::json) AS i(kind text, item text, source text, period text,
               size_bytes bigint, reason text, outcome text)
        """,
        run.value(),
        workspace,
        JsonCodec.writeLine(items));
  }

  /** Notes that an item of a run came out otherwise. */
  public void saveOutcome(Connection connection, RunId run, String item, String outcome) {
    Query.update(
        connection,
        "storing what became of " + item,
        "UPDATE datawarp.tbl_run_items SET outcome = ? WHERE run_id = ? AND item = ?",
        outcome,
        run.value(),
        item);
  }

  /** Lists what a run did. */
  public List<RunItem> listItems(Connection connection, RunId run) {
    return Query.list(
        connection,
        "listing what run " + run + " did",
        """
        SELECT kind, item, source_code, period, size_bytes, reason, outcome
          FROM datawarp.tbl_run_items WHERE run_id = ? ORDER BY id
        """,
        row ->
            new RunItem(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getObject(5, Long.class),
                row.getString(6),
                row.getString(7)),
        run.value());
  }

  /** Notes that one run takes another back; the caller's commit decides. */
  public void saveUndone(Connection connection, RunId undone, RunId by) {
    Query.update(
        connection,
        "noting that run " + undone + " was undone",
        "UPDATE datawarp.tbl_runs SET status = 'undone', undone_by = ? WHERE run_id = ?",
        by.value(),
        undone.value());
    forgetTrash(connection, undone);
    Query.update(
        connection,
        "noting what run " + by + " undoes",
        "UPDATE datawarp.tbl_runs SET undoes = ? WHERE run_id = ?",
        undone.value(),
        by.value());
  }

  /** Takes the names of a run's trash out of its events: there is nothing in it any more. */
  public void forgetTrash(Connection connection, RunId run) {
    Query.update(
        connection,
        "taking the trash of run " + run + " out of its events",
        """
        UPDATE datawarp.tbl_refresh_events
           SET archived_to = CASE WHEN starts_with(archived_to, '.datawarp/trash/') THEN NULL
                                  ELSE archived_to END,
               new_manifest_path = CASE WHEN starts_with(new_manifest_path, '.datawarp/trash/')
                                        THEN NULL ELSE new_manifest_path END
         WHERE run_id = ? AND workspace = ?
        """,
        run.value(),
        workspace);
  }

  private static StoredRun run(ResultSet row) throws SQLException {
    String files = row.getString(12);
    return new StoredRun(
        new RunId(row.getString(1)),
        row.getString(2),
        commandLine(row.getString(3)),
        row.getString(4),
        requireNonNull(Query.instant(row, 5)),
        Query.instant(row, 6),
        Query.instant(row, 7),
        Query.instant(row, 8),
        row.getString(9),
        row.getString(10),
        row.getString(11),
        files == null ? List.of() : FileOperation.list(files));
  }

  private static String commandLine(String json) {
    try {
      Object words = JsonCodec.read("{\"words\":" + json + "}").get("words");
      return words instanceof List<?> list
          ? String.join(" ", list.stream().map(String::valueOf).toList())
          : "";
    } catch (MalformedJsonException e) {
      throw new DatabaseException("a command line in datawarp.tbl_runs is damaged", null, e);
    }
  }
}
