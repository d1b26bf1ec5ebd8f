package org.datawarp.extract;

import org.datawarp.model.DetectedTable;
import org.datawarp.model.RowCounts;
import org.datawarp.model.RowCursor;

/** What one sheet or ZIP member adds to a source. Valid until its {@link Extraction} is closed. */
public interface SourcePart {
  /** Returns the table as it lies in the file. */
  DetectedTable table();

  /** Returns how the table's rows reconcile, before any unpivoting. */
  RowCounts counts();

  /** Returns how many rows {@link #open} will give: after unpivoting, where there is any. */
  long rowsToLoad();

  /**
   * Opens the rows, with the columns of {@link SourceTable#columns} in their order. Can be opened
   * more than once, one at a time; the caller closes.
   */
  RowCursor open();
}
