package org.datawarp.pipeline.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.datawarp.model.Progress;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.FileHash;
import org.jspecify.annotations.Nullable;

/** Proves that a file just written holds the rows it was written from. */
final class Verification {
  private Verification() {}

  /**
   * Reads the file back whole, through another reader than the code that wrote it.
   *
   * @return the report
   * @throws StorageException if it differs; the file is deleted then
   */
  static ExportReport require(ExportReport report, List<StoredColumn> columns, Progress progress) {
    try {
      String difference = difference(report, columns, progress);
      if (difference != null) {
        throw new StorageException(
            report.file() + " does not hold the rows it was written from: " + difference,
            "check the disk, then run the command again");
      }
      return report;
    } catch (StorageException e) {
      delete(report.file(), e);
      throw e;
    }
  }

  private static @Nullable String difference(
      ExportReport report, List<StoredColumn> columns, Progress progress) {
    Path file = report.file();
    String sha256 = FileHash.sha256(file);
    if (!sha256.equals(report.sha256())) {
      return "SHA-256 is " + sha256 + ", not " + report.sha256();
    }
    List<StoredColumn> found = ParquetRows.columns(file);
    if (found.size() != columns.size()) {
      return found.size() + " columns, not " + columns.size();
    }
    for (int i = 0; i < found.size(); i++) {
      StoredColumn is = found.get(i);
      if (!is.name().equals(columns.get(i).name()) || is.type() != columns.get(i).type()) {
        return "column " + (i + 1) + " is " + is + ", not " + columns.get(i);
      }
    }
    String what = "verifying " + name(file);
    return difference(
        report,
        FileContents.read(file, rows -> progress.progressed(what, rows, report.rowCount())));
  }

  /** Returns what a file, or the draft of it, is the export of. */
  private static String name(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, Math.max(0, name.indexOf('.'))).replace("-sent", "");
  }

  private static @Nullable String difference(ExportReport report, FileContents contents) {
    if (contents.hash().rowCount() != report.rowCount()) {
      return contents.hash().rowCount() + " rows, not " + report.rowCount();
    }
    for (int i = 0; i < contents.nulls().size(); i++) {
      if (contents.nulls().get(i) != report.columns().get(i).nullCount()) {
        return "column '"
            + report.columns().get(i).name()
            + "' has "
            + contents.nulls().get(i)
            + " nulls";
      }
    }
    return contents.hash().hex().equals(report.rowHash())
        ? null
        : "row hash is " + contents.hash().hex() + ", not " + report.rowHash();
  }

  /** Deletes a file that proved useless. */
  static void delete(Path file, DatawarpException failure) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
