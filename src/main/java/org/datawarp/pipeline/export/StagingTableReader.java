package org.datawarp.pipeline.export;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Sql;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads a staging table back as rows, in the order in which rows are exported: by {@code
 * _period_start, _manifest_file_id, _source_row, _source_column}, then by every other column, so
 * that the order depends on the rows alone.
 */
public final class StagingTableReader {
  private static final String COLUMNS_SQL =
      """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod), base.typname,
             col_description(a.attrelid, a.attnum)
        FROM pg_attribute a
        JOIN pg_type t ON t.oid = a.atttypid
        JOIN pg_type base ON base.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
       WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
       ORDER BY a.attnum
      """;

  /** Else a scan may begin where the last one ended, or be split among several processes. */
  private static final String AS_STORED_SQL =
      """
      SET LOCAL synchronize_seqscans = off;
      SET LOCAL max_parallel_workers_per_gather = 0
      """;

  private StagingTableReader() {}

  /**
   * Returns the columns of a table in table order.
   *
   * @throws NotFoundException if there is no such table
   * @throws DatabaseException if PostgreSQL cannot be asked
   */
  public static List<StoredColumn> columns(Connection connection, TableName table) {
    List<StoredColumn> columns;
    try {
      columns =
          Sql.list(
              connection,
              COLUMNS_SQL,
              row ->
                  new StoredColumn(
                      row.getString(1), type(row.getString(3)), row.getString(2), row.getString(4)),
              table.quoted());
    } catch (SQLException e) {
      throw unreadable(table, e);
    }
    if (columns.isEmpty()) {
      throw new NotFoundException(
          "there is no table " + table, "run 'datawarp status' to see what is recorded");
    }
    return columns;
  }

  /**
   * Opens a cursor over rows of a table, through {@code COPY … TO STDOUT} on the given connection,
   * which can do nothing else until the cursor is closed.
   *
   * <p>Closing the cursor before its end cancels the COPY; inside a transaction PostgreSQL then
   * regards that transaction as failed. Types without a ColumnType arrive as PostgreSQL's text;
   * {@code timestamp with time zone} as UTC. Failures while reading are {@link DatabaseException}.
   *
   * @param columns the columns to read, in this order; usually {@link #columns}
   */
  public static RowCursor open(
      Connection connection, TableName table, List<StoredColumn> columns, RowFilter filter) {
    return open(connection, table, columns, filter, orderBy(columns));
  }

  /**
   * Opens a cursor over the rows as they lie in the table, on a connection of its own: closing the
   * cursor closes the connection too. Read it to its end: as with {@link #open}, breaking off
   * spoils the connection.
   *
   * @param connection in a transaction, autocommit off
   */
  public static RowCursor openAlone(
      Connection connection, TableName table, List<StoredColumn> columns, RowFilter filter) {
    return new OwnConnectionCursor(
        openAsStored(connection, table, columns, filter), connection, table);
  }

  /**
   * Opens a cursor like {@link #open}, over the rows as they lie in the table if the connection is
   * in a transaction, else in the order that is quickest.
   */
  public static RowCursor openAsStored(
      Connection connection, TableName table, List<StoredColumn> columns, RowFilter filter) {
    try {
      if (!connection.getAutoCommit()) {
        Sql.run(connection, AS_STORED_SQL);
      }
    } catch (SQLException e) {
      throw unreadable(table, e);
    }
    return open(connection, table, columns, filter, "");
  }

