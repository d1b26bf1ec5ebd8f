package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Sql;
import org.jspecify.annotations.Nullable;

/*
 * PostgreSQL refuses to change the type of a column that a view uses, so such views, and views on
 * them, are dropped and created again. The statements that create one again are written by
 * PostgreSQL itself from its catalogue before the drop; afterwards the same question is asked again
 * and the answers must be equal. What these statements would lose (triggers, rules, defaults,
 * security labels, membership of an extension, grants made by someone else than the owner) is
 * refused beforehand. A materialized view is refused too: its rows may be those of an earlier day,
 * and creating it again would replace them. Whatever else hangs on a view makes DROP VIEW fail.
 */
/** The views that stand on columns about to change, in the order in which they can be created. */
final class DependentViews {
  private static final String FIND =
      """
      WITH RECURSIVE tree (oid, depth) AS (
        SELECT r.ev_class, 1
          FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
         WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
           AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
           AND d.refobjid = ? AND d.refobjsubid = ANY (?) AND r.ev_class <> d.refobjid
        UNION
        SELECT r.ev_class, t.depth + 1
          FROM tree t
          JOIN pg_catalog.pg_depend d ON d.refobjid = t.oid
          JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
         WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
           AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
           AND r.ev_class <> t.oid AND t.depth < 100)
      SELECT n.nspname, c.relname
        FROM (SELECT oid, max(depth) AS depth FROM tree GROUP BY oid) t
        JOIN pg_catalog.pg_class c ON c.oid = t.oid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       ORDER BY t.depth, n.nspname, c.relname
      """;

  private static final String OBSTACLE =
      """
      SELECT CASE
               WHEN c.relkind = 'm' THEN 'is materialized'
               WHEN c.relkind <> 'v' THEN 'has a rule that uses it'
               WHEN EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid)
                 THEN 'has triggers'
               WHEN EXISTS (SELECT FROM pg_catalog.pg_rewrite r
                             WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN')
                 THEN 'has rules of its own'
               WHEN EXISTS (SELECT FROM pg_catalog.pg_attrdef f WHERE f.adrelid = c.oid)
                 THEN 'has column defaults'
               WHEN EXISTS (SELECT FROM pg_catalog.pg_seclabel s WHERE s.objoid = c.oid)
                 THEN 'has security labels'
               WHEN EXISTS (SELECT FROM pg_catalog.pg_depend d
                             WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                               AND d.objid = c.oid AND d.deptype = 'e')
                 THEN 'belongs to an extension'
               WHEN EXISTS (SELECT FROM pg_catalog.aclexplode(c.relacl) x
                             WHERE x.grantor <> c.relowner)
                 OR EXISTS (SELECT FROM pg_catalog.pg_attribute a,
                                        pg_catalog.aclexplode(a.attacl) x
                             WHERE a.attrelid = c.oid AND x.grantor <> c.relowner)
                 THEN 'has grants made by others than its owner'
             END
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ? AND c.relname = ?
      """;

  private static final String DESCRIBE =
      """
      WITH view AS (
        SELECT c.*, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = ? AND c.relname = ?),
      rights AS (
        SELECT '' AS col, x.*
          FROM view v, pg_catalog.aclexplode(
                 coalesce(v.relacl, pg_catalog.acldefault('r', v.relowner))) x
        UNION ALL
        SELECT pg_catalog.format('(%I)', a.attname), x.*
          FROM view v
          JOIN pg_catalog.pg_attribute a ON a.attrelid = v.oid, pg_catalog.aclexplode(a.attacl) x),
      named AS (
        SELECT r.privilege_type || r.col AS what, r.is_grantable,
               CASE WHEN r.grantee = 0 THEN 'PUBLIC'
                    ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r.grantee)) END AS who
          FROM rights r)
      SELECT pg_catalog.concat('CREATE VIEW ', v.name,
               ' WITH (' || pg_catalog.array_to_string(v.reloptions, ', ') || ')',
               ' AS ', pg_catalog.pg_get_viewdef(v.oid)) AS creation,
             ARRAY(SELECT a.attname FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = v.oid AND a.attnum > 0 ORDER BY a.attnum)
             || coalesce(v.reloptions, '{}') AS shape,
             ARRAY(SELECT pg_catalog.format('COMMENT ON COLUMN %s.%I IS %L', v.name, a.attname,
                            pg_catalog.col_description(v.oid, a.attnum))
                     FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = v.oid
                      AND pg_catalog.col_description(v.oid, a.attnum) IS NOT NULL
                    ORDER BY a.attnum)
             || pg_catalog.format('COMMENT ON VIEW %s IS %L', v.name,
                  pg_catalog.obj_description(v.oid, 'pg_class'))
             || pg_catalog.format('ALTER VIEW %s OWNER TO %I', v.name,
                  pg_catalog.pg_get_userbyid(v.relowner)) AS properties,
             ARRAY(SELECT pg_catalog.format('GRANT %s ON %s TO %s', g.what, v.name, g.who)
                          || CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
                     FROM named g ORDER BY g.what, g.who, g.is_grantable) AS grants,
             ARRAY(SELECT pg_catalog.format('REVOKE %s ON %s FROM %s', g.what, v.name, g.who)
                     FROM named g ORDER BY g.what, g.who, g.is_grantable) AS revocations
        FROM view v
      """;

