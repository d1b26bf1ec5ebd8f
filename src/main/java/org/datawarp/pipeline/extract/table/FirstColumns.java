package org.datawarp.pipeline.extract.table;

import org.datawarp.model.ForwardingCursor;
import org.datawarp.model.RowCursor;

/** The first columns of a cursor; closing closes it. */
public final class FirstColumns extends ForwardingCursor {
  private final int count;

  public FirstColumns(RowCursor rows, int count) {
    super(rows);
    this.count = count;
  }

  @Override
  public int columnCount() {
    return count;
  }
}
