package org.datawarp.pipeline.load;

import java.sql.Connection;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.Sql;

/**
 * How alike the values of two columns are: those of one in the period before another period, those
 * of the other in it.
 *
 * @param before how many different values the one had
 * @param now how many the other has
 * @param shared how many of these the one had too
 */
public record ColumnEvidence(long before, long now, long shared) {
  /**
   * Counts; reads two periods of the table, up to some values of each.
   *
   * @param old the column that is gone
   * @param fresh the column that has come
   * @param period the stored form of the period it came in
   */
  public static ColumnEvidence of(
      Connection connection, TableName table, String old, String fresh, String period) {
    String sql =
        """
        WITH was AS (
          SELECT DISTINCT %2$s::text AS v FROM %1$s
           WHERE _period = (SELECT f.period FROM datawarp.tbl_period_rows f
                              JOIN datawarp.tbl_data_sources s ON s.code = f.source_code
                             WHERE coalesce(s.schema_name, 'staging') = ? AND s.table_name = ?
                               AND f.period <> ?
                             ORDER BY f.period DESC LIMIT 1)
             AND %2$s IS NOT NULL LIMIT 10000),
        comes AS (
          SELECT DISTINCT %3$s::text AS v FROM %1$s
           WHERE _period = ? AND %3$s IS NOT NULL LIMIT 10000)
        SELECT (SELECT count(*) FROM was), (SELECT count(*) FROM comes),
               (SELECT count(*) FROM comes WHERE v IN (SELECT v FROM was))
        """
            .formatted(table.quoted(), TableName.quote(old), TableName.quote(fresh));
    return Query.ask(
        "comparing columns of " + table,
        () ->
            Sql.one(
                connection,
                sql,
                row -> new ColumnEvidence(row.getLong(1), row.getLong(2), row.getLong(3)),
                table.schema(),
                table.name(),
                period,
                period));
  }
}
