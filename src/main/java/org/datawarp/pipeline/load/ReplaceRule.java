package org.datawarp.pipeline.load;

import org.jspecify.annotations.Nullable;

/** Which rows of the staging table a load replaces; all others stay as they are. */
public sealed interface ReplaceRule {
  /** What this manifest loaded into this source before, whatever its period was then. */
  record OwnRows() implements ReplaceRule {}

  /**
   * What this manifest loaded before and, of the rows adopted from a legacy database, those of one
   * period. Adopted rows are those whose {@code _manifest_file_id} is null, unknown, or names a
   * file without a SHA-256, which Datawarp never writes.
   *
   * @param period the adopted rows' {@code _period} as it stands in the table; null means those
   *     without one
   */
  record OwnAndAdoptedRows(@Nullable String period) implements ReplaceRule {}
}
