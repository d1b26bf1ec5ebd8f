package org.datawarp.repository;

import java.math.BigDecimal;
import java.sql.Connection;
import java.util.List;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/** What {@code tbl_column_metadata} knows of columns; reads only. */
public final class ColumnRepository {
  private ColumnRepository() {}

  /**
   * What is known of one column.
   *
   * @param name the physical name
   * @param originalName the header as written; null where there is none
   * @param description for people; null where nobody gave one
   * @param isDimension whether it names what a row is about; null where nobody judged
   * @param isMeasure whether it holds what was counted; null where nobody judged
   * @param nullRate how many of a hundred values are null; null where unknown
   */
  public record ColumnEntry(
      String name,
      @Nullable String originalName,
      @Nullable String description,
      @Nullable Boolean isDimension,
      @Nullable Boolean isMeasure,
      @Nullable BigDecimal nullRate) {}

  /** Lists the columns that are known of a source, in the order of its table. */
  public static List<ColumnEntry> list(Connection connection, String source) {
    return Query.list(
        connection,
        "listing the columns of " + source,
        """
        SELECT column_name, original_name, description, is_dimension, is_measure, null_rate
          FROM datawarp.tbl_column_metadata
         WHERE canonical_source_code = ?
         ORDER BY ordinal NULLS LAST, column_name
        """,
        row ->
            new ColumnEntry(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                (Boolean) row.getObject(4),
                (Boolean) row.getObject(5),
                row.getBigDecimal(6)),
        source);
  }
}
