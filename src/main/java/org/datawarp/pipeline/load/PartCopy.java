package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.datawarp.model.Progress;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.CopyReceiver;
import org.jspecify.annotations.Nullable;

/*
 * Two threads and a few buffers that go round between them: one reads rows and fills buffers, the
 * calling one sends full buffers and hands them back. The reading thread ends by itself after the
 * last row or its own failure, or is interrupted when sending fails; it has always ended, and its
 * cursor is closed, before run() returns.
 */
/** Copies the rows of one part into a table, reading and sending at the same time. */
final class PartCopy {
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int BUFFERS = 4;
  private static final int ROW_ROOM = 16 * 1024;

  /* Source: PostgreSQL manual, "COPY", section "Binary Format": signature, flags, extension. */
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final CopyBuffer END = new CopyBuffer(0);

  private final BlockingQueue<CopyBuffer> free = new ArrayBlockingQueue<>(BUFFERS);
  private final BlockingQueue<CopyBuffer> full = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final TableName table;
  private final Connection connection;
  private final String sql;
  private final Supplier<RowCursor> rows;
  private final RowEncoder encoder;
  private final @Nullable CopyReceiver receiver;
  private Progress progress = Progress.NONE;
  private long expectedRows = -1;
  private volatile long rowsRead;

  /**
   * Makes it.
   *
   * @param receiver takes what is sent too; null for nobody
   */
  PartCopy(
      TableName table,
      Connection connection,
      String sql,
      Supplier<RowCursor> rows,
      RowEncoder encoder,
      @Nullable CopyReceiver receiver) {
    this.table = table;
    this.connection = connection;
    this.sql = sql;
    this.rows = rows;
    this.encoder = encoder;
    this.receiver = receiver;
  }

  /** Tells, from now on, how it goes on; returns this copy. */
  PartCopy telling(Progress told, long rowsInAll) {
    progress = told;
    expectedRows = rowsInAll;
    return this;
  }

  /** How many rows the cursor gave, and how many PostgreSQL counted. */
  record Counts(long read, long copied) {}

  /**
   * Copies the rows.
   *
   * @throws SQLException if PostgreSQL refuses them; whatever is thrown, the COPY is cancelled
   * @throws InterruptedRunException if the calling thread is interrupted
   */
  Counts run() throws SQLException {
    for (int i = 0; i < BUFFERS; i++) {
      free.add(new CopyBuffer(BUFFER_BYTES + ROW_ROOM));
    }
    FutureTask<Long> reading = new FutureTask<>(this::read);
    Thread reader = new Thread(reading, "datawarp-read");
    reader.setDaemon(true);
    try (CopyStream copy = CopyStream.open(connection, sql)) {
      reader.start();
      for (CopyBuffer buffer = full.take(); buffer != END; buffer = full.take()) {
        copy.write(buffer);
        progress.progressed("loading " + table, rowsRead, expectedRows);
        // While PostgreSQL is at work on them.
        if (receiver != null) {
          receiver.add(buffer.bytes(), buffer.length());
        }
        buffer.clear();
        free.add(buffer);
      }
      long read = rowsOf(reading);
      return new Counts(read, copy.finish());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException(
          "the load of " + table + " was stopped", "nothing was changed; run it again", e);
    } finally {
      reader.interrupt();
      joinWhateverHappens(reader);
    }
  }

  private long read() throws InterruptedException {
    try (RowCursor cursor = rows.get()) {
      encoder.start(cursor);
      CopyBuffer buffer = free.take();
      buffer.putBytes(HEADER, 0, HEADER.length);
      long count = 0;
      while (cursor.next()) {
        encoder.encode(cursor, buffer);
        count++;
        if (buffer.length() >= BUFFER_BYTES) {
          rowsRead = count;
          full.add(buffer);
          buffer = free.take();
        }
      }
      buffer.putShort(-1);
      full.add(buffer);
      return count;
    } finally {
      // There is always room: a buffer is in one of the two queues or in somebody's hands.
      full.add(END);
    }
  }

  private static long rowsOf(FutureTask<Long> reading) throws InterruptedException {
    try {
      return reading.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("reading rows failed", e.getCause());
    }
  }

  private static void joinWhateverHappens(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
