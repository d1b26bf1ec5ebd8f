package org.datawarp.lifecycle.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.model.RunId;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.KeptFileRepository;
import org.datawarp.repository.RefreshEvent;
import org.datawarp.repository.UnfinishedRun;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one workspace and their events, in the database. Methods that say so commit; all
 * others belong to the caller's transaction.
 */
public final class RunLog {
  private final Clock clock;
  private final UUID workspace;

  /** Makes the log of a workspace. */
  public RunLog(Clock clock, UUID workspace) {
    this.clock = clock;
    this.workspace = workspace;
  }

  /** Returns the moment that it would write now. */
  public Instant now() {
    return clock.instant();
  }

  /** Notes that this workspace uses the database, and commits. */
  public void registerWorkspace(Connection connection, String root) {
    String sql =
        """
        INSERT INTO datawarp.tbl_workspaces (workspace, root) VALUES (?, ?)
        ON CONFLICT (workspace) DO UPDATE SET root = excluded.root, last_seen_at = now()
        """;
    Query.work(
        "registering the workspace",
        () -> {
          Sql.update(connection, sql, workspace, root);
          connection.commit();
        });
  }

  /** Writes the run and the events of the sources it will touch, in progress, and commits. */
  public void begin(
      Connection connection,
      RunId run,
      String command,
      String commandLine,
      @Nullable String manifest,
      String refreshType,
      List<String> sources) {
    String sql =
        """
        INSERT INTO datawarp.tbl_runs (run_id, workspace, command, arguments, started_at, pid)
        VALUES (?, ?, ?, ?::jsonb, ?, ?)
        """;
    Query.work(
        "writing the run",
        () -> {
          Sql.update(
              connection,
              sql,
              run.value(),
              workspace,
              command,
              JsonCodec.writeLine(List.of(commandLine)),
              clock.instant(),
              ProcessHandle.current().pid());
          beginEvents(connection, run, manifest, refreshType, sources);
          connection.commit();
        });
  }

  /** Replaces the run's events in progress by those of the sources found, and commits. */
  public void updateSources(
      Connection connection, RunId run, String manifest, String refreshType, List<String> sources) {
    String sql = "DELETE FROM datawarp.tbl_refresh_events WHERE run_id = ?";
    Query.work(
        "writing the run's events",
        () -> {
          Sql.update(connection, sql, run.value());
          beginEvents(connection, run, manifest, refreshType, sources);
          connection.commit();
        });
  }

  /** Stores what the run owes its readers and that it succeeded; the caller's commit decides. */
  public void succeed(
      Connection connection,
      RunId run,
      List<RefreshEvent> events,
      List<FileOperation> items,
      @Nullable String period) {
    String eventSql =
        """
        UPDATE datawarp.tbl_refresh_events
        SET status = 'success', completed_at = ?, old_row_count = ?, new_row_count = ?,
            rows_deleted = ?, rows_added = ?, old_manifest_path = ?, new_manifest_path = ?,
            archived_to = ?, period = ?, details = ?::jsonb, old_row_hash = ?, new_row_hash = ?
        WHERE run_id = ? AND source_code = ?
        """;
    String runSql =
        """
        UPDATE datawarp.tbl_runs
        SET status = 'success', ended_at = ?, publish_list = ?::jsonb, exit_code = 0
        WHERE run_id = ?
        """;
    String what = "writing the run's success";
    Query.updateEach(
        connection,
        what,
        eventSql,
        events.stream().map(event -> values(event, run, period)).toList());
    String publishList = JsonCodec.writeLine(items.stream().map(FileOperation::json).toList());
    if (Query.update(connection, what, runSql, clock.instant(), publishList, run.value()) != 1) {
      throw new IllegalStateException("run " + run + " was never begun");
    }
    new KeptFileRepository(workspace).recordEffects(connection, run, clock.instant(), items);
  }

