package org.datawarp.workflow.publication;

import java.time.LocalDate;
import org.datawarp.model.period.Period;
import org.jspecify.annotations.Nullable;

/**
 * An issue that is to be refreshed.
 *
 * @param manifest its manifest's name
 * @param period its period; null for reference data
 * @param action what is to be done
 * @param place where it is to be found
 * @param due when it comes out; null where nothing says it
 * @param isOverdue whether it should be there by now
 */
record PlannedIssue(
    String manifest,
    @Nullable Period period,
    Action action,
    Place place,
    @Nullable LocalDate due,
    boolean isOverdue) {
  /** What is to be done with an issue. */
  enum Action {
    /** It is not here. */
    LOAD,
    /** It is here and may have been revised. */
    LOOK_AGAIN,
    /** It takes the place of the one before. */
    REPLACE
  }

  /** Where an issue is. */
  enum Place {
    /** The landing page shows it. */
    PAGE,
    /** The configuration says its address. */
    ADDRESS,
    /** Where it was before. */
    AS_BEFORE
  }

  /** Tells whether a missing issue is no failure. */
  boolean mayBeAbsent() {
    return !isOverdue && action != Action.LOOK_AGAIN;
  }
}
