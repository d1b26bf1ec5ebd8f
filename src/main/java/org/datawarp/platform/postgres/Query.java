package org.datawarp.platform.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Short statements inside the caller's transaction. Values are bound in their order; an {@link
 * Instant} is bound with its zone, a list of texts or numbers as an array.
 */
public final class Query {
  private static final int FETCH_SIZE = 5_000;

  private Query() {}

  /** Reads one row of a result. */
  @FunctionalInterface
  public interface RowReader<T> {
    /** Returns what the row on which the result stands says. */
    T read(ResultSet row) throws SQLException;
  }

  /**
   * Lists what a query finds.
   *
   * @param what the work, for the message of a failure, as in {@code listing runs}
   */
  public static <T> List<T> list(
      Connection connection,
      String what,
      String sql,
      RowReader<T> reader,
      @Nullable Object... values) {
    List<T> all = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, values);
      statement.setFetchSize(FETCH_SIZE);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          all.add(reader.read(rows));
        }
      }
    } catch (SQLException e) {
      throw SqlErrors.translate(what, e);
    }
    return all;
  }

  /** Finds the first row of a query. */
  public static <T> Optional<T> find(
      Connection connection,
      String what,
      String sql,
      RowReader<T> reader,
      @Nullable Object... values) {
    return list(connection, what, sql, reader, values).stream().findFirst();
  }

  /** Returns the number a query answers with. */
  public static long number(
      Connection connection, String what, String sql, @Nullable Object... values) {
    return find(connection, what, sql, row -> row.getLong(1), values).orElse(0L);
  }

  /** Changes rows and returns how many. */
  public static int update(
      Connection connection, String what, String sql, @Nullable Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, values);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw SqlErrors.translate(what, e);
    }
  }

  /**
   * Changes rows with one statement for each list of values, in few round trips.
   *
   * @param all the values of each time, in their order
   */
  public static void updateEach(
      Connection connection, String what, String sql, List<@Nullable Object[]> all) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (@Nullable Object[] values : all) {
        bind(connection, statement, values);
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw SqlErrors.translate(what, e);
    }
  }

  /** Runs a statement for its effect, whether it answers or not. */
  public static void run(
      Connection connection, String what, String sql, @Nullable Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, values);
      statement.execute();
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

  private static void bind(
      Connection connection, PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value instanceof Instant instant) {
        statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
      } else if (value instanceof List<?> list) {
        boolean isNumbers = !list.isEmpty() && list.get(0) instanceof Long;
        statement.setArray(
            i + 1, connection.createArrayOf(isNumbers ? "int8" : "text", list.toArray()));
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }
}
