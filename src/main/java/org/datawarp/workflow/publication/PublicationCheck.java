package org.datawarp.workflow.publication;

import java.util.List;
import org.datawarp.workflow.publication.PublicationReport.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What its publisher's site says of a publication.
 *
 * @param publication its code
 * @param address what was asked, without secrets; null where nothing was
 * @param shown the periods that its page shows, oldest first; empty where no page tells
 * @param wanted the periods that a refresh would take, oldest first
 * @param notYet the periods that are over and not due
 * @param asked the period whose address was asked; null where a page tells
 * @param isThere whether that one is there; null where none was asked
 * @param problems what a person should mend, or the publisher is late with
 * @param warnings what a person should know
 * @param error why its site could not be asked; null if it could
 */
public record PublicationCheck(
    String publication,
    @Nullable String address,
    List<String> shown,
    List<String> wanted,
    List<String> notYet,
    @Nullable String asked,
    @Nullable Boolean isThere,
    List<String> problems,
    List<String> warnings,
    @Nullable Failure error) {
  /** Copies the lists. */
  public PublicationCheck {
    shown = List.copyOf(shown);
    wanted = List.copyOf(wanted);
    notYet = List.copyOf(notYet);
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /** Tells whether a person has something to mend. */
  public boolean hasProblems() {
    return error != null || !problems.isEmpty();
  }
}
