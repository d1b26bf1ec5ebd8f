package org.datawarp.pipeline.extract.spool;

import java.util.List;
import org.datawarp.pipeline.extract.spool.SpooledSheet.Merge;
import org.jspecify.annotations.Nullable;

/** The merged cells that touch a few rows of a sheet. */
public final class MergeIndex {
  private final List<Merge> merges;

  private MergeIndex(List<Merge> merges) {
    this.merges = merges;
  }

  /** Picks the merges that touch the rows from one to another. */
  public static MergeIndex of(SpooledSheet sheet, long firstRow, long lastRow) {
    return new MergeIndex(sheet.merges.touching(firstRow, lastRow));
  }

  /** Returns the merged ranges of more than one row. */
  public List<Merge> tall() {
    return merges.stream().filter(merge -> merge.lastRow() > merge.firstRow()).toList();
  }

  /** Returns the merged range a cell is in. */
  public @Nullable Merge at(long row, int column) {
    for (Merge merge : merges) {
      if (row >= merge.firstRow()
          && row <= merge.lastRow()
          && column >= merge.firstColumn()
          && column <= merge.lastColumn()) {
        return merge;
      }
    }
    return null;
  }

  /** Returns the last column a cell covers: its own, or that of its merged range. */
  public int lastColumn(long row, int column) {
    Merge merge = at(row, column);
    return merge == null ? column : merge.lastColumn();
  }

  /** Returns the last row a cell covers: its own, or that of its merged range. */
  public long lastRow(long row, int column) {
    Merge merge = at(row, column);
    return merge == null ? row : merge.lastRow();
  }

  /** Tells whether a cell is merged with others to its right. */
  public boolean isWide(long row, int column) {
    return lastColumn(row, column) > column;
  }
}
