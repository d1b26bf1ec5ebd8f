package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.ColumnRole;
import org.datawarp.model.table.DescribedBy;
import org.datawarp.model.table.GeographyLevel;
import org.datawarp.model.table.SourceFacts;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.Sql;
import org.jspecify.annotations.Nullable;

/** What is known about a source, put where people look for it: the registry and comments. */
public final class SourceNotes {
  private SourceNotes() {}

  /**
   * A source as it is described.
   *
   * @param title its title
   * @param description what it holds; null leaves the one that is there
   * @param facts what else is known of it
   * @param columns its columns
   */
  public record Described(
      SourceCode code,
      TableName table,
      String title,
      @Nullable String description,
      SourceFacts facts,
      List<Column> columns) {
    /** Copies the list. */
    public Described {
      columns = List.copyOf(columns);
    }
  }

  /**
   * One column.
   *
   * @param name its name
   * @param header its header as written; empty for a made column
   * @param facts what is known of it
   */
  public record Column(String name, String header, ColumnFacts facts) {}

  /** What becomes of comments that somebody else wrote. */
  public enum OtherComments {
    KEEP,
    REPLACE
  }

  /**
   * Writes descriptions inside the caller's transaction; rows stay as they are.
   *
   * @param manifest what is said of the publication
   */
  public static void save(
      Connection connection, Described source, ManifestRef manifest, OtherComments others) {
    Query.work(
        "describing " + source.table(),
        () -> {
          ColumnRecords.comment(
              connection,
              source,
              LoadRecorder.findNames(connection, source.code()).orElse(null),
              others);
          Sql.update(
              connection,
              """
              UPDATE datawarp.tbl_data_sources
                 SET name = left(?, 255), description = coalesce(?, description),
                     metadata = coalesce(metadata, '{}') || ?::jsonb
               WHERE code = ?
              """,
              source.title(),
              source.description(),
              JsonCodec.writeLine(facts(source.facts(), manifest)),
              source.code().value());
          for (Column column : source.columns()) {
            saveColumn(connection, source.code(), column);
          }
        });
  }

  private static void saveColumn(Connection connection, SourceCode code, Column column)
      throws SQLException {
    ColumnFacts facts = column.facts();
    ColumnRole role = facts.role();
    Sql.update(
        connection,
        """
        UPDATE datawarp.tbl_column_metadata AS c
           SET description = coalesce(?, c.description), unit = ?, notes = ?, geography = ?,
               is_dimension = coalesce(?, c.is_dimension), is_measure = coalesce(?, c.is_measure),
               query_keywords = coalesce(?, c.query_keywords),
               metadata_source = coalesce(?, c.metadata_source),
               confidence = coalesce(?, c.confidence), updated_at = now()
         WHERE canonical_source_code = ? AND column_name = ?
        """,
        facts.description(),
        facts.unit(),
        facts.notes(),
        facts.geography().stream().map(GeographyLevel::text).toList(),
        role == null ? null : role == ColumnRole.DIMENSION,
        role == null ? null : role == ColumnRole.MEASURE,
        facts.keywords().isEmpty() ? null : facts.keywords(),
        facts.description() == null ? null : facts.describedBy().text(),
        facts.description() == null ? null : confidence(facts),
        code.value(),
        column.name());
  }

  /** A model's words are believed less than those of the publisher and of people. */
  static double confidence(ColumnFacts facts) {
    return facts.description() != null && facts.describedBy() == DescribedBy.MODEL ? 0.7 : 1;
  }

  /** Returns what the registry keeps of a source as JSON; what is unknown is null in it. */
  static Map<String, @Nullable Object> facts(SourceFacts facts, ManifestRef manifest) {
    Map<String, @Nullable Object> known = new LinkedHashMap<>();
    known.put("licence", manifest.licence());
    known.put(
        "published", manifest.publishedOn() == null ? null : manifest.publishedOn().toString());
    known.put("unit", facts.unit());
    known.put("notes", facts.notes());
    return known;
  }
}
