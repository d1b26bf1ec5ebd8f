package org.datawarp.pipeline.extract;

import java.nio.file.Path;
import java.util.List;
import org.datawarp.pipeline.workbook.CellSink;

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
   * @return what a person should know of it, one line each: members of a ZIP that were not read
   * @throws org.datawarp.model.error.SourceUnreadableException if the file cannot be read or is
   *     refused
   */
  List<String> read(Path file, String displayName, CellSink sink);
}
