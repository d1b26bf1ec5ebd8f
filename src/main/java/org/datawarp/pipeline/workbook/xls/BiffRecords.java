package org.datawarp.pipeline.workbook.xls;

import java.nio.charset.StandardCharsets;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.pipeline.workbook.Unreadable;
import org.datawarp.pipeline.workbook.Utf8Buffer;

/**
 * A cursor over the records of an XLS file's workbook stream, which is held in memory whole.
 *
 * <p>Every access is checked against the record's end. Source: [MS-XLS] 2.1.4.
 */
final class BiffRecords {
  static final int BOF = 0x0809;
  static final int EOF = 0x000a;
  static final int CONTINUE = 0x003c;
  private static final int HEADER_BYTES = 4;

  private final byte[] stream;
  private final String displayName;
  private int start;
  private int length;
  private int type;
  private int next;

  BiffRecords(byte[] stream, String displayName) {
    this.stream = stream;
    this.displayName = displayName;
  }

  /** Makes the next call of {@link #next} read the record at an offset of the stream. */
  void moveTo(long offset) {
    if (offset < 0 || offset > stream.length - HEADER_BYTES) {
      throw damaged("a sheet starts outside the file");
    }
    next = (int) offset;
  }

  /** The offset of the next record. */
  int nextOffset() {
    return next;
  }

  /** Moves to the next record; false at the end of the stream. */
  boolean next() {
    if (next + HEADER_BYTES > stream.length) {
      return false;
    }
    type = (stream[next] & 0xff) | (stream[next + 1] & 0xff) << 8;
    length = (stream[next + 2] & 0xff) | (stream[next + 3] & 0xff) << 8;
    start = next + HEADER_BYTES;
    if (length > stream.length - start) {
      throw damaged("it ends in the middle of a record");
    }
    next = start + length;
    return true;
  }

  /** Moves to the next record if it continues this one. */
  boolean nextContinue() {
    boolean continues =
        next + HEADER_BYTES <= stream.length && stream[next] == CONTINUE && stream[next + 1] == 0;
    return continues && next();
  }

  int type() {
    return type;
  }

  int length() {
    return length;
  }

  int u8(int at) {
    require(at, 1);
    return stream[start + at] & 0xff;
  }

  int u16(int at) {
    require(at, 2);
    int i = start + at;
    return (stream[i] & 0xff) | (stream[i + 1] & 0xff) << 8;
  }

  int i32(int at) {
    return u16(at) | u16(at + 2) << 16;
  }

  double f64(int at) {
    return Double.longBitsToDouble((i32(at) & 0xffff_ffffL) | (long) i32(at + 4) << 32);
  }

  /**
   * Appends characters of this record to a text.
   *
   * @param wide whether each has two bytes
   */
  void putCharacters(int at, int count, boolean wide, Utf8Buffer text) {
    require(at, wide ? count * 2 : count);
    int i = start + at;
    for (int k = 0; k < count; k++) {
      if (wide) {
        text.put((char) ((stream[i] & 0xff) | (stream[i + 1] & 0xff) << 8));
        i += 2;
      } else {
        text.put((char) (stream[i++] & 0xff));
      }
    }
  }

  /** Returns a short text as a string. */
  String string(int at, int count, boolean wide) {
    Utf8Buffer text = new Utf8Buffer(64);
    putCharacters(at, count, wide, text);
    text.endText();
    return new String(text.bytes(), 0, text.length(), StandardCharsets.UTF_8);
  }

  private void require(int at, int count) {
    if (at < 0 || count < 0 || count > length - at) {
      throw damaged("a record of type " + Integer.toHexString(type) + " is too short");
    }
  }

  SourceUnreadableException damaged(String how) {
    return Unreadable.damaged(displayName, how, null);
  }
}
