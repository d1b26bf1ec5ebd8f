package org.datawarp.pipeline.workbook;

import java.util.Arrays;

/**
 * Text under construction, as UTF-8 in one growing array.
 *
 * <p>Line breaks become {@code \n}; U+0000 and lone surrogates, which no database stores, become
 * U+FFFD.
 */
public final class Utf8Buffer {
  private byte[] bytes;
  private int length;
  private char highSurrogate;
  private boolean afterCarriageReturn;

  public Utf8Buffer(int capacity) {
    bytes = new byte[capacity];
  }

  public byte[] bytes() {
    return bytes;
  }

  /** The length in bytes; after {@link #endText} it includes everything put. */
  public int length() {
    return length;
  }

  public void clear() {
    length = 0;
    highSurrogate = 0;
    afterCarriageReturn = false;
  }

  /** Drops what was put after a length. */
  public void cutTo(int newLength) {
    length = newLength;
    highSurrogate = 0;
    afterCarriageReturn = false;
  }

  /** Ends one text, so that what follows does not combine with it. */
  public void endText() {
    if (highSurrogate != 0) {
      highSurrogate = 0;
      putCodePoint(0xfffd);
    }
    afterCarriageReturn = false;
  }

  /** Appends a UTF-16 code unit. */
  public void put(char unit) {
    if (unit >= ' ' && unit < 0x7f && highSurrogate == 0) {
      afterCarriageReturn = false;
      if (length == bytes.length) {
        grow();
      }
      bytes[length++] = (byte) unit;
      return;
    }
    putSpecial(unit);
  }

  /** Appends UTF-16 code units. */
  public void put(char[] units, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      put(units[i]);
    }
  }

  private void putSpecial(char unit) {
    if (highSurrogate != 0) {
      char high = highSurrogate;
      highSurrogate = 0;
      if (Character.isLowSurrogate(unit)) {
        putCodePoint(Character.toCodePoint(high, unit));
        return;
      }
      putCodePoint(0xfffd);
    }
    boolean lineFeedOfPair = unit == '\n' && afterCarriageReturn;
    afterCarriageReturn = unit == '\r';
    if (lineFeedOfPair) {
      return;
    }
    if (Character.isHighSurrogate(unit)) {
      highSurrogate = unit;
    } else if (unit == 0 || Character.isLowSurrogate(unit)) {
      putCodePoint(0xfffd);
    } else {
      putCodePoint(unit == '\r' ? '\n' : unit);
    }
  }

  private void putCodePoint(int c) {
    if (bytes.length - length < 4) {
      grow();
    }
    if (c < 0x80) {
      bytes[length++] = (byte) c;
    } else if (c < 0x800) {
      bytes[length++] = (byte) (0xc0 | c >> 6);
      bytes[length++] = (byte) (0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
      bytes[length++] = (byte) (0xe0 | c >> 12);
      bytes[length++] = (byte) (0x80 | (c >> 6 & 0x3f));
      bytes[length++] = (byte) (0x80 | (c & 0x3f));
    } else {
      bytes[length++] = (byte) (0xf0 | c >> 18);
      bytes[length++] = (byte) (0x80 | (c >> 12 & 0x3f));
      bytes[length++] = (byte) (0x80 | (c >> 6 & 0x3f));
      bytes[length++] = (byte) (0x80 | (c & 0x3f));
    }
  }

  private void grow() {
    bytes = Arrays.copyOf(bytes, Math.max(64, (int) Math.min(bytes.length * 2L, 1 << 30)));
  }
}
