package org.datawarp.platform.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.datawarp.platform.postgres.Sql.RowReader;
import org.jspecify.annotations.Nullable;

/**
 * Statements inside the caller's transaction whose failure says at once what was being done.
 *
 * <p>In every method {@code what} is that work, for the message, as in {@code listing runs}. What
 * is bound and how, {@link Sql} says.
 */
public final class Query {
  private Query() {}

  /** Lists what a query finds. */
  public static <T> List<T> list(
      Connection connection,
      String what,
      String sql,
      RowReader<T> reader,
      @Nullable Object... values) {
    return ask(what, () -> Sql.list(connection, sql, reader, values));
  }

  /** Finds the first row of a query. */
  public static <T> Optional<T> find(
      Connection connection,
      String what,
      String sql,
      RowReader<T> reader,
      @Nullable Object... values) {
    return ask(what, () -> Sql.find(connection, sql, reader, values));
  }

  /** Returns the number a query answers with; 0 if it answers with no row. */
  public static long number(
      Connection connection, String what, String sql, @Nullable Object... values) {
    return find(connection, what, sql, row -> row.getLong(1), values).orElse(0L);
  }

  /** Changes rows and returns how many. */
  public static int update(
      Connection connection, String what, String sql, @Nullable Object... values) {
    return ask(what, () -> Math.toIntExact(Sql.update(connection, sql, values)));
  }

  /**
   * Changes rows with one statement for each list of values, in few round trips.
   *
   * @param all the values of each time, in their order
   */
  public static void updateEach(
      Connection connection, String what, String sql, List<@Nullable Object[]> all) {
    work(what, () -> Sql.updateEach(connection, sql, all));
  }

  /** Runs a statement for its effect, whether it answers or not. */
  public static void run(
      Connection connection, String what, String sql, @Nullable Object... values) {
    work(what, () -> Sql.execute(connection, sql, values));
  }

  /** Work with the database that answers. */
  @FunctionalInterface
  public interface Asking<T> {
    /** Does it and returns the answer. */
    T ask() throws SQLException;
  }

  /** Work with the database that does not answer. */
  @FunctionalInterface
  public interface Working {
    /** Does it. */
    void work() throws SQLException;
  }

  /** Asks the database; its failure says what was being done. */
  public static <T> T ask(String what, Asking<T> asking) {
    try {
      return asking.ask();
    } catch (SQLException e) {
      throw SqlErrors.translate(what, e);
    }
  }

  /** Works with the database; its failure says what was being done. */
  public static void work(String what, Working working) {
    try {
      working.work();
    } catch (SQLException e) {
      throw SqlErrors.translate(what, e);
    }
  }

  /** Returns a moment from a column with a time zone, or null. */
  public static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  /** Returns a moment from a column without a time zone, which holds UTC, or null. */
  public static @Nullable Instant utc(ResultSet row, int column) throws SQLException {
    LocalDateTime time = row.getObject(column, LocalDateTime.class);
    return time == null ? null : time.toInstant(ZoneOffset.UTC);
  }

  /** Returns a moment from a column with a time zone that is never null. */
  public static Instant requireInstant(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(instant(row, column));
  }

  /** Returns a moment from a column without a time zone, which holds UTC and is never null. */
  public static Instant requireUtc(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(utc(row, column));
  }
}
