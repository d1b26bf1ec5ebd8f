package org.datawarp.export;

import java.nio.file.Path;
import java.util.List;
import org.datawarp.model.RowCursor;

/** Writes rows as CSV: RFC 4180, UTF-8 without a mark, one header line. */
public final class CsvExport {
  private CsvExport() {}

  /**
   * Writes a file and forces it to disk. Null is an empty field, the empty string {@code ""}.
   *
   * @param names one name per column of the cursor
   * @param rows the rows; closed by the caller
   * @param target the file to write; it must not exist yet
   * @return how many rows were written
   * @throws org.datawarp.error.StorageException if the file cannot be written; nothing is left then
   */
  public static long write(List<String> names, RowCursor rows, Path target) {
    throw new IllegalStateException("unfinished");
  }
}
