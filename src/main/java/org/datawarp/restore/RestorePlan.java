package org.datawarp.restore;

import java.util.List;
import org.datawarp.journal.SourceUnit;
import org.datawarp.model.TableName;
import org.datawarp.version.Version;
import org.jspecify.annotations.Nullable;

/**
 * What a restore does, decided in full.
 *
 * @param items the sources that come back, in the order of their tables
 * @param left the sources that were asked for and stay, with the reason
 */
public record RestorePlan(List<RestoreItem> items, List<Left> left) {
  /** Copies the lists. */
  public RestorePlan {
    items = List.copyOf(items);
    left = List.copyOf(left);
  }

  /**
   * One source, or one period of it, that comes back.
   *
   * @param source its code
   * @param manifest the manifest it belongs to
   * @param table its staging table
   * @param exportPeriod the one period the version holds; null where it holds every row
   * @param unit what is registered; null where nothing is
   * @param version what comes back
   * @param rowsNow the rows in the table now; null where there is no table
   * @param why the reason, for people
   */
  public record RestoreItem(
      String source,
      String manifest,
      TableName table,
      @Nullable String exportPeriod,
      @Nullable SourceUnit unit,
      Version version,
      @Nullable Long rowsNow,
      String why) {}

  /**
   * A source that stays as it is.
   *
   * @param source its code
   * @param why the reason, for people
   * @param kind whether that is as it should be
   */
  public record Left(String source, String why, Kind kind) {
    /** Whether nothing has to be done, or nothing can be. */
    public enum Kind {
      /** It is as it would be after the restore. */
      NOTHING_TO_DO,
      /** It cannot be brought back. */
      PROBLEM
    }
  }
}
