package org.datawarp.workbook;

import java.util.List;

/**
 * What {@link WorkbookReader#read} found a file to be.
 *
 * @param format the file's own format; ZIP also where only one member was read
 * @param skipped members of a ZIP that were not read, in order of name; empty for other formats
 */
public record ReadReport(FileFormat format, List<SkippedMember> skipped) {
  /** Copies the list. */
  public ReadReport {
    skipped = List.copyOf(skipped);
  }
}
