package org.datawarp.pipeline.load;

/** What one loaded row was in its file, which decides how it is traced back. */
public enum RowOrigin {
  /** One row of the sheet: traced by {@code _source_row}. */
  ROW,
  /** One or more cells of a row, unpivoted: traced by {@code _source_row, _source_column}. */
  UNPIVOTED
}
