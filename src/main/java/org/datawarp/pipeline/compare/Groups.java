package org.datawarp.pipeline.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorted rows, those of one key at a time; of very many the first, then the next. */
final class Groups {
  private static final int MAX_ROWS = 20_000;

  private final Iterator<EncodedRow> rows;
  private @Nullable EncodedRow head;

  Groups(Iterator<EncodedRow> rows) {
    this.rows = rows;
    this.head = rows.hasNext() ? rows.next() : null;
  }

  boolean hasNext() {
    return head != null;
  }

  static int compare(Groups one, Groups other) {
    EncodedRow mine = one.head;
    EncodedRow others = other.head;
    if (mine == null || others == null) {
      return mine == null ? 1 : -1;
    }
    return Arrays.compareUnsigned(mine.key, others.key);
  }

  List<EncodedRow> next() {
    List<EncodedRow> group = new ArrayList<>();
    EncodedRow first = head;
    EncodedRow row = first;
    while (row != null
        && first != null
        && group.size() < MAX_ROWS
        && Arrays.equals(row.key, first.key)) {
      group.add(row);
      row = rows.hasNext() ? rows.next() : null;
    }
    head = row;
    return group;
  }
}
