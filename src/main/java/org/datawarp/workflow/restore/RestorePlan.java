package org.datawarp.workflow.restore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.datawarp.lifecycle.version.RestoreTarget;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.platform.codec.JsonKeys;
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

  /** Returns the plan with more of what stays. */
  RestorePlan leaving(List<Left> more) {
    List<Left> all = new ArrayList<>(left);
    all.addAll(more);
    return new RestorePlan(items, all);
  }

  /** Returns the plan without items that cannot be brought back. */
  RestorePlan without(Map<RestoreTarget, DatawarpException> failures) {
    List<RestoreItem> rest = new ArrayList<>();
    List<Left> more = new ArrayList<>();
    for (RestoreItem item : items) {
      DatawarpException failure = failures.get(item.target());
      if (failure == null) {
        rest.add(item);
      } else {
        String why = String.valueOf(failure.getMessage());
        more.add(new Left(item.target().source(), why, Left.Kind.PROBLEM));
      }
    }
    return new RestorePlan(rest, left).leaving(more);
  }

  /**
   * One source, or one period of it, that comes back.
   *
   * @param target what comes back, and where to
   * @param from the file it comes from, relative to the workspace where it lies in it
   * @param rowsNow the rows in the table now; null where there is no table
   * @param why the reason, for people
   */
  @JsonKeys({
    "target.source",
    "period=target.export_period",
    "target.manifest",
    "table",
    "from",
    "place",
    "loaded_at",
    "rows_now",
    "why"
  })
  public record RestoreItem(RestoreTarget target, String from, @Nullable Long rowsNow, String why) {

    /** Returns the item as a person names it. */
    public String name() {
      return target.exportPeriod() == null
          ? target.source()
          : target.source() + " " + target.exportPeriod();
    }

    /** Returns its staging table, with the schema. */
    String table() {
      return target.table().toString();
    }

    /** Returns where that file is kept, a word. */
    public String place() {
      return target.version().place().text();
    }

    /** Returns when its rows were loaded; null where unknown. */
    public @Nullable Instant loadedAt() {
      return target.version().loadedAt();
    }
  }

  /**
   * A source that stays as it is.
   *
   * @param source its code
   * @param why the reason, for people
   * @param kind whether that is as it should be
   */
  @JsonKeys({"source", "why", "is_problem"})
  public record Left(String source, String why, Kind kind) {
    /** Tells whether it cannot be brought back. */
    boolean isProblem() {
      return kind == Kind.PROBLEM;
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
