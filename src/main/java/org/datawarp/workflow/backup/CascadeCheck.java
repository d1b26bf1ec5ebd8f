package org.datawarp.workflow.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.Sql;
import org.jspecify.annotations.Nullable;

/** Deletes a source in a restored database, to see that its trigger and keys still work. */
final class CascadeCheck {
  private static final String SOURCE_SQL =
      """
      SELECT s.id, s.code, to_regclass(format('%I.%I', coalesce(s.schema_name, 'staging'), s.table_name)) IS NOT NULL
        FROM datawarp.tbl_data_sources s
       ORDER BY 3 DESC, (SELECT count(*) FROM datawarp.tbl_load_history h WHERE h.source_id = s.id) DESC, s.code
       LIMIT 1
      """;

  private CascadeCheck() {}

  /**
   * What came of it.
   *
   * @param told in words; null where there was no source to delete
   * @param failure what is wrong; null where all is well
   */
  record Outcome(@Nullable String told, @Nullable String failure) {}

  /** Deletes one source in a transaction that is rolled back. */
  static Outcome check(Connection connection) throws SQLException {
    Optional<Source> source = source(connection);
    if (source.isEmpty()) {
      return new Outcome(null, null);
    }
    Source chosen = source.get();
    long trashed = Sql.number(connection, "SELECT count(*) FROM datawarp.tbl_trashed_tables");
    Query.update(
        connection,
        "trying the deletion of source " + chosen.code(),
        "DELETE FROM datawarp.tbl_data_sources WHERE id = ?",
        chosen.id());
    long children =
        Sql.number(
            connection,
            "SELECT (SELECT count(*) FROM datawarp.tbl_load_history WHERE source_id = "
                + chosen.id()
                + ") + (SELECT count(*) FROM datawarp.tbl_exports WHERE source_code = "
                + literal(chosen.code())
                + ") + (SELECT count(*) FROM datawarp.tbl_manifest_files WHERE source_code = "
                + literal(chosen.code())
                + ") + (SELECT count(*) FROM datawarp.tbl_column_metadata"
                + " WHERE canonical_source_code = "
                + literal(chosen.code())
                + ")");
    long kept =
        Sql.number(
            connection,
            "SELECT count(*) FROM datawarp.tbl_deletions WHERE source_code = "
                + literal(chosen.code()));
    long moved =
        Sql.number(connection, "SELECT count(*) FROM datawarp.tbl_trashed_tables") - trashed;
    connection.rollback();
    String told =
        "deleting " + chosen.code() + " kept " + kept + " rows and moved " + moved + " table";
    if (children > 0) {
      return new Outcome(
          told, "deleting source " + chosen.code() + " leaves " + children + " rows");
    }
    return kept == 0
        ? new Outcome(told, "deleting source " + chosen.code() + " is not recorded: no trigger ran")
        : new Outcome(told, null);
  }

  private record Source(int id, String code) {}

  private static Optional<Source> source(Connection connection) throws SQLException {
    for (String table : List.of("tbl_data_sources", "tbl_deletions", "tbl_trashed_tables")) {
      if (Sql.number(
              connection, "SELECT count(*) WHERE to_regclass('datawarp." + table + "') IS NOT NULL")
          == 0) {
        return Optional.empty(); // a dump of an older version, or of something else
      }
    }
    return Sql.find(connection, SOURCE_SQL, row -> new Source(row.getInt(1), row.getString(2)));
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
