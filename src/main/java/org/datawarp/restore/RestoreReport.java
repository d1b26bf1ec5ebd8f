package org.datawarp.restore;

import java.util.List;
import org.datawarp.load.KeptRowsLoader;
import org.datawarp.restore.RestorePlan.RestoreItem;
import org.jspecify.annotations.Nullable;

/**
 * What a restore did, or would do.
 *
 * @param run the run; null for a plan that was not executed
 * @param plan what was planned, and executed
 * @param results what came of each item; empty for a plan
 */
public record RestoreReport(@Nullable String run, RestorePlan plan, List<Result> results) {
  /** Copies the list. */
  public RestoreReport {
    results = List.copyOf(results);
  }

  /**
   * What came of one item.
   *
   * @param item the item
   * @param rows rows loaded
   * @param rowsReplaced rows that were there before
   * @param table what became of the table
   * @param keptAs where the rows that were there before are kept; null if there were none
   * @param path the export, relative to the workspace
   */
  public record Result(
      RestoreItem item,
      long rows,
      long rowsReplaced,
      KeptRowsLoader.Table table,
      @Nullable String keptAs,
      String path) {}
}
