package org.datawarp.pipeline.workbook.ods;

import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Unreadable;

/** What repeated cells may add up to: a few bytes of XML can claim a sheet full of them. */
final class OdsBudget {
  private static final long MAX_CELLS = 200_000_000;
  private static final long FREE_CELLS = 20_000_000;
  private static final long CELLS_PER_BYTE = 8;

  private final long maxTextBytes;
  private final int maxItems;
  private final String displayName;
  private long cells;
  private long textBytes;
  private int merges;

  OdsBudget(ReadLimits limits, String displayName) {
    this.maxTextBytes = limits.maxInflatedBytes();
    this.maxItems = limits.maxItems();
    this.displayName = displayName;
  }

  /**
   * Counts the cells of a row.
   *
   * @param contentBytes how much XML was read so far: what it may repeat hangs on it
   */
  void spend(long addedCells, long addedTextBytes, long contentBytes) {
    cells += addedCells;
    textBytes += addedTextBytes;
    long most = Math.min(MAX_CELLS, FREE_CELLS + CELLS_PER_BYTE * contentBytes);
    if (cells > most) {
      throw Unreadable.beyondLimit(
          displayName,
          "holds more than " + most + " cells in " + contentBytes + " bytes of content");
    }
    if (textBytes > maxTextBytes) {
      throw Unreadable.beyondLimit(
          displayName, "repeats its texts to more than " + maxTextBytes + " bytes");
    }
  }

  void spendMerge() {
    if (++merges > maxItems) {
      throw Unreadable.beyondLimit(displayName, "has more than " + maxItems + " merged ranges");
    }
  }
}
