package org.datawarp.pipeline.workbook.csv;

import java.io.InputStream;

/** UTF-16 as UTF-8; lone surrogates and a trailing odd byte become U+FFFD. */
final class Utf16Input extends TranscodingInput {
  private final int lowByte;

  /**
   * Reads code units.
   *
   * @param lowByte which of a unit's two bytes is the low one: 0 (little endian) or 1 (big endian)
   */
  Utf16Input(InputStream source, int lowByte) {
    super(source);
    this.lowByte = lowByte;
  }

  @Override
  int convert(byte[] bytes, int length, boolean last) {
    int i = 0;
    while (i + 1 < length) {
      int unit = unit(bytes, i);
      if (Character.isHighSurrogate((char) unit)) {
        if (i + 3 >= length && !last) {
          return i;
        }
        int low = i + 3 < length ? unit(bytes, i + 2) : 0;
        if (Character.isLowSurrogate((char) low)) {
          put(Character.toCodePoint((char) unit, (char) low));
          i += 4;
          continue;
        }
      }
      put(unit);
      i += 2;
    }
    if (last && i < length) {
      put(0xfffd);
      i++;
    }
    return i;
  }

  private int unit(byte[] bytes, int i) {
    return (bytes[i + 1 - lowByte] & 0xff) << 8 | (bytes[i + lowByte] & 0xff);
  }
}
