package org.datawarp.pipeline.extract.spool;

import org.datawarp.pipeline.extract.table.StreamingScan;
import org.jspecify.annotations.Nullable;

/**
 * Reads spooled cells back, row by row, in place: the arrays are the spool's and valid until the
 * next row. Hot path: no object per row or cell.
 */
public final class SpoolReader {
  private final @Nullable SpooledSheet sheet;
  private final @Nullable BlockSource source;
  private final long firstRow;
  private final long lastRow;
  private int blockIndex;
  private byte[] block = new byte[0];
  private byte[] scratch = block;
  private int blockLength;
  private int position;
  private int rowEnd;
  private int nextStart;
  private int repeatsLeft;
  private int runLeft;
  private int cellsStart;
  private long row;
  private boolean hidden;
  private int column;
  private CellKind kind = CellKind.BLANK;
  private int style;
  private long value;
  private int scale;
  private int offset;
  private int length;

  SpoolReader(SpooledSheet sheet, long firstRow, long lastRow) {
    this.sheet = sheet;
    this.source = null;
    this.firstRow = firstRow;
    this.lastRow = lastRow;
    this.blockIndex = sheet.blockIndexOf(firstRow) - 1;
  }

  private SpoolReader(byte[] block, int length, long firstRow) {
    this.sheet = null;
    this.source = null;
    this.firstRow = firstRow;
    this.lastRow = Long.MAX_VALUE;
    this.block = block;
    this.blockLength = length;
    this.row = firstRow;
  }

  private SpoolReader(BlockSource source, long firstRow) {
    this.sheet = null;
    this.source = source;
    this.firstRow = firstRow;
    this.lastRow = Long.MAX_VALUE;
  }

  /** Gives one block after the other. */
  public interface BlockSource {
    /** Returns the next block; null after the last. */
    StreamingScan.@Nullable Block next();
  }

  /** Reads the rows of blocks as they come, from a row on. */
  public static SpoolReader ofBlocks(BlockSource source, long firstRow) {
    return new SpoolReader(source, firstRow);
  }

  /** Reads the rows of one block, given with its first row. */
  public static SpoolReader ofBlock(byte[] block, int length, long firstRow) {
    return new SpoolReader(block, length, firstRow);
  }

  /** Moves to the next row that holds cells; false at the end. */
  public boolean nextRow() {
    runLeft = 0;
    while (true) {
      if (repeatsLeft > 0 && nextRepeat()) {
        return row <= lastRow;
      }
      position = nextStart;
      if (position >= blockLength && !nextBlock()) {
        return false;
      }
      int size =
          (block[position] & 0xFF)
              | ((block[position + 1] & 0xFF) << 8)
              | ((block[position + 2] & 0xFF) << 16)
              | ((block[position + 3] & 0xFF) << 24);
      position += 4;
      if (size < 0) {
        repeatsLeft = -size;
        nextStart = position;
        continue;
      }
      rowEnd = position + size;
      nextStart = rowEnd;
      long head = varint();
      cellsStart = position;
      row += head >>> 1;
      hidden = (head & 1) != 0;
      if (row > lastRow) {
        return false;
      }
      if (row >= firstRow) {
        column = -1;
        return true;
      }
    }
  }

  /** Moves to the next wanted one of the rows that repeat the last one; false if none is left. */
  private boolean nextRepeat() {
    long skipped = Math.max(firstRow - row - 1, 0);
    if (skipped >= repeatsLeft) {
      row += repeatsLeft;
      repeatsLeft = 0;
      return false;
    }
    row += skipped + 1;
    repeatsLeft -= (int) skipped + 1;
    rewind();
    return true;
  }

  private boolean nextBlock() {
    if (source != null) {
      StreamingScan.Block next = source.next();
      if (next == null) {
        return false;
      }
      block = next.bytes();
      blockLength = next.length();
      position = 0;
      rowEnd = 0;
      nextStart = 0;
      row = next.firstRow();
      return true;
    }
    blockIndex++;
    SpooledSheet sheet = this.sheet;
    if (sheet == null || blockIndex >= sheet.blockCount()) {
      return false;
    }
    sheet.budget.checkTime();
    int number = sheet.block(blockIndex);
    block = sheet.store.read(number, scratch);
    if (!sheet.store.inMemory(number)) {
      scratch = block;
    }
    blockLength = sheet.store.length(number);
    position = 0;
    rowEnd = 0;
    nextStart = 0;
    row = sheet.blockFirstRow(blockIndex);
    return row <= lastRow;
  }

  /** Returns the current row, from 1. */
  public long row() {
    return row;
  }

  /** Tells whether the workbook hides the current row. */
  public boolean hidden() {
    return hidden;
  }

  /** Goes back to before the row's first cell. */
  public void rewind() {
    position = cellsStart;
    column = -1;
    runLeft = 0;
  }

  /** Moves to the next cell of the row; false at its end. */
  public boolean nextCell() {
    if (runLeft > 0) {
      runLeft--;
      column++;
      return true;
    }
    if (position >= rowEnd) {
      return false;
    }
    int head = block[position++];
    column += (head & CellSpool.NEXT) != 0 ? 1 : (int) varint();
    style = (head & CellSpool.STYLED) != 0 ? block[position++] & 0xFF : 0;
    kind = CellKind.of(head & 0x0F);
    switch (kind) {
      case TEXT, ERROR -> {
        length = (int) varint();
        offset = position;
        position += length;
      }
      case NUMBER -> {
        scale = block[position++];
        value = zigzag();
      }
      case BIG_NUMBER -> {
        value = 0;
        for (int shift = 0; shift < 64; shift += 8) {
          value |= (block[position++] & 0xFFL) << shift;
        }
      }
      case DATE, TIMESTAMP, TIME -> value = zigzag();
      case TRUE -> value = 1;
      case FALSE, BLANK -> value = 0;
    }
    if ((head & CellSpool.RUN) != 0) {
      runLeft = (int) varint();
    }
    return true;
  }

  private long varint() {
    long result = 0;
    int shift = 0;
    while (true) {
      byte next = block[position++];
      result |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return result;
      }
      shift += 7;
    }
  }

  private long zigzag() {
    long raw = varint();
    return (raw >>> 1) ^ -(raw & 1);
  }

  public int column() {
    return column;
  }

  public CellKind kind() {
    return kind;
  }

  public int style() {
    return style;
  }

  /**
   * Returns the unscaled value of a NUMBER, the bits of a BIG_NUMBER, days, microseconds, 0 or 1.
   */
  public long value() {
    return value;
  }

  /** Returns the scale of a NUMBER. */
  public int scale() {
    return scale;
  }

  /** Returns the array that holds the text of a TEXT or ERROR cell. */
  public byte[] bytes() {
    return block;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }
}
