package org.datawarp.pipeline.compare;

import java.util.List;
import java.util.function.Supplier;
import org.datawarp.model.RowCursor;
import org.datawarp.pipeline.export.StoredColumn;

/**
 * One side of a comparison.
 *
 * @param columns its columns, in the order of the rows' cursor; those that begin with an underscore
 *     say where rows come from and are not compared
 * @param rows opens its rows, each time from the first; asked several times, one after the other,
 *     beside those of the other table and on any thread, and each time read to the end
 */
public record ComparedTable(List<StoredColumn> columns, Supplier<RowCursor> rows) {
  /** Copies the list. */
  public ComparedTable {
    columns = List.copyOf(columns);
  }
}
