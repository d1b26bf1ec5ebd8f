package org.datawarp.pipeline.workbook;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A reused buffer for one text in UTF-8. Hot path: its fields are read in place. */
public final class ByteText {
  public byte[] bytes = new byte[1024];
  public int length;
  private final int maxLength;
  private final Refusal refusal;
  private final String what;

  /**
   * Makes an empty text.
   *
   * @param what names the text where it is too long: "a cell", "a shared string"
   */
  public ByteText(int maxLength, String what, Refusal refusal) {
    this.maxLength = maxLength;
    this.what = what;
    this.refusal = refusal;
  }

  public void clear() {
    length = 0;
  }

  public void append(int b) {
    require(1);
    bytes[length++] = (byte) b;
  }

  public void append(byte[] from, int start, int end) {
    require(end - start);
    System.arraycopy(from, start, bytes, length, end - start);
    length += end - start;
  }

  /** Appends a character; a lone half of a surrogate pair becomes U+FFFD. */
  public void appendCodePoint(int codePoint) {
    int c = codePoint >= 0xD800 && codePoint <= 0xDFFF ? 0xFFFD : codePoint;
    if (c < 0x80) {
      append(c);
    } else if (c < 0x800) {
      append(0xC0 | (c >> 6));
      append(0x80 | (c & 0x3F));
    } else {
      if (c < 0x10000) {
        append(0xE0 | (c >> 12));
      } else {
        append(0xF0 | (c >> 18));
        append(0x80 | ((c >> 12) & 0x3F));
      }
      append(0x80 | ((c >> 6) & 0x3F));
      append(0x80 | (c & 0x3F));
    }
  }

  private void require(int more) {
    if (more > maxLength - length) {
      throw refusal.beyond(what + " is too long", maxLength);
    }
    if (length + more > bytes.length) {
      int doubled = (int) Math.min(maxLength, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.max(length + more, doubled));
    }
  }

  /**
   * Replaces {@code _xHHHH_} by its character, then line ends by a line feed, from an index on.
   * Source: ECMA-376 part 1, 22.9.2.19 (ST_Xstring).
   */
  public void unescape(int from) {
    int to = from;
    for (int i = from; i < length; ) {
      int unit = bytes[i] == '_' ? escapedUnit(i) : -1;
      if (unit < 0) {
        bytes[to++] = bytes[i++];
        continue;
      }
      i += 7;
      if (Character.isHighSurrogate((char) unit) && i < length && bytes[i] == '_') {
        int second = escapedUnit(i);
        if (second >= 0 && Character.isLowSurrogate((char) second)) {
          unit = Character.toCodePoint((char) unit, (char) second);
          i += 7;
        }
      }
      to = put(to, unit);
    }
    length = to;
    joinLines(from);
  }

  /** Writes a character into bytes that the escape before it left free. */
  private int put(int at, int codePoint) {
    int end = length;
    length = at;
    appendCodePoint(codePoint);
    int next = length;
    length = end;
    return next;
  }

  /** The UTF-16 unit that {@code _xHHHH_} at an index stands for; -1 if there is none. */
  private int escapedUnit(int at) {
    if (at + 6 >= length || bytes[at + 1] != 'x' || bytes[at + 6] != '_') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = (unit << 4) | digit;
    }
    return unit;
  }

  /** Turns CR LF and a lone CR into LF, from an index on. */
  public void joinLines(int from) {
    int to = from;
    for (int i = from; i < length; i++) {
      byte b = bytes[i];
      if (b == '\r') {
        if (i + 1 < length && bytes[i + 1] == '\n') {
          i++;
        }
        b = '\n';
      }
      bytes[to++] = b;
    }
    length = to;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
