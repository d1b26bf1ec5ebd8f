package org.datawarp.workflow.trace;

import java.util.List;
import org.datawarp.model.SourcePattern;
import org.jspecify.annotations.Nullable;

/**
 * Which values are traced.
 *
 * @param source the one source that is meant: its code, or its manifest's name
 * @param row the row of the sheet (of a CSV: the record), from 1; null for any
 * @param period the stored form of the period; null for any
 * @param where conditions, each as {@code column=value}; all of them hold
 * @param columns the columns to trace; empty for all
 * @param limit how many rows are traced at most
 */
public record TraceRequest(
    SourcePattern source,
    @Nullable Long row,
    @Nullable String period,
    List<String> where,
    List<String> columns,
    int limit) {
  /** Copies the lists. */
  public TraceRequest {
    where = List.copyOf(where);
    columns = List.copyOf(columns);
  }

  /** Returns the same, of one period. */
  TraceRequest of(@Nullable String only) {
    return new TraceRequest(source, row, only, where, columns, limit);
  }
}
