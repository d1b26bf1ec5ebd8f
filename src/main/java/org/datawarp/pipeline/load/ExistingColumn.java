package org.datawarp.pipeline.load;

import org.datawarp.model.table.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * A column as it stands in a staging table.
 *
 * @param name its name
 * @param position its {@code attnum}
 * @param sqlType its type as {@code format_type} prints it
 * @param type the nearest type of ours, or null where there is none
 * @param exact whether it holds every value of that type unchanged, so not varchar(50) or
 *     numeric(10,2), which cut and round
 * @param filling what the column holds when COPY leaves it out
 */
record ExistingColumn(
    String name,
    int position,
    String sqlType,
    @Nullable ColumnType type,
    boolean exact,
    Filling filling) {

  /** What a column holds when COPY leaves it out. */
  enum Filling {
    NULL,
    DEFAULT,
    GENERATED
  }
}
