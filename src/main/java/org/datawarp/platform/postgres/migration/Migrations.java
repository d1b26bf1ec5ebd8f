package org.datawarp.platform.postgres.migration;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Migration;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.platform.postgres.TableLocks;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Runs Flyway over {@code classpath:migrations}. Loaded only when there is something to do. */
public final class Migrations {
  private static final String WHAT = "bringing schema datawarp up to date";

  /** "datawarp" in ASCII. */
  private static final long MIGRATION_LOCK = 0x6461746177617270L;

  /** For how long a program that does the same is waited for. */
  private static final Duration OTHERS = Duration.ofMinutes(1);

  private static final int ATTEMPTS = 5;

  private final Supplier<Connection> connections;
  private final Duration lockWait;

  /**
   * Makes the migrations.
   *
   * @param connections opens sessions in autocommit mode
   * @param lockWait how long to try for locks that others hold
   */
  public Migrations(Supplier<Connection> connections, Duration lockWait) {
    this.connections = connections;
    this.lockWait = lockWait;
  }

  /** Brings the schema to the newest version; of programs that ask at once, one does it. */
  public void apply() {
    whileLocked(
        (connection, schema) -> {
          if (schema.requireOurs().state() != Schema.State.CURRENT) {
            migrate(connection);
          }
        });
  }

  /** Records that the legacy schema is here as version 1, then brings it to the newest version. */
  public void adopt() {
    whileLocked(
        (connection, schema) -> {
          if (schema.state() == Schema.State.LEGACY) {
            Flyway flyway =
                configuration().baselineVersion("1").baselineDescription("legacy v2.1").load();
            run(flyway::baseline);
          }
          migrate(connection);
        });
  }

  /** Returns the program's migrations, oldest first; changes nothing. */
  public List<Migration> known() {
    List<Migration> known = new ArrayList<>();
    for (MigrationInfo info : configuration().load().info().all()) {
      Integer checksum = info.getChecksum();
      if (info.getVersion() != null && checksum != null) {
        known.add(
            new Migration(
                Integer.parseInt(info.getVersion().getVersion()), info.getScript(), checksum));
      }
    }
    known.sort(Comparator.comparingInt(Migration::version));
    return known;
  }

  private interface Step {
    void on(Connection connection, Schema schema) throws SQLException;
  }

  /**
   * Migrates when all tables can be had, so that nobody queues behind a migration that waits. Who
   * comes in between makes a migration roll back, and it is done again.
   */
  private void migrate(Connection connection) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      awaitFree(connection);
      try {
        run(configuration().load()::migrate);
        return;
      } catch (LockedException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void awaitFree(Connection connection) throws SQLException {
    List<TableName> tables =
        Sql.list(
            connection,
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = 'datawarp'",
            row -> new TableName(row.getString(1), row.getString(2)));
    connection.setAutoCommit(false);
    try {
      TableLocks.lockAll(connection, WHAT, tables);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** A migration in the middle has locks already: it gives them back rather than wait. */
  private Connection impatient() {
    Connection connection = connections.get();
    try {
      Sql.run(connection, "SET lock_timeout = 1000");
      return connection;
    } catch (SQLException e) {
      DatawarpException failure = SqlErrors.translate(WHAT, e);
      try {
        connection.close();
      } catch (SQLException closing) {
        failure.addSuppressed(closing);
      }
      throw failure;
    }
  }

  private void whileLocked(Step step) {
    // Flyway's own lock is taken too late: two first starts race for CREATE SCHEMA.
    try (Connection connection = connections.get()) {
      Sql.run(
          connection,
          "SET lock_timeout = " + Math.max(OTHERS.toMillis(), lockWait.toMillis()),
          "SELECT pg_advisory_lock(" + MIGRATION_LOCK + ")",
          "SET lock_timeout = " + lockWait.toMillis());
      step.on(connection, Schema.read(connection));
    } catch (SQLException e) {
      throw SqlErrors.translate(WHAT, e);
    }
  }

  private FluentConfiguration configuration() {
    return Flyway.configure(Migrations.class.getClassLoader())
        .loggers("slf4j")
        .dataSource(new Connections(this::impatient))
        .locations("classpath:migrations")
        .schemas("datawarp")
        .defaultSchema("datawarp")
        .createSchemas(true)
        .baselineOnMigrate(false)
        .connectRetries(0)
        .cleanDisabled(true);
  }

  private static void run(Runnable flyway) {
    try {
      flyway.run();
    } catch (FlywayException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException sql) {
          throw SqlErrors.translate(WHAT, sql);
        }
      }
      throw new DatabaseException(
          "schema datawarp cannot be brought up to date: " + SqlErrors.oneLine(e.getMessage()),
          "nothing was changed; look at schema datawarp and its flyway_schema_history",
          e);
    }
  }

  /** The shape in which Flyway and HikariCP want to be given connections. */
  public record Connections(Supplier<Connection> open) implements DataSource {
    @Override
    public Connection getConnection() {
      return open.get();
    }

    @Override
    public Connection getConnection(String user, String password) {
      throw new UnsupportedOperationException("the login is fixed");
    }

    @Override
    public PrintWriter getLogWriter() {
      throw new UnsupportedOperationException("logs go to SLF4J");
    }

    @Override
    public void setLogWriter(PrintWriter out) {
      throw new UnsupportedOperationException("logs go to SLF4J");
    }

    @Override
    public void setLoginTimeout(int seconds) {
      // The settings' own limit holds.
    }

    @Override
    public int getLoginTimeout() {
      // How long HikariCP waits, when it is closed, for a connection being opened.
      return 5;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getLogger("org.datawarp.db");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw new SQLException("nothing is wrapped");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }
}
