package org.datawarp.load;

import java.util.List;

/** The columns every staging table has beside its business columns. */
final class Provenance {
  static final String LOAD_ID = "_load_id";
  static final String LOADED_AT = "_loaded_at";
  static final String PERIOD = "_period";
  static final String PERIOD_START = "_period_start";
  static final String PERIOD_END = "_period_end";
  static final String MANIFEST_FILE_ID = "_manifest_file_id";
  static final String SOURCE_ROW = "_source_row";
  static final String SOURCE_COLUMN = "_source_column";

  /** All of them, in table order. */
  static final List<String> NAMES =
      List.of(
          LOAD_ID,
          LOADED_AT,
          PERIOD,
          PERIOD_START,
          PERIOD_END,
          MANIFEST_FILE_ID,
          SOURCE_ROW,
          SOURCE_COLUMN);

  private Provenance() {}
}
