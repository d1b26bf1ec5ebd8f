package org.datawarp.pipeline.load;

import java.sql.Connection;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/** Keeps the counts of a canonical source's rows true that something else than a load changed. */
public final class PeriodCounts {
  private PeriodCounts() {}

  /** Makes the index that leads from a period to its rows, where there is none. */
  public static void index(Connection connection, TableName table) {
    Query.work("indexing " + table, () -> PeriodRows.index(connection, table));
  }

  /**
   * Counts the rows of a period anew, or of all, and records them; of a source that is not
   * canonical nothing is recorded.
   *
   * @param period the stored form of the period; null for all
   */
  public static void align(Connection connection, TableName table, @Nullable String period) {
    String what = "counting the periods of " + table;
    String source =
        """
        SELECT s.code FROM datawarp.tbl_data_sources s
         WHERE s.canonical AND coalesce(s.schema_name, 'staging') = ? AND s.table_name = ?
        """;
    String code =
        Query.find(connection, what, source, row -> row.getString(1), table.schema(), table.name())
            .orElse(null);
    if (code == null) {
      return;
    }
    Query.update(
        connection,
        what,
        "DELETE FROM datawarp.tbl_period_rows WHERE source_code = ? AND period = coalesce(?,"
            + " period)",
        code,
        period);
    String of = period == null ? "t._period IS NOT NULL" : "t._period = ?";
    String sql =
        """
        INSERT INTO datawarp.tbl_period_rows (source_code, period, manifest_name, row_count)
        SELECT ?, c._period, coalesce(max(f.manifest_name), ''), sum(c.n)
          FROM (SELECT t._period, t._manifest_file_id, count(*) AS n FROM %s t
                 WHERE %s GROUP BY 1, 2) c
          LEFT JOIN datawarp.tbl_manifest_files f ON f.id = c._manifest_file_id
         GROUP BY c._period
        """
            .formatted(table.quoted(), of);
    if (period == null) {
      Query.update(connection, what, sql, code);
    } else {
      Query.update(connection, what, sql, code, period);
    }
  }
}
