package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.VersionRows.KeptColumn;
import org.datawarp.platform.postgres.AdvisoryLocks;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;

/**
 * Columns of staging tables that get the names that newer rules give them. Views go on, since they
 * know columns by number; rows that come back under the names of before take those names with them.
 */
public final class ColumnRenames {
  /** The kind of a run's item that says how a column was called before. */
  public static final String ITEM = "renamed_column";

  private static final String ASIDE = "datawarp_renamed_";

  private ColumnRenames() {}

  /**
   * Renames columns inside the caller's transaction, and what is recorded of them.
   *
   * @param wanted the new names by the old ones; those that the table has not, and those whose new
   *     name another column has, stay
   * @return what was renamed
   */
  public static Map<String, String> apply(
      Connection connection, TableName table, Map<String, String> wanted) {
    try {
      AdvisoryLocks.lockTables(connection, new TreeSet<>(List.of(table)));
      ExistingTable existing = ExistingTable.find(connection, table).orElse(null);
      return existing == null ? Map.of() : rename(connection, table, existing, wanted);
    } catch (SQLException e) {
      throw SqlErrors.translate("renaming columns of " + table, e);
    }
  }

  /** Returns what a run's item notes of a rename, as {@link #takeBack} reads it. */
  public static String note(String old, String name) {
    return old + "\n" + name;
  }

  private static Map<String, String> rename(
      Connection connection, TableName table, ExistingTable existing, Map<String, String> wanted)
      throws SQLException {
    Map<String, String> possible = possible(existing, wanted);
    int number = 0;
    for (String old : possible.keySet()) {
      rename(connection, table, old, ASIDE + number++);
    }
    number = 0;
    for (Map.Entry<String, String> each : possible.entrySet()) {
      rename(connection, table, ASIDE + number++, each.getValue());
      record(connection, table, each.getKey(), each.getValue());
    }
    return possible;
  }

  /** Returns the renames that end with each name given once: a name that stays is not free. */
  private static Map<String, String> possible(ExistingTable existing, Map<String, String> wanted) {
    Map<String, String> possible = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    wanted.forEach(
        (old, name) -> {
          if (!old.equals(name) && existing.column(old).isPresent() && names.add(name)) {
            possible.put(old, name);
          }
        });
    boolean hasChanged = true;
    while (hasChanged) {
      Set<String> going = Set.copyOf(possible.keySet());
      hasChanged =
          possible
              .values()
              .removeIf(name -> existing.column(name).isPresent() && !going.contains(name));
    }
    return possible;
  }

  private static void rename(Connection connection, TableName table, String old, String name)
      throws SQLException {
    Sql.run(
        connection,
        "ALTER TABLE "
            + table.quoted()
            + " RENAME COLUMN "
            + TableName.quote(old)
            + " TO "
            + TableName.quote(name));
  }

  /** What people said of a column goes with it. */
  private static void record(Connection connection, TableName table, String old, String name)
      throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE datawarp.tbl_column_metadata c SET column_name = ?
          FROM datawarp.tbl_data_sources s
         WHERE s.code = c.canonical_source_code AND s.schema_name = ? AND s.table_name = ?
           AND c.column_name = ?
           AND NOT EXISTS (SELECT 1 FROM datawarp.tbl_column_metadata o
                            WHERE o.canonical_source_code = c.canonical_source_code
                              AND o.column_name = ?)
        """,
        name,
        table.schema(),
        table.name(),
        old,
        name);
  }

  /**
   * Gives columns the names that rows which come back know them by.
   *
   * @param kept the columns of the rows
   */
  static void takeBack(
      Connection connection, TableName table, ExistingTable existing, List<KeptColumn> kept)
      throws SQLException {
    Set<String> names = new HashSet<>();
    kept.forEach(column -> names.add(column.name()));
    Map<String, String> wanted = new LinkedHashMap<>();
    for (KeptColumn column : kept) {
      if (existing.column(column.name()).isEmpty()) {
        Sql.texts(
                connection,
                """
                SELECT CASE WHEN split_part(reason, E'\\n', 1) = ? THEN split_part(reason, E'\\n', 2)
                            ELSE split_part(reason, E'\\n', 1) END
                  FROM datawarp.tbl_run_items
                 WHERE kind = ? AND item = ? AND ? = ANY (string_to_array(reason, E'\\n'))
                 ORDER BY id DESC
                """,
                column.name(),
                ITEM,
                table.toString(),
                column.name())
            .stream()
            .filter(name -> existing.column(name).isPresent() && !names.contains(name))
            .findFirst()
            .ifPresent(name -> wanted.putIfAbsent(name, column.name()));
      }
    }
    if (!wanted.isEmpty()) {
      rename(connection, table, existing, wanted);
    }
  }
}
