package org.datawarp.pipeline.extract.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.datawarp.model.error.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * Numbered blocks of bytes: the first ones in memory, the others in a temporary file that is gone
 * when the store is closed (on Unix it has no name from the start, so even a killed process leaves
 * nothing).
 */
final class SpoolStore implements AutoCloseable {
  private final Path folder;
  private final long memoryBytes;
  private final List<byte[]> inMemory = new ArrayList<>();
  private long[] offsets = new long[64];
  private int[] lengths = new int[64];
  private int count;
  private long used;
  private long fileSize;
  private @Nullable FileChannel channel;

  SpoolStore(Path folder, long memoryBytes) {
    this.folder = folder;
    this.memoryBytes = memoryBytes;
  }

  /** Appends a block and returns its number. */
  int append(byte[] bytes, int length) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
    }
    lengths[count] = length;
    if (channel == null && used + length <= memoryBytes) {
      inMemory.add(Arrays.copyOf(bytes, length));
      used += length;
    } else {
      write(bytes, length);
    }
    return count++;
  }

  private void write(byte[] bytes, int length) {
    try {
      FileChannel file = channel;
      if (file == null) {
        Files.createDirectories(folder);
        file =
            FileChannel.open(
                folder.resolve("spool-" + UUID.randomUUID() + ".tmp"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        channel = file;
      }
      offsets[count] = fileSize;
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
      while (buffer.hasRemaining()) {
        fileSize += file.write(buffer);
      }
    } catch (IOException e) {
      throw new StorageException(
          "cannot write the temporary file in " + folder + ": " + e.getMessage(),
          "free some space there, or choose another workspace",
          e);
    }
  }

  /** Tells whether a block is in memory: its array is the store's own. */
  boolean inMemory(int block) {
    return block < inMemory.size();
  }

  /** Returns the length of a block in bytes. */
  int length(int block) {
    return lengths[block];
  }

  /**
   * Returns the bytes of a block: the store's own array for one in memory, else the given one if it
   * is long enough, else a new one. Never written to by the caller.
   */
  byte[] read(int block, byte[] reuse) {
    if (inMemory(block)) {
      return inMemory.get(block);
    }
    FileChannel file = channel;
    if (file == null) {
      throw new IllegalStateException("the spool is closed");
    }
    int length = lengths[block];
    byte[] target = reuse.length >= length ? reuse : new byte[length + length / 4];
    ByteBuffer buffer = ByteBuffer.wrap(target, 0, length);
    try {
      long position = offsets[block];
      while (buffer.hasRemaining()) {
        int read = file.read(buffer, position);
        if (read < 0) {
          throw new IOException("the temporary file is shorter than what was written");
        }
        position += read;
      }
      return target;
    } catch (IOException e) {
      throw new StorageException(
          "cannot read the temporary file in " + folder + ": " + e.getMessage(),
          "run the command again",
          e);
    }
  }

  @Override
  public void close() {
    inMemory.clear();
    count = 0;
    FileChannel file = channel;
    channel = null;
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
