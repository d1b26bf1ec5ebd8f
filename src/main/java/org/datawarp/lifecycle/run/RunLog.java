package org.datawarp.lifecycle.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.model.RunId;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.postgres.SqlErrors;
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

  /** Makes the journal of a workspace. */
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
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, workspace);
      insert.setString(2, root);
      insert.executeUpdate();
      connection.commit();
    } catch (SQLException e) {
      throw SqlErrors.translate("registering the workspace", e);
    }
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
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, run.value());
      insert.setObject(2, workspace);
      insert.setString(3, command);
      insert.setString(4, JsonCodec.writeLine(List.of(commandLine)));
      insert.setObject(5, clock.instant().atOffset(ZoneOffset.UTC));
      insert.setLong(6, ProcessHandle.current().pid());
      insert.executeUpdate();
      for (String source : sources) {
        beginEvent(connection, run, manifest, refreshType, source);
      }
      connection.commit();
    } catch (SQLException e) {
      throw SqlErrors.translate("writing the run", e);
    }
  }

  /** Replaces the run's events in progress by those of the sources found, and commits. */
  public void touch(
      Connection connection, RunId run, String manifest, String refreshType, List<String> sources) {
    String sql = "DELETE FROM datawarp.tbl_refresh_events WHERE run_id = ?";
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setString(1, run.value());
      delete.executeUpdate();
      for (String source : sources) {
        beginEvent(connection, run, manifest, refreshType, source);
      }
      connection.commit();
    } catch (SQLException e) {
      throw SqlErrors.translate("writing the run's events", e);
    }
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
    try (PreparedStatement event = connection.prepareStatement(eventSql);
        PreparedStatement update = connection.prepareStatement(runSql)) {
      for (RefreshEvent row : events) {
        event.setObject(1, clock.instant().atOffset(ZoneOffset.UTC).toLocalDateTime());
        setCount(event, 2, row.oldRowCount());
        setCount(event, 3, row.newRowCount());
        setCount(event, 4, row.rowsDeleted());
        setCount(event, 5, row.rowsAdded());
        event.setString(6, row.oldManifestPath());
        event.setString(7, row.newManifestPath());
        event.setString(8, row.archivedTo());
        event.setString(9, period);
        event.setString(10, row.details().isEmpty() ? null : JsonCodec.writeLine(row.details()));
        event.setString(11, row.oldRowHash());
        event.setString(12, row.newRowHash());
        event.setString(13, run.value());
        event.setString(14, row.source());
        event.executeUpdate();
      }
      update.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
      update.setString(2, JsonCodec.writeLine(items.stream().map(FileOperation::json).toList()));
      update.setString(3, run.value());
      if (update.executeUpdate() != 1) {
        throw new IllegalStateException("run " + run + " was never begun");
      }
      new KeptFileRepository(workspace).follow(connection, run, clock.instant(), items);
    } catch (SQLException e) {
      throw SqlErrors.translate("writing the run's success", e);
    }
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
    try (PreparedStatement runs = connection.prepareStatement(runSql);
        PreparedStatement events = connection.prepareStatement(eventSql)) {
      runs.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
      runs.setString(2, step);
      runs.setString(3, message);
      runs.setInt(4, exitCode);
      runs.setString(5, run.value());
      runs.executeUpdate();
      events.setObject(1, clock.instant().atOffset(ZoneOffset.UTC).toLocalDateTime());
      events.setString(2, step);
      events.setString(3, message);
      events.setString(4, run.value());
      events.executeUpdate();
      connection.commit();
    } catch (SQLException e) {
      throw SqlErrors.translate("writing the run's failure", e);
    }
  }

  /** Notes that all of a committed run's files are in their places, and commits. */
  public void published(Connection connection, RunId run) {
    String sql = "UPDATE datawarp.tbl_runs SET published_at = ? WHERE run_id = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
      update.setString(2, run.value());
      update.executeUpdate();
      connection.commit();
    } catch (SQLException e) {
      throw SqlErrors.translate("marking the run published", e);
    }
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
    List<UnfinishedRun> runs = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, workspace);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          boolean committed = "success".equals(rows.getString(2));
          runs.add(
              new UnfinishedRun(
                  new RunId(rows.getString(1)),
                  committed,
                  committed ? FileOperation.list(rows.getString(3)) : List.of()));
        }
      }
      connection.commit();
    } catch (SQLException e) {
      throw SqlErrors.translate("looking for unfinished runs", e);
    }
    return runs;
  }

  /**
   * Finds how a run stands: {@code in_progress}, {@code success} or {@code failed}. Waits for a
   * transaction that is changing it at this moment, a short while, and commits.
   *
   * @throws org.datawarp.model.error.LockedException if that transaction does not end
   */
  public Optional<String> findStatus(Connection connection, RunId run) {
    String sql = "SELECT status FROM datawarp.tbl_runs WHERE run_id = ? FOR SHARE";
    try (PreparedStatement patience =
            connection.prepareStatement("SET LOCAL lock_timeout = '15s'");
        PreparedStatement select = connection.prepareStatement(sql)) {
      patience.execute();
      select.setString(1, run.value());
      try (ResultSet rows = select.executeQuery()) {
        Optional<String> status = rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        connection.commit();
        return status;
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("looking for a run", e);
    }
  }

  private void beginEvent(
      Connection connection,
      RunId run,
      @Nullable String manifest,
      String refreshType,
      String source)
      throws SQLException {
    String sql =
        """
        INSERT INTO datawarp.tbl_refresh_events
            (source_code, refresh_type, initiated_by, initiated_at, run_id, workspace,
             manifest_name)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """;
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, source);
      insert.setString(2, refreshType);
      insert.setString(3, user());
      insert.setObject(4, clock.instant().atOffset(ZoneOffset.UTC).toLocalDateTime());
      insert.setString(5, run.value());
      insert.setObject(6, workspace);
      insert.setString(7, manifest);
      insert.executeUpdate();
    }
  }

  private static String user() {
    String name = System.getProperty("user.name", "");
    return name.length() > 50 ? name.substring(0, 50) : name;
  }

  /** The specification's counters are 32 bits; a larger count is stored as the largest. */
  private static void setCount(PreparedStatement statement, int index, @Nullable Long count)
      throws SQLException {
    if (count == null) {
      statement.setNull(index, Types.INTEGER);
    } else {
      statement.setInt(index, (int) Math.min(count, Integer.MAX_VALUE));
    }
  }
}
