package org.datawarp.pipeline.extract.cell;

/** The marks that can stand behind a number in its cell. */
final class TextMarks {
  private TextMarks() {}

  /** Tells whether the rest is nothing but marks: stars, daggers, superscripts, brackets. */
  static boolean areAll(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end) {
      int width = widthOf(bytes, at, end);
      if (width == 0) {
        return false;
      }
      at += width;
    }
    return from < end;
  }

  /** Tells whether the rest is the number of a note in round brackets. */
  static boolean isNoteNumber(byte[] bytes, int from, int end) {
    int digits = end - from - 2;
    if (digits < 1 || digits > 2 || bytes[from] != '(' || bytes[end - 1] != ')') {
      return false;
    }
    for (int at = from + 1; at < end - 1; at++) {
      if (bytes[at] < '0' || bytes[at] > '9') {
        return false;
      }
    }
    return true;
  }

  private static int widthOf(byte[] bytes, int at, int end) {
    byte b = bytes[at];
    if (b == '*' || b == '#' || b == '^' || b == '~' || b == ' ') {
      return 1;
    }
    if (b == '[' || b == '(') {
      return bracketWidth(bytes, at, end, b == '[' ? ']' : ')');
    }
    if (b == (byte) 0xC2 && at + 1 < end) {
      // § ² ³ ¹
      int next = bytes[at + 1] & 0xff;
      return next == 0xA7 || next == 0xB2 || next == 0xB3 || next == 0xB9 ? 2 : 0;
    }
    if (b == (byte) 0xE2 && at + 2 < end) {
      // † ‡ and the superscripts from U+2070
      int next = bytes[at + 1] & 0xff;
      int last = bytes[at + 2] & 0xff;
      boolean dagger = next == 0x80 && (last == 0xA0 || last == 0xA1);
      return dagger || (next == 0x81 && last >= 0xB0 && last <= 0xB9) ? 3 : 0;
    }
    return 0;
  }

  /** Takes any short text in square brackets, but only letters in round ones: 12 (3) is data. */
  private static int bracketWidth(byte[] bytes, int from, int end, char close) {
    for (int at = from + 1; at < end && at - from <= 20; at++) {
      int lowerCase = bytes[at] | 0x20;
      if (bytes[at] == close) {
        return at == from + 1 ? 0 : at + 1 - from;
      }
      if (close == ')' && (lowerCase < 'a' || lowerCase > 'z' || at - from > 2)) {
        return 0;
      }
    }
    return 0;
  }
}
