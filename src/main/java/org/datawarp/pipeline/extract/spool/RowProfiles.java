package org.datawarp.pipeline.extract.spool;

import java.util.Arrays;

/**
 * What is remembered of each row that holds a value: enough to see a sheet's shape without its
 * cells.
 *
 * <p>Worksheets keep every row. A CSV, which has no row limit, keeps its first {@value #HEAD} and
 * its last {@value #TAIL} records, and more of the first as long as rows without a number come up
 * among them, as they do where tables are stacked; {@link #hole} says where the rest is missing.
 * Hot path: parallel primitive arrays.
 */
public final class RowProfiles {
  static final int HEAD = 2_000;
  static final int TAIL = 1_000;

  /** The most records that are kept from the first on. */
  private static final int MOST = 200_000;

  /** One row without a number in so many is a sign of another table. */
  private static final int RARE = 250;

  private final boolean headAndTail;
  private int head = HEAD;
  private int counted;
  private int[] rows = new int[256];
  private char[] first = new char[256];
  private char[] last = new char[256];
  private char[] values = new char[256];
  private char[] numbers = new char[256];
  private char[] bold = new char[256];
  private char[] longest = new char[256];
  private int[] hashes = new int[256];
  private int size;
  private long total;
  private int maxColumn = -1;

  RowProfiles(boolean headAndTail) {
    this.headAndTail = headAndTail;
  }

  /** Adds a row that holds at least one value. */
  void add(
      long row,
      int firstColumn,
      int lastColumn,
      int valueCount,
      int numberCount,
      int boldCount,
      int longestText,
      int hash) {
    total++;
    maxColumn = Math.max(maxColumn, lastColumn);
    int at = size;
    if (headAndTail && size == head + TAIL && total == size + 1 && isUneven()) {
      head += HEAD;
    }
    if (headAndTail && size == head + TAIL) {
      at = head + (int) ((total - 1 - head) % TAIL);
    } else {
      if (size == rows.length) {
        grow();
      }
      size++;
    }
    rows[at] = (int) row;
    first[at] = (char) firstColumn;
    last[at] = (char) Math.min(lastColumn, Character.MAX_VALUE);
    values[at] = (char) Math.min(valueCount, Character.MAX_VALUE);
    numbers[at] = (char) Math.min(numberCount, Character.MAX_VALUE);
    bold[at] = (char) Math.min(boldCount, Character.MAX_VALUE);
    longest[at] = (char) Math.min(longestText, Character.MAX_VALUE);
    hashes[at] = hash;
  }

  /** Tells whether rows without a number came up now and then among the rows added last. */
  private boolean isUneven() {
    int without = 0;
    int rowsSeen = size - counted;
    for (int i = counted; i < size; i++) {
      without += numbers[i] == 0 ? 1 : 0;
    }
    counted = size;
    return head < MOST && without * RARE >= rowsSeen && without * 2 < rowsSeen;
  }

  private void grow() {
    int length = rows.length * 2;
    rows = Arrays.copyOf(rows, length);
    first = Arrays.copyOf(first, length);
    last = Arrays.copyOf(last, length);
    values = Arrays.copyOf(values, length);
    numbers = Arrays.copyOf(numbers, length);
    bold = Arrays.copyOf(bold, length);
    longest = Arrays.copyOf(longest, length);
    hashes = Arrays.copyOf(hashes, length);
  }

  /** Returns the number of rows that hold a value. */
  public long total() {
    return total;
  }

  /** Returns the rightmost column that holds a value (for a CSV: that exists), or -1. */
  public int maxColumn() {
    return maxColumn;
  }

  /** Notes a column that exists without holding a value: an empty field at a record's end. */
  void widen(int column) {
    maxColumn = Math.max(maxColumn, column);
  }

  /** Returns the number of remembered rows. */
  public int size() {
    return size;
  }

  /** Returns the index of the first remembered row after the missing ones, or {@link #size}. */
  public int hole() {
    return total > size ? head : size;
  }

  /** Tells whether a row lies where rows are missing. */
  public boolean isInHole(long row) {
    return total > size && row > row(head - 1) && row < row(head);
  }

  private int at(int index) {
    if (index < head || total <= size) {
      return index;
    }
    return head + (int) ((index - head + (total - head)) % TAIL);
  }

  /** Returns the 1-based row of an entry. */
  public long row(int index) {
    return rows[at(index)] & 0xFFFFFFFFL;
  }

  public int first(int index) {
    return first[at(index)];
  }

  public int last(int index) {
    return last[at(index)];
  }

  /** Returns how many cells of the row hold a value. */
  public int values(int index) {
    return values[at(index)];
  }

  /** Returns how many cells of the row hold a number, date, time or boolean. */
  public int numbers(int index) {
    return numbers[at(index)];
  }

  /** Returns how many of the row's values are bold. */
  int bold(int index) {
    return bold[at(index)];
  }

  /** Returns the length of the row's longest text in bytes. */
  int longest(int index) {
    return longest[at(index)];
  }

  /** Returns a hash of the row's values, equal for equal rows. */
  public int hash(int index) {
    return hashes[at(index)];
  }

  /** Returns the index of the first entry at or after a row; {@link #size} when there is none. */
  public int indexOf(long row) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (row(middle) < row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
