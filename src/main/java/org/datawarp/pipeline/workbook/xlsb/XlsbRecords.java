package org.datawarp.pipeline.workbook.xlsb;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.datawarp.pipeline.workbook.ByteText;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Refusal;

/**
 * The records of one part of an XLSB workbook.
 *
 * <p>A record is a type, a length and that many bytes; the length is believed only as far as bytes
 * arrive. Hot path: one reused buffer, the record at hand is read in place. Source: [MS-XLSB]
 * 2.1.4.
 */
public final class XlsbRecords implements Closeable {
  /** What {@link #next} returns at the end of the part. */
  static final int END = -1;

  private static final int BUFFER = 128 << 10;

  private final InputStream in;
  private final String part;
  private final Refusal refusal;
  private final int maxRecord;
  private byte[] buffer = new byte[BUFFER];
  private int at;
  private int limit;
  private int start;
  private int length;

  public XlsbRecords(InputStream in, String part, ReadLimits limits, Refusal refusal) {
    this.in = in;
    this.part = part;
    this.refusal = refusal;
    // Text is UTF-16 here; formulas and formatting of runs stand beside it.
    this.maxRecord = (int) Math.min(Integer.MAX_VALUE / 4, 4L * limits.maxCellBytes() + (1 << 16));
  }

  /** Moves to the first record, which must be of a type. */
  void begin(int type) {
    if (next() != type) {
      throw refusal.damaged("the part " + part + " is not what the workbook says it is");
    }
  }

  /** Moves to the next record and returns its type. */
  int next() {
    at = start + length;
    start = at;
    length = 0;
    if (at == limit && !fill()) {
      return END;
    }
    int type = octet();
    if (type >= 0x80) {
      type = (type & 0x7f) | ((octet() & 0x7f) << 7);
    }
    int size = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      int b = octet();
      size |= (b & 0x7f) << shift;
      if (b < 0x80) {
        break;
      }
    }
    if (size > maxRecord) {
      throw refusal.beyond("the part " + part + " has a record that is too long", maxRecord);
    }
    start = at;
    while (limit - start < size) {
      if (!fill()) {
        throw cutOff();
      }
    }
    length = size;
    return type;
  }

  /** The length of the record at hand. */
  int length() {
    return length;
  }

  int int8(int offset) {
    require(offset, 1);
    return buffer[start + offset] & 0xff;
  }

  int int16(int offset) {
    return int8(offset) | (int8(offset + 1) << 8);
  }

  int int32(int offset) {
    return int16(offset) | (int16(offset + 2) << 16);
  }

  double float64(int offset) {
    return Double.longBitsToDouble(
        (int32(offset) & 0xffffffffL) | ((long) int32(offset + 4) << 32));
  }

  /** Appends the text at an offset and returns the offset behind it; a null text is empty. */
  int text(int offset, ByteText into) {
    int units = int32(offset);
    if (units == -1) {
      return offset + 4;
    }
    if (units < 0 || units > (length - offset - 4) / 2) {
      throw cutOff();
    }
    int end = offset + 4 + 2 * units;
    int from = into.length;
    for (int i = offset + 4; i < end; i += 2) {
      int unit = int16(i);
      if (Character.isHighSurrogate((char) unit) && i + 2 < end) {
        char second = (char) int16(i + 2);
        if (Character.isLowSurrogate(second)) {
          unit = Character.toCodePoint((char) unit, second);
          i += 2;
        }
      }
      into.appendCodePoint(unit);
    }
    into.joinLines(from);
    return end;
  }

  private void require(int offset, int count) {
    if (offset < 0 || offset + count > length) {
      throw refusal.damaged("the part " + part + " has a record that is too short");
    }
  }

  private RuntimeException cutOff() {
    return refusal.damaged("the part " + part + " is cut off");
  }

  private int octet() {
    if (at == limit && !fill()) {
      throw cutOff();
    }
    return buffer[at++] & 0xff;
  }

  /** Keeps what the record at hand has so far and reads more; false at the end of the part. */
  private boolean fill() {
    int kept = limit - start;
    if (kept == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    System.arraycopy(buffer, start, buffer, 0, kept);
    at -= start;
    start = 0;
    limit = kept;
    try {
      int count = in.read(buffer, limit, buffer.length - limit);
      limit += Math.max(count, 0);
      return count > 0;
    } catch (IOException e) {
      throw refusal.damaged("the part " + part + " cannot be read (" + e.getMessage() + ")", e);
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw refusal.damaged("the part " + part + " cannot be closed (" + e.getMessage() + ")", e);
    }
  }
}
