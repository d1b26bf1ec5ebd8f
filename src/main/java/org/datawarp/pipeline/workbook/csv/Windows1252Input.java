package org.datawarp.pipeline.workbook.csv;

import java.io.InputStream;

/** Windows-1252 as UTF-8. Source: WHATWG Encoding Standard, index windows-1252. */
final class Windows1252Input extends TranscodingInput {
  /** What happens to bytes that happen to be a valid UTF-8 sequence. */
  enum Sequences {
    /** They are Windows-1252 like all others. */
    CONVERT,
    /** They are UTF-8. */
    KEEP
  }

  // 0x80 to 0x9F; the five bytes without a character stand for the control of the same number.
  private static final char[] HIGH_CONTROLS = {
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178
  };

  private final Sequences sequences;

  Windows1252Input(InputStream source, Sequences sequences) {
    super(source);
    this.sequences = sequences;
  }

  @Override
  int convert(byte[] bytes, int length, boolean last) {
    int i = 0;
    while (i < length) {
      int b = bytes[i] & 0xff;
      if (b >= 0x80 && sequences == Sequences.KEEP) {
        int sequence = Utf8Sequences.sequenceLength(bytes, i, length);
        if (sequence == Utf8Sequences.INCOMPLETE && !last) {
          return i;
        }
        if (sequence > 0) {
          putBytes(bytes, i, sequence);
          i += sequence;
          continue;
        }
      }
      put(b >= 0x80 && b < 0xa0 ? HIGH_CONTROLS[b - 0x80] : b);
      i++;
    }
    return i;
  }
}
