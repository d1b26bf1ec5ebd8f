package org.datawarp.repository;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.postgres.Query;

/*
 * PostgreSQL refuses to change the type of a column that a view uses. The statements that make a
 * view again are written by PostgreSQL from its catalogue before the view goes; when it is back
 * the same question is asked again, and the answers must be equal.
 */
/** Somebody's views on tables of the registry, put away while columns change their types. */
final class RegistryViews {
  private static final String WHAT = "looking for views on the registry";

  private static final String FIND =
      """
      WITH RECURSIVE tree (oid, depth) AS (
        SELECT to_regclass(name)::oid, 0 FROM unnest(?::text[]) AS name
        UNION
        SELECT v.oid, t.depth + 1
          FROM tree t
          JOIN pg_catalog.pg_depend d ON d.refobjid = t.oid
           AND d.refclassid = 'pg_catalog.pg_class'::regclass
           AND d.classid = 'pg_catalog.pg_rewrite'::regclass
          JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
          JOIN pg_catalog.pg_class v ON v.oid = r.ev_class AND v.oid <> t.oid
         WHERE t.depth < 100),
      views AS (
        SELECT c.*, t.depth, format('%I.%I', n.nspname, c.relname) AS name
          FROM (SELECT oid, max(depth) AS depth FROM tree WHERE depth > 0 GROUP BY oid) t
          JOIN pg_catalog.pg_class c ON c.oid = t.oid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)
      SELECT v.name,
             v.relkind = 'v'
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = v.oid)
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_rewrite r
                              WHERE r.ev_class = v.oid AND r.rulename <> '_RETURN')
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a
                              WHERE a.attrelid = v.oid AND a.attacl IS NOT NULL),
             ARRAY[concat('CREATE VIEW ', v.name,
                     ' WITH (' || array_to_string(v.reloptions, ', ') || ')',
                     ' AS ', pg_catalog.pg_get_viewdef(v.oid)),
                   format('ALTER VIEW %s OWNER TO %I', v.name, pg_get_userbyid(v.relowner)),
                   format('COMMENT ON VIEW %s IS %L', v.name, obj_description(v.oid, 'pg_class'))]
             || ARRAY(SELECT format('COMMENT ON COLUMN %s.%I IS %L', v.name, a.attname,
                               col_description(v.oid, a.attnum))
                        FROM pg_catalog.pg_attribute a
                       WHERE a.attrelid = v.oid AND col_description(v.oid, a.attnum) IS NOT NULL
                       ORDER BY a.attnum)
             || ARRAY(SELECT concat('GRANT ', x.privilege_type, ' ON ', v.name, ' TO ',
                               CASE WHEN x.grantee = 0 THEN 'PUBLIC'
                                    ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
                               CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' END)
                        FROM aclexplode(v.relacl) x WHERE x.grantee <> v.relowner ORDER BY 1)
        FROM views v ORDER BY v.depth, v.name
      """;

  private RegistryViews() {}

  /**
   * A view.
   *
   * @param name with its schema, quoted
   * @param canReturn whether the statements say all of it
   * @param statements make it again
   */
  record View(String name, boolean canReturn, List<String> statements) {
    View {
      statements = List.copyOf(statements);
    }
  }

  /**
   * Lists the views on some tables, and those on them, each after what it stands on.
   *
   * @param tables with their schema, quoted
   */
  static List<View> find(Connection connection, Collection<String> tables) {
    return Query.list(connection, WHAT, FIND, RegistryViews::view, List.copyOf(tables));
  }

  private static View view(ResultSet row) throws SQLException {
    return new View(
        row.getString(1), row.getBoolean(2), List.of((String[]) row.getArray(3).getArray()));
  }

  /**
   * Does something while the views on some tables are away, in the caller's transaction.
   *
   * @throws RefusedException naming a view that could not be made again as it is
   */
  static void without(Connection connection, Collection<String> tables, Runnable change) {
    List<View> views = find(connection, tables);
    views.stream()
        .filter(view -> !view.canReturn())
        .findFirst()
        .ifPresent(
            view -> {
              throw new RefusedException(obstacle(view), "drop it, start again, and make it anew");
            });
    List<View> last = new ArrayList<>(views);
    Collections.reverse(last);
    last.forEach(view -> Query.run(connection, WHAT, "DROP VIEW " + view.name()));
    change.run();
    for (View view : views) {
      view.statements().forEach(statement -> Query.run(connection, WHAT, statement));
    }
    if (!find(connection, tables).equals(views)) {
      throw new RefusedException(
          "views on the registry cannot be put back as they were: "
              + views.stream().map(View::name).collect(Collectors.joining(", ")),
          "drop them, start again, and make them anew; nothing was changed");
    }
  }

  /** Says why a view stands in the way. */
  static String obstacle(View view) {
    return "view "
        + view.name()
        + " uses a column whose type changes, and is materialized or has triggers, rules or column"
        + " grants of its own";
  }
}
