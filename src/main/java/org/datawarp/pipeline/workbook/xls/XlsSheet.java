package org.datawarp.pipeline.workbook.xls;

import java.util.Arrays;
import java.util.BitSet;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.Decimals;
import org.datawarp.pipeline.workbook.ErrorCodes;
import org.datawarp.pipeline.workbook.ExcelDates;
import org.datawarp.pipeline.workbook.NumberFormat;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Utf8Buffer;

/**
 * The cells of one sheet of an XLS file.
 *
 * <p>Source: [MS-XLS] 2.1.7.20.5 (Worksheet Substream) and the records named at the constants.
 */
final class XlsSheet {
  private static final int FORMULA = 0x0006;
  private static final int COL_INFO = 0x007d;
  private static final int MUL_RK = 0x00bd;
  private static final int MUL_BLANK = 0x00be;
  private static final int R_STRING = 0x00d6;
  private static final int MERGE_CELLS = 0x00e5;
  private static final int LABEL_SST = 0x00fd;
  private static final int BLANK = 0x0201;
  private static final int NUMBER = 0x0203;
  private static final int LABEL = 0x0204;
  private static final int BOOL_ERR = 0x0205;
  private static final int STRING = 0x0207;
  private static final int ROW = 0x0208;
  private static final int RK = 0x027e;
  private static final int MAX_COLUMN = 255;
  private static final int HIDDEN_ROW = 0x20;

  private final XlsWorkbook.Sheet sheet;
  private final XlsNames names;
  private final BiffRecords records;
  private final XlsStyles styles;
  private final XlsStrings strings;
  private final ExcelDates dates;
  private final ReadLimits limits;
  private final CellSink sink;
  private final Decimals decimals = new Decimals();
  private final Utf8Buffer text = new Utf8Buffer(256);
  private final BitSet hiddenRows = new BitSet();
  private int merges;
  private int cells;
  private boolean ascending = true;
  private int currentRow = -1;
  private int lastColumn = -1;

  XlsSheet(XlsWorkbook workbook, XlsWorkbook.Sheet sheet, ReadLimits limits, CellSink sink) {
    this.sheet = sheet;
    this.names = workbook.names();
    this.records = workbook.records();
    this.styles = workbook.styles();
    this.strings = workbook.strings();
    this.dates = workbook.dates();
    this.limits = limits;
    this.sink = sink;
  }

  void read() {
    survey();
    if (ascending) {
      emitInOrder();
    } else {
      emitSorted();
    }
    names.emit(sheet.index(), sink);
  }

  private void begin() {
    records.moveTo(sheet.offset());
    if (!records.next() || records.type() != BiffRecords.BOF) {
      throw records.damaged("sheet '" + sheet.name() + "' is not where it should be");
    }
  }

  /** Moves to the next record of the sheet itself, past embedded charts; false at its end. */
  private boolean next() {
    int depth = 0;
    while (records.next()) {
      int type = records.type();
      if (type == BiffRecords.BOF) {
        depth++;
      } else if (type == BiffRecords.EOF) {
        if (depth-- == 0) {
          return false;
        }
      } else if (depth == 0) {
        return true;
      }
    }
    throw records.damaged("sheet '" + sheet.name() + "' breaks off");
  }

  /** Collects what has to be known before the cells, and how many there are. */
  private void survey() {
    begin();
    long last = -1;
    while (next()) {
      switch (records.type()) {
        case ROW -> {
          if ((records.u16(12) & HIDDEN_ROW) != 0) {
            hiddenRows.set(records.u16(0));
          }
        }
        case COL_INFO -> surveyColumns();
        case MERGE_CELLS -> surveyMerges();
        default -> {
          if (isCell(records.type())) {
            long cell = (long) records.u16(0) << 16 | records.u16(2);
            ascending &= cell > last;
            last = cell;
            cells++;
          }
        }
      }
    }
  }

