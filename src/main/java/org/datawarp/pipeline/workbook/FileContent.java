package org.datawarp.pipeline.workbook;

import org.datawarp.model.error.SourceUnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a file's bytes says it is.
 *
 * @param format how to read it; null where it cannot be read
 * @param what where it cannot be read, why: a phrase that follows the name ({@code is empty})
 * @param hint where it cannot be read, what to do about it
 * @param isBlank whether nothing is lost by leaving it out
 */
public record FileContent(@Nullable FileFormat format, String what, String hint, boolean isBlank) {
  static FileContent of(FileFormat format) {
    return new FileContent(format, "", "", false);
  }

  static FileContent unreadable(String what, String hint) {
    return new FileContent(null, what, hint, false);
  }

  /** A file of no bytes or of white space only. */
  static FileContent blank(String what) {
    return new FileContent(null, what, "Download it again; its page may say when it is due.", true);
  }

  /** Something that is no table at all. */
  static FileContent noData(String what) {
    return unreadable(
        what, "give the data file instead: XLSX, XLSB, XLS, ODS, CSV or a ZIP of them");
  }

  /**
   * Returns the format.
   *
   * @throws SourceUnreadableException if the file cannot be read
   */
  public FileFormat requireFormat(String displayName) {
    if (format == null) {
      throw new SourceUnreadableException(displayName + " " + what, hint);
    }
    return format;
  }
}
