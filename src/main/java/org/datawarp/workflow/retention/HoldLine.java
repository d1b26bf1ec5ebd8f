package org.datawarp.workflow.retention;

import java.time.Instant;
import org.datawarp.repository.Hold;
import org.jspecify.annotations.Nullable;

/**
 * A hold as people see it.
 *
 * @param pattern which sources and manifests
 * @param period the one period held; null for all
 * @param reason why
 * @param by who said so
 * @param at since when
 * @param sources how many sources it holds now
 */
public record HoldLine(
    String pattern,
    @Nullable String period,
    String reason,
    @Nullable String by,
    Instant at,
    long sources) {

  static HoldLine of(Hold hold, long sources) {
    return new HoldLine(
        hold.pattern().toString(), hold.period(), hold.reason(), hold.by(), hold.at(), sources);
  }
}