  private void surveyColumns() {
    int first = records.u16(0);
    int last = Math.min(records.u16(2), MAX_COLUMN);
    if ((records.u16(8) & 1) != 0 && first <= last) {
      sink.hiddenColumns(first, last);
    }
  }

  private void surveyMerges() {
    int count = records.u16(0);
    for (int i = 0; i < count; i++) {
      int at = 2 + 8 * i;
      int firstRow = records.u16(at);
      int lastRow = records.u16(at + 2);
      int firstColumn = records.u16(at + 4);
      int lastColumnMerged = Math.min(records.u16(at + 6), MAX_COLUMN);
      if (++merges > limits.maxItems()) {
        throw records.damaged("it has more than " + limits.maxItems() + " merged ranges");
      }
      if (firstRow <= lastRow && firstColumn <= lastColumnMerged) {
        sink.merge(firstRow + 1L, lastRow + 1L, firstColumn, lastColumnMerged);
      }
    }
  }

  private static boolean isCell(int type) {
    return switch (type) {
      case FORMULA, MUL_RK, MUL_BLANK, R_STRING, LABEL_SST, BLANK, NUMBER, LABEL, BOOL_ERR, RK ->
          true;
      default -> false;
    };
  }

  private void emitInOrder() {
    begin();
    while (next()) {
      if (isCell(records.type())) {
        emitCell();
      }
    }
  }

  /** Emits the cells of a file whose writer did not order them; of two in one place the later. */
  private void emitSorted() {
    long[] index = new long[cells];
    int count = 0;
    begin();
    while (next()) {
      if (isCell(records.type())) {
        long offset = records.nextOffset() - records.length() - 4L;
        index[count++] =
            (long) records.u16(0) << 47 | (long) Math.min(records.u16(2), 0x7fff) << 32 | offset;
      }
    }
    Arrays.sort(index);
    for (int i = 0; i < count; i++) {
      if (i + 1 == count || index[i] >>> 32 != index[i + 1] >>> 32) {
        records.moveTo(index[i] & 0xffff_ffffL);
        records.next();
        emitCell();
      }
    }
  }

  private void emitCell() {
    int row = records.u16(0);
    int column = records.u16(2);
    switch (records.type()) {
      case MUL_RK -> {
        int count = (records.length() - 6) / 6;
        for (int i = 0; i < count; i++) {
          if (at(row, column + i)) {
            number(column + i, rk(records.i32(6 + 6 * i)), records.u16(4 + 6 * i), 0);
          }
        }
      }
      case MUL_BLANK -> {
        int count = (records.length() - 6) / 2;
        for (int i = 0; i < count; i++) {
          blank(row, column + i, records.u16(4 + 2 * i));
        }
      }
      case BLANK -> blank(row, column, records.u16(4));
      default -> {
        if (!isEmptyText() && at(row, column)) {
          emitValue(column, records.u16(4));
        }
      }
    }
  }

  private boolean isEmptyText() {
    return switch (records.type()) {
      case LABEL_SST -> strings.length(sharedString()) == 0;
      case LABEL, R_STRING -> records.u16(6) == 0;
      case FORMULA -> records.u16(12) == 0xffff && isEmptyFormula();
      default -> false;
    };
  }

  private boolean isEmptyFormula() {
    int kind = records.u8(6);
    if (kind != 0) {
      return kind > 2;
    }
    int here = records.nextOffset() - records.length() - 4;
    boolean empty = !moveToString() || records.u16(0) == 0;
    records.moveTo(here);
    records.next();
    return empty;
  }

  private int sharedString() {
    int index = records.i32(6);
    if (index < 0 || index >= strings.count()) {
      throw records.damaged(
          "a cell in row "
              + (records.u16(0) + 1)
              + " of sheet '"
              + sheet.name()
              + "' names a shared string that is missing");
    }
    return index;
  }

