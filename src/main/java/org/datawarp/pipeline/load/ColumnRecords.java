package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.TableShape.Column;
import org.datawarp.platform.postgres.Sql;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a source's columns: rows of {@code tbl_column_metadata}, and the comments that
 * people see in psql.
 *
 * <p>A comment is set where there is none, or where it still is the one Datawarp set; what somebody
 * else wrote stays.
 */
final class ColumnRecords {
  private ColumnRecords() {}

  /** Sets comments on the table and its columns; to be called before the registry changes. */
  static void comment(
      Connection connection, LoadRequest request, LoadRecorder.@Nullable Source before)
      throws SQLException {
    StringBuilder sql = new StringBuilder();
    Map<String, String> comments = comments(connection, request.table());
    String table = request.table().quoted();
    String text = tableComment(request.sourceName(), request.description());
    String old = before == null ? null : tableComment(before.name(), before.description());
    if (mayReplace(comments.get(""), old, text)) {
      sql.append("COMMENT ON TABLE ").append(table).append(" IS ").append(Sql.literal(text));
      sql.append(";\n");
    }
    Map<String, String> headers = headers(connection, request);
    for (TableColumn column : request.columns()) {
      String header = column.originalName();
      String name = column.name();
      if (!header.isEmpty() && mayReplace(comments.get(name), headers.get(name), header)) {
        sql.append("COMMENT ON COLUMN ").append(table).append('.').append(TableName.quote(name));
        sql.append(" IS ").append(Sql.literal(header)).append(";\n");
      }
    }
    if (!sql.isEmpty()) {
      Sql.run(connection, sql.toString());
    }
  }

  /**
   * Writes one row per column of the request; descriptions and judgements that are there stay.
   *
   * @param nulls for each column how many of the loaded values are null
   */
  static void save(
      Connection connection, LoadRequest request, List<Column> columns, long rows, long[] nulls)
      throws SQLException {
    String sql =
        """
        INSERT INTO datawarp.tbl_column_metadata AS c
               (canonical_source_code, column_name, original_name, data_type, is_dimension,
                is_measure, null_rate, metadata_source, confidence, header_levels, ordinal,
                created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'extraction', 1, ?, ?, ?, ?)
        ON CONFLICT (canonical_source_code, column_name) DO UPDATE
           SET original_name = excluded.original_name, data_type = excluded.data_type,
               is_dimension = coalesce(c.is_dimension, excluded.is_dimension),
               is_measure = coalesce(c.is_measure, excluded.is_measure),
               null_rate = excluded.null_rate, header_levels = excluded.header_levels,
               ordinal = excluded.ordinal, updated_at = excluded.updated_at
        """;
    List<@Nullable Object[]> all = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      TableColumn column = request.columns().get(i);
      ColumnType type = columns.get(i).type();
      boolean isMarker = column.name().endsWith(TableColumn.MARKER_SUFFIX);
      all.add(
          new @Nullable Object[] {
            request.code().value(),
            column.name(),
            column.originalName(),
            type.text(),
            !type.isNumber() && !isMarker,
            type.isNumber(),
            rows == 0 ? null : Math.round(nulls[i] * 10_000d / rows) / 100d,
            column.header(),
            i + 1,
            LoadRecorder.loadedAt(request),
            LoadRecorder.loadedAt(request)
          });
    }
    Sql.updateEach(connection, sql, all);
  }

  private static String tableComment(@Nullable String name, @Nullable String description) {
    String title = name == null ? "" : name;
    return description == null || description.isEmpty() ? title : title + "\n\n" + description;
  }

  private static boolean mayReplace(
      @Nullable String comment, @Nullable String ours, String wanted) {
    boolean isFree = comment == null || comment.equals(ours);
    return isFree && !wanted.equals(comment);
  }

  /** Returns the comments that are there, by column; the table's own under the empty name. */
  private static Map<String, String> comments(Connection connection, TableName table)
      throws SQLException {
    return pairs(
        connection,
        """
        SELECT coalesce(a.attname, ''), d.description
          FROM pg_catalog.pg_description d
          JOIN pg_catalog.pg_class c ON c.oid = d.objoid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
                                             AND d.objsubid <> 0
         WHERE d.classoid = 'pg_catalog.pg_class'::regclass AND n.nspname = ? AND c.relname = ?
        """,
        table.schema(),
        table.name());
  }

  private static Map<String, String> headers(Connection connection, LoadRequest request)
      throws SQLException {
    return pairs(
        connection,
        """
        SELECT column_name, original_name FROM datawarp.tbl_column_metadata
         WHERE canonical_source_code = ?
        """,
        request.code().value());
  }

  private static Map<String, String> pairs(Connection connection, String sql, String... values)
      throws SQLException {
    Map<String, String> pairs = new HashMap<>();
    Sql.forEach(
        connection,
        sql,
        row -> pairs.put(row.getString(1), Objects.requireNonNullElse(row.getString(2), "")),
        (Object[]) values);
    return pairs;
  }
}
