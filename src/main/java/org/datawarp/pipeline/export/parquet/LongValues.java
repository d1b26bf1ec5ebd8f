package org.datawarp.pipeline.export.parquet;

import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.datawarp.pipeline.export.ByteSink;
import org.jspecify.annotations.Nullable;

/*
 * Hot path: one instance serves all columns of a file in turn, so its arrays are made once.
 * Values that repeat become a dictionary; else whole numbers become differences, which shrink row
 * numbers and identifiers to almost nothing.
 */
/** Values that fit a long, of the physical types INT32, INT64, DOUBLE and BOOLEAN. */
final class LongValues implements PageValues {
  private static final int MAX_DICTIONARY = 1 << 15;
  private static final int PROBE = 1 << 13;
  private static final int SLAB_BYTES = 1 << 12;
  private static final int MAX_SLAB_BYTES = 1 << 20;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final int[] table = new int[MAX_DICTIONARY * 4];
  private final long[] dictionary = new long[MAX_DICTIONARY];
  private int[] ids = new int[0];
  private long[] values = new long[0];
  private Type physical = Type.INT64;
  private int count;
  private int distinct;

  /**
   * Takes the values of the next column.
   *
   * @param values the values, of which the first {@code count} are meant; kept until the next call
   */
  LongValues of(long[] values, int count, Type physical) {
    this.values = values;
    this.count = count;
    this.physical = physical;
    this.distinct = physical == Type.BOOLEAN || count == 0 ? 0 : number();
    return this;
  }

  @Override
  public int dictionarySize() {
    return distinct;
  }

  @Override
  public void putDictionary(ByteSink out) {
    for (int i = 0; i < distinct; i++) {
      putPlain(out, dictionary[i]);
    }
  }

  @Override
  public Encoding encoding() {
    if (distinct > 0) {
      return Encoding.RLE_DICTIONARY;
    }
    return isWhole() ? Encoding.DELTA_BINARY_PACKED : Encoding.PLAIN;
  }

  @Override
  public int bytesPerValue() {
    return Long.BYTES;
  }

  @Override
  public void put(ByteSink out, int from, int to) {
    if (distinct > 0) {
      int width = RleBitPackingWriter.width(distinct - 1);
      out.write(width);
      RleBitPackingWriter.put(out, ids, from, to, width);
    } else if (physical == Type.BOOLEAN) {
      putBits(out, from, to);
    } else if (isWhole()) {
      putDifferences(out, from, to);
    } else {
      for (int i = from; i < to; i++) {
        putPlain(out, values[i]);
      }
    }
  }

  @Override
  public byte @Nullable [] min() {
    return bound(-1);
  }

  @Override
  public byte @Nullable [] max() {
    return bound(1);
  }

  @Override
  public void tally(ColumnStatistics tally) {
    if (count == 0) {
      return;
    }
    addToRange(tally);
    boolean isBoolean = physical == Type.BOOLEAN;
    if (!tally.wantsDistinct(distinct > 0 || isBoolean ? distinct : Integer.MAX_VALUE)) {
      return;
    }
    for (int i = 0; i < distinct; i++) {
      tally.addDistinct(boxed(dictionary[i]));
    }
    for (int i = 0; isBoolean && i < count; i++) {
      tally.addDistinct(Long.valueOf(values[i]));
    }
  }

  private void addToRange(ColumnStatistics tally) {
    if (physical == Type.DOUBLE) {
      for (int i = 0; i < count; i++) {
        double value = Double.longBitsToDouble(values[i]);
        if (!Double.isNaN(value)) {
          tally.addToRange(Double.valueOf(value));
        }
      }
    } else {
      tally.addToRange(Long.valueOf(extreme(-1)));
      tally.addToRange(Long.valueOf(extreme(1)));
    }
  }

  private Object boxed(long value) {
    return physical == Type.DOUBLE
        ? (Object) Double.valueOf(Double.longBitsToDouble(value))
        : (Object) Long.valueOf(value);
  }

  private boolean isWhole() {
    return physical == Type.INT32 || physical == Type.INT64;
  }

  /** Numbers the distinct values; returns how many there are, 0 if a dictionary does not pay. */
  private int number() {
    if (ids.length < count) {
      ids = new int[values.length];
    }
    Arrays.fill(table, 0);
    int mask = table.length - 1;
    int limit = Math.min(MAX_DICTIONARY, count / 2 + 1);
    int size = 0;
    for (int i = 0; i < count; i++) {
      long value = values[i];
      long mixed = value * MIX;
      int slot = (int) (mixed >>> 40) & mask;
      int id = table[slot];
      while (id != 0 && dictionary[id - 1] != value) {
        slot = (slot + 1) & mask;
        id = table[slot];
      }
      if (id == 0) {
        // Values that are nearly all different at the start are not worth the rest of the search.
        if (size == limit || (i < PROBE && size > PROBE / 2)) {
          return 0;
        }
        dictionary[size++] = value;
        id = size;
        table[slot] = id;
      }
      ids[i] = id - 1;
    }
    return size;
  }

  private void putPlain(ByteSink out, long value) {
    if (physical == Type.INT32) {
      out.writeInt((int) value);
    } else {
      out.writeLong(value);
    }
  }

  private void putBits(ByteSink out, int from, int to) {
    for (int i = from; i < to; i += Byte.SIZE) {
      int bits = 0;
      for (int j = i; j < Math.min(i + Byte.SIZE, to); j++) {
        bits |= (int) values[j] << (j - i);
      }
      out.write(bits);
    }
  }

  private void putDifferences(ByteSink out, int from, int to) {
    try {
      if (physical == Type.INT32) {
        var writer =
            new DeltaBinaryPackingValuesWriterForInteger(
                SLAB_BYTES, MAX_SLAB_BYTES, HeapByteBufferAllocator.getInstance());
        for (int i = from; i < to; i++) {
          writer.writeInteger((int) values[i]);
        }
        copy(writer.getBytes(), out);
      } else {
        var writer =
            new DeltaBinaryPackingValuesWriterForLong(
                SLAB_BYTES, MAX_SLAB_BYTES, HeapByteBufferAllocator.getInstance());
        for (int i = from; i < to; i++) {
          writer.writeLong(values[i]);
        }
        copy(writer.getBytes(), out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("an array takes every byte", e);
    }
  }

  private static void copy(BytesInput encoded, ByteSink out) throws IOException {
    encoded.writeAllTo(out);
  }

  private byte @Nullable [] bound(int sign) {
    if (count == 0) {
      return null;
    }
    ByteSink out = new ByteSink();
    if (physical == Type.DOUBLE) {
      double bound = Double.NaN;
      for (int i = 0; i < count; i++) {
        double value = Double.longBitsToDouble(values[i]);
        if (Double.isNaN(value)) {
          return null;
        }
        bound = Double.isNaN(bound) || Double.compare(value, bound) * sign > 0 ? value : bound;
      }
      // Readers may not tell the zeros apart, so a bound of zero covers both.
      out.writeLong(Double.doubleToLongBits(bound == 0 ? (sign < 0 ? -0.0 : 0.0) : bound));
    } else if (physical == Type.BOOLEAN) {
      out.write((int) extreme(sign));
    } else {
      putPlain(out, extreme(sign));
    }
    return Arrays.copyOf(out.bytes(), out.size());
  }

  private long extreme(int sign) {
    long[] all = distinct > 0 ? dictionary : values;
    int size = distinct > 0 ? distinct : count;
    long bound = all[0];
    for (int i = 1; i < size; i++) {
      bound = sign < 0 ? Math.min(bound, all[i]) : Math.max(bound, all[i]);
    }
    return bound;
  }
}