  private void emitValue(int column, int xf) {
    switch (records.type()) {
      case LABEL_SST -> {
        int index = sharedString();
        int font = strings.firstFont(index);
        int style = font == 0 ? styles.style(xf) : styles.style(xf, font - 1);
        sink.text(column, strings.bytes(), strings.start(index), strings.length(index), style);
      }
      case LABEL, R_STRING -> inlineText(column, 6, styles.style(xf));
      case NUMBER -> number(column, records.f64(6), xf, 0);
      case RK -> number(column, rk(records.i32(6)), xf, 0);
      case BOOL_ERR -> boolOrError(column, records.u8(6), records.u8(7) != 0, styles.style(xf));
      case FORMULA -> formula(column, xf);
      default -> throw new IllegalStateException("not a cell: " + records.type());
    }
  }

  private void formula(int column, int xf) {
    int style = styles.style(xf) | CellSink.FORMULA;
    if (records.u16(12) != 0xffff) {
      number(column, records.f64(6), xf, CellSink.FORMULA);
      return;
    }
    switch (records.u8(6)) {
      case 0 -> {
        int back = records.nextOffset();
        if (moveToString()) {
          inlineText(column, 0, style);
        }
        records.moveTo(back);
      }
      case 1 -> boolOrError(column, records.u8(8), false, style);
      case 2 -> boolOrError(column, records.u8(8), true, style);
      default -> throw new IllegalStateException("an empty formula is blank");
    }
  }

  /** Moves to a formula's text, which follows it, behind the formula it shares with others. */
  private boolean moveToString() {
    while (records.next() && !isCell(records.type())) {
      if (records.type() == STRING) {
        return true;
      }
      if (records.type() == ROW || records.type() == BiffRecords.EOF) {
        return false;
      }
    }
    return false;
  }

  private void inlineText(int column, int at, int style) {
    text.clear();
    int left = records.u16(at);
    boolean wide = (records.u8(at + 2) & 1) != 0;
    int from = at + 3;
    while (true) {
      int here = Math.min(left, (records.length() - from) / (wide ? 2 : 1));
      records.putCharacters(from, here, wide, text);
      left -= here;
      if (left == 0 || !records.nextContinue()) {
        break;
      }
      wide = (records.u8(0) & 1) != 0;
      from = 1;
    }
    text.endText();
    if (text.length() > 0) {
      sink.text(column, text.bytes(), 0, text.length(), style);
    }
  }

  private void number(int column, double value, int xf, int extraStyle) {
    int style = styles.style(xf) | extraStyle;
    NumberFormat.Kind kind = styles.kind(xf);
    if (kind != NumberFormat.Kind.NUMBER && dates.emit(sink, column, value, kind, style)) {
      return;
    }
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      sink.error(column, "#NUM!", style);
      return;
    }
    decimals.of(value);
    decimals.emit(sink, column, style);
  }

  private static double rk(int value) {
    double number =
        (value & 2) != 0 ? value >> 2 : Double.longBitsToDouble((long) (value & 0xffff_fffc) << 32);
    return (value & 1) != 0 ? number / 100 : number;
  }

  private void boolOrError(int column, int value, boolean isError, int style) {
    if (!isError) {
      sink.bool(column, value != 0, style);
      return;
    }
    sink.error(column, ErrorCodes.of(value), style);
  }

  private void blank(int row, int column, int xf) {
    int style = styles.style(xf) & (CellSink.FILLED | CellSink.BORDERED);
    if (style != 0 && at(row, column)) {
      sink.blank(column, styles.style(xf));
    }
  }

  /** Opens the row if need be; false for a place that was filled or cannot be. */
  private boolean at(int row, int column) {
    if (column > MAX_COLUMN || (row == currentRow && column <= lastColumn)) {
      return false;
    }
    if (row != currentRow) {
      currentRow = row;
      sink.beginRow(row + 1L, hiddenRows.get(row));
    }
    lastColumn = column;
    return true;
  }
}
