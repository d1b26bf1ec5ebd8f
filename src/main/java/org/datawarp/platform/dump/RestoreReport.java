package org.datawarp.platform.dump;

import java.util.List;

/**
 * What was read from a dump into a database.
 *
 * @param statements how many were carried out
 * @param tables the rows of each COPY as they were read, its table as written
 * @param lost those of {@code tables} whose rows have no table here, named in {@code leftOut} too
 * @param skipped owners, grants and the like passed over, since a role or right is missing here
 * @param leftOut what is not here now, since it needs more than the restoring role has
 */
public record RestoreReport(
    long statements,
    List<DumpedTable> tables,
    List<DumpedTable> lost,
    List<String> skipped,
    List<String> leftOut) {
  /** Copies the collections. */
  public RestoreReport {
    tables = List.copyOf(tables);
    lost = List.copyOf(lost);
    skipped = List.copyOf(skipped);
    leftOut = List.copyOf(leftOut);
  }
}
