package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.ExistingColumn.Filling;
import org.datawarp.platform.postgres.Sql;
import org.jspecify.annotations.Nullable;

/**
 * A staging table as it stands in the database.
 *
 * @param oid its object identifier
 * @param columns its columns in table order
 * @param positionsUsed columns it ever had, dropped ones too: PostgreSQL's limit counts those
 */
record ExistingTable(long oid, List<ExistingColumn> columns, int positionsUsed) {
  ExistingTable {
    columns = List.copyOf(columns);
  }

  /**
   * Reads a table's shape from the catalogue.
   *
   * @throws RefusedException if the name belongs to a view or something else that is not a table
   */
  static Optional<ExistingTable> find(Connection connection, TableName table) throws SQLException {
    String sql =
        """
        SELECT c.oid, c.relkind::text,
               (SELECT coalesce(max(a.attnum), 0) FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid)
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = ? AND c.relname = ?
        """;
    return Sql.find(
        connection,
        sql,
        row -> {
          String kind = row.getString(2);
          if (!kind.equals("r") && !kind.equals("p")) {
            throw new RefusedException(
                table + " exists and is not a table",
                "rename or drop it, or choose another name for the source");
          }
          long oid = row.getLong(1);
          return new ExistingTable(oid, columns(connection, oid), row.getInt(3));
        },
        table.schema(),
        table.name());
  }

  /** Returns a column by its name. */
  Optional<ExistingColumn> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  private static List<ExistingColumn> columns(Connection connection, long oid) throws SQLException {
    String sql =
        """
        SELECT a.attname, a.attnum, pg_catalog.format_type(a.atttypid, a.atttypmod),
               a.atttypid::int, a.atttypmod,
               CASE WHEN a.attgenerated <> '' OR a.attidentity = 'a' THEN 'GENERATED'
                    WHEN a.atthasdef OR a.attidentity <> '' THEN 'DEFAULT'
                    ELSE 'NULL' END
          FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
         ORDER BY a.attnum
        """;
    return Sql.list(
        connection,
        sql,
        row -> {
          int typeOid = row.getInt(4);
          boolean exact = row.getInt(5) < 0 && !isNarrow(typeOid);
          return new ExistingColumn(
              row.getString(1),
              row.getInt(2),
              row.getString(3),
              type(typeOid),
              exact,
              Filling.valueOf(row.getString(6)));
        },
        oid);
  }

  /**
   * Returns the table with columns of text that hold no value in any row as columns of the type
   * that comes now: nothing has decided theirs.
   */
  ExistingTable undecided(Connection connection, LoadRequest request) throws SQLException {
    List<ExistingColumn> result = new ArrayList<>(columns);
    for (TableColumn column : request.columns()) {
      ExistingColumn found = column(column.name()).orElse(null);
      if (found != null
          && found.type() == ColumnType.TEXT
          && found.filling() == Filling.NULL
          && column.type() != ColumnType.TEXT
          && column.insteadOfValues() == null
          && isEmpty(connection, request.table(), found.name())) {
        result.set(
            columns.indexOf(found),
            new ExistingColumn(
                found.name(),
                found.position(),
                found.sqlType(),
                column.type() == ColumnType.INTEGER ? ColumnType.BIGINT : column.type(),
                false,
                found.filling()));
      }
    }
    return new ExistingTable(oid, result, positionsUsed);
  }

  private static boolean isEmpty(Connection connection, TableName table, String column)
      throws SQLException {
    return Sql.number(
            connection,
            "SELECT (EXISTS (SELECT FROM "
                + table.quoted()
                + " WHERE "
                + TableName.quote(column)
                + " IS NOT NULL))::int")
        == 0;
  }

  /** Source: PostgreSQL, src/include/catalog/pg_type.dat; these numbers never change. */
  private static @Nullable ColumnType type(int typeOid) {
    return switch (typeOid) {
      case 16 -> ColumnType.BOOLEAN;
      case 20 -> ColumnType.BIGINT;
      case 21, 23 -> ColumnType.INTEGER;
      case 25, 1042, 1043 -> ColumnType.TEXT;
      case 700, 701 -> ColumnType.DOUBLE;
      case 1082 -> ColumnType.DATE;
      case 1083 -> ColumnType.TIME;
      case 1114 -> ColumnType.TIMESTAMP;
      case 1700 -> ColumnType.NUMERIC;
      default -> null;
    };
  }

  /** Tells whether smallint, real or char holds less than the type of ours it is nearest to. */
  private static boolean isNarrow(int typeOid) {
    return typeOid == 21 || typeOid == 700 || typeOid == 1042;
  }
}
