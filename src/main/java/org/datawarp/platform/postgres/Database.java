package org.datawarp.platform.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.LockedException;
import org.datawarp.platform.postgres.migration.Migrations;
import org.datawarp.platform.postgres.migration.Schema;
import org.datawarp.platform.postgres.session.Connector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of a workspace, embedded or external.
 *
 * <p>Making one does nothing; the server is started, and a session opened, when first asked for.
 * Every session is in UTC, is named {@code datawarp}, waits {@link TableLocks#USUAL_WAIT} for a
 * lock and for nothing else has a time limit, and searches pg_catalog alone, so SQL names each
 * table with its schema. Safe for use by several threads; a connection is for one thread at a time.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** A run has two sessions, its early load one, and what is read and written meanwhile one. */
  private static final int POOL_SIZE = 8;

  private static final long VALIDATION_MILLIS = 5_000;

  /**
   * How the name begins of a role that a restore made to own what it brought; the number of the
   * database follows.
   */
  public static final String RESTORED_OWNER = "datawarp_restored_";

  private final DatabaseSettings settings;
  private final Clock clock;
  private final @Nullable EmbeddedServer server;
  private final DatabaseAcceptance acceptance;
  private final LockWatch locks = new LockWatch(this::connect);
  private @Nullable HikariDataSource pool;
  private boolean waitChanged;

  /** Describes a database; nothing is opened, read or started. */
  public Database(DatabaseSettings settings, Clock clock) {
    this(settings, clock, DatabaseAcceptance.USUAL);
  }

  /** Does the same, and says whether a workspace that knows another one may write to it. */
  public Database(DatabaseSettings settings, Clock clock, DatabaseAcceptance acceptance) {
    this.settings = settings;
    this.acceptance = acceptance;
    this.clock = clock;
    this.server =
        settings.isEmbedded() ? new EmbeddedServer(settings.embeddedFolder(), clock) : null;
  }

  /**
   * Borrows a session for work that is one transaction or a few. Autocommit is off: what is not
   * committed is rolled back by closing, so a failure never commits.
   *
   * @return a connection that the caller closes
   * @throws DatabaseException if there is no way in; the message says why
   * @throws org.datawarp.model.error.StorageException if the embedded server's folder cannot be
   *     used
   */
  public Connection open() {
    return open(Duration.ZERO);
  }

  /**
   * Borrows such a session for a command that was told how long to wait for others.
   *
   * @param lockWait how long it waits for a lock; zero for as long as usual
   */
  public Connection open(Duration lockWait) {
    Connection connection = lend();
    try {
      limitLockWait(connection, lockWait);
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw SqlErrors.translate("preparing a connection", e);
    }
  }

  /**
   * Opens a session outside the pool, for a lock that lasts as long as its session. Autocommit is
   * off.
   *
   * @return a connection that the caller closes, which ends the session
   */
  public Connection openForLocks() {
    Connection connection = session();
    try {
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw SqlErrors.translate("preparing a connection", e);
    }
  }

  /**
   * Returns a failure to get a lock with the name of who held it, as far as that is known and not
   * told yet.
   */
  public LockedException named(LockedException failure) {
    return failure.namesHolder() || !TableLocks.isLockTimeout(failure)
        ? failure
        : locks
            .recent()
            .map(
                holder ->
                    LockedException.heldBy(
                        holder,
                        failure.getMessage() + ": the lock is held by ",
                        "let that session end its transaction, then start again",
                        failure))
            .orElse(failure);
  }

  /**
   * Reads in a transaction of its own, which is rolled back at the end.
   *
   * @param what what is being read, for the message of a failure, as in {@code listing sources}
   */
  public <T> T read(String what, SqlWork<T> work) {
    return borrow(what, work, false);
  }

  /**
   * Works in a short transaction of its own and commits it; a failure rolls it back.
   *
   * @param what what is being done, for the message of a failure, as in {@code recording run 17}
   * @throws org.datawarp.model.error.OutcomeUnknownException if the connection broke during COMMIT
   */
  public <T> T write(String what, SqlWork<T> work) {
    return borrow(what, work, true);
  }

  /**
   * Returns the pool that every session comes from but those of locks and of migrations. Its
   * connections have autocommit off, roll back when returned, and are closed with this database.
   *
   * @throws DatabaseException if no session can be opened, on the first call
   */
  public synchronized DataSource pooled() {
    HikariDataSource open = pool;
    if (open == null) {
      // Opened here, a first session that is refused says why at once; the pool would try again.
      AtomicReference<@Nullable Connection> first = new AtomicReference<>(session());
      HikariConfig config = new HikariConfig();
      config.setPoolName("datawarp");
      config.setDataSource(
          new Migrations.Connections(
              () -> {
                Connection opened = first.getAndSet(null);
                return opened == null ? session() : opened;
              }));
      config.setMaximumPoolSize(POOL_SIZE);
      config.setMinimumIdle(1);
      config.setAutoCommit(false);
      config.setConnectionTimeout(settings.connectTimeout().toMillis());
      config.setValidationTimeout(
          Math.min(settings.connectTimeout().toMillis(), VALIDATION_MILLIS));
      config.setExceptionOverride(new KeepAfterRefusal());
      open = new HikariDataSource(config);
      // The first one is in the pool now; from here on none is opened before it is asked for.
      open.setMinimumIdle(0);
      pool = open;
    }
    return open;
  }

  /**
   * Makes sure that the schema is the one this program knows: makes it where there is none, brings
   * an older one up to date, and else costs two short queries. Several programs may ask at once.
   *
   * @throws DatabaseException if a newer datawarp wrote the schema, or it is a legacy one that has
   *     not been adopted
   */
  public void requireSchema() {
    requireSchemaWithin(Duration.ZERO);
  }

  /**
   * Does the same for a command that was told how long to wait for others.
   *
   * @param lockWait how long to try for locks; zero for as long as usual
   */
  public void requireSchemaWithin(Duration lockWait) {
    bringUpToDate(read("reading the schema's version", Schema::read).requireOurs(), lockWait);
  }

  /**
   * Brings a schema up to date where there is one, and makes none.
   *
   * @return whether there is one
   * @throws DatabaseException as {@link #requireSchema()}
   */
  public boolean requireSchemaIfPresent() {
    return requireSchemaIfPresent(Duration.ZERO);
  }

  /**
   * Does the same for a command that was told how long to wait for others.
   *
   * @param lockWait how long to try for locks; zero for as long as usual
   */
  public boolean requireSchemaIfPresent(Duration lockWait) {
    if (isServerAbsent()) {
      return false;
    }
    Schema schema = read("reading the schema's version", Schema::read).requireOurs();
    if (schema.state() != Schema.State.ABSENT) {
      bringUpToDate(schema, lockWait);
    }
    return schema.state() != Schema.State.ABSENT;
  }

  /**
   * Tells whether there is a schema to read from, without making anything: an embedded server that
   * has never run is not started. Where it is older than this program, {@link #requireSchema()}
   * must follow before tables are read.
   *
   * @throws DatabaseException as {@link #requireSchema()}
   */
  public boolean hasSchema() {
    if (isServerAbsent()) {
      return false;
    }
    Schema schema = read("reading the schema's version", Schema::read).requireOurs();
    return schema.state() != Schema.State.ABSENT;
  }

  /** Tells whether the database holds the registry of the Python version, not taken over yet. */
  public boolean hasLegacySchema() {
    return read("reading the schema's version", Schema::read).state() == Schema.State.LEGACY;
  }

  /**
   * Takes over a legacy schema whose tables and columns the caller has found to be those of version
   * 2.1: records it as version 1 and brings it up to date.
   */
  public void adoptSchema() {
    try {
      migrations(Duration.ZERO).adopt();
    } catch (LockedException e) {
      throw named(e);
    }
  }

  /**
   * Returns the migrations that make schema {@code datawarp}, oldest first. Changes nothing; the
   * database has no such schema yet.
   */
  public List<Migration> migrations() {
    return migrations(Duration.ZERO).known();
  }

  /**
   * Returns the variables that lead PostgreSQL's own programs, such as pg_dump, to this database.
   * One of them may be a password: they are for a program's environment and nothing else.
   */
  public Map<String, String> clientEnvironment() {
    if (server == null) {
      return ClientEnvironment.of(ServerUrl.parse(externalUrl()), settings);
    }
    server.start();
    return ClientEnvironment.of(ServerUrl.parse(server.url()), settings);
  }

  /** Tells whether a workspace that was last used with another database may write to this one. */
  public DatabaseAcceptance acceptance() {
    return acceptance;
  }

  /**
   * Describes the same external database for another login.
   *
   * @return a database that the caller closes
   */
  public Database as(String role, String password) {
    return new Database(settings.as(role, password), clock, acceptance);
  }

  /** Returns the embedded server, or null where an external one is used. */
  public @Nullable EmbeddedServer embedded() {
    return server;
  }

  /**
   * Ends all sessions it still holds and leaves the embedded server, which stops if no other
   * program uses it, it is not pinned, and no foreign session is open.
   */
  @Override
  public synchronized void close() {
    HikariDataSource open = pool;
    pool = null;
    locks.close();
    Connection last = idle(open);
    try {
      if (server != null) {
        server.leave(last);
      }
    } finally {
      closeQuietly(last);
      if (open != null) {
        open.close();
      }
    }
  }

  /**
   * Returns a URL as it may be shown: passwords are replaced by {@code ***}. Takes any text, also
   * one that is no URL; in doubt more is replaced than needed.
   */
  public static String redact(String url) {
    return ServerUrl.redact(url);
  }

  private boolean isServerAbsent() {
    return server != null && server.status().state() == ServerStatus.State.ABSENT;
  }

  private void bringUpToDate(Schema schema, Duration lockWait) {
    if (schema.state() != Schema.State.CURRENT) {
      try {
        migrations(lockWait).apply();
      } catch (LockedException e) {
        throw named(e);
      }
    }
  }

  private Migrations migrations(Duration lockWait) {
    return new Migrations(this::session, lockWait.isZero() ? TableLocks.USUAL_WAIT : lockWait);
  }

  private Connection session() {
    Connection connection = connect();
    locks.add(connection);
    return connection;
  }

  private Connection connect() {
    if (server == null) {
      return Connector.to(ServerUrl.parse(externalUrl()), settings).open();
    }
    server.start();
    return Connector.to(ServerUrl.parse(server.url()), settings).open();
  }

  private String externalUrl() {
    if (settings.url() == null) {
      throw new IllegalStateException("the embedded server's settings have no URL");
    }
    return settings.url();
  }

  private <T> T borrow(String what, SqlWork<T> work, boolean commits) {
    try (Connection connection = open()) {
      return inTransaction(connection, what, work, commits);
    } catch (SQLException e) {
      throw SqlErrors.translate(what, e);
    }
  }

  private Connection lend() {
    try {
      return pooled().getConnection();
    } catch (SQLException e) {
      // The pool tells that time is up; why no session could be opened is the cause.
      throw e.getCause() instanceof DatawarpException failure
          ? failure
          : SqlErrors.translate("opening a connection", e);
    }
  }

  /**
   * Sets how long a session waits for locks, if it, or one lent before, is not to wait as usual.
   */
  private void limitLockWait(Connection connection, Duration lockWait) throws SQLException {
    synchronized (this) {
      waitChanged |= !lockWait.isZero();
      if (!waitChanged) {
        return;
      }
    }
    Duration wait = lockWait.isZero() ? TableLocks.USUAL_WAIT : lockWait;
    Sql.run(connection, "SET lock_timeout = " + wait.toMillis());
    connection.commit();
  }

  /** Borrows a session that is open already; null if there is none. */
  private static @Nullable Connection idle(@Nullable HikariDataSource pool) {
    if (pool == null || pool.getHikariPoolMXBean().getIdleConnections() == 0) {
      return null;
    }
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      LOG.debug("no session is left", e);
      return null;
    }
  }

  private <T> T inTransaction(
      Connection connection, String what, SqlWork<T> work, boolean commits) {
    try {
      T result = work.apply(connection);
      if (commits) {
        SqlErrors.commit(what, connection);
      } else {
        connection.rollback();
      }
      return result;
    } catch (SQLException e) {
      DatawarpException failure = SqlErrors.translate(what, e);
      throw failure instanceof LockedException locked ? named(locked) : failure;
    } catch (LockedException e) {
      throw named(e);
    }
  }

  private static void closeQuietly(@Nullable Connection connection) {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      // The session is gone either way, and the server rolls back what it held.
      LOG.debug("closing a connection: {}", e.toString());
    }
  }
}
