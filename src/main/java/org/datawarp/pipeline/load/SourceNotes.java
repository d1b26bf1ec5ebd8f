package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.jspecify.annotations.Nullable;

/** What people write about a source, put where they look for it: the registry and comments. */
public final class SourceNotes {
  private SourceNotes() {}

  /**
   * Writes descriptions inside the caller's transaction; rows stay as they are.
   *
   * @param title the source's title
   * @param description what the source holds; null leaves the one that is there
   * @param columns for each column its comment: the header as written and what it means
   */
  public static void save(
      Connection connection,
      SourceCode code,
      TableName table,
      String title,
      @Nullable String description,
      Map<String, String> columns) {
    try {
      Sql.update(
          connection,
          """
          UPDATE datawarp.tbl_data_sources
             SET name = ?, description = coalesce(?, description) WHERE code = ?
          """,
          title,
          description,
          code.value());
      StringBuilder sql = new StringBuilder();
      String comment = description == null ? title : title + "\n\n" + description;
      sql.append("COMMENT ON TABLE ").append(table.quoted());
      sql.append(" IS ").append(Sql.literal(comment)).append(";\n");
      columns.forEach(
          (name, text) ->
              sql.append("COMMENT ON COLUMN ")
                  .append(table.quoted())
                  .append('.')
                  .append(TableName.quote(name))
                  .append(" IS ")
                  .append(Sql.literal(text))
                  .append(";\n"));
      Sql.run(connection, sql.toString());
    } catch (SQLException e) {
      throw SqlErrors.translate("describing " + table, e);
    }
  }

  /** Writes the description of one column into the registry. */
  public static void saveColumn(
      Connection connection, SourceCode code, String column, String description) {
    Query.work(
        "describing " + code + "." + column,
        () ->
            Sql.update(
                connection,
                """
          UPDATE datawarp.tbl_column_metadata SET description = ?, updated_at = now()
           WHERE canonical_source_code = ? AND column_name = ?
          """,
                description,
                code.value(),
                column));
  }
}
