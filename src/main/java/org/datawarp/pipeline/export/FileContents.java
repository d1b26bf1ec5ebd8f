package org.datawarp.pipeline.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.datawarp.model.Progress;
import org.datawarp.model.RowCursor;
import org.datawarp.model.RowHash;
import org.datawarp.platform.io.SideTask;

/**
 * What a Parquet file holds, read whole: half of its row groups by the calling thread, half by
 * another, since neither the count nor the hash depends on the order of rows.
 *
 * @param hash its rows, counted and hashed
 * @param nulls how many nulls each column has
 */
record FileContents(TableHash hash, List<Long> nulls) {
  private static final int READERS = 2;

  /** Copies the list. */
  FileContents {
    nulls = List.copyOf(nulls);
  }

  /**
   * Reads a file.
   *
   * @throws org.datawarp.model.error.StorageException if it cannot be read or is damaged
   */
  static FileContents read(Path file) {
    return read(file, rows -> {});
  }

  /**
   * Reads a file and tells now and then about how many rows of it were read.
   *
   * @throws org.datawarp.model.error.StorageException if it cannot be read or is damaged
   */
  static FileContents read(Path file, LongConsumer told) {
    List<String> names = ParquetRows.columns(file).stream().map(StoredColumn::name).toList();
    Sum sum = new Sum(names);
    try (SideTask<Sum> other =
        SideTask.start(
            "datawarp-verify", () -> new Sum(names).read(file, READERS - 1, rows -> {}))) {
      sum.read(file, 0, rows -> told.accept(rows * READERS));
      sum.add(other.join());
    }
    return sum.contents();
  }

  /** Rows counted, hashed and looked at for nulls. */
  private static final class Sum {
    private final RowHash hash;
    private final long[] nulls;

    Sum(List<String> names) {
      this.hash = RowHash.of(names, TableHash.EXCLUDED);
      this.nulls = new long[names.size()];
    }

    Sum read(Path file, int first, LongConsumer told) {
      try (RowCursor rows = ParquetRows.openShare(file, first, READERS)) {
        while (rows.next()) {
          hash.add(rows);
          for (int i = 0; i < nulls.length; i++) {
            nulls[i] += rows.isNull(i) ? 1 : 0;
          }
          if (hash.rowCount() % Progress.ROWS == 0) {
            told.accept(hash.rowCount());
          }
        }
      }
      return this;
    }

    void add(Sum other) {
      hash.addAll(other.hash);
      for (int i = 0; i < nulls.length; i++) {
        nulls[i] += other.nulls[i];
      }
    }

    FileContents contents() {
      List<Long> counts = new ArrayList<>();
      for (long count : nulls) {
        counts.add(count);
      }
      return new FileContents(new TableHash(hash.rowCount(), hash.hex()), counts);
    }
  }
}
