package org.datawarp.workflow.cleanup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cleanup did.
 *
 * @param plan what was found and decided
 * @param run the run's id; null when there was nothing to do
 * @param done how many things went
 * @param emptied of how many runs among them the trash was emptied, which nothing brings back
 * @param failed things that should have gone and did not, a line each
 * @param validated foreign keys that hold for all rows again
 */
public record CleanupReport(
    CleanupPlan plan,
    @Nullable String run,
    long done,
    long emptied,
    List<String> failed,
    List<String> validated) {
  /** Copies the lists. */
  public CleanupReport {
    failed = List.copyOf(failed);
    validated = List.copyOf(validated);
  }

  /** Tells whether there is something that undo can bring back. */
  public boolean isUndoable() {
    return done > emptied;
  }

  /** Returns the report as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("executed", true);
    map.put("run", run);
    map.put("done", done);
    map.put("emptied", emptied);
    map.put("undoable", isUndoable());
    map.put("failed", failed);
    map.put("validated_keys", validated);
    map.putAll(json(plan));
    return map;
  }

  /** Returns a plan as JSON's values, with stable keys. */
  public static Map<String, @Nullable Object> json(CleanupPlan plan) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("found", plan.found());
    map.put("refused", plan.refusals());
    map.put("classes", plan.sums().stream().map(CleanupPlan.ClassSum::json).toList());
    map.put("items", new ArrayList<>(plan.orphans().stream().map(Orphan::json).toList()));
    return map;
  }
}
