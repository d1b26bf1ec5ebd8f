package org.datawarp.platform.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A session that holds, or asked earlier for, a lock that somebody waits for. What the role may not
 * see of it is null.
 *
 * @param pid its process; 0 for a prepared transaction, which has none
 * @param user its user
 * @param application the program's name, as it calls itself
 * @param state what it does, such as {@code idle in transaction}
 * @param seconds for how long it has been in that state
 * @param query its current or last query
 */
record Blocker(
    int pid,
    @Nullable String user,
    @Nullable String application,
    @Nullable String state,
    long seconds,
    @Nullable String query) {
  /** The columns that {@link #read} wants, of a row {@code a} of pg_stat_activity. */
  static final String COLUMNS =
      """
      a.usename, nullif(a.application_name, ''), a.state,
      coalesce(extract(epoch FROM clock_timestamp() - a.state_change), 0)::bigint, a.query\
      """;

  private static final String HIDDEN = "<insufficient privilege>";
  private static final int MAX_QUERY = 100;

  /**
   * Reads one.
   *
   * @param column the column of its process, before {@link #COLUMNS}
   */
  static Blocker read(ResultSet row, int column) throws SQLException {
    String query = row.getString(column + 5);
    return new Blocker(
        row.getInt(column),
        row.getString(column + 1),
        row.getString(column + 2),
        row.getString(column + 3),
        row.getLong(column + 4),
        query == null || query.isBlank() || query.equals(HIDDEN) ? null : query);
  }

  /** Says who it is, in one line. */
  @Override
  public String toString() {
    if (pid == 0) {
      return "a prepared transaction (see pg_prepared_xacts)";
    }
    StringBuilder text = new StringBuilder("process ").append(pid);
    text.append(" (user ").append(user == null ? "not shown to this role" : user);
    if (application != null) {
      text.append(", ").append(SqlErrors.oneLine(application));
    }
    if (state != null) {
      text.append(", ").append(state).append(" for ").append(seconds).append(" s");
    }
    text.append(')');
    if (query != null) {
      String line = SqlErrors.oneLine(query).replaceFirst(";$", "");
      text.append(": ").append(line.length() > MAX_QUERY ? line.substring(0, MAX_QUERY) : line);
    }
    return text.toString();
  }
}
