package org.datawarp.workflow.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.datawarp.lifecycle.run.RunLog;
import org.datawarp.lifecycle.version.FileRebuild;
import org.datawarp.lifecycle.version.RebuiltFiles;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.dump.DumpListener;
import org.datawarp.platform.dump.DumpedTable;
import org.datawarp.platform.dump.RestoreReport;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;

/** Puts a backup into an empty database, and the workspace's files back from it. */
final class Restore {
  private final Workspace workspace;
  private final Clock clock;

  Restore(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
  }

  /**
   * Restores into a database that is not the workspace's; its files are left alone.
   *
   * @param target logged in as a role that has no right but to its schemas
   * @throws RefusedException if the database is not empty, naming what is there
   */
  RestoreOutcome database(
      Database target, BackupPlace place, StoredBackup backup, DumpListener listener) {
    try (Connection connection = target.open()) {
      RestoreReport restored = read(target, connection, place, backup, listener);
      SqlErrors.commit("committing the restore of " + backup.key(), connection);
      return RestoreOutcome.of(backup, restored, List.of());
    } catch (SQLException e) {
      throw SqlErrors.translate("restoring " + backup.key(), e);
    }
  }

  /**
   * Restores the workspace: its database, then its files. An empty workspace takes the backup's
   * UUID, so that it owns what the lost one owned.
   *
   * @param own logged in as a role that has no right but to its schemas
   * @throws RefusedException if the database is not empty, or the workspace is another one
   */
  RestoreOutcome workspace(
      Database own, BackupPlace place, StoredBackup backup, DumpListener listener) {
    WorkspaceSetup setup = new WorkspaceSetup(workspace);
    UUID identity = setup.requireIdentity();
    BackupMeta meta = backup.meta();
    UUID taken = meta == null || meta.workspace().equals(identity) ? null : meta.workspace();
    if (taken != null && !isEmpty()) {
      throw new RefusedException(
          "the backup is of workspace "
              + taken
              + ", and "
              + workspace.root()
              + " is another one with files of its own",
          "restore into an empty folder with --workspace, or only the database with --into");
    }
    RestoreReport restored;
    List<String> configuration = new ArrayList<>();
    try (Connection connection = own.open()) {
      restored = read(own, connection, place, backup, listener);
      if (meta != null) {
        configuration.addAll(new RestoredConfiguration(workspace).save(meta));
      }
      if (taken != null) {
        // Before the commit: a workspace that is still empty loses nothing by it.
        setup.adopt(taken);
        identity = taken;
      }
      SqlErrors.commit("committing the restore of " + backup.key(), connection);
    } catch (SQLException e) {
      throw SqlErrors.translate("restoring " + backup.key(), e);
    }
    own.requireSchema();
    RebuiltFiles files = files(own, identity);
    return RestoreOutcome.of(backup, restored, configuration)
        .withFiles(taken == null ? null : taken.toString(), files);
  }

  /** Writes the workspace's files anew from its database. */
  RebuiltFiles files(Database own, UUID identity) {
    try (Connection connection = own.open()) {
      RunLog journal = new RunLog(clock, identity);
      journal.registerWorkspace(connection, workspace.root().toString());
      connection.commit();
      return new FileRebuild(workspace, identity, connection, FileRebuild.Placement.AT_ONCE)
          .runAll();
    } catch (SQLException e) {
      throw SqlErrors.translate("reading what the workspace had", e);
    }
  }

  /** Reads the backup into the transaction and proves that it is whole. */
  private RestoreReport read(
      Database target,
      Connection connection,
      BackupPlace place,
      StoredBackup backup,
      DumpListener listener)
      throws SQLException {
    RestoringRole.requireEmpty(connection);
    connection.rollback();
    RestoreReport restored =
        RestoreCheck.restore(connection, place, backup, target.migrations(), listener);
    BackupMeta meta = backup.meta();
    if (meta != null) {
      requireSameRows(backup, meta, restored);
    }
    endRuns(connection);
    return restored;
  }

  private static void requireSameRows(
      StoredBackup backup, BackupMeta meta, RestoreReport restored) {
    List<DumpedTable> missing = new ArrayList<>(meta.content().tables());
    restored.tables().forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw new StorageException(
          "table " + missing.get(0).name() + " in " + backup.key() + " is not as it was written",
          "nothing was restored; take another backup");
    }
  }

  /** Runs at work when the backup was made will not go on here; that of the backup came true. */
  private static void endRuns(Connection connection) throws SQLException {
    if (Sql.is(
        connection,
        "SELECT pg_catalog.to_regclass('datawarp.tbl_runs') IS NOT NULL"
            + " AND pg_catalog.to_regclass('datawarp.tbl_refresh_events') IS NOT NULL")) {
      Sql.run(
          connection,
          """
          UPDATE datawarp.tbl_refresh_events SET status = 'failed', completed_at = pg_catalog.now(),
                 error_message = 'at work when the backup was made' WHERE status = 'in_progress';
          UPDATE datawarp.tbl_runs SET status = 'success', ended_at = pg_catalog.now()
           WHERE status = 'in_progress' AND command = 'backup';
          UPDATE datawarp.tbl_runs SET status = 'failed', ended_at = pg_catalog.now(),
                 error_message = 'at work when the backup was made' WHERE status = 'in_progress';
          UPDATE datawarp.tbl_runs SET published_at = pg_catalog.now()
           WHERE publish_list IS NOT NULL AND published_at IS NULL""");
    }
  }

  /** Tells whether the workspace has nothing of its own but its configuration. */
  private boolean isEmpty() {
    return Stream.of("manifests", "output", "archive", "downloads")
        .map(workspace.root()::resolve)
        .filter(Files::isDirectory)
        .noneMatch(Restore::holdsFiles);
  }

  private static boolean holdsFiles(Path folder) {
    Predicate<Path> counts =
        file -> Files.isRegularFile(file) && !file.getFileName().toString().startsWith(".");
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(counts);
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + IoErrors.of(e), null, e);
    }
  }

  /** Returns the failure for a selector that names nothing. */
  static NotFoundException noBackup(String selector, String place) {
    return new NotFoundException(
        "there is no backup '" + selector + "' in " + place,
        "see 'datawarp backup list', or name a file");
  }
}
