package org.datawarp.pipeline.extract.table;

import java.util.Arrays;

/** The rows of a table's range that hold something and are not data. Rows are added ascending. */
public final class RowRoles {
  private long[] rows = new long[8];
  private RowRole[] roles = new RowRole[8];
  private int size;

  void add(long row, RowRole role) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, size * 2);
      roles = Arrays.copyOf(roles, size * 2);
    }
    rows[size] = row;
    roles[size++] = role;
  }

  /** Forgets the rows after one. */
  void cutAfter(long row) {
    while (size > 0 && rows[size - 1] > row) {
      size--;
    }
  }

  public int size() {
    return size;
  }

  public long row(int index) {
    return rows[index];
  }

  public RowRole role(int index) {
    return roles[index];
  }

  /** Returns the index of the first entry at or after a row. */
  public int indexFrom(long row) {
    int found = Arrays.binarySearch(rows, 0, size, row);
    return found >= 0 ? found : -found - 1;
  }

  /** Tells whether a row is one of them. */
  boolean contains(long row) {
    return Arrays.binarySearch(rows, 0, size, row) >= 0;
  }

  /** Returns the number of rows with a role. */
  public long count(RowRole role) {
    long count = 0;
    for (int i = 0; i < size; i++) {
      if (roles[i] == role) {
        count++;
      }
    }
    return count;
  }
}
