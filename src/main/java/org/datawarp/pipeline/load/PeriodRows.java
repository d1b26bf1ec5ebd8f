package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Sql;
import org.jspecify.annotations.Nullable;

/*
 * Everything here costs what one period costs: the index leads from a period to its rows, and what a
 * manifest has in which periods is read from the registry.
 */
/** The rows of one period in a canonical source's table, of which one manifest has the say. */
final class PeriodRows {
  private static final String OWN =
      """
      _period = ANY (?::text[]) AND _manifest_file_id = ANY (ARRAY(
        SELECT f.id FROM datawarp.tbl_manifest_files f
         WHERE f.manifest_name = ? AND f.sha256 IS NOT NULL
           AND (f.workspace IS NULL OR f.workspace = ?)))
      """;

  private PeriodRows() {}

  /** Counts the rows that a load replaces. */
  static long count(Connection connection, LoadRequest request) throws SQLException {
    return Sql.number(
        connection,
        "SELECT count(*) FROM " + request.table().quoted() + " WHERE " + OWN,
        own(connection, request));
  }

  /** Deletes the rows that a load replaces. */
  static long delete(Connection connection, LoadRequest request) throws SQLException {
    Object[] own = own(connection, request);
    long deleted =
        Sql.update(connection, "DELETE FROM " + request.table().quoted() + " WHERE " + OWN, own);
    Sql.update(
        connection,
        "DELETE FROM datawarp.tbl_period_rows WHERE source_code = ? AND manifest_name = ?",
        request.code().value(),
        request.manifest().name());
    return deleted;
  }

  /** Records how many rows a manifest has in its period now. */
  static void save(Connection connection, LoadRequest request, long rows) throws SQLException {
    Sql.update(
        connection,
        """
        INSERT INTO datawarp.tbl_period_rows AS p
               (source_code, period, manifest_name, row_count, run_id)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (source_code, period) DO UPDATE
           SET manifest_name = excluded.manifest_name, row_count = excluded.row_count,
               run_id = excluded.run_id
        """,
        request.code().value(),
        label(request),
        request.manifest().name(),
        rows,
        request.runId());
  }

  /**
   * Makes sure that no other manifest has rows of the period. The index is asked for each file that
   * has some, not for each row.
   *
   * @throws RefusedException naming the other one
   */
  static void requireFree(Connection connection, LoadRequest request) throws SQLException {
    String sql =
        """
        WITH RECURSIVE files (id) AS (
          (SELECT t._manifest_file_id FROM %1$s t
            WHERE t._period = ? AND t._manifest_file_id IS NOT NULL
            ORDER BY t._period, t._manifest_file_id LIMIT 1)
           UNION ALL
          SELECT (SELECT t._manifest_file_id FROM %1$s t
                   WHERE t._period = ? AND t._manifest_file_id > files.id
                   ORDER BY t._period, t._manifest_file_id LIMIT 1)
            FROM files WHERE files.id IS NOT NULL)
        SELECT coalesce(f.manifest_name, '')
          FROM (SELECT id FROM files WHERE id IS NOT NULL
                 UNION ALL
                SELECT NULL WHERE EXISTS (
                  SELECT FROM %1$s t WHERE t._period = ? AND t._manifest_file_id IS NULL)) there
          LEFT JOIN datawarp.tbl_manifest_files f ON f.id = there.id
         WHERE NOT coalesce(f.manifest_name = ? AND f.sha256 IS NOT NULL
                 AND (f.workspace IS NULL OR f.workspace = ?), false)
         LIMIT 1
        """
            .formatted(request.table().quoted());
    String period = label(request);
    Optional<String> other =
        Sql.find(
            connection,
            sql,
            row -> String.valueOf(row.getString(1)),
            period,
            period,
            period,
            request.manifest().name(),
            request.workspace());
    if (other.isPresent()) {
      throw new RefusedException(
          request.code()
              + " has rows of "
              + label(request)
              + (other.get().isEmpty()
                  ? " that no manifest is known of"
                  : " from manifest " + other.get()),
          other.get().isEmpty()
              ? "somebody else put them into "
                  + request.table()
                  + ": move or delete those of that _period whose _manifest_file_id is NULL or in"
                  + " no row of datawarp.tbl_manifest_files"
              : "one period of a canonical source is one manifest's: refresh "
                  + other.get()
                  + ", or give this issue its own period with --period");
    }
  }

  /** Makes the index that leads from a period to its rows, where there is none. */
  static void index(Connection connection, TableName table) throws SQLException {
    long there =
        Sql.number(
            connection,
            """
            SELECT count(*) FROM pg_catalog.pg_index i
              JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
             WHERE i.indrelid = to_regclass(?) AND a.attname = '_period' AND i.indisvalid
               AND i.indpred IS NULL
            """,
            table.quoted());
    if (there == 0) {
      Sql.run(connection, "CREATE INDEX ON " + table.quoted() + " (_period, _manifest_file_id)");
    }
  }

  private static Object[] own(Connection connection, LoadRequest request) throws SQLException {
    List<String> periods =
        Sql.texts(
            connection,
            """
            SELECT period FROM datawarp.tbl_period_rows WHERE source_code = ? AND manifest_name = ?
             UNION
            SELECT period FROM datawarp.tbl_manifest_files
             WHERE source_code = ? AND manifest_name = ? AND period IS NOT NULL
             UNION
            SELECT ?
            """,
            request.code().value(),
            request.manifest().name(),
            request.code().value(),
            request.manifest().name(),
            label(request));
    return new Object[] {periods, request.manifest().name(), request.workspace()};
  }

  private static String label(LoadRequest request) {
    @Nullable Period period = request.period();
    if (period == null) {
      throw new RefusedException(
          request.manifest().name()
              + " has no period, by which "
              + request.code()
              + " tells"
              + " issues apart",
          "say which with --period, or load it on its own with --reference none");
    }
    return period.label();
  }
}
