package org.datawarp.pipeline.export.parquet;

import org.datawarp.pipeline.export.ByteSink;

/**
 * Parquet's hybrid of run lengths and bit packing.
 *
 * <p>Source: Apache Parquet, "Encodings", section "Run Length Encoding / Bit-Packing Hybrid".
 */
final class RleBitPackingWriter {
  private static final int GROUP = 8;

  private RleBitPackingWriter() {}

  /** Returns how many bits hold every number from 0 to max. */
  static int width(int max) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(max);
  }

  /** Encodes {@code values[from..to)}, each of which fits the width. */
  static void put(ByteSink out, int[] values, int from, int to, int width) {
    int packedFrom = from;
    int at = from;
    while (at < to) {
      int value = values[at];
      int end = at + 1;
      while (end < to && values[end] == value) {
        end++;
      }
      // A packed run in the middle must be whole groups of eight, so it may borrow from this one.
      int borrowed = Math.floorMod(packedFrom - at, GROUP);
      if (end - at - borrowed >= GROUP) {
        pack(out, values, packedFrom, at + borrowed, width);
        repeat(out, value, end - at - borrowed, width);
        packedFrom = end;
      }
      at = end;
    }
    pack(out, values, packedFrom, to, width);
  }

  /** Encodes one value, repeated. */
  static void repeat(ByteSink out, int value, int count, int width) {
    out.writeVarInt(count << 1);
    for (int shift = 0; shift < width; shift += Byte.SIZE) {
      out.write(value >>> shift);
    }
  }

  private static void pack(ByteSink out, int[] values, int from, int to, int width) {
    if (from == to) {
      return;
    }
    int groups = (to - from + GROUP - 1) / GROUP;
    out.writeVarInt(groups << 1 | 1);
    long bits = 0;
    int held = 0;
    for (int i = from; i < from + groups * GROUP; i++) {
      bits |= (long) (i < to ? values[i] : 0) << held;
      held += width;
      while (held >= Byte.SIZE) {
        out.write((int) bits);
        bits >>>= Byte.SIZE;
        held -= Byte.SIZE;
      }
    }
  }
}
