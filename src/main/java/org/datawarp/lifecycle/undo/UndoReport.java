package org.datawarp.lifecycle.undo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was taken back.
 *
 * @param undone the run that was taken back
 * @param command its command
 * @param run the run that did it, which can be undone itself
 * @param rows registry rows put back
 * @param tables tables that came back, or went again
 * @param files files moved
 * @param lost what did not come back, a line each
 */
public record UndoReport(
    String undone,
    String command,
    String run,
    long rows,
    List<String> tables,
    long files,
    List<String> lost) {
  /** Copies the lists. */
  public UndoReport {
    tables = List.copyOf(tables);
    lost = List.copyOf(lost);
  }

  /** Returns the report as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("undone", undone);
    map.put("command", command);
    map.put("run", run);
    map.put("rows", rows);
    map.put("tables", tables);
    map.put("files", files);
    map.put("lost", lost);
    return map;
  }
}
