package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.TableShape.Column;
import org.datawarp.platform.postgres.Sql;

/** Brings a staging table into its shape. */
final class TableChanges {
  private static final String EVERYONE = "public";

  private TableChanges() {}

  /**
   * Creates or alters the table.
   *
   * @param views the views on the columns to be widened
   * @param grantSelectTo the roles that may read the table when it is new
   */
  static void execute(
      Connection connection,
      TableName table,
      TableShape shape,
      DependentViews views,
      List<String> grantSelectTo)
      throws SQLException {
    switch (shape.change()) {
      case CREATE -> {
        create(connection, table, shape);
        grant(connection, table, grantSelectTo);
      }
      case ALTER -> {
        LoadLocks.take(connection, table, views);
        views.drop(connection);
        Sql.run(connection, alteration(table, shape));
        views.restore(connection);
      }
      case KEEP -> {
        // Nothing to change.
      }
    }
  }

  /** Creates a table that nobody may read yet. */
  static void create(Connection connection, TableName table, TableShape shape) throws SQLException {
    Sql.run(connection, creation(table, shape.added()));
  }

  /**
   * Checks that the roles to grant to exist.
   *
   * @throws UsageException naming the first that does not
   */
  static void requireRoles(Connection connection, List<String> roles) throws SQLException {
    for (String role : roles) {
      boolean isThere =
          isEveryone(role)
              || !Sql.texts(
                      connection, "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = ?", role)
                  .isEmpty();
      if (!isThere) {
        throw new UsageException(
            "grant_select_to names a role that the database does not have: '" + role + "'",
            "create the role, or take it out of grant_select_to in the configuration");
      }
    }
  }

  private static String creation(TableName table, List<Column> columns) {
    List<String> definitions = new ArrayList<>();
    for (Column column : columns) {
      definitions.add(definition(column));
    }
    return "CREATE TABLE " + table.quoted() + " (\n  " + String.join(",\n  ", definitions) + ")";
  }

  private static String alteration(TableName table, TableShape shape) {
    List<String> actions = new ArrayList<>();
    for (Column column : shape.added()) {
      actions.add("ADD COLUMN " + definition(column));
    }
    for (Widening widening : shape.widened()) {
      String name = TableName.quote(widening.column());
      actions.add(
          "ALTER COLUMN " + name + " TYPE " + widening.to() + " USING " + conversion(widening));
    }
    return "ALTER TABLE " + table.quoted() + "\n  " + String.join(",\n  ", actions);
  }

  /** Floating point numbers go through their text, which names each of them exactly. */
  private static String conversion(Widening widening) {
    String name = TableName.quote(widening.column());
    boolean isFloating =
        widening.from().equals("real") || widening.from().equals("double precision");
    return name + (isFloating ? "::text" : "") + "::" + widening.to();
  }

  private static String definition(Column column) {
    return TableName.quote(column.name()) + " " + column.sqlType();
  }

  /** Lets roles read a table. */
  static void grant(Connection connection, TableName table, List<String> roles)
      throws SQLException {
    for (String role : roles) {
      String grantee = isEveryone(role) ? "PUBLIC" : TableName.quote(role);
      Sql.run(connection, "GRANT SELECT ON " + table.quoted() + " TO " + grantee);
      if (!mayEnter(connection, table.schema(), role)) {
        Sql.run(
            connection,
            "GRANT USAGE ON SCHEMA " + TableName.quote(table.schema()) + " TO " + grantee);
      }
    }
  }

  private static boolean mayEnter(Connection connection, String schema, String role)
      throws SQLException {
    return Sql.number(
            connection,
            "SELECT pg_catalog.has_schema_privilege(?, ?, 'USAGE')::int",
            isEveryone(role) ? EVERYONE : role,
            schema)
        == 1;
  }

  private static boolean isEveryone(String role) {
    return role.toLowerCase(Locale.ROOT).equals(EVERYONE);
  }
}
