package org.datawarp.pipeline.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/*
 * Hot path: the array is open to the encoders of this room, which write into it after ensure().
 */
/** A reused, growing array of bytes with PostgreSQL's byte order. */
final class CopyBuffer {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private final int initialCapacity;
  private byte[] bytes;
  private int length;

  CopyBuffer(int initialCapacity) {
    this.initialCapacity = initialCapacity;
    this.bytes = new byte[initialCapacity];
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Forgets the content, and an array that one huge row made grow. */
  void clear() {
    length = 0;
    if (bytes.length > 4L * initialCapacity) {
      bytes = new byte[initialCapacity];
    }
  }

  void putByte(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
  }

  void putShort(int value) {
    ensure(2);
    SHORT.set(bytes, length, (short) value);
    length += 2;
  }

  void putInt(int value) {
    ensure(4);
    INT.set(bytes, length, value);
    length += 4;
  }

  void putLong(long value) {
    ensure(8);
    LONG.set(bytes, length, value);
    length += 8;
  }

  void putBytes(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  /** Leaves room for a field's length and returns where the field starts. */
  int startField() {
    ensure(4);
    length += 4;
    return length;
  }

  /** Fills in the length of the field that {@link #startField} began. */
  void endField(int start) {
    INT.set(bytes, start - 4, length - start);
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, grown(more));
    }
  }

  private int grown(int more) {
    int needed = Math.addExact(length, more);
    return (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, bytes.length * 2L));
  }
}
