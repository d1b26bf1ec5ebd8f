package org.datawarp.workflow.archive;

import java.util.Locale;
import org.datawarp.lifecycle.transfer.PolicyUploadQueue;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.repository.RetentionPolicy;
import org.datawarp.repository.SourcePeriod;
import org.jspecify.annotations.Nullable;

/**
 * One unit of an archive plan.
 *
 * @param unit the unit
 * @param action what is done with it
 * @param why the reason, for people
 * @param policy the policy that lets it go; null where none did
 */
@JsonKeys({
  "unit.source",
  "period=unit.period_label",
  "unit.manifest",
  "action",
  "rows=row_count",
  "size_bytes",
  "path",
  "target",
  "why"
})
public record ArchiveItem(
    SourcePeriod unit, Work action, String why, @Nullable RetentionPolicy policy) {
  /** What is done with a unit. */
  public enum Work {
    /** Its files move to the archive; its rows stay. */
    MOVE,
    /** Its files move, and its rows are deleted. */
    MOVE_AND_PURGE,
    /** Its files are archived already; its rows are deleted. */
    PURGE;

    /** Tells whether files move. */
    public boolean moves() {
      return this != PURGE;
    }

    /** Tells whether rows are deleted. */
    public boolean purges() {
      return this != MOVE;
    }

    /** Returns the word for people and scripts. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the store its files go to beyond {@code archive/}; null if nowhere. */
  public @Nullable String target() {
    return policy == null ? null : policy.archiveTo();
  }

  /**
   * Tells whether its files are deleted from {@code archive/} once a store is proven to have them.
   */
  public boolean leavesArchive() {
    Destination to = destination();
    return to != null && to.then() == PolicyUploadQueue.Then.DELETE;
  }

  /** Returns where its files go and what becomes of them here; null if nowhere. */
  @Nullable Destination destination() {
    String target = target();
    return target == null || policy == null
        ? null
        : new Destination(
            target,
            policy.rows() == RetentionPolicy.Rows.PURGE
                ? PolicyUploadQueue.Then.DELETE
                : PolicyUploadQueue.Then.KEEP);
  }

  /** Returns the unit as a person names it. */
  public String name() {
    return unit.toString();
  }

  /** Returns the rows of its export. */
  public long rowCount() {
    return export().rowCount();
  }

  /** Returns the size of its export. */
  public long sizeBytes() {
    return export().sizeBytes();
  }

  /** Returns where its export lies, relative to the workspace. */
  String path() {
    return export().path();
  }

  /** Returns the unit's export. */
  SourcePeriod.ExportFile export() {
    SourcePeriod.ExportFile export = unit.export();
    if (export == null) {
      throw new IllegalStateException("planned without an export: " + unit);
    }
    return export;
  }
}
