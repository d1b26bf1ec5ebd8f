package org.datawarp.platform.dump;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/*
 * Blocks are compressed by several threads, each with the end of the block before as its
 * dictionary, and ended on a byte's edge (SYNC_FLUSH), so that one after another they are one
 * deflate stream. This is how pigz does it; any gunzip reads the result.
 */
/**
 * Writes one gzip file with several threads. Memory is bounded by a few blocks a thread. Closing
 * without {@link #finish()} leaves the file cut off, and the stream below open.
 */
public final class ParallelGzip extends OutputStream {
  private static final int BLOCK_BYTES = 512 << 10;
  private static final int DICTIONARY_BYTES = 32 << 10;

  /** Half a percent more bytes of rows in text than level 6, in two thirds of its time. */
  private static final int LEVEL = 5;

  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
  private static final byte[] LAST_BLOCK = {3, 0};

  private final OutputStream out;
  private final ExecutorService workers;
  private final int maxWaiting;
  private final Deque<Future<byte[]>> waiting = new ArrayDeque<>();
  private final CRC32 crc = new CRC32();
  private byte[] block = new byte[BLOCK_BYTES];
  private byte @Nullable [] before;
  private int filled;
  private long sizeBytes;
  private boolean begun;

  /**
   * Begins a file.
   *
   * @param out gets the compressed bytes; {@link #close()} leaves it open
   * @param threads how many compress, at least one
   */
  public ParallelGzip(OutputStream out, int threads) {
    this.out = out;
    this.workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "datawarp-gzip");
              thread.setDaemon(true);
              return thread;
            });
    this.maxWaiting = threads * 2;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int at = from;
    int left = length;
    while (left > 0) {
      int count = Math.min(left, BLOCK_BYTES - filled);
      System.arraycopy(bytes, at, block, filled, count);
      filled += count;
      at += count;
      left -= count;
      if (filled == BLOCK_BYTES) {
        submit();
      }
    }
  }

  /** Returns how many bytes were written into it. */
  public long sizeBytes() {
    return sizeBytes + filled;
  }

  /** Writes what is left and the trailer. */
  public void finish() throws IOException {
    if (filled > 0 || !begun) {
      submit();
    }
    while (!waiting.isEmpty()) {
      writeFirst();
    }
    out.write(LAST_BLOCK);
    writeInt(crc.getValue());
    writeInt(sizeBytes);
    out.flush();
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }

  private void submit() throws IOException {
    if (!begun) {
      out.write(HEADER);
      begun = true;
    }
    byte[] full = block;
    int length = filled;
    byte[] dictionary = before;
    crc.update(full, 0, length);
    waiting.add(workers.submit(() -> compress(full, length, dictionary)));
    sizeBytes += length;
    before = full;
    block = new byte[BLOCK_BYTES];
    filled = 0;
    while (waiting.size() > maxWaiting) {
      writeFirst();
    }
  }

  private static byte[] compress(byte[] bytes, int length, byte @Nullable [] dictionary) {
    Deflater deflater = new Deflater(LEVEL, true);
    try {
      if (dictionary != null) {
        deflater.setDictionary(dictionary, dictionary.length - DICTIONARY_BYTES, DICTIONARY_BYTES);
      }
      deflater.setInput(bytes, 0, length);
      byte[] packed = new byte[length / 2 + 1024];
      int size = 0;
      while (true) {
        int count = deflater.deflate(packed, size, packed.length - size, Deflater.SYNC_FLUSH);
        size += count;
        if (size < packed.length) {
          return java.util.Arrays.copyOf(packed, size);
        }
        packed = java.util.Arrays.copyOf(packed, packed.length * 2);
      }
    } finally {
      deflater.end();
    }
  }

  private void writeFirst() throws IOException {
    Future<byte[]> first = waiting.remove();
    try {
      out.write(first.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while compressing");
    } catch (ExecutionException e) {
      throw new IllegalStateException("compressing failed", e.getCause());
    }
  }

  private void writeInt(long value) throws IOException {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      out.write((int) (value >>> shift) & 0xff);
    }
  }
}
