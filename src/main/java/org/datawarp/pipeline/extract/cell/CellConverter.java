package org.datawarp.pipeline.extract.cell;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.extract.spool.SpoolReader;

/**
 * Turns one spooled cell into a value of its column's type and, where it holds shorthand, a marker.
 * One object serves many cells: {@link #convert} sets the fields. Hot path: no object per cell
 * except for numbers beyond a long.
 */
public final class CellConverter {
  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final byte[] NOTHING = new byte[0];

  private final CellText text = new CellText();

  /** Whether the cell gives a value. */
  public boolean hasValue;

  /** The value, as {@link RowCursor#longValue} has it. */
  public long value;

  /** The scale of a number; {@link RowCursor#IN_BYTES} for one in bytes. */
  public int scale;

  /** Text, or the digits of a number beyond a long. */
  public byte[] bytes = NOTHING;

  public int offset;
  public int length;

  /** Whether the cell gives a marker. */
  public boolean hasMarker;

  public byte[] marker = NOTHING;
  public int markerOffset;
  public int markerLength;

  /** Whether the cell holds something that is neither. */
  public boolean isMisfit;

  private final byte[] printed = new byte[CellPrinter.MAX_BYTES];

  /**
   * Converts a cell.
   *
   * @param cell positioned on it
   * @param type the type the column is loaded as
   */
  public void convert(SpoolReader cell, ColumnType type, DateOrder order, int percentShift) {
    hasValue = false;
    hasMarker = false;
    isMisfit = false;
    if (cell.kind() == CellKind.BLANK) {
      return;
    }
    switch (type) {
      case TEXT -> toText(cell);
      case INTEGER, BIGINT, NUMERIC, DOUBLE -> toNumber(cell, type, percentShift);
      case DATE, TIMESTAMP, TIME, BOOLEAN -> toOther(cell, type, order);
    }
    isMisfit = !hasValue && !hasMarker;
  }

  /** Returns a cell's content as text, as a column of text would hold it. */
  public String asText(SpoolReader cell) {
    toText(cell);
    return new String(bytes, offset, length, StandardCharsets.UTF_8);
  }

  private void toText(SpoolReader cell) {
    hasValue = true;
    switch (cell.kind()) {
      case TEXT, ERROR -> {
        bytes = cell.bytes();
        trim(cell.offset(), cell.length());
      }
      case NUMBER -> print(CellPrinter.number(cell.value(), cell.scale(), printed, 0));
      case DATE -> print(CellPrinter.date(cell.value(), printed, 0));
      case TIMESTAMP -> print(CellPrinter.timestamp(cell.value(), printed, 0));
      case TIME -> print(CellPrinter.time(cell.value(), printed, 0));
      case TRUE, FALSE -> print(CellPrinter.bool(cell.kind() == CellKind.TRUE, printed, 0));
      case BIG_NUMBER -> {
        bytes = CellPrinter.bigNumber(Double.longBitsToDouble(cell.value()));
        offset = 0;
        length = bytes.length;
      }
      case BLANK -> hasValue = false;
    }
  }

  private void print(int end) {
    bytes = printed;
    offset = 0;
    length = end;
  }

  /** White space around a text is an accident of typing; inside it stays. */
  private void trim(int start, int size) {
    int from = start;
    int to = start + size;
    while (from < to && spaceAt(from, to) > 0) {
      from += spaceAt(from, to);
    }
    while (to > from) {
      if (bytes[to - 1] >= 0 && bytes[to - 1] <= ' ') {
        to--;
      } else if (to - 2 >= from && bytes[to - 2] == (byte) 0xC2 && bytes[to - 1] == (byte) 0xA0) {
        to -= 2;
      } else {
        break;
      }
    }
    offset = from;
    length = to - from;
  }

  private int spaceAt(int at, int end) {
    if (bytes[at] >= 0 && bytes[at] <= ' ') {
      return 1;
    }
    return at + 1 < end && bytes[at] == (byte) 0xC2 && bytes[at + 1] == (byte) 0xA0 ? 2 : 0;
  }

