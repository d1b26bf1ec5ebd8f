package org.datawarp.restore;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      String why) {

    /** Returns the item as a person names it. */
    public String name() {
      return exportPeriod == null ? source : source + " " + exportPeriod;
    }

    /** Returns the file it comes from. */
    public String file() {
      return version.file().toString();
    }

    /** Returns where that file is kept, a word. */
    public String place() {
      return version.place().text();
    }

    /** Returns when its rows were loaded; null where unknown. */
    public @Nullable Instant loadedAt() {
      return version.loadedAt();
    }

    /** Returns the item as JSON's values, with stable keys. */
    public Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("source", source);
      map.put("period", exportPeriod);
      map.put("manifest", manifest);
      map.put("table", table.toString());
      map.put("from", file());
      map.put("place", place());
      map.put("loaded_at", loadedAt());
      map.put("rows_now", rowsNow);
      map.put("why", why);
      return map;
    }
  }

  /**
   * A source that stays as it is.
   *
   * @param source its code
   * @param why the reason, for people
   * @param kind whether that is as it should be
   */
  public record Left(String source, String why, Kind kind) {
    /** Returns it as JSON's values, with stable keys. */
    public Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("source", source);
      map.put("why", why);
      map.put("is_problem", kind == Kind.PROBLEM);
      return map;
    }

    /** Whether nothing has to be done, or nothing can be. */
    public enum Kind {
      /** It is as it would be after the restore. */
      NOTHING_TO_DO,
      /** It cannot be brought back. */
      PROBLEM
    }
  }
}
