package org.datawarp.workflow.publication;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code publications:} made from a page.
 *
 * @param publication its code
 * @param entry its keys and values
 * @param yaml the same as it stands in the file
 * @param reasons what it was made from, and what could not be found out
 * @param writtenTo the file that it was written to; null where it was only shown
 */
public record ProposedEntry(
    String publication,
    Map<String, Object> entry,
    String yaml,
    List<String> reasons,
    @Nullable String writtenTo) {
  /** Copies the list. */
  public ProposedEntry {
    reasons = List.copyOf(reasons);
  }
}
