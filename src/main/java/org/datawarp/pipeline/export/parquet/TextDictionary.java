package org.datawarp.pipeline.export.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/*
 * Hot path: the distinct values lie one after the other in one array; an open-addressed table of
 * ids finds them again.
 */
/** The distinct byte strings of one column in one row group, numbered by first appearance. */
final class TextDictionary {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private byte[] arena = new byte[1 << 10];
  private int[] starts = new int[1 << 6];
  private int[] hashes = new int[1 << 6];
  private int[] table = new int[1 << 7];
  private int size;

  int size() {
    return size;
  }

  /** Returns the bytes of all values together. */
  int byteCount() {
    return starts[size];
  }

  byte[] arena() {
    return arena;
  }

  int start(int id) {
    return starts[id];
  }

  int end(int id) {
    return starts[id + 1];
  }

  void clear() {
    size = 0;
    Arrays.fill(table, 0);
  }

  /** Tells whether a value is the one with this id. */
  boolean isEqual(int id, byte[] bytes, int offset, int length) {
    int start = starts[id];
    return starts[id + 1] - start == length
        && Arrays.equals(arena, start, start + length, bytes, offset, offset + length);
  }

  /** Returns the id of a value, a new one where it was not met before. */
  int id(byte[] bytes, int offset, int length) {
    int hash = hash(bytes, offset, length);
    int mask = table.length - 1;
    int slot = hash & mask;
    while (table[slot] != 0) {
      int id = table[slot] - 1;
      if (hashes[id] == hash && isEqual(id, bytes, offset, length)) {
        return id;
      }
      slot = (slot + 1) & mask;
    }
    return add(bytes, offset, length, hash, slot);
  }

  private int add(byte[] bytes, int offset, int length, int hash, int slot) {
    int id = size++;
    if (size + 1 > starts.length) {
      starts = Arrays.copyOf(starts, starts.length * 2);
      hashes = Arrays.copyOf(hashes, starts.length);
    }
    int start = starts[id];
    if (arena.length - start < length) {
      arena = Arrays.copyOf(arena, Math.max(arena.length * 2, Math.addExact(start, length)));
    }
    System.arraycopy(bytes, offset, arena, start, length);
    starts[id + 1] = start + length;
    hashes[id] = hash;
    table[slot] = id + 1;
    if (size * 2 > table.length) {
      grow();
    }
    return id;
  }

  private void grow() {
    table = new int[table.length * 2];
    int mask = table.length - 1;
    for (int id = 0; id < size; id++) {
      int slot = hashes[id] & mask;
      while (table[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      table[slot] = id + 1;
    }
  }

  private static int hash(byte[] bytes, int offset, int length) {
    long hash = length * MIX;
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(bytes, at)) * MIX;
      hash ^= hash >>> 32;
    }
    for (; at < end; at++) {
      hash = (hash ^ bytes[at]) * MIX;
      hash ^= hash >>> 32;
    }
    return (int) (hash ^ hash >>> 29);
  }
}