  /** Notes that a run failed, and commits. */
  public void fail(Connection connection, RunId run, String step, String message, int exitCode) {
    String runSql =
        """
        UPDATE datawarp.tbl_runs
        SET status = 'failed', ended_at = ?, step = ?, error_message = ?, exit_code = ?
        WHERE run_id = ? AND status = 'in_progress'
        """;
    String eventSql =
        """
        UPDATE datawarp.tbl_refresh_events
        SET status = 'failed', completed_at = ?, step = ?, error_message = ?
        WHERE run_id = ? AND status = 'in_progress'
        """;
    Query.work(
        "writing the run's failure",
        () -> {
          Sql.update(connection, runSql, clock.instant(), step, message, exitCode, run.value());
          Sql.update(connection, eventSql, utcNow(), step, message, run.value());
          connection.commit();
        });
  }

  /** Notes that all of a committed run's files are in their places, and commits. */
  public void published(Connection connection, RunId run) {
    String sql = "UPDATE datawarp.tbl_runs SET published_at = ? WHERE run_id = ?";
    Query.work(
        "marking the run published",
        () -> {
          Sql.update(connection, sql, clock.instant(), run.value());
          connection.commit();
        });
  }

  /** Lists this workspace's runs that are in progress or owe files, oldest first. */
  public List<UnfinishedRun> listUnfinished(Connection connection) {
    String sql =
        """
        SELECT run_id, status, publish_list FROM datawarp.tbl_runs
        WHERE workspace = ? AND (status = 'in_progress'
            OR (publish_list IS NOT NULL AND published_at IS NULL))
        ORDER BY run_id
        """;
    return Query.ask(
        "looking for unfinished runs",
        () -> {
          List<UnfinishedRun> runs = Sql.list(connection, sql, RunLog::unfinished, workspace);
          connection.commit();
          return runs;
        });
  }

  /**
   * Finds how a run stands: {@code in_progress}, {@code success} or {@code failed}. Waits for a
   * transaction that is changing it at this moment, a short while, and commits.
   *
   * @throws org.datawarp.model.error.LockedException if that transaction does not end
   */
  public Optional<String> findStatus(Connection connection, RunId run) {
    String sql = "SELECT status FROM datawarp.tbl_runs WHERE run_id = ? FOR SHARE";
    return Query.ask(
        "looking for a run",
        () -> {
          Sql.run(connection, "SET LOCAL lock_timeout = '15s'");
          Optional<String> status = Sql.find(connection, sql, row -> row.getString(1), run.value());
          connection.commit();
          return status;
        });
  }

  private void beginEvents(
      Connection connection,
      RunId run,
      @Nullable String manifest,
      String refreshType,
      List<String> sources)
      throws SQLException {
    String sql =
        """
        INSERT INTO datawarp.tbl_refresh_events
            (source_code, refresh_type, initiated_by, initiated_at, run_id, workspace,
             manifest_name)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """;
    List<@Nullable Object[]> events = new ArrayList<>();
    for (String source : sources) {
      events.add(
          new @Nullable Object[] {
            source, refreshType, user(), utcNow(), run.value(), workspace, manifest
          });
    }
    Sql.updateEach(connection, sql, events);
  }

  private @Nullable Object[] values(RefreshEvent event, RunId run, @Nullable String period) {
    return new @Nullable Object[] {
      utcNow(),
      count(event.oldRowCount()),
      count(event.newRowCount()),
      count(event.rowsDeleted()),
      count(event.rowsAdded()),
      event.oldManifestPath(),
      event.newManifestPath(),
      event.archivedTo(),
      period,
      event.details().isEmpty() ? null : JsonCodec.writeLine(event.details()),
      event.oldRowHash(),
      event.newRowHash(),
      run.value(),
      event.source()
    };
  }

  private static UnfinishedRun unfinished(ResultSet row) throws SQLException {
    boolean committed = "success".equals(row.getString(2));
    return new UnfinishedRun(
        new RunId(row.getString(1)),
        committed,
        committed ? FileOperation.list(row.getString(3)) : List.of());
  }

  /** Events were made before moments had a zone: theirs are UTC without one. */
  private LocalDateTime utcNow() {
    return LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private static String user() {
    String name = System.getProperty("user.name", "");
    return name.length() > 50 ? name.substring(0, 50) : name;
  }

  /** The specification's counters are 32 bits; a larger count is stored as the largest. */
  private static @Nullable Integer count(@Nullable Long count) {
    return count == null ? null : (int) Math.min(count, Integer.MAX_VALUE);
  }
}
