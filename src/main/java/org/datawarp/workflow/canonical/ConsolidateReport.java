package org.datawarp.workflow.canonical;

import java.util.List;
import org.datawarp.platform.codec.JsonKeys;
import org.jspecify.annotations.Nullable;

/**
 * What a consolidation did, or would do.
 *
 * @param plan what was moved
 * @param run the run; null for a plan
 * @param views views that stand under the old tables' names
 * @param warnings what a person should know, a line each
 */
@JsonKeys({"run", "plan.*", "views", "warnings"})
public record ConsolidateReport(
    ConsolidatePlan plan, @Nullable String run, List<String> views, List<String> warnings) {
  /** Copies the lists. */
  public ConsolidateReport {
    views = List.copyOf(views);
    warnings = List.copyOf(warnings);
  }
}
