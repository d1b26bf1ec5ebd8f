package org.datawarp.pipeline.workbook.xlsb;

import org.datawarp.pipeline.workbook.A1;
import org.datawarp.pipeline.workbook.ByteText;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.ErrorCodes;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Refusal;
import org.datawarp.pipeline.workbook.Region;
import org.datawarp.pipeline.workbook.RichText;
import org.datawarp.pipeline.workbook.SharedStrings;
import org.datawarp.pipeline.workbook.SheetCells;
import org.datawarp.pipeline.workbook.SheetEntry;

/** Reads the part of one worksheet of an XLSB. Source: [MS-XLSB] 2.1.7.62 and its records. */
final class XlsbSheet {
  private static final int ROW = 0;
  private static final int BLANK = 1;
  private static final int RK = 2;
  private static final int ERROR = 3;
  private static final int BOOL = 4;
  private static final int REAL = 5;
  private static final int STRING = 6;
  private static final int SHARED = 7;
  private static final int FORMULA_STRING = 8;
  private static final int FORMULA_NUMBER = 9;
  private static final int FORMULA_BOOL = 10;
  private static final int FORMULA_ERROR = 11;
  private static final int RICH_STRING = 62;
  private static final int COLUMNS = 60;
  private static final int BEGIN_SHEET = 129;
  private static final int FILTER = 161;
  private static final int MERGE = 176;
  private static final int HIDDEN_ROW = 0x10;
  private static final int VALUE = 8;

  private final XlsbRecords records;
  private final SheetEntry entry;
  private final SheetCells cells;
  private final SharedStrings strings;
  private final ReadLimits limits;
  private final A1 range;
  private final ByteText text;

  XlsbSheet(
      XlsbRecords records,
      SheetEntry entry,
      SheetCells cells,
      SharedStrings strings,
      ReadLimits limits,
      Refusal refusal) {
    this.records = records;
    this.entry = entry;
    this.cells = cells;
    this.strings = strings;
    this.limits = limits;
    this.range = new A1(limits);
    this.text =
        new ByteText(
            limits.maxCellBytes(),
            "sheet '" + Refusal.quote(entry.name()) + "': the text of a cell",
            refusal);
  }

  /** Reads the whole part. */
  void read() {
    records.begin(BEGIN_SHEET);
    int type;
    while ((type = records.next()) != XlsbRecords.END) {
      switch (type) {
        case ROW ->
            cells.row((records.int32(0) & 0xffffffffL) + 1, (records.int8(11) & HIDDEN_ROW) != 0);
        case BLANK, RK, ERROR, BOOL, REAL, STRING, SHARED, RICH_STRING -> cell(type, 0);
        case FORMULA_STRING, FORMULA_NUMBER, FORMULA_BOOL, FORMULA_ERROR ->
            cell(type, CellSink.FORMULA);
        case COLUMNS -> {
          if ((records.int8(16) & 1) != 0) {
            cells.hiddenColumns(records.int32(0), records.int32(4));
          }
        }
        case MERGE -> {
          if (!rectangle(records, range, limits)) {
            throw cells.wrong("a merged range is none");
          }
          cells.merge(range);
        }
        case FILTER -> {
          if (rectangle(records, range, limits)) {
            Region.add(
                entry.regions(), Region.of(CellSink.RegionKind.FILTER, "autoFilter", range, 0, 0));
          }
        }
        default -> {
          // Of no concern to the cells.
        }
      }
    }
  }

  /** Takes the rectangle that a record begins with; false if it is none. */
  static boolean rectangle(XlsbRecords records, A1 into, ReadLimits limits) {
    into.firstRow = records.int32(0) + 1L;
    into.lastRow = records.int32(4) + 1L;
    into.firstColumn = records.int32(8);
    into.lastColumn = records.int32(12);
    return into.firstRow >= 1
        && into.firstRow <= into.lastRow
        && into.lastRow <= limits.maxRows()
        && into.firstColumn >= 0
        && into.firstColumn <= into.lastColumn
        && into.lastColumn < limits.maxColumns();
  }

  private void cell(int type, int formula) {
    if (cells.row() == 0) {
      throw cells.wrong("a cell stands before the first row");
    }
    int column = records.int32(0);
    cells.cell(column < 0 ? Integer.MAX_VALUE - 1 : column);
    int format = records.int32(4) & 0xffffff;
    switch (type) {
      case BLANK -> cells.blank(format);
      case RK -> cells.number(packedNumber(records.int32(VALUE)), format, formula);
      case REAL, FORMULA_NUMBER -> number(format, formula);
      case BOOL, FORMULA_BOOL -> cells.bool(records.int8(VALUE) != 0, format, formula);
      case ERROR, FORMULA_ERROR -> cells.error(ErrorCodes.of(records.int8(VALUE)), format, formula);
      case SHARED -> shared(format);
      default -> {
        text.clear();
        // A rich text begins with its flags.
        records.text(type == RICH_STRING ? VALUE + 1 : VALUE, text);
        cells.text(text.bytes, 0, text.length, RichText.Weight.AS_CELL, format, formula);
      }
    }
  }

  private void number(int format, int formula) {
    double value = records.float64(VALUE);
    if (!Double.isFinite(value)) {
      throw cells.wrongCell("holds a number that is none");
    }
    cells.number(value, format, formula);
  }

  private void shared(int format) {
    int index = records.int32(VALUE);
    if (!strings.select(index)) {
      throw cells.wrongCell(
          "refers to shared string " + index + ", but the file has " + strings.count());
    }
    cells.text(strings.slab, strings.from, strings.to, strings.weight(), format, 0);
  }

  /** The number that 30 bits and two flags stand for. Source: [MS-XLSB] 2.5.122 (RkNumber). */
  private static double packedNumber(int packed) {
    double number = (packed & 2) != 0 ? packed >> 2 : Double.longBitsToDouble((packed & ~3L) << 32);
    return (packed & 1) != 0 ? number / 100 : number;
  }
}
