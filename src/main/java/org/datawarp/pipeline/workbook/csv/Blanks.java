package org.datawarp.pipeline.workbook.csv;

/** Tells text that shows nothing: white space, control characters and zero-width characters. */
public final class Blanks {
  private Blanks() {}

  /** Tells whether a range of UTF-8 is empty or shows nothing. */
  public static boolean isBlank(byte[] utf8, int start, int end) {
    int i = start;
    while (i < end) {
      int b = utf8[i] & 0xff;
      if (b <= ' ' || b == 0x7f) {
        i++;
      } else if (b == 0xc2 && i + 1 < end && utf8[i + 1] == (byte) 0xa0) {
        i += 2;
      } else if (b >= 0xe2 && i + 2 < end && isBlank(b, utf8[i + 1] & 0xff, utf8[i + 2] & 0xff)) {
        i += 3;
      } else {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(int first, int second, int third) {
    return switch (first << 8 | second) {
      // U+2000 to U+200F (spaces, zero-width marks), U+2028, U+2029, U+202F
      case 0xe280 -> third <= 0x8f || third == 0xa8 || third == 0xa9 || third == 0xaf;
      // U+205F, U+2060
      case 0xe281 -> third == 0x9f || third == 0xa0;
      // U+3000
      case 0xe380 -> third == 0x80;
      // U+FEFF
      case 0xefbb -> third == 0xbf;
      default -> false;
    };
  }
}
