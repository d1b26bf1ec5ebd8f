package org.datawarp.platform.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.table.TableName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks that shut readers out, as every change of a table's definition needs them. Whoever waits
 * for one makes all later readers wait too, so it is asked for in short tries with pauses between
 * them, in which readers go on; a try that fails takes back all it had got, through a savepoint,
 * and what the transaction did before stays.
 *
 * <p>How long to go on trying is the session's {@code lock_timeout}. Locks that let readers pass
 * need none of this: PostgreSQL waits for them as long as that and then gives up, while {@link
 * LockWatch} says for whom.
 */
public final class TableLocks {
  /** How long a session waits for a lock when nothing else was said. */
  public static final Duration USUAL_WAIT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(TableLocks.class);

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /** The longest that a reader has to wait because of one try. */
  private static final int TRY_MILLIS = 100;

  private static final int PAUSE_MILLIS = 400;
  private static final Duration TOLD_AFTER = Duration.ofSeconds(3);

  /** How many of those who hold a lock are named, those who began first. */
  private static final int SHOWN = 3;

  private static final String HOLDERS =
      """
      SELECT coalesce(l.pid, 0), %s
        FROM (SELECT DISTINCT pid FROM pg_locks
               WHERE locktype = 'relation' AND granted AND pid IS DISTINCT FROM pg_backend_pid()
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                 AND relation IN (SELECT to_regclass(t) FROM unnest(?::text[]) t)
                 AND mode LIKE ?) l
        LEFT JOIN pg_stat_activity a ON a.pid = l.pid
       ORDER BY a.xact_start NULLS FIRST, 1
      """
          .formatted(Blocker.COLUMNS);

  private TableLocks() {}

  /** Statements of the caller's transaction that can be done again after they were rolled back. */
  @FunctionalInterface
  public interface Step {
    /** Does them. */
    void on(Connection connection) throws SQLException;
  }

  /**
   * Does something that shuts readers out of tables or views.
   *
   * @param connection in a transaction
   * @param what what is being done, as in {@code moving staging.tbl_adhd to the trash}
   * @param relations what is locked, to find out who has it
   * @param step done again until it gets all its locks
   * @throws LockedException naming who holds them when the session's lock time-out is over; the
   *     transaction is then as it was before
   */
  public static void shuttingReadersOut(
      Connection connection, String what, Collection<TableName> relations, Step step)
      throws SQLException {
    long start = System.nanoTime();
    long patience = lockTimeout(connection);
    boolean told = false;
    while (true) {
      Savepoint before = connection.setSavepoint();
      try {
        setLockTimeout(connection, TRY_MILLIS);
        step.on(connection);
        setLockTimeout(connection, patience);
        connection.releaseSavepoint(before);
        return;
      } catch (SQLException | DatawarpException e) {
        if (!isLockTimeout(e)) {
          throw e;
        }
        connection.rollback(before);
        connection.releaseSavepoint(before);
        List<Blocker> holders = holders(connection, relations);
        long waited = (System.nanoTime() - start) / 1_000_000;
        // A time-out of 0 is PostgreSQL's word for none.
        if (patience > 0 && waited + PAUSE_MILLIS > patience) {
          throw locked(what, waited, holders, e);
        }
        if (!told && waited >= TOLD_AFTER.toMillis()) {
          LOG.warn("{}: waiting for {}", what, named(holders));
          told = true;
        }
        pause(what);
      }
    }
  }

  /**
   * Does the same as {@link #lockAll}, but where some cannot be had until the session's lock
   * time-out is over, locks the others.
   *
   * @return who holds each of the others
   */
  public static Map<TableName, String> lockFree(
      Connection connection, String what, Collection<TableName> tables) throws SQLException {
    List<TableName> lockable = lockable(connection, tables);
    Map<TableName, String> held = new LinkedHashMap<>();
    if (lockable.isEmpty()) {
      return held;
    }
    try {
      shuttingReadersOut(connection, what, lockable, session -> lock(session, lockable, ""));
    } catch (LockedException e) {
      for (TableName table : lockable) {
        Savepoint before = connection.setSavepoint();
        try {
          lock(connection, List.of(table), " NOWAIT");
        } catch (SQLException busy) {
          if (!isLockTimeout(busy)) {
            throw busy;
          }
          connection.rollback(before);
          held.put(table, "locked by " + named(holders(connection, List.of(table))));
        }
        connection.releaseSavepoint(before);
      }
    }
    return held;
  }

