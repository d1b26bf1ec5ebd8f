package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.jspecify.annotations.Nullable;

/*
 * A long CSV is nearly always one table under its first record. So while the parser is at work on one
 * core, the columns are typed on the other as if that were so; where the detection, which sees the
 * whole file, finds another layout, the work is thrown away and the table is scanned again. The queue
 * is short: the parser waits rather than let blocks pile up.
 */
/** Types the columns of a CSV while it is still being read. */
public final class StreamingScan {
  private static final int QUEUE_BLOCKS = 32;
  private static final int MAX_COLUMNS = 2_000;

  /** A block of spooled rows; no bytes mean the end. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Block(byte[] bytes, int length, long firstRow) {}

  private final BlockingQueue<Block> queue = new ArrayBlockingQueue<>(QUEUE_BLOCKS);
  private final Thread thread;
  private final long headerRow;
  private final byte[][] header;
  private final ColumnScan[] scans;
  private final BitSet used = new BitSet();
  private final RowRoles roles = new RowRoles();
  private long data;
  private long firstRow = Long.MAX_VALUE;
  private long lastRow;
  private boolean fits = true;
  private @Nullable RuntimeException failure;

  private StreamingScan(long headerRow, byte[][] header) {
    this.headerRow = headerRow;
    this.header = header;
    this.scans = new ColumnScan[header.length];
    for (int i = 0; i < scans.length; i++) {
      scans[i] = new ColumnScan();
    }
    this.thread = new Thread(this::work, "datawarp-types");
    thread.setDaemon(true);
  }

  /** Starts on a sheet whose first block begins with a header of texts; null where it does not. */
  public static @Nullable StreamingScan start(Block first) {
    SpoolReader reader = SpoolReader.ofBlock(first.bytes(), first.length(), first.firstRow());
    if (!reader.nextRow()) {
      return null;
    }
    List<byte[]> texts = new ArrayList<>();
    while (reader.nextCell()) {
      if (reader.kind() != CellKind.TEXT || reader.column() != texts.size()) {
        return null;
      }
      int start = reader.offset();
      texts.add(Arrays.copyOfRange(reader.bytes(), start, start + reader.length()));
    }
    if (texts.size() < 2 || texts.size() > MAX_COLUMNS) {
      return null;
    }
    StreamingScan scan = new StreamingScan(reader.row(), texts.toArray(new byte[0][]));
    scan.thread.start();
    scan.add(first);
    return scan;
  }

  /** Takes a sealed block, which stays as it is. Waits while the scan is far behind. */
  public void add(Block block) {
    put(block);
  }

  /** Says that no block follows, and waits for the scan to end. */
  public void finish() {
    put(new Block(new byte[0], 0, 0));
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped while typing columns", null, e);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Stops the scan where its file turned out to be unreadable. */
  public void abandon() {
    thread.interrupt();
  }

  /** Tells whether the table that was found is the one that was scanned. */
  boolean isOf(TableLayout layout) {
    return fits
        && layout.headerRows().equals(List.of((int) headerRow))
        && layout.firstData() > headerRow
        && layout.firstData() <= firstRow
        && layout.lastData() == lastRow
        && layout.roles().size() == 0
        && hasAllColumns(layout);
  }

  ColumnScan[] scans() {
    return scans;
  }

  BitSet used() {
    return used;
  }

  RowRoles roles() {
    return roles;
  }

  long dataRows() {
    return data;
  }

  private boolean hasAllColumns(TableLayout layout) {
    if (layout.columns().size() != scans.length) {
      return false;
    }
    for (int i = 0; i < scans.length; i++) {
      if (layout.columns().get(i).position() != i) {
        return false;
      }
    }
    return true;
  }

  private void put(Block block) {
    try {
      queue.put(block);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped while reading", null, e);
    }
  }

  private void work() {
    try {
      for (Block block = queue.take(); block.length() > 0; block = queue.take()) {
        if (failure == null && fits) {
          scan(SpoolReader.ofBlock(block.bytes(), block.length(), block.firstRow()));
        }
      }
    } catch (InterruptedException e) {
      fits = false; // abandoned: nobody asks for the result
    }
  }

  private void scan(SpoolReader reader) {
    try {
      while (reader.nextRow()) {
        lastRow = reader.row();
        if (lastRow == headerRow) {
          continue;
        }
        firstRow = Math.min(firstRow, lastRow);
        if (TableScan.repeats(header, reader)) {
          roles.add(lastRow, RowRole.REPEATED_HEADER);
        } else {
          cells(reader);
        }
      }
    } catch (RuntimeException e) {
      failure = e; // thrown by finish, on the reading thread
    }
  }

  private void cells(SpoolReader reader) {
    boolean any = false;
    while (reader.nextCell()) {
      int column = reader.column();
      if (column >= scans.length) {
        fits = false;
        return;
      }
      if (reader.kind() != CellKind.BLANK) {
        any = true;
        used.set(column);
        TableScan.give(reader, scans[column]);
      }
    }
    if (any) {
      data++;
    }
  }
}
