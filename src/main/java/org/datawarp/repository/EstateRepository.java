package org.datawarp.repository;

import java.sql.Connection;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;

/** What a report of the whole estate asks the database; reads only, and counts no rows. */
public final class EstateRepository {
  private final UUID workspace;

  /** Makes the questions of a workspace. */
  public EstateRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /** Returns the bytes of each staging table, its indexes included, by its name. */
  public Map<TableName, Long> tableSizes(Connection connection) {
    Map<TableName, Long> sizes = new HashMap<>();
    Query.list(
            connection,
            "measuring the tables",
            """
            SELECT n.nspname, c.relname, pg_total_relation_size(c.oid)
            FROM datawarp.tbl_data_sources s
            JOIN pg_namespace n ON n.nspname = coalesce(s.schema_name, 'staging')
            JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.table_name
            WHERE s.workspace = ?
            """,
            row -> Map.entry(new TableName(row.getString(1), row.getString(2)), row.getLong(3)),
            workspace)
        .forEach(size -> sizes.put(size.getKey(), size.getValue()));
    return sizes;
  }

  /** Returns how many rows adopted tables hold that have no export, by source. */
  public Map<String, Long> adoptedRows(Connection connection) {
    return Query.list(
            connection,
            "counting adopted rows",
            """
            SELECT s.code, s.adopted_rows FROM datawarp.tbl_data_sources s
            WHERE s.workspace = ? AND s.adopted_rows IS NOT NULL
            """,
            row -> Map.entry(row.getString(1), row.getLong(2)),
            workspace)
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * A column of numbers some of which are withheld.
   *
   * @param source the source's code
   * @param column the column
   * @param share the part of its rows with a marker, from 0 to 1
   */
  public record WithheldShare(String source, String column, double share) {}

  /**
   * Lists columns with markers, those with the greatest share first. The shares are those of the
   * server's own statistics, which every load has made anew from a sample.
   */
  public List<WithheldShare> withheld(Connection connection, int limit) {
    return Query.list(
        connection,
        "asking for shares of markers",
        """
        SELECT s.code, left(t.attname, -8), round((1 - t.null_frac)::numeric, 4)
        FROM datawarp.tbl_data_sources s
        JOIN pg_stats t ON t.schemaname = coalesce(s.schema_name, 'staging')
                       AND t.tablename = s.table_name
        WHERE s.workspace = ? AND t.attname LIKE '%\\_\\_marker' AND t.null_frac < 1
        ORDER BY 3 DESC, 1, 2
        LIMIT ?
        """,
        row -> new WithheldShare(row.getString(1), row.getString(2), row.getDouble(3)),
        workspace,
        limit);
  }

  /**
   * How often rows that were there already were loaded again in a month, other ones than before.
   *
   * @param month its first day
   * @param sources sources revised in it
   */
  public record Revisions(LocalDate month, long sources) {}

  /** Counts revisions by month, the oldest first. */
  public List<Revisions> revisions(Connection connection) {
    return Query.list(
        connection,
        "counting the revisions",
        """
        SELECT date_trunc('month', initiated_at)::date, count(*)
        FROM datawarp.tbl_refresh_events
        WHERE workspace = ? AND status = 'success' AND refresh_type IN ('full', 'partial')
          AND old_row_count > 0 AND rows_deleted > 0 AND old_row_hash <> new_row_hash
        GROUP BY 1 ORDER BY 1
        """,
        row -> new Revisions(Objects.requireNonNull(row.getDate(1)).toLocalDate(), row.getLong(2)),
        workspace);
  }
}
