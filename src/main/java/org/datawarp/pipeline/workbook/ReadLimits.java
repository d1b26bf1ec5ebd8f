package org.datawarp.pipeline.workbook;

/**
 * Limits a file must keep to; a file beyond one of them is refused with a {@link
 * org.datawarp.model.error.SourceUnreadableException} that names the limit.
 *
 * <p>There is no limit on the ratio of compression: an honest sheet of repeated values shrinks 500
 * times. What streams through is bounded by its inflated total, what is held in memory by its own
 * size.
 *
 * @param maxInflatedBytes bytes that all parts of one file may inflate to; they stream
 * @param maxZipEntries entries of one ZIP container
 * @param maxCellBytes bytes of one cell's text, in UTF-8
 * @param maxSharedStringBytes bytes held for the shared strings of one workbook, their index
 *     included
 * @param maxRows rows of one sheet; a CSV streams and has no such limit
 * @param maxColumns columns of one sheet or CSV
 * @param maxNesting how deep XML elements may nest
 * @param maxItems styles, fonts, sheets, defined names, tables or merged ranges, each
 */
public record ReadLimits(
    long maxInflatedBytes,
    int maxZipEntries,
    int maxCellBytes,
    int maxSharedStringBytes,
    long maxRows,
    int maxColumns,
    int maxNesting,
    int maxItems) {

  /** Refuses limits that are not positive. */
  public ReadLimits {
    if (maxInflatedBytes <= 0
        || maxZipEntries <= 0
        || maxCellBytes <= 0
        || maxSharedStringBytes <= 0
        || maxRows <= 0
        || maxColumns <= 0
        || maxNesting <= 0
        || maxItems <= 0) {
      throw new IllegalArgumentException("a limit must be positive");
    }
  }

  /**
   * Returns the limits used unless a person sets others: Excel's own for rows and columns, 1 MiB a
   * cell (Excel's 32,767 characters are at most 96 KiB), 8 GiB inflated, and for what is held in
   * memory so much that a heap of 512 MiB suffices.
   */
  public static ReadLimits standard() {
    return new ReadLimits(8L << 30, 20_000, 1 << 20, 192 << 20, 1_048_576, 16_384, 128, 500_000);
  }
}
