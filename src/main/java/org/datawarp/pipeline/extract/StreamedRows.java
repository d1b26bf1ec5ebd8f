package org.datawarp.pipeline.extract;

import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.TableColumn;

/**
 * Takes the rows of a long CSV while it is still being read.
 *
 * <p>What the head of the file tells about its table may turn out wrong at its end. So what was
 * taken counts only if {@link Extraction#early()} says so afterwards and the number of rows is the
 * table's; else it is to be forgotten, and the rows are read again from their source.
 */
public interface StreamedRows {
  /**
   * Reads rows to the cursor's end. Called at most once, on a thread of the extraction's own, which
   * may outlive it; interrupted when the extraction is closed. What it throws ends the taking and
   * nothing else.
   *
   * @param columns the columns as the head has them; integers are BIGINT
   * @param rows ends with the file, or where a row contradicts the columns
   */
  void take(List<TableColumn> columns, RowCursor rows);
}
