package org.datawarp.pipeline.compare;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the order of their keys, however many: what does not fit in memory is sorted piece by
 * piece into files of a folder, which are merged when they are read. Closing closes the files; the
 * folder is the caller's.
 */
final class SortedRows implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAX_RUNS = 64;

  private final Path folder;
  private final String name;
  private final long memory;
  private final List<Path> runs = new ArrayList<>();
  private final List<RunReader> open = new ArrayList<>();
  private List<EncodedRow> rows = new ArrayList<>();
  private long bytes;
  private int number;

  /**
   * Makes an empty one.
   *
   * @param name what its files begin with
   * @param memory how many bytes of rows are kept in memory, about
   */
  SortedRows(Path folder, String name, long memory) {
    this.folder = folder;
    this.name = name;
    this.memory = memory;
  }

  void add(EncodedRow row) {
    row.next = null;
    rows.add(row);
    bytes += row.size();
    if (bytes > memory) {
      spill();
    }
  }

  private void spill() {
    Collections.sort(rows);
    write(rows.iterator());
    rows = new ArrayList<>();
    bytes = 0;
    if (runs.size() >= MAX_RUNS) {
      mergeRuns();
    }
  }

  /** As many files as may be open at once become one. */
  private void mergeRuns() {
    List<Path> old = List.copyOf(runs);
    Iterator<EncodedRow> all = merged(old);
    runs.clear();
    write(all);
    close();
    old.forEach(SortedRows::delete);
  }

  private void write(Iterator<EncodedRow> sorted) {
    Path file = folder.resolve(name + "-" + number++);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
      while (sorted.hasNext()) {
        EncodedRow row = sorted.next();
        out.writeInt(row.key.length);
        out.write(row.key);
        out.writeInt(row.values.length);
        out.write(row.values);
        out.writeLong(row.row);
      }
    } catch (IOException e) {
      throw new StorageException(
          "cannot write to " + folder + ": " + IoErrors.of(e), "make room, then start again", e);
    }
    runs.add(file);
  }

  /** Returns the rows in order; to be called once, when all are there. */
  Iterator<EncodedRow> sorted() {
    Collections.sort(rows);
    if (runs.isEmpty()) {
      return rows.iterator();
    }
    if (!rows.isEmpty()) {
      write(rows.iterator());
      rows = new ArrayList<>();
    }
    return merged(runs);
  }

  private Iterator<EncodedRow> merged(List<Path> files) {
    PriorityQueue<RunReader> queue = new PriorityQueue<>();
    for (Path file : files) {
      RunReader reader = new RunReader(file);
      open.add(reader);
      if (reader.current != null) {
        queue.add(reader);
      }
    }
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !queue.isEmpty();
      }

      @Override
      public EncodedRow next() {
        RunReader first = queue.remove();
        EncodedRow row = first.take();
        if (first.current != null) {
          queue.add(first);
        }
        return row;
      }
    };
  }

  @Override
  public void close() {
    open.forEach(RunReader::close);
    open.clear();
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StorageException("cannot delete " + file + ": " + IoErrors.of(e), null, e);
    }
  }

  /** Reads one file. */
  private static final class RunReader implements Comparable<RunReader>, AutoCloseable {
    private final Path file;
    private final DataInputStream in;
    private @Nullable EncodedRow current;

    RunReader(Path file) {
      this.file = file;
      try {
        this.in =
            new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
      } catch (IOException e) {
        throw unreadable(file, e);
      }
      current = read();
    }

    EncodedRow take() {
      EncodedRow row = current;
      if (row == null) {
        throw new IllegalStateException("no row is left in " + file);
      }
      current = read();
      return row;
    }

    private @Nullable EncodedRow read() {
      int keyLength;
      try {
        keyLength = in.readInt();
      } catch (EOFException e) {
        return null;
      } catch (IOException e) {
        throw unreadable(file, e);
      }
      try {
        byte[] key = in.readNBytes(keyLength);
        byte[] values = in.readNBytes(in.readInt());
        return new EncodedRow(key, values, in.readLong());
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }

    private static StorageException unreadable(Path file, IOException cause) {
      return new StorageException(
          "cannot read " + file + ": " + IoErrors.of(cause), "start again", cause);
    }

    @Override
    public int compareTo(RunReader other) {
      EncodedRow mine = current;
      EncodedRow others = other.current;
      return mine == null || others == null ? 0 : mine.compareTo(others);
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
  }
}
