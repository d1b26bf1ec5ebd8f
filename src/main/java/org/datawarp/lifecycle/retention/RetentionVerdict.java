package org.datawarp.lifecycle.retention;

import java.time.Instant;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.repository.RetentionPolicy;
import org.datawarp.repository.SourcePeriod;
import org.jspecify.annotations.Nullable;

/**
 * What retention says of one unit.
 *
 * @param unit the unit
 * @param rule the rule that decides
 * @param why the same in words, with its numbers
 * @param policy the policy that decides; null where none does
 * @param expiresAt when it will expire, or has expired, if nothing newer arrives and nobody uses
 *     it; null if never
 */
@JsonKeys({
  "unit.source",
  "period=unit.period_label",
  "kept",
  "rule",
  "why",
  "policy=policy.pattern",
  "expires_at"
})
public record RetentionVerdict(
    SourcePeriod unit,
    Rule rule,
    String why,
    @Nullable RetentionPolicy policy,
    @Nullable Instant expiresAt) {

  /** The rules, in the order in which they are asked. */
  public enum Rule {
    /** Somebody holds it. */
    HELD,
    /** No enabled policy is for it. */
    NO_POLICY,
    /** It is reference data, which never falls behind. */
    NO_PERIOD,
    /** It is the newest issue of its publication. */
    NEWEST_ISSUE,
    /** Nobody knows when it was last used. */
    UNKNOWN_AGE,
    /** It is among the newest periods of its table. */
    PERIODS,
    /** It was used not long ago. */
    DAYS,
    /** No rule keeps it. */
    EXPIRED;

    /** Returns the word for people and scripts. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Tells whether the unit stays. */
  public boolean isKept() {
    return rule != Rule.EXPIRED;
  }

  /** Returns the unit as a person names it. */
  public String name() {
    return unit.toString();
  }
}
