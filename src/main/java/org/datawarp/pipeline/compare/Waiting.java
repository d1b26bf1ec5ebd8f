package org.datawarp.pipeline.compare;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of one table that wait for their like. */
final class Waiting {
  private Map<KeyBytes, EncodedRow> rows = new HashMap<>();
  private long bytes;

  /** Returns what they take of memory, in bytes, about. */
  long bytes() {
    return bytes;
  }

  /** Forgets them. */
  void clear() {
    rows.clear();
  }

  void add(KeyBytes key, EncodedRow row) {
    EncodedRow first = rows.get(key);
    if (first == null) {
      rows.put(key, row);
    } else {
      row.next = first.next;
      first.next = row;
    }
    bytes += row.size();
  }

  /** Takes a row of a key: one with equal values, or where any will do the first. */
  @Nullable EncodedRow take(KeyBytes key, EncodedRow like, boolean anyValues) {
    EncodedRow before = null;
    EncodedRow row = rows.get(key);
    while (row != null && !anyValues && !row.hasValuesOf(like)) {
      before = row;
      row = row.next;
    }
    if (row == null) {
      return null;
    }
    if (before != null) {
      before.next = row.next;
    } else if (row.next != null) {
      rows.put(key, row.next);
    } else {
      rows.remove(key);
    }
    bytes -= row.size();
    return row;
  }

  void drainTo(SortedRows sorted) {
    for (EncodedRow first : rows.values()) {
      EncodedRow row = first;
      while (row != null) {
        EncodedRow next = row.next;
        sorted.add(row);
        row = next;
      }
    }
    rows = new HashMap<>();
    bytes = 0;
  }
}
