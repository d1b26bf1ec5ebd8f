package org.datawarp.repository;

import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL tells of staging tables; reads only. */
public final class StagingTables {
  private StagingTables() {}

  /**
   * The rows of one period.
   *
   * @param period its stored form; null for rows without one
   * @param rows how many there are
   * @param loadedAt when the newest of them was loaded; null where unknown
   */
  public record PeriodRows(@Nullable String period, long rows, @Nullable Instant loadedAt) {}

  /** Counts the rows of each period, the oldest first; reads the whole table. */
  public static List<PeriodRows> periods(Connection connection, TableName table) {
    return Query.list(
        connection,
        "counting the rows of " + table,
        "SELECT _period, count(*), max(_loaded_at) FROM "
            + table.quoted()
            + " GROUP BY _period ORDER BY min(_period_start), _period",
        row -> new PeriodRows(row.getString(1), row.getLong(2), Query.utc(row, 3)));
  }

  /** Tells whether there is such a table. */
  public static boolean exists(Connection connection, TableName table) {
    return Query.number(
            connection,
            "looking for " + table,
            "SELECT coalesce(to_regclass(?)::oid::bigint, 0)",
            table.quoted())
        != 0;
  }

  /** Returns the size of a table with its indexes; 0 where there is no such table. */
  public static long sizeBytes(Connection connection, TableName table) {
    return Query.number(
        connection,
        "measuring " + table,
        "SELECT coalesce(pg_total_relation_size(to_regclass(?)), 0)",
        table.quoted());
  }

  /** Lists the views that read a table, each with its schema. */
  public static List<String> views(Connection connection, TableName table) {
    return Query.list(
        connection,
        "listing the views on " + table,
        """
        SELECT DISTINCT n.nspname || '.' || v.relname
          FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
          JOIN pg_catalog.pg_class v ON v.oid = r.ev_class
          JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace
         WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass
           AND d.refclassid = 'pg_catalog.pg_class'::regclass
           AND d.refobjid = to_regclass(?) AND v.oid <> d.refobjid
         ORDER BY 1
        """,
        row -> row.getString(1),
        table.quoted());
  }
}
