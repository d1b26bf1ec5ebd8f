package org.datawarp.pipeline.extract.spool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.extract.ReadingBudget;
import org.datawarp.pipeline.extract.table.StreamingScan;
import org.datawarp.pipeline.workbook.CellSink.RegionKind;
import org.datawarp.pipeline.workbook.CellSink.SheetType;
import org.jspecify.annotations.Nullable;

/** One sheet in the spool: what it is, the shape of its rows, and where its cells are. */
public final class SpooledSheet {
  /** Merged cells, inclusive; columns from 0. */
  public record Merge(long firstRow, long lastRow, int firstColumn, int lastColumn) {}

  /** A marked rectangle, inclusive; columns from 0. */
  public record Region(
      RegionKind kind,
      String name,
      long firstRow,
      long lastRow,
      int firstColumn,
      int lastColumn,
      int headerRows,
      int totalRows) {}

  /** Columns from 0, inclusive. */
  public record ColumnRange(int first, int last) {}

  public final @Nullable String name;
  public final @Nullable String member;
  public final SheetType type;
  public final SheetState state;
  final SpoolStore store;
  final ReadingBudget budget;
  public final RowProfiles profiles;
  final MergeBuckets merges = new MergeBuckets();
  public final List<Region> regions = new ArrayList<>();
  public final List<ColumnRange> hiddenColumns = new ArrayList<>();
  private int[] blocks = new int[4];
  private long[] blockFirstRows = new long[4];
  private int blockCount;

  /** The scan that ran beside the reading of a long CSV; null for all else. */
  public @Nullable StreamingScan eager;

  SpooledSheet(
      @Nullable String name,
      @Nullable String member,
      SheetType type,
      SheetState state,
      SpoolStore store,
      ReadingBudget budget) {
    this.name = name;
    this.member = member;
    this.type = type;
    this.state = state;
    this.store = store;
    this.budget = budget;
    this.profiles = new RowProfiles(type == SheetType.CSV);
  }

  void addBlock(int block, long firstRow) {
    if (blockCount == blocks.length) {
      blocks = Arrays.copyOf(blocks, blockCount * 2);
      blockFirstRows = Arrays.copyOf(blockFirstRows, blockCount * 2);
    }
    blocks[blockCount] = block;
    blockFirstRows[blockCount++] = firstRow;
  }

  int blockCount() {
    return blockCount;
  }

  /** Returns the store's number of the sheet's n-th block. */
  int block(int index) {
    return blocks[index];
  }

  /** Returns the first row of the sheet's n-th block. */
  long blockFirstRow(int index) {
    return blockFirstRows[index];
  }

  /** Returns the index of the block that holds a row, or the last one before it; 0 at least. */
  int blockIndexOf(long row) {
    int low = 0;
    int high = blockCount - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (blockFirstRows[middle] <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Math.max(low, 0);
  }

  /** Opens the cells of the rows from one to another, both included. */
  public SpoolReader open(long firstRow, long lastRow) {
    return new SpoolReader(this, firstRow, lastRow);
  }

  /** Tells whether values have no types of their own. */
  public boolean isCsv() {
    return type == SheetType.CSV;
  }

  /** Returns the sheet's name for messages. */
  public String label() {
    if (name != null) {
      return member == null ? name : member + ": " + name;
    }
    return member == null ? "(csv)" : member;
  }
}
