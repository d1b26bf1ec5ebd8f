package org.datawarp.pipeline.load;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.SqlErrors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Names what PostgreSQL refused: the row and column of a file, or what hangs on a table. */
final class LoadErrors {
  /** The words between are in the server's language. */
  private static final Pattern PLACE =
      Pattern.compile("COPY \\S+, \\D{0,40}(\\d++)(?:, \\S++ ([^:]++))?");

  private LoadErrors() {}

  /** Returns the failure for what PostgreSQL said while the rows of a part were copied. */
  static DatawarpException copying(TableName table, LoadPart part, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    boolean isAboutRows =
        state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
    ServerErrorMessage server = serverMessage(e);
    if (!isAboutRows || server == null) {
      return SqlErrors.translate("loading " + table, e);
    }
    boolean isTooWide = state.startsWith("54");
    return new DataRejectedException(
        "loading "
            + table
            + " from "
            + describe(part)
            + ": "
            + place(server, part)
            + oneLine(server.getMessage()),
        isTooWide
            ? "the row is too wide for PostgreSQL: unpivot the columns that repeat"
            : "nothing was changed; correct the file, or the column's type in the manifest",
        e);
  }

  /** Returns the failure for what PostgreSQL said while the table's shape was changed. */
  static DatawarpException changing(TableName table, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    ServerErrorMessage server = serverMessage(e);
    boolean isInTheWay =
        (state.equals(SqlErrors.NOT_SUPPORTED) || state.startsWith("2B") || state.startsWith("42"))
            && !state.equals("42501");
    if (server == null || !isInTheWay) {
      return SqlErrors.translate("changing the columns of " + table, e);
    }
    String detail = server.getDetail() == null ? "" : " (" + oneLine(server.getDetail()) + ")";
    return new RefusedException(
        "cannot change the columns of " + table + ": " + oneLine(server.getMessage()) + detail,
        "drop what is in the way, load again, and create it anew",
        e);
  }

  /** Returns the file and, where there is one, the sheet or member of a part. */
  static String describe(LoadPart part) {
    FileRef file = part.file();
    String member = file.member() == null ? "" : ", member '" + file.member() + "'";
    String sheet = file.sheet() == null ? "" : ", sheet '" + file.sheet() + "'";
    return oneLine(file.url() + member + sheet);
  }

  /** Returns PostgreSQL's words on one line. */
  static String reason(SQLException e) {
    ServerErrorMessage server = serverMessage(e);
    return oneLine(server == null ? e.getMessage() : server.getMessage());
  }

  private static String place(ServerErrorMessage server, LoadPart part) {
    Matcher matcher = PLACE.matcher(server.getWhere() == null ? "" : server.getWhere());
    if (!matcher.lookingAt()) {
      return "";
    }
    String column = server.getColumn() == null ? matcher.group(2) : server.getColumn();
    return row(part, Long.parseLong(matcher.group(1)))
        + (column == null ? "" : ", column " + oneLine(column))
        + ": ";
  }

  /** Reads the part again up to the row, since the rows sent were not kept. */
  private static String row(LoadPart part, long ordinal) {
    try (RowCursor cursor = part.rows().get()) {
      long left = ordinal;
      while (left > 0 && cursor.next()) {
        left--;
      }
      if (left == 0 && cursor.rowNumber() > 0) {
        return "row " + cursor.rowNumber();
      }
    }
    return "row " + ordinal + " of those loaded";
  }

  private static @Nullable ServerErrorMessage serverMessage(SQLException e) {
    return e instanceof PSQLException failure ? failure.getServerErrorMessage() : null;
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
