package org.datawarp.workflow.restore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.lifecycle.version.VersionRestorer;
import org.datawarp.pipeline.load.VersionRowsLoader;
import org.datawarp.workflow.restore.RestorePlan.RestoreItem;
import org.jspecify.annotations.Nullable;

/**
 * What a restore did, or would do.
 *
 * @param run the run; null for a plan that was not executed
 * @param plan what was planned, and executed
 * @param results what came of each item; empty for a plan
 * @param fetched the files that a store gave, relative to the workspace; for a plan those it would
 */
public record RestoreReport(
    @Nullable String run, RestorePlan plan, List<Result> results, List<String> fetched) {
  /** Copies the lists. */
  public RestoreReport {
    results = List.copyOf(results);
    fetched = List.copyOf(fetched);
  }

  /** Returns the report as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("run", run);
    map.put("items", plan.items().stream().map(RestoreItem::json).toList());
    map.put("left", plan.left().stream().map(RestorePlan.Left::json).toList());
    map.put("results", results.stream().map(Result::json).toList());
    map.put("fetched", fetched);
    return map;
  }

  /**
   * What came of one item.
   *
   * @param done what was done
   * @param file the file it came from, relative to the workspace where it lies in it
   */
  public record Result(VersionRestorer.Result done, String file) {
    /** Returns the source as a person names it. */
    public String name() {
      String period = done.target().exportPeriod();
      return period == null ? done.target().source() : done.target().source() + " " + period;
    }

    /** Returns how many rows were loaded. */
    public long rows() {
      return done.rows();
    }

    /** Returns how many rows were there before. */
    public long rowsReplaced() {
      return done.rowsReplaced();
    }

    /** Returns where the rows that were there before are kept; null if there were none. */
    public @Nullable String keptAs() {
      return done.keptAs();
    }

    /** Tells whether the table had to be made. */
    public boolean isTableCreated() {
      return done.table() == VersionRowsLoader.Table.CREATED;
    }

    /** Returns it as JSON's values, with stable keys. */
    Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("source", done.target().source());
      map.put("from", file);
      map.put("rows", done.rows());
      map.put("rows_replaced", done.rowsReplaced());
      map.put("table_created", isTableCreated());
      map.put("kept_as", done.keptAs());
      map.put("path", done.path());
      return map;
    }
  }
}
