package org.datawarp.pipeline.load;

import java.util.List;
import java.util.Map;
import org.datawarp.model.table.RowCounts;

/**
 * Where a table lies in its file and how its rows reconcile. Rows are 1-based sheet rows (for a
 * CSV: records).
 *
 * @param headerRows the header's rows, top to bottom; empty when there is none
 * @param firstDataRow the first row below the header that holds data
 * @param lastDataRow the last row that holds data; less than firstDataRow when there are none
 * @param counts the rows read and what became of them, before any unpivoting
 * @param keyOrigins for each column with values that do not stand in their rows' own cells, {@code
 *     [cell, first row, last row]} of what each cell stands for
 */
public record TableExtent(
    List<Integer> headerRows,
    long firstDataRow,
    long lastDataRow,
    RowCounts counts,
    Map<String, List<List<Object>>> keyOrigins) {
  /** Copies the list. */
  public TableExtent {
    headerRows = List.copyOf(headerRows);
    keyOrigins = Map.copyOf(keyOrigins);
  }

  /** Makes one whose values all stand in their rows' own cells. */
  public TableExtent(
      List<Integer> headerRows, long firstDataRow, long lastDataRow, RowCounts counts) {
    this(headerRows, firstDataRow, lastDataRow, counts, Map.of());
  }
}
