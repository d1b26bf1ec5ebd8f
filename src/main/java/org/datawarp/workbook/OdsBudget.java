package org.datawarp.workbook;

/** What repeated cells may add up to: a few bytes of XML can claim a sheet full of them. */
final class OdsBudget {
  private static final long MAX_CELLS = 200_000_000;

  private final int maxItems;
  private final String displayName;
  private long cells;
  private int merges;

  OdsBudget(int maxItems, String displayName) {
    this.maxItems = maxItems;
    this.displayName = displayName;
  }

  void spend(long added) {
    cells += added;
    if (cells > MAX_CELLS) {
      throw Unreadable.beyondLimit(displayName, "holds more than " + MAX_CELLS + " cells");
    }
  }

  void spendMerge() {
    if (++merges > maxItems) {
      throw Unreadable.beyondLimit(displayName, "has more than " + maxItems + " merged ranges");
    }
  }
}
