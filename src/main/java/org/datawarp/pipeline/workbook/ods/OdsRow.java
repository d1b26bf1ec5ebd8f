package org.datawarp.pipeline.workbook.ods;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.datawarp.pipeline.workbook.CellSink;

/*
 * Hot path: parallel arrays that are reused from row to row, no object per cell.
 */
/** The cells of one row, kept because the row may be repeated. */
final class OdsRow {
  /** What a kept cell holds. */
  enum Kind {
    BLANK,
    NUMBER,
    BIG_NUMBER,
    TEXT,
    ERROR,
    DATE,
    TIMESTAMP,
    TIME,
    BOOLEAN
  }

  /** A style painted over the rest of a row is no cell; a frame around some columns is. */
  private static final int MAX_PAINTED = 256;

  private Kind[] kinds = new Kind[16];
  private int[] columns = new int[16];
  private int[] repeats = new int[16];
  private int[] styles = new int[16];
  private long[] values = new long[16];
  private int[] scales = new int[16];
  private byte[] text = new byte[256];
  private int textLength;
  private int count;
  private boolean hasValues;

  void clear() {
    count = 0;
    textLength = 0;
    hasValues = false;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Whether a cell holds more than a style. */
  boolean hasValues() {
    return hasValues;
  }

  /** How many cells one emission of the row hands over. */
  long cellCount() {
    long cells = 0;
    for (int i = 0; i < count; i++) {
      cells += repeats[i];
    }
    return cells;
  }

  /** How many bytes of text one emission of the row stands for. */
  long emittedTextBytes() {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      if (kinds[i] == Kind.TEXT || kinds[i] == Kind.ERROR) {
        bytes += (long) scales[i] * repeats[i];
      }
    }
    return bytes;
  }

  void addBlank(int column, int repeat, int style) {
    if (repeat <= MAX_PAINTED) {
      add(Kind.BLANK, column, repeat, style, 0, 0);
    }
  }

  /** Adds a number with its scale, or the bits of a double, a day, microseconds or 0 and 1. */
  void add(Kind kind, int column, int repeat, int style, long value, int scale) {
    if (count == columns.length) {
      int size = count * 2;
      kinds = Arrays.copyOf(kinds, size);
      columns = Arrays.copyOf(columns, size);
      repeats = Arrays.copyOf(repeats, size);
      styles = Arrays.copyOf(styles, size);
      values = Arrays.copyOf(values, size);
      scales = Arrays.copyOf(scales, size);
    }
    kinds[count] = kind;
    columns[count] = column;
    repeats[count] = repeat;
    styles[count] = style;
    values[count] = value;
    scales[count] = scale;
    count++;
    hasValues |= kind != Kind.BLANK;
  }

  /** Adds a text or an error's code, copied. */
  void addText(Kind kind, int column, int repeat, int style, byte[] utf8, int length) {
    if (text.length - textLength < length) {
      text = Arrays.copyOf(text, Math.max(text.length * 2, textLength + length));
    }
    System.arraycopy(utf8, 0, text, textLength, length);
    add(kind, column, repeat, style, textLength, length);
    textLength += length;
  }

  /** The bytes of text kept. */
  int textLength() {
    return textLength;
  }

  void emit(CellSink sink) {
    for (int i = 0; i < count; i++) {
      emit(sink, i, columns[i]);
      int last = columns[i] + repeats[i] - 1;
      if (kinds[i] == Kind.BLANK) {
        for (int column = columns[i] + 1; column <= last; column++) {
          emit(sink, i, column);
        }
      } else if (last > columns[i]) {
        sink.repeat(last);
      }
    }
  }

  private void emit(CellSink sink, int i, int column) {
    long value = values[i];
    int style = styles[i];
    switch (kinds[i]) {
      case BLANK -> sink.blank(column, style);
      case NUMBER -> sink.number(column, value, scales[i], style);
      case BIG_NUMBER -> sink.bigNumber(column, Double.longBitsToDouble(value), style);
      case TEXT -> sink.text(column, text, (int) value, scales[i], style);
      case ERROR ->
          sink.error(
              column, new String(text, (int) value, scales[i], StandardCharsets.UTF_8), style);
      case DATE -> sink.date(column, value, style);
      case TIMESTAMP -> sink.timestamp(column, value, style);
      case TIME -> sink.time(column, value, style);
      case BOOLEAN -> sink.bool(column, value != 0, style);
    }
  }
}
