package org.datawarp.lifecycle.undo;

import java.util.List;

/**
 * What taking a run back would do.
 *
 * @param run the run's id
 * @param command its command
 * @param rows registry rows that change
 * @param tables tables that come back, or go again
 * @param files files that move
 * @param laterRuns runs after it that touched the same, newest first; they have to be undone before
 * @param obstacles what forbids it, a line each; empty when it can be done
 * @param lost what cannot come back, a line each
 */
public record UndoPlan(
    String run,
    String command,
    long rows,
    List<String> tables,
    List<String> files,
    List<String> laterRuns,
    List<String> obstacles,
    List<String> lost) {
  /** Copies the lists. */
  public UndoPlan {
    tables = List.copyOf(tables);
    files = List.copyOf(files);
    laterRuns = List.copyOf(laterRuns);
    obstacles = List.copyOf(obstacles);
    lost = List.copyOf(lost);
  }
}
