package org.datawarp.pipeline.workbook.csv;

/** Recognises UTF-8 sequences. Source: The Unicode Standard, table 3-7. */
final class Utf8Sequences {
  /** Not a sequence: an invalid byte. */
  static final int INVALID = 0;

  /** The start of what may be a sequence, cut off by the end of the bytes. */
  static final int INCOMPLETE = -1;

  private Utf8Sequences() {}

  /**
   * Returns the length of the sequence that starts at i with a byte above 0x7F: 2 to 4, or {@link
   * #INVALID} or {@link #INCOMPLETE}.
   */
  static int sequenceLength(byte[] bytes, int i, int end) {
    int first = bytes[i] & 0xff;
    int length = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 0) {
      return INVALID;
    }
    for (int k = 1; k < length; k++) {
      if (i + k >= end) {
        return INCOMPLETE;
      }
      int next = bytes[i + k] & 0xff;
      int lowest = k > 1 ? 0x80 : first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
      int highest = k > 1 ? 0xbf : first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
      if (next < lowest || next > highest) {
        return INVALID;
      }
    }
    return length;
  }
}
