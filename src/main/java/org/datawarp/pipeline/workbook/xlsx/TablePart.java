package org.datawarp.pipeline.workbook.xlsx;

import org.datawarp.pipeline.workbook.A1;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.OoxmlPackage;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Refusal;
import org.datawarp.pipeline.workbook.Region;
import org.datawarp.pipeline.workbook.Relationships;
import org.datawarp.pipeline.workbook.SheetEntry;
import org.datawarp.pipeline.workbook.XmlScanner;
import org.jspecify.annotations.Nullable;

/** Reads the parts of Excel tables (ListObjects). Source: ECMA-376 part 1, 18.5.1.2. */
final class TablePart {
  private static final long REF = XmlScanner.key("ref");
  private static final long NAME = XmlScanner.key("name");
  private static final long DISPLAY_NAME = XmlScanner.key("displayName");
  private static final long HEADER_ROWS = XmlScanner.key("headerRowCount");
  private static final long TOTAL_ROWS = XmlScanner.key("totalsRowCount");

  private TablePart() {}

  /** Adds the tables of a sheet to its regions; a table whose part is missing marks nothing. */
  static void addAll(OoxmlPackage container, SheetEntry sheet, ReadLimits limits) {
    for (Relationships.Relationship used :
        Relationships.of(container, sheet.part(), limits).all()) {
      if (used.type().equals("table") && container.has(used.part())) {
        Region table = read(container, used.part(), limits);
        if (table != null) {
          Region.add(sheet.regions(), table);
        }
      }
    }
  }

  private static @Nullable Region read(OoxmlPackage container, String part, ReadLimits limits) {
    try (XmlScanner xml = container.xml(part)) {
      xml.root("table");
      A1 range = new A1(limits);
      int ref = xml.attribute(REF);
      String shown = xml.attributeText(xml.attribute(DISPLAY_NAME));
      String name = shown != null ? shown : xml.attributeText(xml.attribute(NAME));
      Region table = null;
      if (ref >= 0 && range.parse(xml.buffer, xml.attributeFrom[ref], xml.attributeTo[ref])) {
        table =
            Region.of(
                CellSink.RegionKind.TABLE,
                name == null ? "" : Refusal.quote(name),
                range,
                Math.min(1, xml.attributeInt(xml.attribute(HEADER_ROWS), 1)),
                Math.min(1, xml.attributeInt(xml.attribute(TOTAL_ROWS), 0)));
      }
      xml.finish();
      return table;
    }
  }
}
