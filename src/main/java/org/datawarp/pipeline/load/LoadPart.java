package org.datawarp.pipeline.load;

import java.util.function.Supplier;
import org.datawarp.model.RowCursor;

/**
 * The rows of one table in one file.
 *
 * @param file where they come from
 * @param extent where the table lies in the file, and its counts, which must reconcile
 * @param rows opens a cursor before the first row, with the request's columns in the request's
 *     order; called and closed on a thread of the load's own, and called again only to find the row
 *     number of a row that PostgreSQL refused
 * @param expectedRows how many rows the cursor must give; another number is refused
 */
public record LoadPart(
    FileRef file, TableExtent extent, Supplier<RowCursor> rows, long expectedRows) {
  /** Checks the number. */
  public LoadPart {
    if (expectedRows < 0) {
      throw new IllegalArgumentException("a negative number of rows: " + expectedRows);
    }
  }
}
