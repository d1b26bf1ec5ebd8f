package org.datawarp.export;

import java.nio.file.Path;
import java.util.List;
import org.datawarp.model.RowCursor;

/** Writes rows as a workbook of one sheet; texts are never formulas. */
public final class XlsxExport {
  /** The most rows a sheet holds below its header. */
  public static final int MAX_ROWS = 1_048_575;

  private XlsxExport() {}

  /**
   * Writes a file and forces it to disk.
   *
   * @param names one name per column of the cursor
   * @param rows the rows; closed by the caller
   * @param target the file to write; it must not exist yet
   * @return how many rows were written
   * @throws org.datawarp.error.RefusedException if there are more rows or columns than a sheet
   *     holds; nothing is left then
   * @throws org.datawarp.error.StorageException if the file cannot be written; nothing is left then
   */
  public static long write(List<String> names, RowCursor rows, Path target) {
    throw new IllegalStateException("unfinished");
  }
}
