package org.datawarp.repository;

import java.time.Instant;
import org.datawarp.model.SourcePattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that must stay as it is: nothing archives, purges, cleans up or sends away what is
 * held.
 *
 * @param pattern which sources and manifests
 * @param period the stored form of the one period held; null for all, those to come too
 * @param reason why, for people
 * @param by who said so
 * @param at since when
 */
public record Hold(
    SourcePattern pattern,
    @Nullable String period,
    String reason,
    @Nullable String by,
    Instant at) {

  /**
   * Tells whether it holds a source's period. A hold on one period also holds what is not known by
   * period: a file of all periods has that one in it.
   *
   * @param manifest the manifest that owns the source; null where none does
   * @param unitPeriod the stored form of the period; null where there is none, or all are meant
   */
  public boolean holds(String source, @Nullable String manifest, @Nullable String unitPeriod) {
    boolean isNamed = pattern.matches(source) || (manifest != null && pattern.matches(manifest));
    return isNamed && (period == null || unitPeriod == null || period.equals(unitPeriod));
  }

  /** Returns the hold as a person reads it: what, and why. */
  @Override
  public String toString() {
    return "held (" + pattern + (period == null ? "" : " " + period) + "): " + reason;
  }
}
