package org.datawarp.workflow.rename;

import java.util.List;
import org.datawarp.platform.codec.JsonKeys;
import org.jspecify.annotations.Nullable;

/**
 * What was renamed.
 *
 * @param run the run that did it; null for a plan
 * @param plan what is or would be renamed
 * @param notes what a person should know of what was done
 */
@JsonKeys({"run", "plan.*", "notes"})
public record RenameReport(@Nullable String run, RenamePlan plan, List<String> notes) {
  /** Copies the list. */
  public RenameReport {
    notes = List.copyOf(notes);
  }
}
