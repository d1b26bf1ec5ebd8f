package org.datawarp.workflow.remove;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a removal or deprecation did.
 *
 * @param plan what went
 * @param run the run's id
 * @param left what should have gone and stayed, a line each
 */
public record RemoveReport(RemovePlan plan, String run, List<String> left) {
  /** Copies the list. */
  public RemoveReport {
    left = List.copyOf(left);
  }

  /** Returns the report as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("run", run);
    map.putAll(plan.json());
    map.put("left", left);
    return map;
  }
}
