package org.datawarp.platform.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.datawarp.model.error.DatawarpException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, over a session of its own, whether the program's other sessions wait for a lock, and says
 * for whom when that has gone on for a few seconds. A statement that waits cannot say so itself.
 * Programs that end within {@link #FIRST} never open the session. Safe for use by several threads.
 */
final class LockWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LockWatch.class);

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration TOLD_AFTER = Duration.ofSeconds(2);

  /** How long after it was last seen a session is taken for the one that a failure is owed to. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  private static final int NETWORK_TIMEOUT_MILLIS = 5_000;

  private static final String WAITS =
      """
      SELECT w.pid, b.pid, %s
        FROM pg_stat_activity w
       CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) b(pid)
        LEFT JOIN pg_stat_activity a ON a.pid = b.pid
       WHERE w.pid = ANY (?) AND w.wait_event_type = 'Lock'
       ORDER BY 1, 2
      """
          .formatted(Blocker.COLUMNS);

  private final Supplier<Connection> sessions;
  private final Set<Integer> watched = new HashSet<>();
  private final Map<Integer, Long> waitingSince = new HashMap<>();
  private final Set<Integer> told = new HashSet<>();
  private @Nullable Thread thread;
  private boolean closed;
  private String seen = "";
  private long seenAt;

  /** Makes a watch that is still asleep. */
  LockWatch(Supplier<Connection> sessions) {
    this.sessions = sessions;
  }

  /** Watches a session from now on. */
  synchronized void add(Connection session) {
    try {
      watched.add(session.unwrap(PGConnection.class).getBackendPID());
    } catch (SQLException e) {
      LOG.debug("a session cannot be watched", e);
    }
    if (thread == null && !closed) {
      thread = new Thread(this::work, "datawarp-locks");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Returns who was waited for within the last seconds. */
  synchronized Optional<String> recent() {
    return seen.isEmpty() || System.nanoTime() - seenAt > FRESH.toNanos()
        ? Optional.empty()
        : Optional.of(seen);
  }

  /** Ends the watch and its session. */
  @Override
  public void close() {
    Thread working;
    synchronized (this) {
      closed = true;
      notifyAll();
      working = thread;
    }
    if (working == null) {
      return;
    }
    try {
      working.join(NETWORK_TIMEOUT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      if (!sleeps(FIRST)) {
        return;
      }
      try (Connection connection = sessions.get()) {
        connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
        do {
          note(look(connection));
        } while (sleeps(PERIOD));
      }
    } catch (SQLException | DatawarpException e) {
      // Who is waited for is not told then; the work itself goes on.
      LOG.debug("locks are not watched", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns false at once when the watch is closed. */
  private synchronized boolean sleeps(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toMillis(); left > 0 && !closed; ) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
    return !closed;
  }

  private Map<Integer, List<Blocker>> look(Connection connection) throws SQLException {
    Map<Integer, List<Blocker>> waits = new HashMap<>();
    Sql.forEach(
        connection,
        WAITS,
        row ->
            waits
                .computeIfAbsent(row.getInt(1), pid -> new ArrayList<>())
                .add(Blocker.read(row, 2)),
        pids());
    return waits;
  }

  private synchronized List<Integer> pids() {
    return List.copyOf(watched);
  }

  private synchronized void note(Map<Integer, List<Blocker>> waits) {
    long now = System.nanoTime();
    waitingSince.keySet().retainAll(waits.keySet());
    told.retainAll(waits.keySet());
    waits.forEach(
        (pid, blockers) -> {
          seen = blockers.stream().map(Blocker::toString).collect(Collectors.joining("; "));
          seenAt = now;
          long since = waitingSince.computeIfAbsent(pid, key -> now);
          if (now - since >= TOLD_AFTER.toNanos() && told.add(pid)) {
            LOG.warn("waiting for a lock held by {}", seen);
          }
        });
  }
}
