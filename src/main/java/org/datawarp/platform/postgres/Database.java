package org.datawarp.platform.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.LockedException;
import org.datawarp.platform.postgres.migration.Migrations;
import org.datawarp.platform.postgres.migration.Schema;
import org.datawarp.platform.postgres.session.Connector;
import org.jspecify.annotations.Nullable;

/**
 * The database of a workspace, embedded or external.
 *
 * <p>Making one does nothing; the server is started, and a session opened, when first asked for.
 * Every session is in UTC, is named {@code datawarp}, waits {@link TableLocks#USUAL_WAIT} for a
 * lock and for nothing else has a time limit, and searches pg_catalog alone, so SQL names each
 * table with its schema. Safe for use by several threads; a connection is for one thread at a time.
 */
public final class Database implements AutoCloseable {
  private static final int POOL_SIZE = 4;
  private static final int VALIDATION_SECONDS = 5;

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
  private @Nullable Connection spare;
  private boolean spareLent;

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
   * Opens a session of its own, for work that is one transaction or that holds a lock. Autocommit
   * is off: what is not committed is rolled back by closing, so a failure never commits.
   *
   * @return a connection that the caller closes
   * @throws DatabaseException if there is no way in; the message says why
   * @throws org.datawarp.model.error.StorageException if the embedded server's folder cannot be
   *     used
   */
  public Connection open() {
    return withoutAutocommit(session());
  }

  /**
   * Opens such a session for a command that was told how long to wait for others.
   *
   * @param lockWait how long it waits for a lock; zero for as long as usual
   */
  public Connection open(Duration lockWait) {
    Connection connection = session();
    if (!lockWait.isZero()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET lock_timeout = " + lockWait.toMillis());
      } catch (SQLException e) {
        closeQuietly(connection);
        throw SqlErrors.translate("preparing a connection", e);
      }
    }
    return withoutAutocommit(connection);
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
   * Returns a small pool of sessions, opened on the first call, for work in several threads. Its
   * connections have autocommit off, roll back when returned, and are closed with this database.
   */
  public synchronized DataSource pooled() {
    HikariDataSource open = pool;
    if (open == null) {
      HikariConfig config = new HikariConfig();
      config.setPoolName("datawarp");
      config.setDataSource(new Migrations.Connections(this::session));
      config.setMaximumPoolSize(POOL_SIZE);
      config.setMinimumIdle(0);
      config.setAutoCommit(false);
      config.setInitializationFailTimeout(-1);
      open = new HikariDataSource(config);
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
    Schema schema = read("reading the schema's version", Schema::read).requireOurs();
    if (schema.state() != Schema.State.CURRENT) {
      try {
        migrations(lockWait).apply();
      } catch (LockedException e) {
        throw named(e);
      }
    }
  }

  /**
   * Tells whether there is a schema to read from, without making anything: an embedded server that
   * has never run is not started. Where it is older than this program, {@link #requireSchema()}
   * must follow before tables are read.
   *
   * @throws DatabaseException as {@link #requireSchema()}
   */
  public boolean hasSchema() {
    if (server != null && server.status().state() == ServerStatus.State.ABSENT) {
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
    if (pool != null) {
      pool.close();
      pool = null;
    }
    Connection last = spare;
    spare = null;
    locks.close();
    try {
      if (server != null) {
        server.leave(last);
      }
    } finally {
      closeQuietly(last);
    }
  }

  /**
   * Returns a URL as it may be shown: passwords are replaced by {@code ***}. Takes any text, also
   * one that is no URL; in doubt more is replaced than needed.
   */
  public static String redact(String url) {
    return ServerUrl.redact(url);
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
    Connection own = takeSpare();
    if (own == null) {
      try (Connection pooled = pooled().getConnection()) {
        return inTransaction(pooled, what, work, commits);
      } catch (SQLException e) {
        throw SqlErrors.translate(what, e);
      }
    }
    boolean usable = false;
    try {
      T result = inTransaction(own, what, work, commits);
      usable = true;
      return result;
    } finally {
      returnSpare(own, usable);
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

  /** Lends the one session that most programs need; null when another thread has it. */
  private @Nullable Connection takeSpare() {
    Connection kept;
    synchronized (this) {
      if (spareLent) {
        return null;
      }
      spareLent = true;
      kept = spare;
      spare = null;
    }
    try {
      if (kept != null) {
        // A server may have been restarted since: one empty round trip tells.
        if (kept.isValid(VALIDATION_SECONDS)) {
          return kept;
        }
        closeQuietly(kept);
      }
      return open();
    } catch (SQLException | RuntimeException e) {
      synchronized (this) {
        spareLent = false;
      }
      throw e instanceof RuntimeException failure
          ? failure
          : SqlErrors.translate("checking a connection", (SQLException) e);
    }
  }

  private void returnSpare(Connection connection, boolean usable) {
    synchronized (this) {
      spareLent = false;
      if (usable) {
        spare = connection;
        return;
      }
    }
    // Closing rolls back whatever the failed work left open.
    closeQuietly(connection);
  }

  private static Connection withoutAutocommit(Connection connection) {
    try {
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw SqlErrors.translate("preparing a connection", e);
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
      org.slf4j.LoggerFactory.getLogger(Database.class)
          .debug("closing a connection: {}", e.toString());
    }
  }
}
