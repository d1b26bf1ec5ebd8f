package org.datawarp.pipeline.export;

import java.util.List;
import org.datawarp.model.table.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * What an export found in one column.
 *
 * @param name the physical name
 * @param type the type of its values
 * @param sqlType PostgreSQL's name of the type
 * @param parquetType the type in the file, such as {@code STRING} or {@code DECIMAL(12,2)}
 * @param nullCount rows without a value
 * @param min the least value as text, or null where all are null; text is compared by its UTF-8
 *     bytes
 * @param max the greatest value, likewise
 * @param distinct how many different values there are, or null where there are too many to count
 * @param markers for a column with a marker column beside it: the tokens found there, sorted
 */
public record ColumnSummary(
    String name,
    ColumnType type,
    String sqlType,
    String parquetType,
    long nullCount,
    @Nullable String min,
    @Nullable String max,
    @Nullable Long distinct,
    List<String> markers) {
  /** Copies the list. */
  public ColumnSummary {
    markers = List.copyOf(markers);
  }
}
