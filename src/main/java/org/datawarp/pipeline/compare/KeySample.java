package org.datawarp.pipeline.compare;

import java.util.Arrays;

/*
 * Hot path: a hash table without objects. Only different values take room, so that a column of seven
 * values in a million rows is not thinned until none of them is left.
 */
/**
 * A sample of the values that some columns have together, taken by their hashes: of each value it
 * has either every row or none, so that what repeats in the table repeats in the sample.
 */
final class KeySample {
  private static final int LIMIT = 1 << 14;

  /** The hashes, each in the place its low bits say or the next free one; 0 is a free place. */
  private long[] hashes = new long[64];

  /** How many rows have each hash, in the same places. */
  private int[] rows = new int[64];

  private int size;
  private int bits;

  /** All values in the order in which they came. */
  private long sequence;

  /** Has no values yet. */
  KeySample() {}

  /** Has the values of another one. */
  KeySample(KeySample other) {
    hashes = other.hashes.clone();
    rows = other.rows.clone();
    size = other.size;
    bits = other.bits;
    sequence = other.sequence;
  }

  void add(long value) {
    sequence = sequence * 0x9e3779b97f4a7c15L + value;
    long hash = value == 0 ? 1 : value;
    if (isTaken(hash, bits)) {
      add(hash, 1);
    }
  }

  private void add(long hash, int count) {
    int place = place(hash);
    rows[place] += count;
    if (hashes[place] == 0) {
      hashes[place] = hash;
      size++;
      if (size > LIMIT) {
        bits++;
        rebuild(hashes.length);
      } else if (size * 2 > hashes.length) {
        rebuild(hashes.length * 2);
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

  private void rebuild(int room) {
    long[] all = hashes;
    int[] counts = rows;
    hashes = new long[room];
    rows = new int[room];
    size = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] != 0 && isTaken(all[i], bits)) {
        add(all[i], counts[i]);
      }
    }
  }

  private static boolean isTaken(long hash, int bits) {
    return bits == 0 || hash >>> (Long.SIZE - bits) == 0;
  }

  /**
   * What two samples say of the columns.
   *
   * @param repeats how many of a hundred thousand rows have a value that another row of their table
   *     has
   * @param shared how many of ten values are in both tables
   * @param inOrder whether both tables have the same values in the same order, row by row
   */
  record Verdict(long repeats, long shared, boolean inOrder) {
    boolean isUnique() {
      return repeats == 0;
    }
  }

  /** Compares the sample of the older table with that of the newer one. */
  Verdict compare(KeySample after) {
    int thinner = Math.max(bits, after.bits);
    long[] one = sorted(thinner);
    long[] other = after.sorted(thinner);
    long all = rows(thinner) + after.rows(thinner);
    long repeats = all - one.length - other.length;
    // A single repeat among many rows must not be rounded away.
    long rate = repeats == 0 ? 0 : Math.max(1, repeats * 100_000 / all);
    long most = Math.max(1, Math.max(one.length, other.length));
    return new Verdict(
        rate, Math.round(shared(one, other) * 10.0 / most), sequence == after.sequence);
  }

  /** Returns the values of a thinner sample. */
  private long[] sorted(int wanted) {
    return Arrays.stream(hashes)
        .filter(hash -> hash != 0 && isTaken(hash, wanted))
        .sorted()
        .toArray();
  }

  private long rows(int wanted) {
    long all = 0;
    for (int i = 0; i < hashes.length; i++) {
      all += hashes[i] != 0 && isTaken(hashes[i], wanted) ? rows[i] : 0;
    }
    return all;
  }

  private static long shared(long[] one, long[] other) {
    long shared = 0;
    int at = 0;
    for (long hash : one) {
      while (at < other.length && other[at] < hash) {
        at++;
      }
      shared += at < other.length && other[at] == hash ? 1 : 0;
    }
    return shared;
  }
}
