package org.datawarp.pipeline.compare;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.ValueText;
import org.jspecify.annotations.Nullable;

/*
 * Hot path: one buffer, no object per value but for numbers of more than 18 digits, doubles, and
 * columns whose two types differ.
 */
/**
 * Cells as bytes: equal bytes are equal values, whatever the types of the columns they come from;
 * 20 is 20.00. Texts and whole numbers sort as they should. Each cell says where it ends: a value,
 * then the marker that stands beside or for it.
 */
final class CellCodec {
  private static final byte NULL = 0;
  private static final byte NUMBER = 1;
  private static final byte LONG_NUMBER = 2;
  private static final byte TEXT = 3;
  private static final byte DATE = 4;
  private static final byte TIMESTAMP = 5;
  private static final byte TIME = 6;
  private static final byte BOOLEAN = 7;
  private static final byte END = 0;
  private static final byte ESCAPE = 1;
  private static final int MAX_SCALE = 100;
  private static final int LONG_BYTES = 8;

  private byte[] buffer = new byte[256];
  private int length;

  /** Forgets what was written. */
  void clear() {
    length = 0;
  }

  /** Writes cells of the current row in place of what was written. */
  void write(RowCursor row, List<CellPair> cells, CellPair.Side side) {
    length = 0;
    for (int i = 0; i < cells.size(); i++) {
      add(row, cells.get(i), side);
    }
  }

  /** Tells whether another one has written the same. */
  boolean holdsAs(CellCodec other) {
    return Arrays.equals(buffer, 0, length, other.buffer, 0, other.length);
  }

  /** Returns a copy of what was written. */
  byte[] bytes() {
    return Arrays.copyOf(buffer, length);
  }

  /** Tells whether these bytes were written. */
  boolean holds(byte[] bytes) {
    return Arrays.equals(buffer, 0, length, bytes, 0, bytes.length);
  }

  /** Returns a copy of a part of what was written. */
  byte[] bytes(int from, int to) {
    return Arrays.copyOfRange(buffer, from, to);
  }

  /** Tells whether a part of what was written is these bytes. */
  boolean holds(int from, int to, byte[] bytes) {
    return Arrays.equals(buffer, from, to, bytes, 0, bytes.length);
  }

  /** Tells whether a part of what was written is a part of what another one has written. */
  boolean holds(int from, int to, CellCodec other, int otherFrom, int otherTo) {
    return Arrays.equals(buffer, from, to, other.buffer, otherFrom, otherTo);
  }

  /** Tells whether the cell that begins here has no value. */
  boolean isNull(int from) {
    return buffer[from] == NULL;
  }

  /** Returns where the cell ends that begins here. */
  int cellEnd(int from) {
    return new Reader(buffer, from).skip();
  }

  /** Returns a hash of what was written since a position. */
  long hash(int from) {
    long hash = 0xcbf29ce484222325L;
    for (int i = from; i < length; i++) {
      hash = (hash ^ buffer[i]) * 0x100000001b3L;
    }
    return mixed(hash);
  }

  /** Returns a hash whose bits all depend on all bits. */
  static long mixed(long value) {
    long hash = value;
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }

  /** Returns how many bytes were written. */
  int length() {
    return length;
  }

  /** Writes a cell of the current row. */
  void add(RowCursor row, CellPair cell, CellPair.Side side) {
    int column = cell.index(side);
    if (row.isNull(column)) {
      write(NULL);
    } else if (cell.asText()) {
      writeText(TEXT, ValueText.of(row, column).getBytes(StandardCharsets.UTF_8));
    } else {
      addValue(row, column);
    }
    int marker = cell.marker(side);
    if (marker < 0 || row.isNull(marker)) {
      write(NULL);
    } else {
      writeText(TEXT, row.bytes(marker), row.offset(marker), row.length(marker));
    }
  }

  private void addValue(RowCursor row, int column) {
    switch (row.type(column)) {
      case TEXT -> writeText(TEXT, row.bytes(column), row.offset(column), row.length(column));
      case INTEGER, BIGINT -> number(row.longValue(column), 0);
      case NUMERIC -> {
        if (row.scale(column) == RowCursor.IN_BYTES) {
          writeText(LONG_NUMBER, row.bytes(column), row.offset(column), row.length(column));
        } else {
          number(row.longValue(column), row.scale(column));
        }
      }
      case DOUBLE -> number(Double.longBitsToDouble(row.longValue(column)));
      case DATE -> fixed(DATE, row.longValue(column));
      case TIMESTAMP -> fixed(TIMESTAMP, row.longValue(column));
      case TIME -> fixed(TIME, row.longValue(column));
      case BOOLEAN -> fixed(BOOLEAN, row.longValue(column));
    }
  }

