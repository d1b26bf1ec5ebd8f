package org.datawarp.pipeline.extract;

import java.util.List;
import java.util.Map;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.LeftOutRows;
import org.datawarp.model.table.RowCounts;
import org.jspecify.annotations.Nullable;

/** What one sheet or ZIP member adds to a source. Valid until its {@link Extraction} is closed. */
public interface SourcePart {
  /** How many cells {@link #quarantined} lists at most. */
  int MAX_QUARANTINED = 10_000;

  /** Returns the table as it lies in the file. */
  DetectedTable table();

  /** Returns how the table's rows reconcile, before any unpivoting. */
  RowCounts counts();

  /** Returns which rows of the table are not loaded, kind by kind, with their numbers. */
  default List<LeftOutRows> leftOut() {
    return List.of();
  }

  /** Returns the markers met in its columns, each once, with class and meaning. */
  default List<Marker> markers() {
    return List.of();
  }

  /** Returns how many rows {@link #open} will give: after unpivoting, where there is any. */
  long rowsToLoad();

  /**
   * Lists the cells that contradict their column's type and were put aside, in the file's order, at
   * most {@value #MAX_QUARANTINED}; their rows are loaded all the same. Reads the part once more if
   * there are any, else costs nothing.
   */
  default List<QuarantinedCell> quarantined() {
    return List.of();
  }

  /**
   * Tells of each value that does not stand in its row's own cell where it stands: by column, the
   * cells that stand for other rows, each as {@code [cell, first row, last row]}. Reads the part
   * once more if there are any, else costs nothing.
   */
  default Map<String, List<List<Object>>> keyOrigins() {
    return Map.of();
  }

  /**
   * Returns for each column of {@link SourceTable#columns} the sheet's column, from 0, in which its
   * values stand; -1 for one whose values stand elsewhere: labels, members of a ZIP, and the
   * periods of a table whose period columns became rows. Empty where nobody knows.
   *
   * @param sourceColumn the letters that the row carries where period columns became rows; null
   *     where none did
   */
  default List<Integer> positions(@Nullable String sourceColumn) {
    return List.of();
  }

  /**
   * Opens the rows, with the columns of {@link SourceTable#columns} in their order. Can be opened
   * more than once, one at a time; the caller closes.
   */
  RowCursor open();
}
