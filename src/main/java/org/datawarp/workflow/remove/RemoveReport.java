package org.datawarp.workflow.remove;

import java.util.List;
import org.datawarp.platform.codec.JsonKeys;

/**
 * What a removal or deprecation did.
 *
 * @param plan what went
 * @param run the run's id
 * @param left what should have gone and stayed, a line each
 */
@JsonKeys({"run", "plan.*", "left"})
public record RemoveReport(RemovePlan plan, String run, List<String> left) {
  /** Copies the list. */
  public RemoveReport {
    left = List.copyOf(left);
  }
}
