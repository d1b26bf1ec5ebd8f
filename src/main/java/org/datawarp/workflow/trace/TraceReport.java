package org.datawarp.workflow.trace;

import java.util.List;
import org.datawarp.platform.codec.JsonKeys;

/**
 * Rows with the cells they were read from.
 *
 * @param workspace the workspace's folder
 * @param source the source's code
 * @param table its staging table
 * @param matches how many rows fulfil the conditions
 * @param rows the first of them
 * @param warnings what could not be read again, and why
 */
@JsonKeys({"workspace", "source", "table", "matches", "proven", "rows", "warnings"})
public record TraceReport(
    String workspace,
    String source,
    String table,
    long matches,
    List<TracedRow> rows,
    List<String> warnings) {
  /** Copies the lists. */
  public TraceReport {
    rows = List.copyOf(rows);
    warnings = List.copyOf(warnings);
  }

  /** Tells whether every value that is listed was read again and is the same. */
  public boolean isProven() {
    return rows.stream().allMatch(TracedRow::isProven);
  }
}
