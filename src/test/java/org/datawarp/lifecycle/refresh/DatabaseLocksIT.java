package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.LockedException;
import org.datawarp.platform.postgres.Query;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other people's sessions that hold locks on what a refresh works with. */
@Timeout(60)
class DatabaseLocksIT extends RefreshFixture {
  private static final Duration PATIENCE = Duration.ofMillis(1200);

  /** A new column, so that the table's definition has to change. */
  private static final String WIDER =
      "Region,Patients,Waits\nNorth,1,7\nSouth,2,8\nEast,3,9\nWest,4,10\nLondon,5,11\n";

  /** More than a try may take, far less than anybody waits for the one who holds the lock. */
  private static final Duration UNNOTICED = Duration.ofSeconds(2);

  @Test
  void aTableThatSomebodyLockedIsNotWaitedForWithoutAnEnd() throws SQLException {
    refresh(source(FIVE));
    String url = source(SIX);

    try (Connection other = database.open()) {
      run(other, "LOCK TABLE " + table);

      assertThatThrownBy(() -> run(waiting(request(url), PATIENCE)))
          .isInstanceOf(LockedException.class);
    }

    assertThat(rows()).hasSize(5);
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.REFRESHED);
    assertConsistent();
  }

  @Test
  void aReaderWhoGoesOnIsNamedAndKeepsNobodyFromReading() throws Exception {
    refresh(source(FIVE));
    String url = source(WIDER);
    ExecutorService threads = Executors.newSingleThreadExecutor();

    try (Connection idle = database.open()) {
      int pid = read(idle);
      Future<RefreshReport> refresh =
          threads.submit(() -> run(waiting(request(url), Duration.ofSeconds(3))));

      Duration longest = readUntil(refresh);

      assertThat(longest).isLessThan(UNNOTICED);
      assertThatThrownBy(refresh::get)
          .hasCauseInstanceOf(LockedException.class)
          .hasMessageContaining("a lock is held by process " + pid + " (user ")
          .hasMessageContaining("idle in transaction")
          .hasMessageContaining("SELECT count(*) FROM " + table);
    } finally {
      threads.shutdownNow();
    }

    assertThat(query("SELECT count(*) FROM " + table)).containsExactly("5");
    assertConsistent();
  }

  @Test
  void aRefreshGoesOnWhenTheReaderHasEndedAndViewsAreAsTheyWere() throws Exception {
    refresh(source(FIVE));
    String view = "staging.v_" + name;
    String url = source(FIVE.replace("North,1", "North,1.5"));
    run("CREATE VIEW " + view + " AS SELECT region, patients FROM " + table);
    ExecutorService threads = Executors.newSingleThreadExecutor();

    try (Connection idle = database.open()) {
      run(idle, "SELECT * FROM " + view);
      Future<RefreshReport> refresh =
          threads.submit(() -> run(waiting(request(url), Duration.ofSeconds(30))));
      awaitTries(refresh);
      idle.rollback();

      assertThat(refresh.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.REFRESHED);
    } finally {
      threads.shutdownNow();
    }

    assertThat(query("SELECT patients FROM " + view + " WHERE region = 'North'"))
        .containsExactly("1.5");
    assertConsistent();
  }

  @Test
  void noneOfSeveralTablesIsHeldWhileAnotherIsWaitedFor() throws Exception {
    refresh(zip("a.csv", FIVE, "b.csv", FIVE.replace("Region", "Area")));
    List<String> tables =
        query(
            "SELECT 'staging.' || table_name FROM datawarp.tbl_data_sources WHERE owner_manifest = '"
                + name
                + "' ORDER BY 1");
    assertThat(tables).hasSize(2);
    String url = zip("a.csv", WIDER, "b.csv", WIDER.replace("Region", "Area"));
    ExecutorService threads = Executors.newSingleThreadExecutor();

    try (Connection idle = database.open()) {
      run(idle, "SELECT count(*) FROM " + tables.get(1));
      Future<RefreshReport> refresh =
          threads.submit(() -> run(waiting(request(url), Duration.ofSeconds(3))));

      assertThat(readUntil(refresh, tables.get(0))).isLessThan(UNNOTICED);
      assertThatThrownBy(refresh::get).hasCauseInstanceOf(LockedException.class);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @Tag("slow")
  void whoeverHoldsARowOfTheRegistryIsNamedToo() throws SQLException {
    refresh(source(FIVE));
    String url = source(SIX);

    try (Connection other = database.open()) {
      int pid = (int) Query.number(other, "asking", "SELECT pg_backend_pid()");
      run(other, "UPDATE datawarp.tbl_data_sources SET name = 'mine' WHERE code = '" + name + "'");

      assertThatThrownBy(() -> run(waiting(request(url), Duration.ofSeconds(4))))
          .isInstanceOf(LockedException.class)
          .hasMessageContaining("the lock is held by process " + pid + " (user ");
    }

    assertConsistent();
  }

  @Test
  void aFailureOfAnalyzeAfterTheCommitIsAWarning() {
    refresh(source(FIVE));
    String url = source(SIX);

    RefreshReport report =
        workflow.run(
            request(url),
            new RunListener() {
              @Override
              public void progressed(String what, long done, long total) {}

              @Override
              public void started(RunStep step) {}

              @Override
              public void completed(RunStep step) {
                if (step == RunStep.FINISH) {
                  query(
                      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <>"
                          + " pg_backend_pid() AND datname = current_database()");
                }
              }
            });

    assertThat(report.outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(report.warnings())
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .startsWith(table + ": the rows are loaded, but ANALYZE failed"));
    assertThat(rows()).hasSize(6);
    assertConsistent();
  }

  private static void run(String sql) {
    database.write(
        "preparing",
        connection -> {
          run(connection, sql);
          return true;
        });
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private int read(Connection idle) throws SQLException {
    int pid = (int) Query.number(idle, "asking", "SELECT pg_backend_pid()");
    run(idle, "SELECT count(*) FROM " + table);
    return pid;
  }

  private Duration readUntil(Future<?> end) {
    return readUntil(end, table);
  }

  /** Reads again and again, each time as somebody new, and returns how long the slowest took. */
  private static Duration readUntil(Future<?> end, String from) {
    long longest = 0;
    while (!end.isDone()) {
      long start = System.nanoTime();
      query("SELECT count(*) FROM " + from);
      longest = Math.max(longest, System.nanoTime() - start);
    }
    return Duration.ofNanos(longest);
  }

  /** Waits until a refresh has been seen to wait for a lock. */
  private static void awaitTries(Future<?> refresh) {
    String waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            + " AND datname = current_database()";
    while (!refresh.isDone() && query(waiting).equals(List.of("0"))) {
      Thread.onSpinWait();
    }
    assertThat(refresh).isNotDone();
  }
}
