package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.ColumnRole;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.GeographyLevel;
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
    SourceNotes.Described source =
        new SourceNotes.Described(
            request.code(),
            request.table(),
            request.sourceName(),
            request.description(),
            request.facts(),
            request.columns().stream()
                .map(
                    column ->
                        new SourceNotes.Column(
                            column.name(), column.originalName(), facts(request, column.name())))
                .toList());
    LoadRecorder.Names names =
        before == null ? null : new LoadRecorder.Names(before.name(), before.description());
    comment(connection, source, names, SourceNotes.OtherComments.KEEP);
  }

  /** Does the same for a source that is described without being loaded. */
  static void comment(
      Connection connection,
      SourceNotes.Described source,
      LoadRecorder.@Nullable Names before,
      SourceNotes.OtherComments others)
      throws SQLException {
    StringBuilder sql = new StringBuilder();
    Map<String, String> comments = comments(connection, source.table());
    boolean replaces = others == SourceNotes.OtherComments.REPLACE;
    String table = source.table().quoted();
    String text = tableComment(source.title(), source.description());
    Set<String> old =
        before == null ? Set.of() : Set.of(tableComment(before.name(), before.description()));
    if (mayReplace(comments.get(""), old, text, replaces)) {
      sql.append("COMMENT ON TABLE ").append(table).append(" IS ").append(Sql.literal(text));
      sql.append(";\n");
    }
    Map<String, Set<String>> ours = ourComments(connection, source.code());
    for (SourceNotes.Column column : source.columns()) {
      String name = column.name();
      String wanted = ColumnComment.of(column.header(), column.facts());
      // A header alone is no reason to take somebody's words away.
      boolean mayTake = replaces && !wanted.equals(column.header());
      Set<String> known = ours.getOrDefault(name, Set.of());
      if (!wanted.isEmpty() && mayReplace(comments.get(name), known, wanted, mayTake)) {
        sql.append("COMMENT ON COLUMN ").append(table).append('.').append(TableName.quote(name));
        sql.append(" IS ").append(Sql.literal(wanted)).append(";\n");
      }
    }
    if (!sql.isEmpty()) {
      Sql.run(connection, sql.toString());
    }
  }

  private static ColumnFacts facts(LoadRequest request, String column) {
    return request.columnFacts().getOrDefault(column, ColumnFacts.NONE);
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
                created_at, updated_at, description, unit, notes, geography, query_keywords)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (canonical_source_code, column_name) DO UPDATE
           SET original_name = excluded.original_name, data_type = excluded.data_type,
               is_dimension = CASE WHEN ? THEN excluded.is_dimension
                                   ELSE coalesce(c.is_dimension, excluded.is_dimension) END,
               is_measure = CASE WHEN ? THEN excluded.is_measure
                                 ELSE coalesce(c.is_measure, excluded.is_measure) END,
               null_rate = excluded.null_rate, header_levels = excluded.header_levels,
               ordinal = excluded.ordinal, updated_at = excluded.updated_at,
               description = coalesce(excluded.description, c.description),
               metadata_source = CASE WHEN excluded.description IS NULL THEN c.metadata_source
                                      ELSE excluded.metadata_source END,
               confidence = CASE WHEN excluded.description IS NULL THEN c.confidence
                                 ELSE excluded.confidence END,
               unit = excluded.unit, notes = excluded.notes, geography = excluded.geography,
               query_keywords = coalesce(excluded.query_keywords, c.query_keywords)
        """;
    List<@Nullable Object[]> all = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      TableColumn column = request.columns().get(i);
      ColumnType type = columns.get(i).type();
      boolean isMarker = column.name().endsWith(TableColumn.MARKER_SUFFIX);
      ColumnFacts facts = facts(request, column.name());
      ColumnRole role = facts.role();
      all.add(
          new @Nullable Object[] {
            request.code().value(),
            column.name(),
            column.originalName(),
            type.text(),
            role == null ? !type.isNumber() && !isMarker : role == ColumnRole.DIMENSION,
            role == null ? type.isNumber() : role == ColumnRole.MEASURE,
            rows == 0 ? null : Math.round(nulls[i] * 10_000d / rows) / 100d,
            facts.description() == null ? "extraction" : facts.describedBy().text(),
            SourceNotes.confidence(facts),
            column.header(),
            i + 1,
            LoadRecorder.loadedAt(request),
            LoadRecorder.loadedAt(request),
            facts.description(),
            facts.unit(),
            facts.notes(),
            facts.geography().stream().map(GeographyLevel::text).toList(),
            facts.keywords().isEmpty() ? null : facts.keywords(),
            role != null,
            role != null
          });
    }
    Sql.updateEach(connection, sql, all);
  }

  private static String tableComment(@Nullable String name, @Nullable String description) {
    String title = name == null ? "" : name;
    return description == null || description.isEmpty() ? title : title + "\n\n" + description;
  }

  private static boolean mayReplace(
      @Nullable String comment, Set<String> ours, String wanted, boolean anyway) {
    boolean isFree = anyway || comment == null || ours.contains(comment);
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

  /** Returns the comments that Datawarp may have set on columns, by what the registry knows. */
  private static Map<String, Set<String>> ourComments(Connection connection, SourceCode code)
      throws SQLException {
    Map<String, Set<String>> ours = new HashMap<>();
    Sql.forEach(
        connection,
        """
        SELECT column_name, coalesce(original_name, ''), description, unit,
               coalesce(notes, '{}')
          FROM datawarp.tbl_column_metadata
         WHERE canonical_source_code = ?
        """,
        row -> {
          String header = row.getString(2);
          String description = row.getString(3);
          List<String> notes = List.of((String[]) row.getArray(5).getArray());
          ColumnFacts facts = ColumnFacts.described(description).with(row.getString(4), notes);
          Set<String> texts = new HashSet<>(Set.of(header));
          texts.add(ColumnComment.of(header, facts));
          if (description != null) {
            texts.add(ColumnComment.formerly(header, description));
          }
          ours.put(row.getString(1), texts);
        },
        code.value());
    return ours;
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
