package org.datawarp.pipeline.workbook;

import java.nio.file.Path;

/**
 * Reads the cells of a file, whatever its format: workbooks, text with separators, and ZIPs of
 * them.
 *
 * <p>The content decides, never the extension. Everything streams in one pass; what has to lie on
 * disk for that (members of a ZIP) lies in the temporary folder and is deleted before a call
 * returns, also after a failure. One thread at a time.
 */
public final class WorkbookReader {
  private final ReadLimits limits;
  private final Path temporaryFolder;

  /**
   * Makes a reader.
   *
   * @param temporaryFolder an existing folder
   */
  public WorkbookReader(ReadLimits limits, Path temporaryFolder) {
    this.limits = limits;
    this.temporaryFolder = temporaryFolder;
  }

  /**
   * Reads every sheet of a file, for a ZIP of every member, into the sink.
   *
   * <p>The members of a ZIP come in order of name, those of a ZIP inside it as {@code
   * inner.zip/file.csv}. A member that holds no data (a PDF, a read-me) is skipped and reported.
   *
   * @param file the file, on disk
   * @param displayName what messages call it
   * @throws org.datawarp.model.error.SourceUnreadableException if it is no file with cells,
   *     encrypted, damaged, hostile or beyond a limit; the sink may have received cells by then
   * @throws org.datawarp.model.error.StorageException if the disk fails
   */
  public ReadReport read(Path file, String displayName, CellSink sink) {
    return new FileReading(limits, temporaryFolder, sink).read(file, displayName);
  }

  /**
   * Returns a file's format.
   *
   * @throws org.datawarp.model.error.SourceUnreadableException if it has none of {@link
   *     FileFormat}, or is encrypted
   */
  public static FileFormat detect(Path file) {
    String name = String.valueOf(file.getFileName());
    return FormatDetector.look(file, name).requireFormat(name);
  }
}
