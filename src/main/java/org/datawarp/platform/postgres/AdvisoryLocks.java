package org.datawarp.platform.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SortedSet;
import java.util.UUID;
import org.datawarp.model.table.TableName;

/**
 * Locks that live in the database and die with the session that took them.
 *
 * <p>Keys are the first 64 bits of a SHA-256, so two different things share a lock only by an
 * accident of one in 2^64.
 */
public final class AdvisoryLocks {
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private AdvisoryLocks() {}

  /**
   * Takes the lock of a manifest for as long as the session lives, if it is free. The connection
   * must be one that nothing else uses ({@link Database#openForLocks()}); its transaction is
   * committed, so that the session does not stay in one.
   *
   * @return whether the lock was free; the same session gets it again
   */
  public static boolean tryLock(Connection connection, UUID workspace, String manifest)
      throws SQLException {
    boolean locked = Sql.is(connection, "SELECT pg_try_advisory_lock(?)", key(workspace, manifest));
    commit(connection);
    return locked;
  }

  /**
   * Takes the lock of a manifest, waiting for it. The connection's transaction is committed, or
   * rolled back when the time is over.
   *
   * @param connection with autocommit off
   * @param limit how long to wait, at least a millisecond
   * @return whether it was got in time
   */
  public static boolean lock(Connection connection, UUID workspace, String manifest, Duration limit)
      throws SQLException {
    try {
      setLockTimeout(connection, limit);
      Sql.is(connection, "SELECT pg_advisory_lock(?) IS NOT NULL", key(workspace, manifest));
      commit(connection);
      return true;
    } catch (SQLException e) {
      connection.rollback();
      if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw e;
      }
      return false;
    }
  }

  /**
   * Gives all locks of a session back. Its end does so too, but PostgreSQL notices that some time
   * after the connection was closed, when the next command may already be asking.
   */
  public static void unlockAll(Connection connection) throws SQLException {
    Sql.run(connection, "SELECT pg_catalog.pg_advisory_unlock_all()");
    commit(connection);
  }

  /**
   * Gives the lock of a manifest back.
   *
   * @return whether this session held it
   */
  public static boolean unlock(Connection connection, UUID workspace, String manifest)
      throws SQLException {
    boolean held = Sql.is(connection, "SELECT pg_advisory_unlock(?)", key(workspace, manifest));
    commit(connection);
    return held;
  }

  /**
   * Takes the locks of staging tables until the transaction ends, in the set's order, waiting for
   * each as long as the session waits for a lock. All programs ask in the same order, so none waits
   * for another in a circle. The tables need not exist, and their readers know nothing of these
   * locks. Other workspaces that use the same tables are locked out too.
   */
  public static void lockTables(Connection connection, SortedSet<TableName> tables)
      throws SQLException {
    if (connection.getAutoCommit()) {
      throw new IllegalStateException(
          "a table's lock lasts as long as a transaction: none is open");
    }
    for (TableName table : tables) {
      Sql.is(
          connection, "SELECT pg_advisory_xact_lock(?) IS NOT NULL", hash("table", table.quoted()));
    }
  }

  /** Returns the key under which a workspace's manifest is locked. */
  static long key(UUID workspace, String manifest) {
    return hash("manifest", workspace + "/" + manifest);
  }

  private static long hash(String kind, String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("datawarp/" + kind + "/" + name).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Sets it for this transaction; what the session waits else stays as it is. */
  private static void setLockTimeout(Connection connection, Duration limit) throws SQLException {
    Sql.run(connection, "SET LOCAL lock_timeout = " + limit.toMillis());
  }

  private static void commit(Connection connection) throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.commit();
    }
  }
}
