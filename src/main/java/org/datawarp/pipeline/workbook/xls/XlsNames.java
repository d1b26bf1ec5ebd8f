package org.datawarp.pipeline.workbook.xls;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.CellSink.RegionKind;

/**
 * The defined names of an XLS file that stand for one rectangle of one of its sheets.
 *
 * <p>Source: [MS-XLS] 2.4.150 (Lbl), 2.4.105 (ExternSheet), 2.4.271 (SupBook), 2.5.198.27
 * (PtgArea3d), 2.5.198.85 (PtgRef3d).
 */
final class XlsNames {
  private static final int BUILT_IN = 0x20;
  private static final int NOT_A_RANGE = 0x08 | 0x02; // macros and functions
  private static final int PRINT_AREA = 6;
  private static final int FILTER_DATABASE = 13;
  private static final int THIS_WORKBOOK = 0x0401;
  private static final int REF_3D = 0x1a;
  private static final int AREA_3D = 0x1b;
  private static final int TOKEN_KIND = 0x1f;

  private record Name(
      RegionKind kind,
      String name,
      int reference,
      int firstRow,
      int lastRow,
      int firstColumn,
      int lastColumn) {}

  private final int maxItems;
  private final List<Boolean> booksOfOurs = new ArrayList<>();
  private final List<Integer> sheetOfReference = new ArrayList<>();
  private final List<Name> names = new ArrayList<>();

  XlsNames(int maxItems) {
    this.maxItems = maxItems;
  }

  void addBook(BiffRecords record) {
    booksOfOurs.add(record.length() == 4 && record.u16(2) == THIS_WORKBOOK);
  }

  void readSheetReferences(BiffRecords record) {
    int count = Math.min(record.u16(0), (record.length() - 2) / 6);
    for (int i = 0; i < count; i++) {
      int book = record.u16(2 + 6 * i);
      int first = record.u16(4 + 6 * i);
      int last = record.u16(6 + 6 * i);
      boolean ours = book < booksOfOurs.size() && booksOfOurs.get(book) && first == last;
      sheetOfReference.add(ours ? first : -1);
    }
  }

  void addName(BiffRecords record) {
    int flags = record.u16(0);
    int characters = record.u8(3);
    int formulaBytes = record.u16(4);
    boolean wide = (record.u8(14) & 1) != 0;
    int formula = 15 + (wide ? characters * 2 : characters);
    if ((flags & NOT_A_RANGE) != 0 || names.size() >= maxItems || formulaBytes == 0) {
      return;
    }
    RegionKind kind = RegionKind.NAME;
    String name;
    if ((flags & BUILT_IN) != 0) {
      switch (record.u8(15)) {
        case PRINT_AREA -> {
          kind = RegionKind.PRINT_AREA;
          name = "_xlnm.Print_Area";
        }
        case FILTER_DATABASE -> {
          kind = RegionKind.FILTER;
          name = "_xlnm._FilterDatabase";
        }
        default -> {
          return;
        }
      }
    } else {
      name = record.string(15, characters, wide);
    }
    int token = record.u8(formula) & TOKEN_KIND;
    if (token == AREA_3D && formulaBytes == 11) {
      names.add(
          new Name(
              kind,
              name,
              record.u16(formula + 1),
              record.u16(formula + 3),
              record.u16(formula + 5),
              record.u16(formula + 7) & 0xff,
              record.u16(formula + 9) & 0xff));
    } else if (token == REF_3D && formulaBytes == 7) {
      int row = record.u16(formula + 3);
      int column = record.u16(formula + 5) & 0xff;
      names.add(new Name(kind, name, record.u16(formula + 1), row, row, column, column));
    }
  }

  /** Tells the sink the regions of one sheet. */
  void emit(int sheetIndex, CellSink sink) {
    for (Name name : names) {
      boolean here =
          name.reference < sheetOfReference.size()
              && sheetOfReference.get(name.reference) == sheetIndex;
      if (here && name.firstRow <= name.lastRow && name.firstColumn <= name.lastColumn) {
        sink.region(
            name.kind,
            name.name,
            name.firstRow + 1L,
            name.lastRow + 1L,
            name.firstColumn,
            name.lastColumn,
            0,
            0);
      }
    }
  }
}
