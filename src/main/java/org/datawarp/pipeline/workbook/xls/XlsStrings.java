package org.datawarp.pipeline.workbook.xls;

import java.util.Arrays;
import org.datawarp.pipeline.workbook.Utf8Buffer;

/**
 * The shared strings of an XLS file, in one array of UTF-8.
 *
 * <p>Strings run on over CONTINUE records; where that cuts characters, the new record says again
 * whether they are wide. Source: [MS-XLS] 2.4.265 (SST) and 2.5.293 (XLUnicodeRichExtendedString).
 */
final class XlsStrings {
  private static final int WIDE = 1;
  private static final int EXTENDED = 4;
  private static final int RICH = 8;

  private final BiffRecords records;
  private final int maxBytes;
  private final Utf8Buffer text = new Utf8Buffer(1 << 12);
  private int[] ends = new int[256];
  private int[] firstFonts = new int[256];
  private int count;
  private int at;

  XlsStrings(BiffRecords records, int maxBytes) {
    this.records = records;
    this.maxBytes = maxBytes;
  }

  /** Reads the SST record the cursor is on, and those that continue it. */
  void readTable() {
    // The count in the record is not trusted: the strings say themselves where they end.
    int announced = records.i32(4);
    at = 8;
    while (count < announced && (at < records.length() || step())) {
      readString();
      if (text.length() + 8L * count > maxBytes) {
        throw records.damaged("its shared strings need more than " + maxBytes + " bytes");
      }
    }
  }

  private boolean step() {
    at = 0;
    return records.nextContinue();
  }

  private void readString() {
    int characters = records.u16(at);
    int flags = records.u8(at + 2);
    at += 3;
    int runs = 0;
    long extra = 0;
    if ((flags & RICH) != 0) {
      runs = records.u16(at);
      at += 2;
    }
    if ((flags & EXTENDED) != 0) {
      extra = records.i32(at) & 0xffff_ffffL;
      at += 4;
    }
    readCharacters(characters, (flags & WIDE) != 0);
    text.endText();
    append(readFirstFont(runs));
    skip(4L * runs + extra);
  }

  /** Returns the font of the text's first character plus 1, or 0 where the cell's own holds. */
  private int readFirstFont(int runs) {
    boolean atStart = runs > 0 && at + 4 <= records.length() && records.u16(at) == 0;
    return atStart ? records.u16(at + 2) + 1 : 0;
  }

  private void readCharacters(int characters, boolean startsWide) {
    int left = characters;
    boolean wide = startsWide;
    while (left > 0) {
      int here = Math.min(left, (records.length() - at) / (wide ? 2 : 1));
      records.putCharacters(at, here, wide, text);
      at += wide ? here * 2 : here;
      left -= here;
      if (left > 0) {
        if (!step()) {
          throw records.damaged("its shared strings break off");
        }
        wide = (records.u8(0) & WIDE) != 0;
        at = 1;
      }
    }
  }

  private void skip(long bytes) {
    long left = bytes;
    while (left > records.length() - at) {
      left -= records.length() - at;
      if (!step()) {
        throw records.damaged("its shared strings break off");
      }
    }
    at += (int) left;
  }

  private void append(int firstFont) {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
      firstFonts = Arrays.copyOf(firstFonts, count * 2);
    }
    ends[count] = text.length();
    firstFonts[count] = firstFont;
    count++;
  }

  int count() {
    return count;
  }

  byte[] bytes() {
    return text.bytes();
  }

  int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  int length(int index) {
    return ends[index] - start(index);
  }

  /** The font of a string's first character plus 1, or 0 where the cell's own holds. */
  int firstFont(int index) {
    return firstFonts[index];
  }
}