  private void toNumber(SpoolReader cell, ColumnType type, int percentShift) {
    switch (cell.kind()) {
      case NUMBER -> number(cell.value(), cell.scale(), type);
      case BIG_NUMBER -> big(Double.longBitsToDouble(cell.value()));
      case TEXT -> {
        CellText.Kind kind = text.parse(cell.bytes(), cell.offset(), cell.length());
        if (kind == CellText.Kind.NUMBER || kind == CellText.Kind.MARKED_NUMBER) {
          int shift = text.isPercent() ? percentShift : 0;
          if (text.isBig()) {
            big(text.decimal().movePointLeft(shift));
          } else {
            number(text.unscaled(), text.scale() + shift, type);
          }
          if (kind == CellText.Kind.MARKED_NUMBER) {
            mark(cell, text.markerStart(), text.end());
          }
        } else {
          mark(cell, text.start(), text.end());
        }
      }
      default -> mark(cell, cell.offset(), cell.offset() + cell.length());
    }
  }

  private void mark(SpoolReader cell, int start, int end) {
    if (cell.kind() != CellKind.TEXT && cell.kind() != CellKind.ERROR) {
      return;
    }
    hasMarker = true;
    marker = cell.bytes();
    markerOffset = start;
    markerLength = end - start;
  }

  private void number(long unscaled, int digits, ColumnType type) {
    hasValue = true;
    value = unscaled;
    scale = digits;
    if (type != ColumnType.NUMERIC) {
      while (scale > 0 && value % 10 == 0) {
        value /= 10;
        scale--;
      }
      if (scale != 0) {
        throw new DataRejectedException(
            "a fraction stands in a column of whole numbers", "run inspect on the file again");
      }
    }
  }

  private void big(double number) {
    if (Double.isFinite(number)) {
      big(new BigDecimal(Double.toString(number)));
    } else {
      inBytes(CellPrinter.bigNumber(number));
    }
  }

  /** One value has one form, as {@link RowCursor} says: in bytes only what no long holds. */
  private void big(BigDecimal number) {
    BigDecimal stripped = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    BigDecimal plain = stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    if (plain.unscaledValue().bitLength() < Long.SIZE) {
      hasValue = true;
      value = plain.unscaledValue().longValue();
      scale = plain.scale();
    } else {
      inBytes(plain.toPlainString().getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void inBytes(byte[] digits) {
    hasValue = true;
    scale = RowCursor.IN_BYTES;
    bytes = digits;
    offset = 0;
    length = digits.length;
  }

  private void toOther(SpoolReader cell, ColumnType type, DateOrder order) {
    scale = 0;
    switch (cell.kind()) {
      case DATE -> {
        hasValue = type == ColumnType.DATE || type == ColumnType.TIMESTAMP;
        value = type == ColumnType.DATE ? cell.value() : cell.value() * MICROS_PER_DAY;
      }
      case TIMESTAMP -> {
        hasValue = type == ColumnType.TIMESTAMP || type == ColumnType.DATE;
        value =
            type == ColumnType.DATE ? Math.floorDiv(cell.value(), MICROS_PER_DAY) : cell.value();
      }
      case TIME -> {
        hasValue = type == ColumnType.TIME;
        value = cell.value();
      }
      case TRUE, FALSE -> {
        hasValue = type == ColumnType.BOOLEAN;
        value = cell.kind() == CellKind.TRUE ? 1 : 0;
      }
      case TEXT -> textAs(cell, type, order);
      default -> mark(cell, cell.offset(), cell.offset() + cell.length());
    }
  }

  private void textAs(SpoolReader cell, ColumnType type, DateOrder order) {
    CellText.Kind kind = text.parse(cell.bytes(), cell.offset(), cell.length());
    boolean date = kind == CellText.Kind.DATE || kind == CellText.Kind.TIMESTAMP;
    if (type == ColumnType.DATE && date && text.isDate(order)) {
      hasValue = true;
      value = text.epochDay(order);
    } else if (type == ColumnType.TIMESTAMP && date && text.isDate(order)) {
      hasValue = true;
      value = text.timestampMicros(order);
    } else if (type == ColumnType.TIME && kind == CellText.Kind.TIME) {
      hasValue = true;
      value = text.timeMicros();
    } else if (type == ColumnType.BOOLEAN && kind == CellText.Kind.BOOLEAN) {
      hasValue = true;
      value = text.isTrue() ? 1 : 0;
    } else {
      mark(cell, text.start(), text.end());
    }
  }
}
