package org.datawarp.pipeline.extract.marker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/*
 * Hot path: open addressing over one array of bytes; no object per cell.
 */
/** The distinct short texts of one column with their counts, in order of appearance. Bounded. */
public final class TokenTable {
  /** How many distinct texts are kept. */
  public static final int CAPACITY = 64;

  /** The longest text kept, in bytes. */
  public static final int LONGEST = 64;

  private static final int SLOTS = 128;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Where a text stood: alone in its cell, behind a number, as bounds or as an error. */
  public enum Role {
    ALONE,
    BEHIND_NUMBER,
    BOUND,
    ERROR
  }

  /**
   * One distinct text.
   *
   * @param count in how many cells
   */
  public record Token(String text, Role role, long count) {}

  private final byte[] bytes = new byte[CAPACITY * LONGEST];
  private final int[] lengths = new int[CAPACITY];
  private final int[] hashes = new int[CAPACITY];
  private final Role[] roles = new Role[CAPACITY];
  private final long[] counts = new long[CAPACITY];
  private final byte[] slots = new byte[SLOTS];
  private int size;
  private int last;

  /** Counts a text; false where it is too long or one too many to be kept. */
  public boolean add(byte[] utf8, int from, int to, Role role) {
    int length = to - from;
    if (length > LONGEST) {
      return false;
    }
    if (size > 0 && same(last, utf8, from, length, role)) {
      counts[last]++;
      return true;
    }
    int hash = hash(utf8, from, to);
    int slot = (hash ^ hash >>> 15) & (SLOTS - 1);
    while (slots[slot] != 0) {
      int index = slots[slot] - 1;
      if (hashes[index] == hash && same(index, utf8, from, length, role)) {
        counts[index]++;
        last = index;
        return true;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    if (size == CAPACITY) {
      return false;
    }
    System.arraycopy(utf8, from, bytes, size * LONGEST, length);
    lengths[size] = length;
    hashes[size] = hash;
    roles[size] = role;
    counts[size] = 1;
    last = size++;
    slots[slot] = (byte) size;
    return true;
  }

  public List<Token> tokens() {
    List<Token> tokens = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String text = new String(bytes, i * LONGEST, lengths[i], StandardCharsets.UTF_8);
      tokens.add(new Token(text, roles[i], counts[i]));
    }
    return tokens;
  }

  /** Mixes the length, the first and the last eight bytes: enough for 64 texts. */
  private static int hash(byte[] utf8, int from, int to) {
    long mixed = (long) to - from;
    if (to - from >= 8) {
      mixed += (long) LONGS.get(utf8, from) * 31 + (long) LONGS.get(utf8, to - 8);
    } else {
      for (int i = from; i < to; i++) {
        mixed = mixed * 31 + utf8[i];
      }
    }
    mixed *= 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  private boolean same(int index, byte[] utf8, int from, int length, Role role) {
    int at = index * LONGEST;
    return lengths[index] == length
        && roles[index] == role
        && Arrays.equals(bytes, at, at + length, utf8, from, from + length);
  }
}
