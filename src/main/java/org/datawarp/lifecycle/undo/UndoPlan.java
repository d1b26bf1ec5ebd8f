package org.datawarp.lifecycle.undo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What taking a run back would do.
 *
 * @param run the run's id
 * @param command its command
 * @param rows registry rows that change
 * @param tables tables that come back, or go again
 * @param files files that move
 * @param later runs after it that touched the same, newest first; they have to be undone before
 * @param obstacles what forbids it, a line each; empty when it can be done
 * @param lost what cannot come back, a line each
 */
public record UndoPlan(
    String run,
    String command,
    long rows,
    List<String> tables,
    List<String> files,
    List<String> later,
    List<String> obstacles,
    List<String> lost) {
  /** Copies the lists. */
  public UndoPlan {
    tables = List.copyOf(tables);
    files = List.copyOf(files);
    later = List.copyOf(later);
    obstacles = List.copyOf(obstacles);
    lost = List.copyOf(lost);
  }

  /** Returns the plan as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("run", run);
    map.put("command", command);
    map.put("rows", rows);
    map.put("tables", tables);
    map.put("files", files);
    map.put("later_runs", later);
    map.put("obstacles", obstacles);
    map.put("lost", lost);
    return map;
  }
}