  private final TableName table;
  private final List<View> views;

  private DependentViews(TableName table, List<View> views) {
    this.table = table;
    this.views = List.copyOf(views);
  }

  /** A view, as the statements that make it what it is. */
  private record View(
      TableName name,
      String creation,
      List<String> shape,
      List<String> properties,
      List<String> grants,
      List<String> revocations) {
    /** Returns the last of the properties. */
    String owner() {
      return properties.get(properties.size() - 1);
    }

    boolean isSameAs(View other) {
      return shape.equals(other.shape)
          && properties.equals(other.properties)
          && grants.equals(other.grants);
    }
  }

  /** Returns those of a table that is new. */
  static DependentViews none(TableName table) {
    return new DependentViews(table, List.of());
  }

  /**
   * Reads the views that use one of some columns, directly or through other views.
   *
   * @throws RefusedException naming a view that could not be created again as it is
   */
  static DependentViews find(
      Connection connection, TableName table, ExistingTable existing, List<Widening> widened)
      throws SQLException {
    List<Integer> positions = new ArrayList<>();
    for (Widening widening : widened) {
      existing.column(widening.column()).ifPresent(column -> positions.add(column.position()));
    }
    if (positions.isEmpty()) {
      return none(table);
    }
    String path = hideSchemas(connection);
    List<View> views = new ArrayList<>();
    for (TableName name : names(connection, existing.oid(), positions)) {
      requireRestorable(connection, name, table);
      views.add(describe(connection, name));
    }
    showSchemas(connection, path);
    return new DependentViews(table, views);
  }

  List<TableName> names() {
    return views.stream().map(View::name).toList();
  }

  /**
   * Locks the views against everybody until the transaction ends. LOCK TABLE would lock every table
   * of a view too; to give it the owner that it has locks the view alone.
   */
  void lock(Connection connection) throws SQLException {
    for (View view : views) {
      Sql.run(connection, view.owner());
    }
  }

  /** Drops the views; fails if anything else stands on them. */
  void drop(Connection connection) throws SQLException {
    if (!views.isEmpty()) {
      List<String> names = views.stream().map(view -> view.name().quoted()).toList();
      Sql.run(connection, "DROP VIEW " + String.join(", ", names));
    }
  }

  /**
   * Creates the views again and checks that they are as they were, but for their columns' types.
   *
   * @throws RefusedException naming the view for which that fails
   */
  void restore(Connection connection) throws SQLException {
    if (views.isEmpty()) {
      return;
    }
    String path = hideSchemas(connection);
    for (View view : views) {
      try {
        restore(connection, view);
      } catch (SQLException e) {
        throw new RefusedException(
            "view "
                + view.name()
                + " does not work with the wider columns of "
                + table
                + ": "
                + LoadErrors.reason(e),
            "drop the view, load again, and create it anew",
            e);
      }
    }
    showSchemas(connection, path);
  }

  private void restore(Connection connection, View view) throws SQLException {
    Sql.run(connection, view.creation());
    for (String statement : view.properties()) {
      Sql.run(connection, statement);
    }
    // The database's default privileges may have given grants that the view did not have.
    View made = describe(connection, view.name());
    for (int i = 0; i < made.grants().size(); i++) {
      if (!view.grants().contains(made.grants().get(i))) {
        Sql.run(connection, made.revocations().get(i));
      }
    }
    for (String grant : view.grants()) {
      if (!made.grants().contains(grant)) {
        Sql.run(connection, grant);
      }
    }
    if (!view.isSameAs(describe(connection, view.name()))) {
      throw new RefusedException(
          "view " + view.name() + " on " + table + " could not be put back as it was",
          "drop the view, load again, and create it anew");
    }
  }

  private static List<TableName> names(Connection connection, long table, List<Integer> positions)
      throws SQLException {
    return Sql.list(
        connection,
        FIND,
        row -> new TableName(row.getString(1), row.getString(2)),
        table,
        connection.createArrayOf("int4", positions.toArray()));
  }

  private static void requireRestorable(Connection connection, TableName name, TableName table)
      throws SQLException {
    @Nullable String obstacle =
        Sql.<@Nullable String>one(
            connection, OBSTACLE, row -> row.getString(1), name.schema(), name.name());
    if (obstacle != null) {
      throw new RefusedException(
          name + " uses a column of " + table + " that has to be widened, and " + obstacle,
          "drop it, load again, and create it anew");
    }
  }

  private static View describe(Connection connection, TableName name) throws SQLException {
    return Sql.one(
        connection,
        DESCRIBE,
        row ->
            new View(
                name,
                row.getString("creation"),
                list(row, "shape"),
                list(row, "properties"),
                list(row, "grants"),
                list(row, "revocations")),
        name.schema(),
        name.name());
  }

  private static List<String> list(ResultSet row, String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }

  /** Makes PostgreSQL write every name with its schema, and returns what to put back. */
  private static String hideSchemas(Connection connection) throws SQLException {
    String path = Sql.texts(connection, "SELECT current_setting('search_path')").get(0);
    showSchemas(connection, "pg_catalog");
    return path;
  }

  private static void showSchemas(Connection connection, String path) throws SQLException {
    Sql.texts(connection, "SELECT set_config('search_path', ?, true)", path);
  }
}
