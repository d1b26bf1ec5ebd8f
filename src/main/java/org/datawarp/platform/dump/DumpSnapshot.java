package org.datawarp.platform.dump;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.LockedException;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.platform.postgres.TableLocks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One moment of the database, held still: a read-only transaction that sees one snapshot and has
 * every table locked against being dropped, altered or rewritten, though not against being read and
 * written.
 *
 * <p>The locks come before the snapshot. The other way round, a table that is rewritten in between
 * would look empty (PostgreSQL manual, "Caveats" of concurrency control).
 */
public final class DumpSnapshot implements AutoCloseable {
  private static final int MAX_ATTEMPTS = 5;
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String UNDEFINED_TABLE = "42P01";
  private static final long PAUSE_MILLIS = 300;
  private static final Duration TOLD_AFTER = Duration.ofSeconds(3);
  private static final Logger LOG = LoggerFactory.getLogger(DumpSnapshot.class);

  private static final String TABLES_SQL =
      """
      SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ANY (?) AND c.relkind IN ('r', 'p')
       ORDER BY n.nspname, c.relname
      """;

  private final Connection connection;
  private final DumpScope scope;

  private DumpSnapshot(Connection connection, DumpScope scope) {
    this.connection = connection;
    this.scope = scope;
  }

  /**
   * Begins the transaction.
   *
   * @param connection one that nothing else uses, autocommit off, no transaction open; its search
   *     path is pg_catalog alone. The caller closes it after the snapshot
   * @param maxWait how long to wait for others who change a table's definition
   * @throws LockedException if they take longer
   */
  public static DumpSnapshot open(
      Connection connection, DumpScope scope, Clock clock, Duration maxWait) {
    DumpSnapshot snapshot = new DumpSnapshot(connection, scope);
    Instant start = clock.instant();
    Instant deadline = start.plus(maxWait);
    boolean told = false;
    try {
      for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        Set<String> tables = snapshot.tables();
        connection.rollback();
        if (!snapshot.lock(tables)) {
          Instant now = clock.instant();
          if (!now.isBefore(deadline)) {
            throw snapshot.locked(tables);
          }
          if (!told && Duration.between(start, now).compareTo(TOLD_AFTER) >= 0) {
            LOG.warn("taking a snapshot: waiting for {}", snapshot.holders(tables));
            told = true;
          }
          attempt--;
          pause();
        } else if (snapshot.tables().equals(tables)) {
          return snapshot;
        } else {
          connection.rollback();
        }
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("taking a snapshot of the database", e);
    }
    throw new LockedException(
        "tables come and go too quickly for a snapshot", "try again when fewer commands run");
  }

  Connection connection() {
    return connection;
  }

  DumpScope scope() {
    return scope;
  }

  /** Returns the name under which other sessions can see the same moment. */
  String export() throws SQLException {
    return Sql.one(connection, "SELECT pg_export_snapshot()", row -> row.getString(1));
  }

  /** Ends the transaction; the connection stays open. */
  @Override
  public void close() {
    try {
      if (!connection.isClosed()) {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("ending the snapshot", e);
    }
  }

  private Set<String> tables() throws SQLException {
    return new LinkedHashSet<>(Sql.texts(connection, TABLES_SQL, scope.schemas()));
  }

  private LockedException locked(Set<String> tables) throws SQLException {
    return LockedException.heldBy(
        holders(tables),
        "a table of " + String.join(", ", scope.schemas()) + " is being changed, and locked by ",
        "wait for that to end, or give --wait 10m",
        null);
  }

  private String holders(Set<String> tables) throws SQLException {
    String holders = TableLocks.holdersOf(connection, tables, "AccessExclusiveLock");
    connection.rollback();
    return holders;
  }

  /** Locks all or none: whoever holds some and waits for more could deadlock with a load. */
  private boolean lock(Set<String> tables) throws SQLException {
    try {
      Sql.run(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      // As pg_dump: values in the one form that every server reads, and every row or an error.
      Sql.run(
          connection,
          """
          SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = postgres;
          SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = hex;
          SET LOCAL row_security = off; SET LOCAL synchronize_seqscans = off;
          SET LOCAL quote_all_identifiers = off""");
      if (!tables.isEmpty()) {
        Sql.run(
            connection,
            "LOCK TABLE ONLY " + String.join(", ONLY ", tables) + " IN ACCESS SHARE MODE NOWAIT");
      }
      return true;
    } catch (SQLException e) {
      connection.rollback();
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState()) || UNDEFINED_TABLE.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped while waiting for a table", null, e);
    }
  }
}
