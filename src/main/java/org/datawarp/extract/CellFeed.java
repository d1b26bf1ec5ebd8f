package org.datawarp.extract;

import java.nio.file.Path;
import org.datawarp.workbook.CellSink;

/** Reads a file's cells into a sink, in one pass: what the extraction needs of a reader. */
@FunctionalInterface
public interface CellFeed {
  /**
   * Reads the whole file.
   *
   * @param file the file on disk
   * @param displayName the name for messages and for telling the format, such as the URL's last
   *     part
   * @param sink receives the cells
   * @throws org.datawarp.error.SourceUnreadableException if the file cannot be read or is refused
   */
  void read(Path file, String displayName, CellSink sink);
}
