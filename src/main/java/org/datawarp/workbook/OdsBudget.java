package org.datawarp.workbook;

/** What repeated cells may add up to: a few bytes of XML can claim a sheet full of them. */
final class OdsBudget {
  private static final long MAX_CELLS = 200_000_000;

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

  void spend(long addedCells, long addedTextBytes) {
    cells += addedCells;
    textBytes += addedTextBytes;
    if (cells > MAX_CELLS) {
      throw Unreadable.beyondLimit(displayName, "holds more than " + MAX_CELLS + " cells");
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
