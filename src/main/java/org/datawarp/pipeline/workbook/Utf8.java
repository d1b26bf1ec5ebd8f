package org.datawarp.pipeline.workbook;

/** Checks UTF-8. */
final class Utf8 {
  private Utf8() {}

  /** Whether bytes are valid UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. */
  static boolean isValid(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      int b = bytes[i++];
      if (b >= 0) {
        continue;
      }
      int lead = b & 0xff;
      int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
      if (lead < 0xC2 || lead > 0xF4 || i + more > to) {
        return false;
      }
      int second = bytes[i] & 0xff;
      if ((lead == 0xE0 && second < 0xA0)
          || (lead == 0xED && second > 0x9F)
          || (lead == 0xF0 && second < 0x90)
          || (lead == 0xF4 && second > 0x8F)) {
        return false;
      }
      for (int end = i + more; i < end; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
          return false;
        }
      }
    }
    return true;
  }
}
