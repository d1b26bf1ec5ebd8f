package org.datawarp.workflow.retention;

import org.datawarp.model.SourcePattern;
import org.datawarp.repository.RetentionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A retention policy as people set and see it.
 *
 * @param pattern which sources and manifests
 * @param periods how many of the newest periods are kept
 * @param days for how many days after the last use
 * @param archiveTo where what expires is sent; null if nowhere beyond {@code archive/}
 * @param deleteAfterArchive whether rows are deleted once they are archived
 * @param enabled whether it counts
 * @param sources how many sources it is for now
 */
public record PolicyLine(
    String pattern,
    int periods,
    int days,
    @Nullable String archiveTo,
    boolean deleteAfterArchive,
    boolean enabled,
    long sources) {

  static PolicyLine of(RetentionPolicy policy, long sources) {
    return new PolicyLine(
        policy.pattern().toString(),
        policy.periods(),
        policy.days(),
        policy.archiveTo(),
        policy.rows() == RetentionPolicy.Rows.PURGE,
        policy.enabled(),
        sources);
  }

  /** Returns this line with another target. */
  PolicyLine archivingTo(@Nullable String target) {
    return new PolicyLine(pattern, periods, days, target, deleteAfterArchive, enabled, sources);
  }

  RetentionPolicy policy() {
    return new RetentionPolicy(
        SourcePattern.parse(pattern),
        periods,
        days,
        archiveTo,
        deleteAfterArchive ? RetentionPolicy.Rows.PURGE : RetentionPolicy.Rows.KEEP,
        enabled);
  }
}
