package org.datawarp.workbook;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads XLSX and XLSM workbooks, transitional and strict, cell by cell.
 *
 * <p>The cells of a sheet stream; in memory are the shared strings and the styles, within {@link
 * ReadLimits}. One reader can read many files, one at a time.
 */
final class XlsxReader {
  private final ReadLimits limits;

  XlsxReader(ReadLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads every sheet of a workbook into the sink.
   *
   * @param file the workbook, on disk
   * @param displayName what messages call the file
   * @param member its path inside a ZIP; null outside one
   * @throws org.datawarp.error.SourceUnreadableException if the file is damaged, hostile or beyond
   *     a limit; the sink may have received sheets by then
   */
  void read(Path file, String displayName, @Nullable String member, CellSink sink) {
    throw new IllegalStateException("being built: " + file + displayName + member + sink + limits);
  }
}
