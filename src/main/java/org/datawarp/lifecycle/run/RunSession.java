package org.datawarp.lifecycle.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.io.LockFile;
import org.datawarp.platform.postgres.AdvisoryLocks;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseAcceptance;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceLock;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a writing command holds while it works: the workspace's lock, a connection for its
 * transactions, and a connection of its own for the manifest's lock, which PostgreSQL drops with
 * the session should the program die.
 */
public final class RunSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunSession.class);

  private final Workspace workspace;
  private final UUID identity;
  private final WorkspaceLock lock;
  private Connection connection;
  private final @Nullable Connection manifestLock;
  private final Duration lockWait;

  private RunSession(
      Workspace workspace,
      UUID identity,
      WorkspaceLock lock,
      Connection connection,
      @Nullable Connection manifestLock,
      Duration lockWait) {
    this.workspace = workspace;
    this.identity = identity;
    this.lock = lock;
    this.connection = connection;
    this.manifestLock = manifestLock;
    this.lockWait = lockWait;
  }

  /**
   * Sets the workspace and the schema up where needed, takes the locks and finishes what earlier
   * runs left.
   *
   * @throws LockedException if another run holds the workspace or the manifest for longer than wait
   * @throws org.datawarp.model.error.RefusedException if the database is not the workspace's usual
   *     one
   * @throws NotFoundException if the run wants the workspace to itself and there is none
   */
  static RunSession open(
      Workspace workspace,
      Database database,
      Configuration configuration,
      Clock clock,
      RunExecutor.Order order) {
    WorkspaceSetup setup = new WorkspaceSetup(workspace);
    if (!workspace.exists()) {
      requireCreatable(workspace, order);
      setup.create(Configuration.template());
    }
    UUID identity = setup.requireIdentity();
    WorkspaceLock lock =
        WorkspaceLock.acquire(
            workspace,
            order.manifest() == null ? LockFile.Mode.EXCLUSIVE : LockFile.Mode.SHARED,
            order.commandLine(),
            order.maxWait());
    try {
      UsualDatabase usual = new UsualDatabase(workspace, identity, acceptance(database, order));
      usual.requireSchemaWithin(database, order.maxWait());
      Connection connection = database.open(order.maxWait());
      try {
        usual.require(connection);
        if (database.embedded() == null) {
          usual.requireOnlyOne(connection); // an embedded server is copied with its workspace
        }
        Connection manifestLock = lockManifest(database, identity, order);
        try {
          RunLog runLog = new RunLog(clock, identity);
          new Recovery(workspace, runLog, Recovery.publisher(workspace, identity, configuration))
              .finishEarlierRuns(connection);
          new KeptFilesCheck(workspace, identity).run(connection, clock.instant());
          return new RunSession(
              workspace, identity, lock, connection, manifestLock, order.maxWait());
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

  /** Returns the workspace. */
  public Workspace workspace() {
    return workspace;
  }

  /** Returns the workspace's identity. */
  public UUID identity() {
    return identity;
  }

  /** Returns the connection for the run's transactions; autocommit is off. */
  public Connection connection() {
    return connection;
  }

  /** Returns how long the run was told to wait for others; zero for as long as usual. */
  public Duration lockWait() {
    return lockWait;
  }

  /**
   * Goes on with another connection and the transaction it is in; the one so far is closed, and
   * what it had not committed is rolled back.
   */
  public void continueOn(Connection other) {
    try (Connection left = connection) {
      connection = other;
      left.rollback();
    } catch (SQLException e) {
      throw SqlErrors.translate("changing the database session", e);
    }
  }

  /**
   * Takes another lock beside the manifest's, for as long as the session lasts.
   *
   * @param name what is locked; begins with a slash, so that no manifest is called so
   * @throws LockedException if another run holds it for longer than this one waits
   */
  public void lockAlso(String name) {
    Connection locks = manifestLock;
    if (locks == null) {
      return; // the run has the workspace to itself
    }
    try {
      boolean locked =
          AdvisoryLocks.tryLock(locks, identity, name)
              || (!lockWait.isZero() && AdvisoryLocks.lock(locks, identity, name, lockWait));
      if (!locked) {
        throw new LockedException(
            "another run is at work on " + name.substring(name.lastIndexOf('/') + 1),
            lockWait.isZero() ? "wait for it to end, or give --wait 10m" : "try again later");
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("locking " + name, e);
    }
  }

  /** Returns what is recorded of the workspace. */
  public ManifestRepository records() {
    return new ManifestRepository(identity);
  }

  @Override
  public void close() {
    try (WorkspaceLock released = lock;
        Connection second = manifestLock;
        Connection first = connection) {
      if (!first.isClosed()) {
        first.rollback();
      }
      if (second != null && !second.isClosed()) {
        release(second);
      }
    } catch (SQLException e) {
      // What counts is committed, and the server rolls back the rest: a connection that breaks now
      // must not make a failure of a run that was none.
      LOG.debug("closing the database session", e);
    }
  }

  private static void release(Connection connection) {
    try {
      AdvisoryLocks.unlockAll(connection);
    } catch (SQLException e) {
      LOG.debug("the lock ends with its session", e);
    }
  }

  private static DatabaseAcceptance acceptance(Database database, RunExecutor.Order order) {
    return order.acceptance() == DatabaseAcceptance.ANY
        ? DatabaseAcceptance.ANY
        : database.acceptance();
  }

  private static void requireCreatable(Workspace workspace, RunExecutor.Order order) {
    if (order.manifest() == null) {
      throw new NotFoundException(
          "no workspace at " + workspace.root(),
          "name it with --workspace, or begin with a refresh");
    }
  }

  /** Opens a session that holds the manifest's lock; null for a run without a manifest. */
  private static @Nullable Connection lockManifest(
      Database database, UUID workspace, RunExecutor.Order order) {
    String manifest = order.manifest();
    if (manifest == null) {
      return null;
    }
    Connection connection = database.openForLocks();
    try {
      boolean locked =
          AdvisoryLocks.tryLock(connection, workspace, manifest)
              || (!order.maxWait().isZero()
                  && AdvisoryLocks.lock(connection, workspace, manifest, order.maxWait()));
      if (!locked) {
        throw new LockedException(
            manifest.startsWith("/")
                ? "another " + order.command() + " is at work"
                : "another run is refreshing " + manifest,
            order.maxWait().isZero()
                ? "wait for it to end, or give --wait 10m"
                : "try again later");
      }
      return connection;
    } catch (SQLException e) {
      DatawarpException failure = SqlErrors.translate("locking manifest " + manifest, e);
      close(connection, failure);
      throw failure;
    } catch (RuntimeException e) {
      close(connection, e);
      throw e;
    }
  }

  private static void close(@Nullable Connection connection, RuntimeException failure) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
