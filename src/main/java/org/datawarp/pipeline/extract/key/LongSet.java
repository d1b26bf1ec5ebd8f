package org.datawarp.pipeline.extract.key;

import java.util.Arrays;

/** A set of longs that only grows, without an object for each. Zero is never a member. */
final class LongSet {
  private long[] slots = new long[1024];
  private int size;

  /** Adds one; false if it was there. */
  boolean add(long value) {
    long wanted = value == 0 ? 1 : value;
    if (size * 2 >= slots.length) {
      grow();
    }
    return put(slots, wanted);
  }

  private boolean put(long[] into, long value) {
    int at = (int) ((value * 0x9E3779B97F4A7C15L) >>> 33) & (into.length - 1);
    while (into[at] != 0) {
      if (into[at] == value) {
        return false;
      }
      at = (at + 1) & (into.length - 1);
    }
    into[at] = value;
    size++;
    return true;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    size = 0;
    Arrays.stream(old).filter(value -> value != 0).forEach(value -> put(slots, value));
  }
}