  /**
   * Returns the SHA-256 of rows as they lie in the table, in the binary format of COPY, its header
   * and end included.
   *
   * @param connection in a transaction, autocommit off
   */
  static String sha256(
      Connection connection, TableName table, List<StoredColumn> columns, RowFilter filter) {
    try {
      Sql.run(connection, AS_STORED_SQL);
      CopyOut copy = copyOut(connection, table, columns, filter, "");
      MessageDigest digest = FileHash.newDigest();
      for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
        digest.update(message);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (SQLException e) {
      throw unreadable(table, e);
    }
  }

  /** Counts all rows of a table. */
  static long count(Connection connection, TableName table) {
    try {
      return Sql.number(connection, "SELECT count(*) FROM " + table.quoted());
    } catch (SQLException e) {
      throw unreadable(table, e);
    }
  }

  private static RowCursor open(
      Connection connection,
      TableName table,
      List<StoredColumn> columns,
      RowFilter filter,
      String orderBy) {
    try {
      return CopyBinaryReader.of(
          copyOut(connection, table, columns, filter, orderBy), table, columns);
    } catch (SQLException e) {
      throw unreadable(table, e);
    }
  }

  private static CopyOut copyOut(
      Connection connection,
      TableName table,
      List<StoredColumn> columns,
      RowFilter filter,
      String orderBy)
      throws SQLException {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    return postgres.getCopyAPI().copyOut(copySql(postgres, table, columns, filter, orderBy));
  }

  static DatabaseException unreadable(TableName table, SQLException cause) {
    return unreadable(table.toString(), cause);
  }

  static DatabaseException unreadable(String table, SQLException cause) {
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new DatabaseException(
        "cannot read table " + table + ": " + message,
        "check that the database is up and that you may read the table",
        cause);
  }

  private static String copySql(
      PGConnection postgres,
      TableName table,
      List<StoredColumn> columns,
      RowFilter filter,
      String orderBy)
      throws SQLException {
    String selected =
        columns.stream().map(StagingTableReader::expression).collect(Collectors.joining(", "));
    return "COPY (SELECT "
        + selected
        + " FROM "
        + table.quoted()
        + where(postgres, filter)
        + orderBy
        + ") TO STDOUT (FORMAT binary)";
  }

  private static String expression(StoredColumn column) {
    String name = TableName.quote(column.name());
    String sqlType = column.sqlType();
    boolean isAsSent =
        sqlType.equals(column.type().sql())
            || sqlType.startsWith("character varying")
            || sqlType.startsWith("numeric");
    if (isAsSent) {
      return name;
    }
    return sqlType.endsWith("with time zone") && column.type() == ColumnType.TIMESTAMP
        ? "(" + name + " AT TIME ZONE 'UTC')"
        : name + "::" + column.type().sql();
  }

  private static String where(PGConnection postgres, RowFilter filter) throws SQLException {
    if (filter instanceof RowFilter.Periods periods) {
      List<String> literals = new ArrayList<>();
      for (String label : periods.labels()) {
        literals.add("'" + postgres.escapeLiteral(label) + "'");
      }
      return " WHERE _period = ANY (ARRAY[" + String.join(", ", literals) + "]::text[])";
    }
    if (filter instanceof RowFilter.ManifestFiles files) {
      return files.ids().stream()
          .map(String::valueOf)
          .collect(Collectors.joining(", ", " WHERE _manifest_file_id = ANY (ARRAY[", "]::int[])"));
    }
    if (filter instanceof RowFilter.Matching matching && !matching.conditions().isEmpty()) {
      List<String> conditions = new ArrayList<>();
      for (RowFilter.Condition condition : matching.conditions()) {
        conditions.add(condition(postgres, condition));
      }
      return " WHERE " + String.join(" AND ", conditions);
    }
    return filter instanceof RowFilter.WithoutPeriod ? " WHERE _period IS NULL" : "";
  }

  /** COPY takes no parameters: the value is a literal that PostgreSQL converts to the type. */
  private static String condition(PGConnection postgres, RowFilter.Condition condition)
      throws SQLException {
    String name = TableName.quote(condition.column().name());
    String value = condition.value();
    return value == null
        ? name + " IS NULL"
        : name + " = '" + postgres.escapeLiteral(value) + "'::" + condition.column().type().sql();
  }

  private static String orderBy(List<StoredColumn> columns) {
    List<String> first =
        List.of("_period_start", "_manifest_file_id", "_source_row", "_source_column");
    List<String> keys = new ArrayList<>();
    for (String name : first) {
      for (StoredColumn column : columns) {
        if (column.name().equals(name)) {
          if (name.equals("_source_column")) {
            keys.add("length(" + TableName.quote(name) + ")");
          }
          keys.add(key(column));
        }
      }
    }
    for (StoredColumn column : columns) {
      if (!first.contains(column.name())) {
        keys.add(key(column));
      }
    }
    return keys.isEmpty() ? "" : " ORDER BY " + String.join(", ", keys);
  }

  private static String key(StoredColumn column) {
    String name = TableName.quote(column.name());
    return column.type() == ColumnType.TEXT ? name + "::text COLLATE \"C\"" : name;
  }

  private static ColumnType type(String name) {
    return switch (name) {
      case "int2", "int4" -> ColumnType.INTEGER;
      case "int8" -> ColumnType.BIGINT;
      case "numeric" -> ColumnType.NUMERIC;
      case "float4", "float8" -> ColumnType.DOUBLE;
      case "date" -> ColumnType.DATE;
      case "timestamp", "timestamptz" -> ColumnType.TIMESTAMP;
      case "time" -> ColumnType.TIME;
      case "bool" -> ColumnType.BOOLEAN;
      default -> ColumnType.TEXT;
    };
  }
}
