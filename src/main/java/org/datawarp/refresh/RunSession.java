package org.datawarp.refresh;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.datawarp.config.Configuration;
import org.datawarp.db.AdvisoryLocks;
import org.datawarp.db.Database;
import org.datawarp.db.SqlErrors;
import org.datawarp.error.LockedException;
import org.datawarp.journal.Journal;
import org.datawarp.journal.Records;
import org.datawarp.workspace.Workspace;
import org.datawarp.workspace.WorkspaceLock;
import org.datawarp.workspace.WorkspaceSetup;

/**
 * What a writing command holds while it works: the workspace's lock, a connection for its
 * transactions, and a connection of its own for the manifest's lock, which PostgreSQL drops with
 * the session should the program die.
 */
final class RunSession implements AutoCloseable {
  private final Workspace workspace;
  private final UUID identity;
  private final WorkspaceLock lock;
  private final Connection connection;
  private final Connection manifestLock;

  private RunSession(
      Workspace workspace,
      UUID identity,
      WorkspaceLock lock,
      Connection connection,
      Connection manifestLock) {
    this.workspace = workspace;
    this.identity = identity;
    this.lock = lock;
    this.connection = connection;
    this.manifestLock = manifestLock;
  }

  /**
   * Sets the workspace and the schema up where needed, takes the locks and finishes what earlier
   * runs left.
   *
   * @throws LockedException if another run holds the workspace or the manifest for longer than wait
   */
  static RunSession open(
      Workspace workspace,
      Database database,
      Configuration configuration,
      Clock clock,
      String manifest,
      String holder,
      Duration wait) {
    WorkspaceSetup setup = new WorkspaceSetup(workspace);
    if (!workspace.exists()) {
      setup.create(Configuration.template());
    }
    UUID identity = setup.requireIdentity();
    WorkspaceLock lock = WorkspaceLock.acquire(workspace, WorkspaceLock.Mode.SHARED, holder, wait);
    try {
      database.requireSchema();
      Connection connection = database.open();
      try {
        Connection manifestLock = database.open();
        try {
          lockManifest(manifestLock, identity, manifest, wait);
          Journal journal = new Journal(clock, identity);
          new Recovery(workspace, journal, Recovery.publisher(workspace, identity, configuration))
              .finishEarlierRuns(connection);
          return new RunSession(workspace, identity, lock, connection, manifestLock);
        } catch (RuntimeException e) {
          close(manifestLock, e);
          throw e;
        }
      } catch (RuntimeException e) {
        close(connection, e);
        throw e;
      }
    } catch (RuntimeException e) {
      try {
        lock.close();
      } catch (RuntimeException failure) {
        e.addSuppressed(failure);
      }
      throw e;
    }
  }

  Workspace workspace() {
    return workspace;
  }

  UUID identity() {
    return identity;
  }

  Connection connection() {
    return connection;
  }

  Records records() {
    return new Records(identity);
  }

  @Override
  public void close() {
    try (WorkspaceLock released = lock;
        Connection second = manifestLock;
        Connection first = connection) {
      if (!first.isClosed()) {
        first.rollback();
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("closing the database session", e);
    }
  }

  private static void lockManifest(
      Connection connection, UUID workspace, String manifest, Duration wait) {
    try {
      boolean locked =
          AdvisoryLocks.tryLock(connection, workspace, manifest)
              || (!wait.isZero() && AdvisoryLocks.lock(connection, workspace, manifest, wait));
      if (!locked) {
        throw new LockedException(
            "another run is refreshing " + manifest,
            wait.isZero() ? "wait for it to end, or give --wait 10m" : "try again later");
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("locking manifest " + manifest, e);
    }
  }

  private static void close(Connection connection, RuntimeException failure) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
