package org.datawarp.workflow.canonical;

import java.util.List;
import org.datawarp.platform.codec.JsonKeys;
import org.jspecify.annotations.Nullable;

/**
 * What a consolidation would do.
 *
 * @param publication the publication
 * @param sources the canonical sources there would be, by code
 * @param left tables that stay as they are, and why
 */
@JsonKeys({"publication", "sources", "left"})
public record ConsolidatePlan(String publication, List<Stacked> sources, List<Left> left) {
  /** Copies the lists. */
  public ConsolidatePlan {
    sources = List.copyOf(sources);
    left = List.copyOf(left);
  }

  /**
   * One canonical source.
   *
   * @param source its code
   * @param table its staging table
   * @param isNew whether it begins
   * @param tables the tables that go into it, by period
   */
  @JsonKeys({"source", "table", "is_new", "tables"})
  public record Stacked(String source, String table, boolean isNew, List<Part> tables) {
    /** Copies the list. */
    public Stacked {
      tables = List.copyOf(tables);
    }
  }

  /**
   * One table that goes into a canonical source.
   *
   * @param table its code
   * @param manifest its manifest
   * @param period the stored form of its period
   * @param rows its rows
   * @param method what decided
   * @param confidence 0 to 1
   */
  @JsonKeys({"table", "manifest", "period", "rows", "method", "confidence"})
  public record Part(
      String table, String manifest, String period, long rows, String method, double confidence) {}

  /**
   * A table that stays.
   *
   * @param table its code
   * @param why why
   * @param source the canonical source that it may be; null for none
   */
  @JsonKeys({"table", "why", "source"})
  public record Left(String table, String why, @Nullable String source) {}
}
