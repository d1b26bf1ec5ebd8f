package org.datawarp.workflow.archive;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.repository.SourcePeriod;
import org.jspecify.annotations.Nullable;

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
  public record Left(SourcePeriod unit, String why, Kind kind) {
    /** Returns the unit as a person names it. */
    public String name() {
      return unit.toString();
    }

    /** Returns it as JSON's values, with stable keys. */
    public Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("source", unit.source());
      map.put("period", unit.periodLabel());
      map.put("why", why);
      return map;
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
  public long bytes() {
    return items.stream()
        .filter(item -> item.work().moves())
        .mapToLong(item -> item.export().sizeBytes())
        .sum();
  }

  /** Returns how many rows are deleted from PostgreSQL. */
  public long purgedRows() {
    return items.stream()
        .filter(item -> item.work().purges())
        .mapToLong(item -> item.export().rowCount())
        .sum();
  }
}
