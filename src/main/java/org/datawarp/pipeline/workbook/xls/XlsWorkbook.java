package org.datawarp.pipeline.workbook.xls;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.ExcelDates;
import org.datawarp.pipeline.workbook.ReadLimits;

/**
 * The part of an XLS file that holds for all its sheets.
 *
 * <p>Source: [MS-XLS] 2.1.7.20.3 (Globals Substream) and the records named at the constants.
 */
final class XlsWorkbook {
  private static final int BIFF8 = 0x0600;
  private static final int GLOBALS = 0x0005;
  private static final int DATE_MODE = 0x0022;
  private static final int FILE_PASS = 0x002f;
  private static final int FONT = 0x0031;
  private static final int BOUND_SHEET = 0x0085;
  private static final int PALETTE = 0x0092;
  private static final int XF = 0x00e0;
  private static final int SST = 0x00fc;
  private static final int EXTERN_SHEET = 0x0017;
  private static final int NAME = 0x0018;
  private static final int SUP_BOOK = 0x01ae;
  private static final int FORMAT = 0x041e;
  private static final int VISUAL_BASIC = 6;
  private static final int CHART = 2;

  /** A sheet as the workbook lists it; offset is where its substream starts. */
  record Sheet(String name, CellSink.SheetType type, SheetState state, long offset, int index) {}

  private final BiffRecords records;
  private final byte[] stream;
  private final String displayName;
  private final ReadLimits limits;
  private final List<Sheet> sheets = new ArrayList<>();
  private final XlsStyles styles;
  private final XlsStrings strings;
  private final XlsNames names;
  private ExcelDates dates = ExcelDates.FROM_1900;
  private int sheetIndex;

  XlsWorkbook(byte[] stream, String displayName, ReadLimits limits) {
    this.stream = stream;
    this.displayName = displayName;
    this.limits = limits;
    this.records = new BiffRecords(stream, displayName);
    this.styles = new XlsStyles(limits.maxItems());
    this.strings = new XlsStrings(records, limits.maxSharedStringBytes());
    this.names = new XlsNames(limits.maxItems());
  }

  BiffRecords records() {
    return records;
  }

  List<Sheet> sheets() {
    return sheets;
  }

  XlsStyles styles() {
    return styles;
  }

  XlsStrings strings() {
    return strings;
  }

  XlsNames names() {
    return names;
  }

  ExcelDates dates() {
    return dates;
  }

  /** Reads the globals substream, from the first record to its EOF. */
  void readGlobals() {
    if (!records.next() || records.type() != BiffRecords.BOF) {
      throw notBiff8();
    }
    if (records.u16(0) != BIFF8 || records.u16(2) != GLOBALS) {
      throw notBiff8();
    }
    while (records.next()) {
      if (records.type() == BiffRecords.EOF) {
        styles.complete();
        return;
      }
      read();
    }
    throw records.damaged("its list of sheets breaks off");
  }

  private SourceUnreadableException notBiff8() {
    return new SourceUnreadableException(
        displayName + " is an Excel 5.0/95 or older workbook, which is too old to be read",
        "open it in Excel or LibreOffice and save it as XLSX");
  }

  private void read() {
    switch (records.type()) {
      case FILE_PASS -> {
        int after = records.nextOffset();
        XlsDecryption.decrypt(stream, after - records.length() - 4, after, displayName);
      }
      case DATE_MODE -> dates = records.u16(0) == 1 ? ExcelDates.FROM_1904 : ExcelDates.FROM_1900;
      case FONT -> styles.addFont(records);
      case FORMAT -> styles.addFormat(records);
      case XF -> styles.addXf(records);
      case PALETTE -> styles.readPalette(records);
      case BOUND_SHEET -> addSheet();
      case SST -> strings.readTable();
      case SUP_BOOK -> names.addBook(records);
      case EXTERN_SHEET -> names.readSheetReferences(records);
      case NAME -> names.addName(records);
      default -> {
        // Records about windows, toolbars, pivot tables and the like.
      }
    }
  }

  private void addSheet() {
    int type = records.u8(5);
    int index = sheetIndex++;
    if (index >= limits.maxItems()) {
      throw records.damaged("it lists more than " + limits.maxItems() + " sheets");
    }
    if (type == VISUAL_BASIC) {
      return; // a module of code, which has no cells
    }
    int characters = records.u8(6);
    String name =
        characters == 0
            ? "Sheet" + (index + 1)
            : records.string(8, characters, (records.u8(7) & 1) != 0);
    SheetState state =
        switch (records.u8(4) & 3) {
          case 0 -> SheetState.VISIBLE;
          case 1 -> SheetState.HIDDEN;
          default -> SheetState.VERY_HIDDEN;
        };
    CellSink.SheetType sheetType =
        type == CHART ? CellSink.SheetType.CHART : CellSink.SheetType.WORKSHEET;
    sheets.add(new Sheet(name, sheetType, state, records.i32(0) & 0xffff_ffffL, index));
  }
}
