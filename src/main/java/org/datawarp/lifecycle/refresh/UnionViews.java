package org.datawarp.lifecycle.refresh;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.UnionQuery;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.Sql;

/*
 * The comment of a view says which sources it is over, so that it is found again without any record
 * beside it, also in a database that was restored.
 */
/** Views over all tables that a pattern means, kept true by every load that brings such a table. */
public final class UnionViews {
  private static final String COMMENT = "datawarp union of ";

  private final Connection connection;
  private final UUID workspace;

  /** Makes the views of a workspace, in the caller's transaction. */
  public UnionViews(Connection connection, UUID workspace) {
    this.connection = connection;
    this.workspace = workspace;
  }

  /** Returns the tables of the sources that a pattern means, by code. */
  public Map<String, TableName> tables(String pattern) {
    Map<String, TableName> tables = find(SourcePattern.parse(pattern));
    if (tables.isEmpty()) {
      throw new NotFoundException(
          "no source is called '" + pattern + "'", "see 'datawarp list' for the names");
    }
    return tables;
  }

  private Map<String, TableName> find(SourcePattern meant) {
    Map<String, TableName> tables = new LinkedHashMap<>();
    Query.list(
            connection,
            "listing the sources",
            """
            SELECT s.code, coalesce(s.schema_name, 'staging'), s.table_name
              FROM datawarp.tbl_data_sources s
             WHERE s.workspace = ?
               AND to_regclass(format('%I.%I', coalesce(s.schema_name, 'staging'), s.table_name))
                   IS NOT NULL
             ORDER BY s.code
            """,
            row -> Map.entry(row.getString(1), new TableName(row.getString(2), row.getString(3))),
            workspace)
        .forEach(
            source -> {
              String code = source.getKey();
              if (meant.matches(code)) {
                tables.put(code, source.getValue());
              }
            });
    return tables;
  }

  /**
   * Makes a view over the sources that a pattern means, or makes it anew.
   *
   * @throws RefusedException if something else is called so
   */
  public void make(TableName view, String pattern) {
    boolean isTaken =
        Query.number(
                connection,
                "looking for " + view,
                """
                SELECT count(*) FROM pg_catalog.pg_class c
                 WHERE c.oid = to_regclass(?)
                   AND coalesce(obj_description(c.oid, 'pg_class'), '') NOT LIKE ?
                """,
                view.quoted(),
                COMMENT + "%")
            > 0;
    if (isTaken) {
      throw new RefusedException(
          view + " is there and is no view of Datawarp's", "give the view another name");
    }
    String query = UnionQuery.of(connection, tables(pattern));
    Query.run(connection, "dropping view " + view, "DROP VIEW IF EXISTS " + view.quoted());
    Query.run(connection, "making view " + view, "CREATE VIEW " + view.quoted() + " AS\n" + query);
    Query.run(
        connection,
        "commenting view " + view,
        "COMMENT ON VIEW " + view.quoted() + " IS " + Sql.literal(COMMENT + pattern));
  }

  /**
   * Makes the views anew whose pattern means one of some sources.
   *
   * @return what a person should know, a line each
   */
  public List<String> refresh(Collection<String> codes) {
    Map<TableName, String> views = new LinkedHashMap<>();
    Query.list(
            connection,
            "listing the views over sources",
            """
            SELECT n.nspname, c.relname, obj_description(c.oid, 'pg_class')
              FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'v' AND obj_description(c.oid, 'pg_class') LIKE ?
             ORDER BY 1, 2
            """,
            row ->
                Map.entry(
                    new TableName(row.getString(1), row.getString(2)),
                    row.getString(3).substring(COMMENT.length())),
            COMMENT + "%")
        .forEach(view -> views.put(view.getKey(), view.getValue()));
    List<String> lines = new ArrayList<>();
    views.forEach(
        (view, pattern) -> {
          SourcePattern meant = SourcePattern.parse(pattern);
          if (codes.stream().anyMatch(meant::matches)) {
            if (find(meant).isEmpty()) {
              lines.add(view + " is over '" + pattern + "', as which no source is called any more");
            } else if (dependents(view) > 0) {
              lines.add(
                  view
                      + " is used by another view and stays as it was; 'datawarp export '"
                      + pattern
                      + "' --union --view "
                      + view.name()
                      + "' makes it anew when that one is gone");
            } else {
              make(view, pattern);
            }
          }
        });
    return lines;
  }

  private long dependents(TableName view) {
    return Query.number(
        connection,
        "looking for views on " + view,
        """
        SELECT count(*) FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
         WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refobjid = to_regclass(?)
           AND r.ev_class <> d.refobjid
        """,
        view.quoted());
  }
}
