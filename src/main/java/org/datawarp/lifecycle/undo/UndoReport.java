package org.datawarp.lifecycle.undo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was taken back.
 *
 * @param undone the run that was taken back
 * @param command its command
 * @param run the run that did it, which can be undone itself; null where an adoption was taken
 *     back, which leaves no run
 * @param rows registry rows put back
 * @param tables tables that came back, or went again
 * @param files files moved
 * @param lost what did not come back, a line each
 */
public record UndoReport(
    String undone,
    String command,
    @Nullable String run,
    long rows,
    List<String> tables,
    long files,
    List<String> lost) {
  /** Copies the lists. */
  public UndoReport {
    tables = List.copyOf(tables);
    lost = List.copyOf(lost);
  }
}
