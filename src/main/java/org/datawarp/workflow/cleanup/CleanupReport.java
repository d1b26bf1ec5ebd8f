package org.datawarp.workflow.cleanup;

import java.util.List;
import org.datawarp.platform.codec.JsonKeys;
import org.jspecify.annotations.Nullable;

/**
 * What a cleanup did.
 *
 * @param plan what was found and decided
 * @param run the run's id; null when there was nothing to do
 * @param done how many things went
 * @param emptied of how many runs among them the trash was emptied, which nothing brings back
 * @param failed things that should have gone and did not, a line each
 * @param validatedKeys foreign keys that hold for all rows again
 */
@JsonKeys({"executed", "run", "done", "emptied", "undoable", "failed", "validated_keys", "plan.*"})
public record CleanupReport(
    CleanupPlan plan,
    @Nullable String run,
    long done,
    long emptied,
    List<String> failed,
    List<String> validatedKeys) {
  /** Copies the lists. */
  public CleanupReport {
    failed = List.copyOf(failed);
    validatedKeys = List.copyOf(validatedKeys);
  }

  /** Tells whether there is something that undo can bring back. */
  public boolean isUndoable() {
    return done > emptied;
  }

  /** Tells that the plan was carried out. */
  boolean isExecuted() {
    return true;
  }
}
