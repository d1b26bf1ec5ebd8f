package org.datawarp.pipeline.export;

import java.util.List;

/**
 * How many rows there are, and their hash.
 *
 * @param rowCount the number of rows
 * @param hex the hash as 32 hexadecimal digits, see {@link org.datawarp.model.RowHash}
 */
public record TableHash(long rowCount, String hex) {
  /** The columns that do not count: they change when equal rows are loaded again. */
  public static final List<String> EXCLUDED =
      List.of("_load_id", "_loaded_at", "_manifest_file_id");
}
