package org.datawarp.platform.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.OutcomeUnknownException;
import org.datawarp.model.error.StorageException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns what PostgreSQL reports into a failure with a remedy.
 *
 * <p>Source of the codes: PostgreSQL manual, "PostgreSQL Error Codes".
 */
public final class SqlErrors {
  /** A statement that PostgreSQL does not support, or not on this thing. */
  public static final String NOT_SUPPORTED = "0A000";

  private static final int MAX_LENGTH = 500;

  private SqlErrors() {}

  /**
   * Returns the failure that fits an SQLSTATE. The message is one line: what was tried, what
   * PostgreSQL said, and for a COPY the line and column it names.
   *
   * @param what what was being done and on which thing, as in {@code loading staging.tbl_adhd}
   */
  public static DatawarpException translate(String what, SQLException e) {
    String state = state(e);
    String message = oneLine(what + ": " + reason(e));
    return switch (state) {
      case "53100" ->
          new StorageException(
              message, "make room on the disk that holds the database, then start again", e);
      case "55P03" ->
          new LockedException(message, "another session holds the lock; try again later", e);
      case "40001", "40P01" ->
          new DatabaseException(message, "another session was in the way; start again", e);
      case "57014" ->
          new DatabaseException(
              message, "the statement was cancelled at the server; start again", e);
      case "25006" ->
          new DatabaseException(
              message, "this server takes no writes: name the primary in --db-url", e);
      case "42501" ->
          new DatabaseException(message, "let the database's owner grant what is missing", e);
      case "53300" ->
          new DatabaseException(
              message, "try again later, or have max_connections raised on the server", e);
      case "54011", "54000" ->
          new DataRejectedException(
              message, "the table is too wide for PostgreSQL: unpivot its columns", e);
      default ->
          switch (state.length() == 5 ? state.substring(0, 2) : "") {
            case "22", "23", "54" ->
                new DataRejectedException(
                    message, "nothing was changed; look at the row named, or report it", e);
            case "08", "57" ->
                new DatabaseException(
                    message, "the connection is lost; check the server, then start again", e);
            default -> new DatabaseException(message, null, e);
          };
    };
  }

  /**
   * Commits, and tells a refused commit from one whose outcome nobody knows.
   *
   * @param what what is being committed, as in {@code committing the load of adhd_aug25}
   * @throws OutcomeUnknownException if the connection broke before the answer came
   */
  public static void commit(String what, Connection connection) {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw translateCommit(what, e);
    }
  }

  /** Returns the failure for an exception that a COMMIT threw. */
  static DatawarpException translateCommit(String what, SQLException e) {
    String state = state(e);
    if (state.startsWith("08") || state.startsWith("57P") || state.isEmpty()) {
      return new OutcomeUnknownException(
          what + ": the connection broke during COMMIT: " + reason(e),
          "run `datawarp history` to see whether it was committed before trying again",
          e);
    }
    return translate(what, e);
  }

  /** Returns PostgreSQL's words on one line, with the place in a COPY where it names one. */
  public static String reason(SQLException e) {
    String text = e.getMessage();
    if (e instanceof PSQLException psql) {
      ServerErrorMessage server = psql.getServerErrorMessage();
      if (server != null && server.getMessage() != null) {
        String where = server.getWhere();
        text =
            server.getMessage()
                + (where != null && where.startsWith("COPY ") ? " (" + firstLine(where) + ")" : "")
                + (server.getDetail() == null ? "" : ": " + server.getDetail());
      }
    }
    return oneLine(text);
  }

  public static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  /** Makes one line of a text of any kind, cut to a length that a terminal can show. */
  public static String oneLine(@Nullable String text) {
    if (text == null) {
      return "no reason given";
    }
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .limit(MAX_LENGTH)
        .forEach(line::appendCodePoint);
    String plain = line.toString().strip().replaceAll(" {2,}", " ");
    return plain.toUpperCase(Locale.ROOT).startsWith("ERROR: ") ? plain.substring(7) : plain;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
