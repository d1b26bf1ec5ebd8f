package org.datawarp.workflow.restore;

import java.util.List;
import org.datawarp.lifecycle.version.VersionRestorer;
import org.datawarp.pipeline.load.VersionRowsLoader;
import org.datawarp.platform.codec.JsonKeys;
import org.jspecify.annotations.Nullable;

/**
 * What a restore did, or would do.
 *
 * @param run the run; null for a plan that was not executed
 * @param plan what was planned, and executed
 * @param results what came of each item; empty for a plan
 * @param fetched the files that a store gave, relative to the workspace; for a plan those it would
 */
@JsonKeys({"run", "plan.*", "results", "fetched"})
public record RestoreReport(
    @Nullable String run, RestorePlan plan, List<Result> results, List<String> fetched) {
  /** Copies the lists. */
  public RestoreReport {
    results = List.copyOf(results);
    fetched = List.copyOf(fetched);
  }

  /**
   * What came of one item.
   *
   * @param done what was done
   * @param from the file it came from, relative to the workspace where it lies in it
   */
  @JsonKeys({
    "done.target.source",
    "from",
    "rows",
    "rows_replaced",
    "table_created",
    "kept_as",
    "done.path"
  })
  public record Result(VersionRestorer.Result done, String from) {
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
  }
}
