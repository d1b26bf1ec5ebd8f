package org.datawarp.workflow.archive;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that left the database, or would.
 *
 * @param run the run that took them; null for a plan, and where there was nothing to take
 * @param before events of before that moment
 * @param events how many
 * @param stay events that are old enough and stay: those of what is still here
 * @param months where those of each month are, oldest first
 */
public record EventArchiveReport(
    @Nullable String run, Instant before, long events, long stay, List<Month> months) {
  /** Copies the list. */
  public EventArchiveReport {
    months = List.copyOf(months);
  }

  /**
   * The events of one month.
   *
   * @param month as in {@code 2024-09}
   * @param events how many
   * @param file where they are, relative to the workspace; null for a plan
   * @param sha256 the SHA-256 of the file; null for a plan
   */
  public record Month(String month, long events, @Nullable String file, @Nullable String sha256) {}
}
