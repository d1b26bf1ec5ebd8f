package org.datawarp.dump;

import java.util.List;
import java.util.Map;

/**
 * What was read from a dump into a database.
 *
 * @param statements how many were carried out
 * @param rows the rows of each COPY, by its table as written
 * @param skipped what was passed over, since a role, right or parameter is missing here
 */
public record RestoreReport(long statements, Map<String, Long> rows, List<String> skipped) {
  /** Copies the collections. */
  public RestoreReport {
    rows = Map.copyOf(rows);
    skipped = List.copyOf(skipped);
  }
}
