package org.datawarp.workflow.archive;

import java.util.List;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.repository.SourcePeriod;

/**
 * What an archive run does, decided in full.
 *
 * @param items the units, in the order of their tables
 * @param left the units that were asked for and stay, with the reason
 * @param others every other unit of the workspace
 * @param manifests the manifests that move, since all of their sources are archived then
 * @param refusals why the plan cannot be executed as it is; empty if it can
 * @param hint what to say to execute it all the same; empty if there is nothing to refuse
 */
public record ArchivePlan(
    List<ArchiveItem> items,
    List<Left> left,
    List<SourcePeriod> others,
    List<String> manifests,
    List<String> refusals,
    String hint) {
  /** Copies the lists. */
  public ArchivePlan {
    items = List.copyOf(items);
    left = List.copyOf(left);
    others = List.copyOf(others);
    manifests = List.copyOf(manifests);
    refusals = List.copyOf(refusals);
  }

  /**
   * A unit that stays.
   *
   * @param unit the unit
   * @param why the reason, for people
   * @param kind whether that is as it should be
   */
  @JsonKeys({"unit.source", "period=unit.period_label", "why"})
  public record Left(SourcePeriod unit, String why, Kind kind) {
    /** Returns the unit as a person names it. */
    public String name() {
      return unit.toString();
    }

    /** Whether a unit stays by a rule or because something is wrong. */
    public enum Kind {
      /** A rule keeps it. */
      KEPT,
      /** Something is wrong with it. */
      PROBLEM
    }
  }

  /** Returns how many bytes of Parquet move. */
  public long sizeBytes() {
    return items.stream()
        .filter(item -> item.action().moves())
        .mapToLong(item -> item.export().sizeBytes())
        .sum();
  }

  /** Returns how many rows are deleted from PostgreSQL. */
  public long rowsPurged() {
    return items.stream()
        .filter(item -> item.action().purges())
        .mapToLong(item -> item.export().rowCount())
        .sum();
  }
}
