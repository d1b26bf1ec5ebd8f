package org.datawarp.pipeline.workbook.xlsb;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.workbook.A1;
import org.datawarp.pipeline.workbook.ByteText;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.ExcelDates;
import org.datawarp.pipeline.workbook.OoxmlPackage;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Refusal;
import org.datawarp.pipeline.workbook.Region;
import org.datawarp.pipeline.workbook.Relationships;
import org.datawarp.pipeline.workbook.SheetEntry;
import org.jspecify.annotations.Nullable;

/**
 * What {@code workbook.bin} says: the tabs and the epoch of dates. Defined names stand there as
 * compiled formulas and are not read. Source: [MS-XLSB] 2.1.7.61.
 */
final class XlsbWorkbook {
  private static final int BEGIN_BOOK = 131;
  private static final int WORKBOOK_PROPERTIES = 153;
  private static final int SHEET = 156;
  private static final int BEGIN_LIST = 343;
  private static final int LIST_NAMES = 64;

  private final OoxmlPackage container;
  private final String part;
  private final ReadLimits limits;
  private final Relationships relationships;
  private final List<SheetEntry> sheets = new ArrayList<>();
  private ExcelDates dates = ExcelDates.FROM_1900;

  private XlsbWorkbook(
      OoxmlPackage container, String part, ReadLimits limits, Relationships relationships) {
    this.container = container;
    this.part = part;
    this.limits = limits;
    this.relationships = relationships;
  }

  /** Finds and reads the part. */
  static XlsbWorkbook read(OoxmlPackage container, ReadLimits limits) {
    String stated = Relationships.of(container, "", limits).partOf("officedocument");
    String part = stated != null ? stated : "xl/workbook.bin";
    XlsbWorkbook workbook =
        new XlsbWorkbook(container, part, limits, Relationships.of(container, part, limits));
    workbook.read();
    return workbook;
  }

  List<SheetEntry> sheets() {
    return sheets;
  }

  ExcelDates dates() {
    return dates;
  }

  /** Returns the part of a type; null if there is none. */
  @Nullable String part(String type) {
    String stated = relationships.partOf(type);
    return stated != null && container.has(stated) ? stated : null;
  }

  private void read() {
    ByteText text = new ByteText(limits.maxCellBytes(), "a sheet's name", container.refusal());
    try (XlsbRecords records = container.records(part)) {
      records.begin(BEGIN_BOOK);
      int type;
      while ((type = records.next()) != XlsbRecords.END) {
        if (type == SHEET) {
          sheet(records, text);
        } else if (type == WORKBOOK_PROPERTIES && (records.int8(0) & 1) != 0) {
          dates = ExcelDates.FROM_1904;
        }
      }
    }
    if (sheets.isEmpty()) {
      throw container.refusal().damaged("has no worksheet");
    }
  }

  private void sheet(XlsbRecords records, ByteText text) {
    if (sheets.size() == limits.maxZipEntries()) {
      throw container.refusal().beyond("has too many sheets", limits.maxZipEntries());
    }
    text.clear();
    int next = records.text(8, text);
    Relationships.Relationship target = relationships.byId(text.toString());
    text.clear();
    records.text(next, text);
    String name = text.toString();
    if (target == null || !container.has(target.part())) {
      throw container
          .refusal()
          .damaged("the part of sheet '" + Refusal.quote(name) + "' is missing");
    }
    CellSink.SheetType type = SheetEntry.typeOf(target.type());
    if (type != null) {
      SheetState state =
          switch (records.int32(0)) {
            case 0 -> SheetState.VISIBLE;
            case 1 -> SheetState.HIDDEN;
            default -> SheetState.VERY_HIDDEN;
          };
      sheets.add(new SheetEntry(name, type, state, target.part(), new ArrayList<>()));
    }
  }

  /** Adds the tables of a sheet to its regions. */
  void addTables(SheetEntry sheet) {
    for (Relationships.Relationship used :
        Relationships.of(container, sheet.part(), limits).all()) {
      if (used.type().equals("table") && container.has(used.part())) {
        addTable(sheet, used.part());
      }
    }
  }

  private void addTable(SheetEntry sheet, String table) {
    A1 range = new A1(limits);
    ByteText name = new ByteText(limits.maxCellBytes(), "a table's name", container.refusal());
    try (XlsbRecords records = container.records(table)) {
      records.begin(BEGIN_LIST);
      if (XlsbSheet.rectangle(records, range, limits)) {
        int next = records.text(LIST_NAMES, name);
        name.clear();
        records.text(next, name);
        Region.add(
            sheet.regions(),
            Region.of(
                CellSink.RegionKind.TABLE,
                Refusal.quote(name.toString()),
                range,
                Math.min(1, records.int32(24)),
                Math.min(1, records.int32(28))));
      }
    }
  }
}
