package org.datawarp.pipeline.load;

import java.time.Duration;
import java.util.List;

/**
 * What a load did, in the caller's transaction, which is still open.
 *
 * @param plan what was decided before: columns added and widened, views rebuilt, warnings
 * @param loadId the id of the new row in {@code tbl_load_history}, the rows' {@code _load_id}
 * @param manifestFileIds the ids in {@code tbl_manifest_files}, one per part in the parts' order
 * @param rowsLoaded rows that PostgreSQL counted in
 * @param rowsDeleted rows that were replaced
 * @param duration from the first statement to the last
 */
public record LoadReport(
    LoadPlan plan,
    long loadId,
    List<Long> manifestFileIds,
    long rowsLoaded,
    long rowsDeleted,
    Duration duration) {
  /** Copies the list. */
  public LoadReport {
    manifestFileIds = List.copyOf(manifestFileIds);
  }

  /** Returns the rows in the table after the load. */
  public long rowsAfter() {
    return plan.rowsBefore() - rowsDeleted + rowsLoaded;
  }
}
