package org.datawarp.pipeline.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.datawarp.platform.postgres.Sql;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong on the way, the old rows stay and nothing is left running. */
class FailingLoadIT extends LoadFixture {
  private static final int MANY = 300_000;
  private static final int ENDLESS = 1_000_000_000;

  @Test
  void aReaderThatFailsLeavesTheOldRows() throws SQLException {
    values(ColumnType.BIGINT, 1L, 2L).commit();
    AtomicBoolean closed = new AtomicBoolean();
    Load load = load().column("value", ColumnType.BIGINT);
    load.part(
        "w.xlsx",
        MANY,
        () ->
            new Numbers(MANY, closed) {
              @Override
              public boolean next() {
                if (rowNumber() == MANY - 5) {
                  throw new SourceUnreadableException(
                      "the sheet ends in the middle of a row", null);
                }
                return super.next();
              }
            });

    assertThatThrownBy(load::run)
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("the sheet ends in the middle of a row");

    assertThat(closed).isTrue();
    connection.rollback();
    assertThat(query("SELECT value FROM " + table)).containsExactly("1", "2");
    assertThat(values(ColumnType.BIGINT, 3L, 4L).commit().rowsLoaded()).isEqualTo(2);
  }

  @Test
  void aReaderThatCannotOpenLeavesTheOldRows() throws SQLException {
    values(ColumnType.BIGINT, 1L).commit();
    Load load = load().column("value", ColumnType.BIGINT);
    load.part(
        "w.xlsx",
        1,
        () -> {
          throw new AssertionError("cannot open");
        });

    assertThatThrownBy(load::run).isInstanceOf(AssertionError.class).hasMessage("cannot open");

    connection.rollback();
    assertThat(query("SELECT value FROM " + table)).containsExactly("1");
  }

