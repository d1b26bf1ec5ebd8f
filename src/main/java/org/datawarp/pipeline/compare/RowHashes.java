package org.datawarp.pipeline.compare;

import java.util.Arrays;

/** The hashes of many rows, each once. */
final class RowHashes {
  /** The most there may be: 16 MB of them. */
  private static final int LIMIT = 1 << 20;

  private long[] hashes = new long[1 << 10];
  private int size;

  /** Adds one; returns whether there is room for more. */
  boolean add(long value) {
    long hash = value == 0 ? 1 : value;
    int place = place(hash);
    if (hashes[place] == 0) {
      hashes[place] = hash;
      size++;
      if (size * 2 > hashes.length) {
        grow();
      }
    }
    return size < LIMIT;
  }

  /** Tells whether there is a hash that both have. */
  boolean meets(RowHashes other) {
    return Arrays.stream(hashes)
        .anyMatch(hash -> hash != 0 && other.hashes[other.place(hash)] != 0);
  }

  private void grow() {
    long[] all = hashes;
    hashes = new long[all.length * 2];
    for (long hash : all) {
      if (hash != 0) {
        hashes[place(hash)] = hash;
      }
    }
  }

  private int place(long hash) {
    int mask = hashes.length - 1;
    int place = (int) hash & mask;
    while (hashes[place] != 0 && hashes[place] != hash) {
      place = (place + 1) & mask;
    }
    return place;
  }
}
