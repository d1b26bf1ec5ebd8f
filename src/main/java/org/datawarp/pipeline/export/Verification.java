package org.datawarp.pipeline.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.RowHash;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.FileHash;
import org.jspecify.annotations.Nullable;

/** Proves that a file just written holds the rows it was written from. */
final class Verification {
  private Verification() {}

  /**
   * Reads the file back whole, through another reader than the code that wrote it.
   *
   * @throws StorageException if it differs; the file is deleted then
   */
  static void require(ExportReport report, List<StoredColumn> columns) {
    try {
      String difference = difference(report, columns);
      if (difference != null) {
        throw new StorageException(
            report.file() + " does not hold the rows it was written from: " + difference,
            "check the disk, then run the command again");
      }
    } catch (StorageException e) {
      delete(report.file(), e);
      throw e;
    }
  }

  private static @Nullable String difference(ExportReport report, List<StoredColumn> columns) {
    Path file = report.file();
    String sha256 = FileHash.sha256(file);
    if (!sha256.equals(report.sha256())) {
      return "SHA-256 is " + sha256 + ", not " + report.sha256();
    }
    List<String> names = new ArrayList<>();
    List<StoredColumn> found = ParquetRows.columns(file);
    if (found.size() != columns.size()) {
      return found.size() + " columns, not " + columns.size();
    }
    for (int i = 0; i < found.size(); i++) {
      StoredColumn is = found.get(i);
      names.add(is.name());
      if (!is.name().equals(columns.get(i).name()) || is.type() != columns.get(i).type()) {
        return "column " + (i + 1) + " is " + is + ", not " + columns.get(i);
      }
    }
    RowHash hash = RowHash.of(names, TableHash.EXCLUDED);
    long[] nulls = new long[names.size()];
    try (RowCursor rows = ParquetRows.open(file)) {
      while (rows.next()) {
        hash.add(rows);
        for (int i = 0; i < nulls.length; i++) {
          nulls[i] += rows.isNull(i) ? 1 : 0;
        }
      }
    }
    if (hash.rowCount() != report.rowCount()) {
      return hash.rowCount() + " rows, not " + report.rowCount();
    }
    for (int i = 0; i < nulls.length; i++) {
      if (nulls[i] != report.columns().get(i).nullCount()) {
        return "column '" + names.get(i) + "' has " + nulls[i] + " nulls";
      }
    }
    return hash.hex().equals(report.rowHash())
        ? null
        : "row hash is " + hash.hex() + ", not " + report.rowHash();
  }

  private static void delete(Path file, StorageException failure) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