  @Test
  void aCursorOfAnotherShapeIsABug() {
    Load load = values(ColumnType.BIGINT, 1L);
    load.column("second", ColumnType.BIGINT);
    load.parts.clear();
    load.part("w.xlsx", 1, () -> new MemoryRows(List.of(ColumnType.BIGINT), List.of(row(1L))));

    assertThatThrownBy(load::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 columns of rows for 2");
  }

  @Test
  void anInterruptedLoadStopsAndLeavesTheOldRows() throws SQLException {
    values(ColumnType.BIGINT, 1L).commit();
    AtomicBoolean closed = new AtomicBoolean();
    Thread loading = Thread.currentThread();
    Load load = load().column("value", ColumnType.BIGINT);
    load.part(
        "w.xlsx",
        ENDLESS,
        () ->
            new Numbers(ENDLESS, closed) {
              @Override
              public boolean next() {
                if (rowNumber() == MANY) {
                  loading.interrupt();
                }
                return super.next();
              }
            });

    assertThatThrownBy(load::run)
        .isInstanceOf(InterruptedRunException.class)
        .hasMessageContaining(table.toString());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(closed).isTrue();
    connection.rollback();
    assertThat(query("SELECT value FROM " + table)).containsExactly("1");
  }

  @Test
  void theZeroCharacterIsRejectedWithItsPlace() {
    Load load =
        load()
            .column("a", ColumnType.TEXT)
            .column("b \"quoted\"", ColumnType.TEXT)
            .rows("v.xlsx", row("x", "y"), row("x", "y"), row("x", "y\0z"));

    assertThatThrownBy(load::run)
        .isInstanceOf(DataRejectedException.class)
        .hasMessageStartingWith(
            "loading "
                + table
                + " from https://files.example.test/v.xlsx, sheet 'Table 1':"
                + " row 4, column b \"quoted\": invalid byte sequence");
  }

  @Test
  void aValueThatAConstraintRefusesIsNamedWithItsRow() throws SQLException {
    values(ColumnType.BIGINT, 1L).commit();
    sql("ALTER TABLE " + table + " ALTER value SET NOT NULL");

    assertThatThrownBy(values(ColumnType.BIGINT, 1L, null)::run)
        .isInstanceOf(DataRejectedException.class)
        .hasMessageContaining("row 3, column value: null value");
  }

  @Test
  void aNumberThatPostgresqlCannotStoreIsNamedWithItsRow() {
    BigDecimal number = new BigDecimal("1".repeat(NumericFormat.MAX_INTEGER_DIGITS + 1));
    assertThatThrownBy(values(ColumnType.NUMERIC, BigDecimal.ONE, number)::run)
        .isInstanceOf(DataRejectedException.class)
        .hasMessageContaining("row 3, column value holds a number that PostgreSQL cannot store");
  }

  @Test
  void aBrokenConnectionIsReportedAndTheReaderEnds() throws SQLException {
    AtomicBoolean closed = new AtomicBoolean();
    String pid = query("SELECT pg_backend_pid()").get(0);
    Load load = load().column("value", ColumnType.BIGINT);
    load.part(
        "w.xlsx",
        ENDLESS,
        () ->
            new Numbers(ENDLESS, closed) {
              @Override
              public boolean next() {
                if (rowNumber() == MANY) {
                  terminate(pid);
                }
                return super.next();
              }
            });

    assertThatThrownBy(load::run)
        .isInstanceOf(org.datawarp.model.error.DatabaseException.class)
        .hasMessageContaining(table.toString());
    assertThat(closed).isTrue();
    connection.abort(Runnable::run);
  }

  @Test
  void twoLoadsOfOneTableFollowEachOther() throws Exception {
    values(ColumnType.BIGINT, 1L, 2L).run();
    CountDownLatch started = new CountDownLatch(1);
    FutureTask<LoadReport> second =
        new FutureTask<>(
            () -> {
              try (Connection other = database.open()) {
                other.setAutoCommit(false);
                started.countDown();
                LoadReport report =
                    service.load(other, values(ColumnType.BIGINT, 3L, 4L).request());
                other.commit();
                return report;
              }
            });
    new Thread(second).start();
    started.await();
    awaitAdvisoryLock();

    connection.commit();

    LoadReport report = second.get(60, TimeUnit.SECONDS);
    assertThat(report.rowsDeleted()).isEqualTo(2);
    assertThat(report.plan().rowsBefore()).isEqualTo(2);
    assertThat(query("SELECT value FROM " + table + " ORDER BY 1")).containsExactly("3", "4");
  }

  @Test
  void manyRowsGoThroughTheBuffersInOrder() throws SQLException {
    Load load = load();
    load.columns.add(new TableColumn("value", ColumnType.BIGINT, List.of(), List.of()));
    load.part("w.xlsx", MANY, () -> new Numbers(MANY, new AtomicBoolean()));

    LoadReport report = load.commit();

    assertThat(report.rowsLoaded()).isEqualTo(MANY);
    long sum = LongStream.rangeClosed(1, MANY).sum();
    assertThat(
            query(
                "SELECT count(*), sum(value), count(*) FILTER (WHERE value <> _source_row) FROM "
                    + table))
        .containsExactly(MANY + "|" + sum + "|0");
  }

  @Test
  void aRowLargerThanABufferIsLoaded() throws SQLException {
    String text = "x".repeat(3_000_000);

    values(ColumnType.TEXT, "small", text, "small").commit();

    assertThat(query("SELECT length(value) FROM " + table)).containsExactly("5", "3000000", "5");
  }

  private void terminate(String pid) {
    try (Connection other = database.open()) {
      Sql.run(other, "SELECT pg_terminate_backend(" + pid + ")");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks until a session waits for an advisory lock, which the second load does. */
  private static void awaitAdvisoryLock() throws SQLException {
    try (Connection other = database.open()) {
      other.setAutoCommit(true);
      long waiting = 0;
      while (waiting == 0) {
        waiting =
            Sql.number(
                other,
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    + " AND wait_event = 'advisory' AND datname = current_database()");
      }
    }
  }

  /** The numbers from 1; the row's number is its value. */
  private static class Numbers extends MemoryRows {
    private final long count;
    private final AtomicBoolean closed;
    private final AtomicLong value = new AtomicLong();

    Numbers(long count, AtomicBoolean closed) {
      super(List.of(ColumnType.BIGINT), List.of());
      this.count = count;
      this.closed = closed;
    }

    @Override
    public boolean next() {
      return value.incrementAndGet() <= count;
    }

    @Override
    public long rowNumber() {
      return value.get();
    }

    @Override
    public boolean isNull(int column) {
      return false;
    }

    @Override
    public long longValue(int column) {
      return value.get();
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }
}
