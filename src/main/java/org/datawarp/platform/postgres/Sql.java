package org.datawarp.platform.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements inside the caller's transaction: the only place that prepares any.
 *
 * <p>Values are bound in their order; an {@link Instant} is bound with its zone, a collection of
 * texts or numbers as an array. A failure is PostgreSQL's own, for whoever knows what was being
 * done; {@link Query} names that at once.
 */
public final class Sql {
  private static final int FETCH_SIZE = 5_000;

  private Sql() {}

  /** Reads one row of a result. */
  @FunctionalInterface
  public interface RowReader<T extends @Nullable Object> {
    /** Returns what the row on which the result stands says. */
    T read(ResultSet row) throws SQLException;
  }

  /** Takes one row of a result. */
  @FunctionalInterface
  public interface RowConsumer {
    /** Takes the row on which the result stands. */
    void accept(ResultSet row) throws SQLException;
  }

  /** Hands over each row of a query, in its order; outside autocommit a few thousand at a time. */
  public static void forEach(
      Connection connection, String sql, RowConsumer consumer, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, values);
      statement.setFetchSize(FETCH_SIZE);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          consumer.accept(rows);
        }
      }
    }
  }

  /** Lists what a query finds. */
  public static <T extends @Nullable Object> List<T> list(
      Connection connection, String sql, RowReader<T> reader, @Nullable Object... values)
      throws SQLException {
    List<T> all = new ArrayList<>();
    forEach(connection, sql, row -> all.add(reader.read(row)), values);
    return all;
  }

  /** Lists the texts in a query's first column. */
  public static List<String> texts(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    return list(connection, sql, row -> row.getString(1), values);
  }

  /** Finds the first row of a query. */
  public static <T> Optional<T> find(
      Connection connection, String sql, RowReader<T> reader, @Nullable Object... values)
      throws SQLException {
    return list(connection, sql, reader, values).stream().findFirst();
  }

  /**
   * Reads the row of a query that always gives one, such as an INSERT with RETURNING.
   *
   * @throws NoSuchElementException if it gives none, which is a bug
   */
  public static <T extends @Nullable Object> T one(
      Connection connection, String sql, RowReader<T> reader, @Nullable Object... values)
      throws SQLException {
    return list(connection, sql, reader, values).iterator().next();
  }

  /** Reads the number that a query answers with; 0 for SQL null. */
  public static long number(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    return one(connection, sql, row -> row.getLong(1), values);
  }

  /** Reads the yes or no that a query answers with; no for SQL null. */
  public static boolean is(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    return one(connection, sql, row -> row.getBoolean(1), values);
  }

  /** Changes rows and returns how many. */
  public static long update(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, values);
      return statement.executeLargeUpdate();
    }
  }

  /**
   * Changes rows with one statement for each list of values, in few round trips.
   *
   * @param all the values of each time, in their order
   */
  public static void updateEach(Connection connection, String sql, List<@Nullable Object[]> all)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (@Nullable Object[] values : all) {
        bind(connection, statement, values);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Runs a statement with bound values for its effect, whether it answers or not. */
  public static void execute(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, values);
      statement.execute();
    }
  }

  /**
   * Runs statements as they are, each of which may be several with semicolons between them; every
   * name and literal in them is quoted already.
   */
  public static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Returns a text as a literal, whatever it holds and however the server is set. */
  public static String literal(String text) {
    return "E'" + text.replace("\0", "").replace("\\", "\\\\").replace("'", "''") + "'";
  }

  private static void bind(
      Connection connection, PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value instanceof Instant instant) {
        statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
      } else if (value instanceof Collection<?> all) {
        statement.setArray(i + 1, connection.createArrayOf(elementType(all), all.toArray()));
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }

  private static String elementType(Collection<?> all) {
    Object first = all.isEmpty() ? "" : all.iterator().next();
    return first instanceof Long ? "int8" : first instanceof Integer ? "int4" : "text";
  }
}
