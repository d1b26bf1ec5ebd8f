package org.datawarp.restore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** Returns the report as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("run", run);
    map.put("items", plan.items().stream().map(RestoreItem::json).toList());
    map.put("left", plan.left().stream().map(RestorePlan.Left::json).toList());
    map.put("results", results.stream().map(Result::json).toList());
    return map;
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
      String path) {
    /** Tells whether the table had to be made. */
    public boolean isTableCreated() {
      return table == KeptRowsLoader.Table.CREATED;
    }

    /** Returns it as JSON's values, with stable keys. */
    Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("source", item.source());
      map.put("rows", rows);
      map.put("rows_replaced", rowsReplaced);
      map.put("table_created", isTableCreated());
      map.put("kept_as", keptAs);
      map.put("path", path);
      return map;
    }
  }
}
