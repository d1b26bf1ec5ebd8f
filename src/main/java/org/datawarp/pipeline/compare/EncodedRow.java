package org.datawarp.pipeline.compare;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One row as bytes: its key, its other values, and where its file has it. */
final class EncodedRow implements Comparable<EncodedRow> {
  private static final int OVERHEAD_BYTES = 120;

  final byte[] key;
  final byte[] values;

  /** The sheet's row, 0 where nobody knows. */
  final long row;

  /** The next of several with one key. */
  @Nullable EncodedRow next;

  EncodedRow(byte[] key, byte[] values, long row) {
    this.key = key;
    this.values = values;
    this.row = row;
  }

  /** Returns what it takes of memory, in bytes, about. */
  long size() {
    return (long) key.length + values.length + OVERHEAD_BYTES;
  }

  boolean hasValuesOf(EncodedRow other) {
    return Arrays.equals(values, other.values);
  }

  /** By key, then in the order of the file. */
  @Override
  public int compareTo(EncodedRow other) {
    int byKey = Arrays.compareUnsigned(key, other.key);
    int byRow = byKey != 0 ? byKey : Long.compare(row, other.row);
    return byRow != 0 ? byRow : Arrays.compareUnsigned(values, other.values);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EncodedRow row && compareTo(row) == 0;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key) * 31 + Arrays.hashCode(values);
  }
}
