package org.datawarp.dump;

import java.util.List;

/**
 * What was read from a dump into a database.
 *
 * @param statements how many were carried out
 * @param tables the rows of each COPY as they were read, its table as written
 * @param skipped what was passed over, since a role, right or parameter is missing here
 */
public record RestoreReport(long statements, List<DumpedTable> tables, List<String> skipped) {
  /** Copies the collections. */
  public RestoreReport {
    tables = List.copyOf(tables);
    skipped = List.copyOf(skipped);
  }
}
