package org.datawarp.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/*
 * Hot path: one reused buffer, no object per value.
 *
 * A row is encoded as its non-null values, each with the first eight bytes of the SHA-256 of its
 * column's name, a tag and the value. So an added column that is null everywhere, a column that
 * moved, or a type that widened without changing the value leaves the hash as it was.
 */
/**
 * The hash of a set of rows, whatever their order: the sum modulo 2^128 of the SHA-256 of each.
 *
 * <p>Numbers are hashed without trailing zeros and null differs from the empty string. Two sets of
 * rows with equal hashes and counts hold the same rows. Not thread-safe.
 */
public final class RowHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** The most bytes of a value besides those of a text: name, tag, number and scale. */
  private static final int VALUE_BYTES = 18;

  private static final int TAG_NUMBER = 'n';
  private static final int TAG_LONG_NUMBER = 'N';
  private static final int TAG_DOUBLE = 'f';
  private static final int TAG_TEXT = 's';
  private static final int TAG_DATE = 'd';
  private static final int TAG_TIMESTAMP = 't';
  private static final int TAG_TIME = 'h';
  private static final int TAG_BOOLEAN = 'b';

  private final MessageDigest digest = sha256();
  private final int[] columns;
  private final long[] prefixes;
  private final int[] order;
  private final byte[] result = new byte[32];
  private byte[] buffer = new byte[1024];
  private int length;
  private long high;
  private long low;
  private long rows;

  private RowHash(int[] columns, long[] prefixes, int[] order) {
    this.columns = columns;
    this.prefixes = prefixes;
    this.order = order;
  }

  /**
   * Makes a hash over some columns of a cursor.
   *
   * @param names the name of every column of the cursor, in its order
   * @param excluded names of columns that do not count
   */
  public static RowHash of(List<String> names, List<String> excluded) {
    int[] columns = new int[names.size()];
    long[] prefixes = new long[names.size()];
    Integer[] sorted = new Integer[names.size()];
    int count = 0;
    MessageDigest digest = sha256();
    for (int i = 0; i < names.size(); i++) {
      if (!excluded.contains(names.get(i))) {
        columns[count] = i;
        prefixes[count] =
            (long) LONG.get(digest.digest(names.get(i).getBytes(StandardCharsets.UTF_8)), 0);
        sorted[count] = count;
        count++;
      }
    }
    Arrays.sort(
        sorted,
        0,
        count,
        (a, b) -> Long.compareUnsigned(prefixes[a.intValue()], prefixes[b.intValue()]));
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = sorted[i];
    }
    return new RowHash(Arrays.copyOf(columns, count), prefixes, order);
  }

  /** Adds the cursor's current row. */
  public void add(RowCursor row) {
    length = 0;
    for (int i : order) {
      int column = columns[i];
      if (!row.isNull(column)) {
        ensure(VALUE_BYTES);
        LONG.set(buffer, length, prefixes[i]);
        length += Long.BYTES;
        putValue(row, column);
      }
    }
    digest.update(buffer, 0, length);
    try {
      digest.digest(result, 0, result.length);
    } catch (java.security.DigestException e) {
      throw new IllegalStateException("SHA-256 is 32 bytes", e);
    }
    sum((long) LONG.get(result, 0), (long) LONG.get(result, Long.BYTES));
    rows++;
  }

  /** Adds the rows that another hash over the same columns was given. */
  public void addAll(RowHash other) {
    sum(other.high, other.low);
    rows += other.rows;
  }

  private void sum(long addedHigh, long addedLow) {
    long sum = low + addedLow;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    low = sum;
    high += addedHigh + carry;
  }

  /** Returns how many rows were added. */
  public long rowCount() {
    return rows;
  }

  /** Returns the hash as 32 hexadecimal digits; all zeros where there are no rows. */
  public String hex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }

  private void putValue(RowCursor row, int column) {
    switch (row.type(column)) {
      case TEXT -> putText(TAG_TEXT, row, column);
      case INTEGER, BIGINT -> putNumber(row.longValue(column), 0);
      case NUMERIC -> {
        int scale = row.scale(column);
        if (scale == RowCursor.IN_BYTES) {
          putText(TAG_LONG_NUMBER, row, column);
        } else {
          putNumber(row.longValue(column), scale);
        }
      }
      case DOUBLE -> putLong(TAG_DOUBLE, row.longValue(column));
      case DATE -> putLong(TAG_DATE, row.longValue(column));
      case TIMESTAMP -> putLong(TAG_TIMESTAMP, row.longValue(column));
      case TIME -> putLong(TAG_TIME, row.longValue(column));
      case BOOLEAN -> putLong(TAG_BOOLEAN, row.longValue(column));
    }
  }

  private void putNumber(long unscaled, int scale) {
    long value = unscaled;
    int digits = scale;
    while (digits > 0 && value % 10 == 0) {
      value /= 10;
      digits--;
    }
    putLong(TAG_NUMBER, value);
    buffer[length++] = (byte) (value == 0 ? 0 : digits);
  }

  private void putText(int tag, RowCursor row, int column) {
    int count = row.length(column);
    putLong(tag, count);
    ensure(count);
    System.arraycopy(row.bytes(column), row.offset(column), buffer, length, count);
    length += count;
  }

  private void putLong(int tag, long value) {
    buffer[length++] = (byte) tag;
    LONG.set(buffer, length, value);
    length += Long.BYTES;
  }

  private void ensure(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
