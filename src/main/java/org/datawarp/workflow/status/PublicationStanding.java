package org.datawarp.workflow.status;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.datawarp.platform.codec.JsonKeys;
import org.jspecify.annotations.Nullable;

/**
 * How a publication stands.
 *
 * @param publication its code
 * @param isRegistered whether the configuration has it
 * @param newest the newest period that is here; null for none
 * @param issues how many of its issues are here, archived ones too
 * @param sources its sources
 * @param checkedAt when an issue of it was last loaded or found unchanged; null for never
 * @param isStale whether that is longer ago than two of its periods last
 * @param due the periods that are due by the schedule and not here, oldest first
 * @param dueSince since when the oldest of them is due; null for none
 * @param next the period that comes next by the schedule; null where nothing says it
 * @param nextDue when that one comes out; null where nothing says it
 */
@JsonKeys({
  "publication",
  "registered",
  "newest",
  "issues",
  "sources",
  "checked_at",
  "stale",
  "due",
  "due_since",
  "next",
  "next_due"
})
public record PublicationStanding(
    String publication,
    boolean isRegistered,
    @Nullable String newest,
    long issues,
    long sources,
    @Nullable Instant checkedAt,
    boolean isStale,
    List<String> due,
    @Nullable LocalDate dueSince,
    @Nullable String next,
    @Nullable LocalDate nextDue) {
  /** Copies the list. */
  public PublicationStanding {
    due = List.copyOf(due);
  }

  /** Tells whether a person should see to it. */
  public boolean needsCare() {
    return isStale || !due.isEmpty();
  }
}