  /**
   * Locks tables against everybody, readers too, until the transaction ends. Tables that are not
   * there, or that the role may not lock itself, are passed over.
   *
   * @throws LockedException naming who holds them when the session's lock time-out is over
   */
  public static void lockAll(Connection connection, String what, Collection<TableName> tables)
      throws SQLException {
    List<TableName> lockable = lockable(connection, tables);
    if (!lockable.isEmpty()) {
      shuttingReadersOut(connection, what, lockable, session -> lock(session, lockable, ""));
    }
  }

  /**
   * Says who holds locks of a mode on relations, in one line.
   *
   * @param relations their names, as SQL takes them
   * @param mode the mode as pg_locks writes it, such as {@code AccessExclusiveLock}
   */
  public static String holdersOf(Connection connection, Collection<String> relations, String mode)
      throws SQLException {
    return named(holders(connection, relations, mode));
  }

  /** Tells whether a failure is PostgreSQL's that a lock was not got in time. */
  static boolean isLockTimeout(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  private static void lock(Connection connection, Collection<TableName> tables, String wait)
      throws SQLException {
    String names = tables.stream().map(TableName::quoted).collect(Collectors.joining(", "));
    Sql.run(connection, "LOCK TABLE " + names + " IN ACCESS EXCLUSIVE MODE" + wait);
  }

  private static LockedException locked(
      String what, long waited, List<Blocker> holders, Throwable cause) {
    return LockedException.heldBy(
        named(holders),
        what
            + " was not possible within "
            + Math.max(1, Math.round(waited / 1_000.0))
            + " s: a lock is held by ",
        "nothing was changed; let that session end its transaction, or wait longer with --wait 10m",
        cause);
  }

  private static String named(List<Blocker> holders) {
    if (holders.isEmpty()) {
      return "another session, which has just ended its transaction";
    }
    int more = holders.size() - SHOWN;
    return holders.stream().limit(SHOWN).map(Blocker::toString).collect(Collectors.joining("; "))
        + (more > 0 ? "; and " + more + " more" : "");
  }

  private static List<Blocker> holders(Connection connection, Collection<TableName> relations)
      throws SQLException {
    // Whatever they hold, it keeps out who wants a table for himself.
    return holders(connection, relations.stream().map(TableName::quoted).toList(), "%");
  }

  private static List<Blocker> holders(
      Connection connection, Collection<String> relations, String mode) throws SQLException {
    // A transaction goes on seeing what it first saw of others' activity, unless it is told not to.
    Sql.run(connection, "SELECT pg_stat_clear_snapshot()");
    return Sql.list(connection, HOLDERS, row -> Blocker.read(row, 1), relations, mode);
  }

  /** LOCK asks for more rights than the owner's functions need that move tables to the trash. */
  private static List<TableName> lockable(Connection connection, Collection<TableName> tables)
      throws SQLException {
    List<TableName> found = new ArrayList<>();
    for (TableName table : tables) {
      if (Sql.is(
          connection,
          "SELECT has_table_privilege(to_regclass(?)::oid, 'UPDATE, DELETE, TRUNCATE')",
          table.quoted())) {
        found.add(table);
      }
    }
    return found;
  }

  private static long lockTimeout(Connection connection) throws SQLException {
    return Sql.number(
        connection, "SELECT setting::bigint FROM pg_settings WHERE name = 'lock_timeout'");
  }

  private static void setLockTimeout(Connection connection, long millis) throws SQLException {
    Sql.run(connection, "SET LOCAL lock_timeout = " + millis);
  }

  private static void pause(String what) {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException(what + ": stopped while waiting for a lock", null, e);
    }
  }
}
