package org.datawarp.model.publication;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * In what one period differs from the schedule.
 *
 * @param isSkipped whether it has no issue, or none that is wanted
 * @param reason why, for people; empty where nobody says it
 * @param due when its issue comes out; null for the day that the schedule says
 */
public record IssueException(boolean isSkipped, String reason, @Nullable LocalDate due) {}