  /** Zeros at the end say nothing. */
  private void number(long unscaled, int scale) {
    long value = unscaled;
    int digits = value == 0 ? 0 : scale;
    while (digits > 0 && value % 10 == 0) {
      value /= 10;
      digits--;
    }
    if (digits > MAX_SCALE) {
      String text = BigDecimal.valueOf(value, digits).toPlainString();
      writeText(LONG_NUMBER, text.getBytes(StandardCharsets.US_ASCII));
      return;
    }
    write(NUMBER);
    write((byte) digits);
    writeLong(value);
  }

  private void number(double value) {
    if (!Double.isFinite(value)) {
      writeText(LONG_NUMBER, Double.toString(value).getBytes(StandardCharsets.US_ASCII));
      return;
    }
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    BigDecimal plain = exact.scale() < 0 ? exact.setScale(0) : exact;
    BigInteger unscaled = plain.unscaledValue();
    if (unscaled.bitLength() < Long.SIZE) {
      number(unscaled.longValue(), plain.scale());
    } else {
      writeText(LONG_NUMBER, plain.toPlainString().getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void fixed(byte kind, long value) {
    write(kind);
    writeLong(value);
  }

  private void write(byte value) {
    need(1);
    buffer[length++] = value;
  }

  /** Negative numbers come first. */
  private void writeLong(long value) {
    need(LONG_BYTES);
    long ordered = value ^ Long.MIN_VALUE;
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[length++] = (byte) (ordered >>> shift);
    }
  }

  private void writeText(byte kind, byte[] text) {
    writeText(kind, text, 0, text.length);
  }

  private void writeText(byte kind, byte[] text, int from, int size) {
    need(2 * size + 2);
    buffer[length++] = kind;
    for (int i = from; i < from + size; i++) {
      if (text[i] == END || text[i] == ESCAPE) {
        buffer[length++] = ESCAPE;
        buffer[length++] = (byte) (text[i] + 1);
      } else {
        buffer[length++] = text[i];
      }
    }
    buffer[length++] = END;
  }

  private void need(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }

  /**
   * Returns some of the cells that stand one after the other.
   *
   * @param wanted which, from 0
   */
  static byte[] picked(byte[] cells, int[] wanted) {
    CellCodec picked = new CellCodec();
    for (int cell : wanted) {
      Reader reader = new Reader(cells);
      int from = 0;
      for (int i = 0; i < cell; i++) {
        from = reader.skip();
      }
      int to = reader.skip();
      picked.need(to - from);
      System.arraycopy(cells, from, picked.buffer, picked.length, to - from);
      picked.length += to - from;
    }
    return picked.bytes();
  }

  /** Reads cells back, one after the other. */
  static final class Reader {
    private final byte[] bytes;
    private int position;

    Reader(byte[] bytes) {
      this(bytes, 0);
    }

    Reader(byte[] bytes, int from) {
      this.bytes = bytes;
      this.position = from;
    }

    /** Passes over a cell and returns where it ends. */
    int skip() {
      skipPart();
      skipPart();
      return position;
    }

    private void skipPart() {
      switch (bytes[position++]) {
        case NULL -> {}
        case NUMBER -> position += 1 + LONG_BYTES;
        case TEXT, LONG_NUMBER -> {
          while (bytes[position++] != END) {
            // An escaped zero is no zero.
          }
        }
        default -> position += LONG_BYTES;
      }
    }

    /** Returns a cell as people read it: the value, the marker, or both; null for neither. */
    @Nullable String text() {
      String value = part();
      String marker = part();
      return value == null || marker == null
          ? (value == null ? marker : value)
          : value + " " + marker;
    }

    private @Nullable String part() {
      byte kind = bytes[position++];
      return switch (kind) {
        case NULL -> null;
        case NUMBER -> {
          int scale = bytes[position++];
          yield ValueText.of(BigDecimal.valueOf(readLong(), scale));
        }
        case TEXT, LONG_NUMBER -> readText();
        case DATE -> ValueText.of(ColumnType.DATE, readLong());
        case TIMESTAMP -> ValueText.of(ColumnType.TIMESTAMP, readLong());
        case TIME -> ValueText.of(ColumnType.TIME, readLong());
        default -> ValueText.of(ColumnType.BOOLEAN, readLong());
      };
    }

    private String readText() {
      byte[] text = new byte[bytes.length - position];
      int size = 0;
      while (bytes[position] != END) {
        byte next = bytes[position++];
        text[size++] = next == ESCAPE ? (byte) (bytes[position++] - 1) : next;
      }
      position++;
      return new String(text, 0, size, StandardCharsets.UTF_8);
    }

    private long readLong() {
      long value = 0;
      for (int i = 0; i < LONG_BYTES; i++) {
        value = value << 8 | (bytes[position++] & 0xff);
      }
      return value ^ Long.MIN_VALUE;
    }
  }
}
