package org.datawarp.pipeline.workbook;

import java.util.List;

/**
 * What {@link WorkbookReader#read} found a file to be.
 *
 * @param format the file's own format; ZIP also where only one member was read
 * @param skipped members of a ZIP that were not read, in order of name; empty for other formats
 * @param warnings what a person should know about how it was read, a line each: a CSV of mixed
 *     encodings, quotes that are never closed
 */
public record ReadReport(FileFormat format, List<SkippedMember> skipped, List<String> warnings) {
  /** Copies the lists. */
  public ReadReport {
    skipped = List.copyOf(skipped);
    warnings = List.copyOf(warnings);
  }
}
