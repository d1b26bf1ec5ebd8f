package org.datawarp.pipeline.extract.spool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.extract.ReadingBudget;
import org.datawarp.pipeline.extract.table.StreamingFeed;
import org.datawarp.pipeline.extract.table.StreamingScan;
import org.datawarp.pipeline.workbook.CellSink;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the typed cells of a file compactly, so that one parse serves detection, typing and
 * loading.
 *
 * <p>Cells are written into blocks of rows. A row is {@code length:4, varint(delta << 1 | hidden),
 * cells}; a cell is one byte (kind in the low four bits, {@link #STYLED}, {@link #NEXT}), the
 * distance to the column before unless it is the next one, the style unless it is 0, and the value:
 * varints with zigzag for numbers, length and UTF-8 for text. What repeats is kept once: a cell
 * with {@link #RUN} ends in how many columns after it hold the same, and a negative length in place
 * of a row says how many rows after the one before it hold the same. Hot path: one growing buffer,
 * no object per cell.
 */
public final class CellSpool implements CellSink, AutoCloseable {
  static final int STYLED = 0x10;
  static final int NEXT = 0x20;
  static final int RUN = 0x40;
  private static final int BLOCK = 1 << 18;

  /** Styled blanks matter near headers only; a padded sheet would fill the disk with them. */
  private static final int MAX_BLANK_ROW = 200;

  private static final int MAX_BLANK_COLUMN = 400;

  /** A row lies in memory whole. */
  private static final int MAX_ROW_BYTES = 64 << 20;

  private static final int NO_COLUMN = -1;
  private static final int NONE = -1;

  private final SpoolStore store;
  private final List<SpooledSheet> sheets = new ArrayList<>();
  private @Nullable SpooledSheet sheet;
  private byte[] buffer = new byte[BLOCK + (1 << 16)];
  private int position;
  private int rowStart = -1;
  private int cellsStart;
  private boolean rowHidden;
  private int previousStart = NONE;
  private int previousEnd;
  private boolean previousHidden;
  private int runAt = NONE;
  private int runRows;
  private int cellStart = NONE;
  private int cellStyle;
  private int cellHash;
  private boolean cellNumeric;
  private long blockFirstRow;
  private long previousRow;
  private long row;
  private int column = NO_COLUMN;
  private int firstValue;
  private int lastValue;
  private int values;
  private int numbers;
  private int bold;
  private int longest;
  private int hash;
  private boolean hashing;
  private final @Nullable StreamingFeed early;
  private final ReadingBudget budget;

  /**
   * Makes an empty spool.
   *
   * @param budget what may be spooled, and how long it may take
   * @param early gives rows away while they are spooled; null where nobody takes them
   */
  public CellSpool(
      Path temporaryFolder, long memoryBytes, ReadingBudget budget, @Nullable StreamingFeed early) {
    this.store = new SpoolStore(temporaryFolder, memoryBytes);
    this.budget = budget;
    this.early = early;
  }

  /** Returns what gave rows away while they were spooled; null where nobody takes them. */
  public @Nullable StreamingFeed early() {
    return early;
  }

  /** Returns the sheets read so far, in file order. */
  public List<SpooledSheet> sheets() {
    return sheets;
  }

  private SpooledSheet current() {
    SpooledSheet open = sheet;
    if (open == null) {
      throw new IllegalStateException("a cell outside any sheet");
    }
    return open;
  }

  @Override
  public void beginSheet(
      @Nullable String name, @Nullable String member, SheetType type, SheetState state) {
    if (sheet != null) {
      throw new IllegalStateException("a sheet inside a sheet");
    }
    sheet = new SpooledSheet(name, member, type, state, store, budget);
    hashing = type != SheetType.CSV;
    position = 0;
    rowStart = -1;
    row = 0;
    previousRow = 0;
  }

  @Override
  public void beginRow(long rowNumber, boolean hidden) {
    endRow();
    if (rowNumber <= row) {
      throw new IllegalStateException("row " + rowNumber + " after row " + row);
    }
    if (position >= BLOCK) {
      sealBlock();
    }
    if (position == 0) {
      blockFirstRow = rowNumber;
      previousRow = rowNumber;
      previousStart = NONE;
      runAt = NONE;
    }
    row = rowNumber;
    ensure(32);
    rowStart = position;
    position += 4;
    varint(((rowNumber - previousRow) << 1) | (hidden ? 1 : 0));
    cellsStart = position;
    rowHidden = hidden;
    column = NO_COLUMN;
    values = 0;
    numbers = 0;
    bold = 0;
    longest = 0;
    hash = 0;
    firstValue = NO_COLUMN;
  }

  private void endRow() {
    if (rowStart < 0) {
      return;
    }
    if (column == NO_COLUMN) {
      position = rowStart;
    } else {
      if (repeatsPrevious()) {
        countRepeat();
      } else {
        putLength(rowStart, position - rowStart - 4);
        previousStart = cellsStart;
        previousEnd = position;
        previousHidden = rowHidden;
        runAt = NONE;
        runRows = 0;
      }
      previousRow = row;
      if (values > 0) {
        current().profiles.add(row, firstValue, lastValue, values, numbers, bold, longest, hash);
      }
    }
    rowStart = -1;
  }

  private boolean repeatsPrevious() {
    return previousStart != NONE
        && position - cellsStart == previousEnd - previousStart
        && row == previousRow + 1
        && rowHidden == previousHidden
        && runRows < Integer.MAX_VALUE
        && Arrays.equals(buffer, previousStart, previousEnd, buffer, cellsStart, position);
  }

  private void countRepeat() {
    if (runAt == NONE) {
      runAt = rowStart;
    }
    putLength(runAt, - ++runRows);
    position = runAt + 4;
  }

  private void putLength(int at, int length) {
    buffer[at] = (byte) length;
    buffer[at + 1] = (byte) (length >>> 8);
    buffer[at + 2] = (byte) (length >>> 16);
    buffer[at + 3] = (byte) (length >>> 24);
  }

  private void sealBlock() {
    if (position > 0) {
      budget.spooled(position);
      SpooledSheet open = current();
      StreamingScan.Block copy = scanEagerly();
      open.addBlock(store.append(buffer, position), blockFirstRow);
      if (early != null && copy != null) {
        early.add(open, copy);
      }
      position = 0;
      if (buffer.length > 16 * BLOCK) {
        buffer = new byte[BLOCK + (1 << 16)];
      }
    }
  }

  /** Long CSVs are typed while they are read; short ones are not worth a thread. */
  private StreamingScan.@Nullable Block scanEagerly() {
    SpooledSheet open = current();
    boolean begins = open.blockCount() == 0;
    if (hashing || (begins ? position < BLOCK : open.eager == null)) {
      return null;
    }
    StreamingScan.Block copy =
        new StreamingScan.Block(Arrays.copyOf(buffer, position), position, blockFirstRow);
    if (open.eager != null) {
      open.eager.add(copy);
    } else {
      open.eager = StreamingScan.start(copy);
    }
    return open.eager == null ? null : copy;
  }

  @Override
  public void endSheet() {
    endRow();
    sealBlock();
    StreamingScan scan = current().eager;
    if (early != null) {
      early.finish();
    }
    if (scan != null) {
      scan.finish();
    }
    sheets.add(current());
    sheet = null;
  }

  private void ensure(int more) {
    if (buffer.length - position < more) {
      grow(more);
    }
  }

  private void grow(int more) {
    int largest = BLOCK + MAX_ROW_BYTES;
    if (position + more > largest) {
      throw budget.rowTooLong(row, MAX_ROW_BYTES);
    }
    int doubled = (int) Math.min(buffer.length * 2L, largest);
    buffer = Arrays.copyOf(buffer, Math.max(doubled, position + more));
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[position++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[position++] = (byte) rest;
  }

  private void zigzag(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  private void begin(CellKind kind, int cellColumn, int style) {
    ensure(40);
    cellStart = position;
    cellStyle = style;
    int head = kind.code;
    if (style != 0) {
      head |= STYLED;
    }
    int delta = cellColumn - column;
    if (delta == 1) {
      buffer[position++] = (byte) (head | NEXT);
    } else {
      if (delta <= 0) {
        throw new IllegalStateException("column " + cellColumn + " after " + column);
      }
      buffer[position++] = (byte) head;
      varint(delta);
    }
    if (style != 0) {
      buffer[position++] = (byte) style;
    }
    column = cellColumn;
  }

  private void value(int cellColumn, int style) {
    if (values++ == 0) {
      firstValue = cellColumn;
    }
    lastValue = cellColumn;
    if ((style & BOLD) != 0) {
      bold++;
    }
  }

  private void numeric(CellKind kind, int cellColumn, int style, long payload) {
    begin(kind, cellColumn, style);
    value(cellColumn, style);
    numbers++;
    cellNumeric = true;
    if (hashing) {
      cellHash = Long.hashCode(payload) + kind.code;
      hash = (hash * 31 + cellColumn) * 31 + cellHash;
    }
  }

  @Override
  public void blank(int cellColumn, int style) {
    if (!hashing) {
      current().profiles.widen(cellColumn);
      return;
    }
    if (row <= MAX_BLANK_ROW && cellColumn <= MAX_BLANK_COLUMN && style != 0) {
      begin(CellKind.BLANK, cellColumn, style);
    }
  }

  @Override
  public void repeat(int lastColumn) {
    int times = lastColumn - column;
    if (cellStart == NONE || times <= 0) {
      return; // a text of white space, which shows nothing however often it stands there
    }
    ensure(8);
    buffer[cellStart] |= RUN;
    varint(times);
    values += times;
    numbers += cellNumeric ? times : 0;
    bold += (cellStyle & BOLD) != 0 ? times : 0;
    lastValue = lastColumn;
    for (int at = column + 1; hashing && at <= lastColumn; at++) {
      hash = (hash * 31 + at) * 31 + cellHash;
    }
    column = lastColumn;
    cellStart = NONE;
  }

  @Override
  public void contentRead(long bytes) {
    budget.contentRead(bytes);
  }

  @Override
  public void contentExpected(long bytes) {
    budget.contentExpected(bytes);
  }

  @Override
  public void number(int cellColumn, long unscaled, int scale, int style) {
    numeric(CellKind.NUMBER, cellColumn, style, unscaled);
    buffer[position++] = (byte) scale;
    zigzag(unscaled);
  }

  @Override
  public void bigNumber(int cellColumn, double number, int style) {
    long bits = Double.doubleToLongBits(number);
    numeric(CellKind.BIG_NUMBER, cellColumn, style, bits);
    for (int shift = 0; shift < 64; shift += 8) {
      buffer[position++] = (byte) (bits >>> shift);
    }
  }

  @Override
  public void text(int cellColumn, byte[] utf8, int offset, int length, int style) {
    if (utf8[offset] <= ' ' && isSpace(utf8, offset, length)) {
      blank(cellColumn, style);
      cellStart = NONE;
      return;
    }
    begin(CellKind.TEXT, cellColumn, style);
    value(cellColumn, style);
    putBytes(utf8, offset, length);
  }

  /** Tells whether a text is white space: in ASCII, or a no-break space (C2 A0). */
  private static boolean isSpace(byte[] utf8, int offset, int length) {
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      if (utf8[i] == (byte) 0xC2 && i + 1 < end && utf8[i + 1] == (byte) 0xA0) {
        i++;
      } else if (utf8[i] < 0 || utf8[i] > ' ') {
        return false;
      }
    }
    return true;
  }

  private void putBytes(byte[] bytes, int offset, int length) {
    ensure(length + 8);
    varint(length);
    System.arraycopy(bytes, offset, buffer, position, length);
    cellNumeric = false;
    position += length;
    if (length > longest) {
      longest = length;
    }
    if (hashing) {
      int sum = length;
      int end = offset + Math.min(length, 48);
      for (int i = offset; i < end; i++) {
        sum = sum * 31 + bytes[i];
      }
      cellHash = sum;
      hash = (hash * 31 + column) * 31 + sum;
    }
  }

  @Override
  public void date(int cellColumn, long epochDay, int style) {
    numeric(CellKind.DATE, cellColumn, style, epochDay);
    zigzag(epochDay);
  }

  @Override
  public void timestamp(int cellColumn, long micros, int style) {
    numeric(CellKind.TIMESTAMP, cellColumn, style, micros);
    zigzag(micros);
  }

  @Override
  public void time(int cellColumn, long micros, int style) {
    numeric(CellKind.TIME, cellColumn, style, micros);
    zigzag(micros);
  }

  @Override
  public void bool(int cellColumn, boolean flag, int style) {
    numeric(flag ? CellKind.TRUE : CellKind.FALSE, cellColumn, style, flag ? 1 : 0);
  }

  @Override
  public void error(int cellColumn, String code, int style) {
    begin(CellKind.ERROR, cellColumn, style);
    value(cellColumn, style);
    byte[] bytes = code.getBytes(StandardCharsets.UTF_8);
    putBytes(bytes, 0, bytes.length);
  }

  @Override
  public void merge(long firstRow, long lastRow, int firstColumn, int lastColumn) {
    current().merges.add(new SpooledSheet.Merge(firstRow, lastRow, firstColumn, lastColumn));
  }

  @Override
  public void region(
      RegionKind kind,
      String name,
      long firstRow,
      long lastRow,
      int firstColumn,
      int lastColumn,
      int headerRows,
      int totalRows) {
    current()
        .regions
        .add(
            new SpooledSheet.Region(
                kind, name, firstRow, lastRow, firstColumn, lastColumn, headerRows, totalRows));
  }

  @Override
  public void hiddenColumns(int firstColumn, int lastColumn) {
    current().hiddenColumns.add(new SpooledSheet.ColumnRange(firstColumn, lastColumn));
  }

  @Override
  public void close() {
    SpooledSheet open = sheet;
    if (open != null && open.eager != null) {
      open.eager.abandon();
    }
    if (early != null) {
      early.abandon();
    }
    store.close();
  }
}
