package org.datawarp.workflow.adopt;

import java.util.List;
import org.datawarp.platform.codec.JsonKeys;

/**
 * What was adopted.
 *
 * @param run the run that did it, by which it is undone
 * @param plan what was decided
 * @param notes what happened beside it, a line each
 */
@JsonKeys({"run", "plan.*", "notes"})
public record AdoptionReport(String run, AdoptionPlan plan, List<String> notes) {
  /** Copies the list. */
  public AdoptionReport {
    notes = List.copyOf(notes);
  }
}
