package org.datawarp.pipeline.compare;

import java.util.Arrays;

/**
 * A sample of the values that some columns have together, taken by their hashes: of each value it
 * has either every row or none, so that what repeats in the table repeats in the sample.
 */
final class KeySample {
  private static final int LIMIT = 1 << 15;

  private long[] hashes = new long[256];
  private int size;
  private int bits;

  void add(long hash) {
    if (!isTaken(hash, bits)) {
      return;
    }
    if (size == LIMIT) {
      thin(bits + 1);
      if (!isTaken(hash, bits)) {
        return;
      }
    }
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    hashes[size++] = hash;
  }

  private static boolean isTaken(long hash, int bits) {
    return bits == 0 || hash >>> (Long.SIZE - bits) == 0;
  }

  /** One value may fill a sample: then it cannot get thinner, and is not asked to for ever. */
  private void thin(int wanted) {
    bits = wanted;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (isTaken(hashes[i], bits)) {
        hashes[kept++] = hashes[i];
      }
    }
    size = kept;
    if (size == LIMIT) {
      size = LIMIT / 2;
    }
  }

  /**
   * What two samples say of the columns.
   *
   * @param repeats how many of a hundred thousand rows have a value that another row of their table
   *     has
   * @param shared how many of ten values are in both tables
   */
  record Verdict(long repeats, long shared) {
    boolean isUnique() {
      return repeats == 0;
    }
  }

  static Verdict compare(KeySample before, KeySample after) {
    int bits = Math.max(before.bits, after.bits);
    long[] one = before.sorted(bits);
    long[] other = after.sorted(bits);
    long repeats = repeats(one) + repeats(other);
    long rows = Math.max(1L, (long) one.length + other.length);
    // A single repeat among many rows must not be rounded away.
    long rate = repeats == 0 ? 0 : Math.max(1, repeats * 100_000 / rows);
    long most = Math.max(1, Math.max(one.length - repeats(one), other.length - repeats(other)));
    return new Verdict(rate, Math.round(shared(one, other) * 10.0 / most));
  }

  private long[] sorted(int wanted) {
    long[] taken = new long[size];
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (isTaken(hashes[i], wanted)) {
        taken[kept++] = hashes[i];
      }
    }
    long[] sorted = Arrays.copyOf(taken, kept);
    Arrays.sort(sorted);
    return sorted;
  }

  private static long repeats(long[] sorted) {
    long repeats = 0;
    for (int i = 1; i < sorted.length; i++) {
      repeats += sorted[i] == sorted[i - 1] ? 1 : 0;
    }
    return repeats;
  }

  private static long shared(long[] one, long[] other) {
    long shared = 0;
    int at = 0;
    for (int i = 0; i < one.length; i++) {
      if (i > 0 && one[i] == one[i - 1]) {
        continue;
      }
      while (at < other.length && other[at] < one[i]) {
        at++;
      }
      shared += at < other.length && other[at] == one[i] ? 1 : 0;
    }
    return shared;
  }
}
