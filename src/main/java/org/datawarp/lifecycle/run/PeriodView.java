package org.datawarp.lifecycle.run;

import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.Sql;

/**
 * A view under the name that a table had alone, on the rows of its period in a canonical source's
 * table.
 *
 * @param name what the table was called
 * @param stacked the canonical source's table
 * @param period the stored form of the period
 */
public record PeriodView(TableName name, TableName stacked, String period) {
  /** The kind of the run items that name such views. */
  public static final String ITEM = "view";

  /**
   * Makes it.
   *
   * @param columns the columns that the table had, in their order
   * @param grantSelectTo the roles that may read it
   */
  public void create(Connection connection, List<String> columns, List<String> grantSelectTo) {
    Query.run(
        connection,
        "making view " + name,
        "CREATE VIEW "
            + name.quoted()
            + " AS SELECT "
            + columns.stream().map(TableName::quote).collect(Collectors.joining(", "))
            + " FROM "
            + stacked.quoted()
            + " WHERE _period = "
            + Sql.literal(period));
    for (String role : grantSelectTo) {
      String grantee = role.equalsIgnoreCase("public") ? "PUBLIC" : TableName.quote(role);
      Query.run(
          connection,
          "granting view " + name,
          "GRANT SELECT ON " + name.quoted() + " TO " + grantee);
    }
  }

  /** Tells whether a view is called so now. */
  public static boolean exists(Connection connection, TableName name) {
    return Query.number(
            connection,
            "looking for view " + name,
            """
            SELECT count(*) FROM pg_catalog.pg_class
             WHERE oid = pg_catalog.to_regclass(?) AND relkind = 'v'
            """,
            name.quoted())
        > 0;
  }

  /** Drops the view, where there is one. */
  public static void drop(Connection connection, TableName name) {
    Query.run(connection, "dropping view " + name, "DROP VIEW IF EXISTS " + name.quoted());
  }

  /** Lists the views that read a table or view, by name. */
  public static List<String> listDependents(Connection connection, TableName relation) {
    return Query.list(
        connection,
        "looking for views on " + relation,
        """
        SELECT DISTINCT pg_catalog.format('%I.%I', n.nspname, v.relname)
          FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
          JOIN pg_catalog.pg_class v ON v.oid = r.ev_class
          JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace
         WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass
           AND d.refclassid = 'pg_catalog.pg_class'::regclass
           AND d.refobjid = pg_catalog.to_regclass(?) AND v.oid <> d.refobjid
         ORDER BY 1
        """,
        row -> row.getString(1),
        relation.quoted());
  }
}
