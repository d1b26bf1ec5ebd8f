package org.datawarp.pipeline.workbook.xlsx;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.workbook.ByteText;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.ExcelDates;
import org.datawarp.pipeline.workbook.OoxmlPackage;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Refusal;
import org.datawarp.pipeline.workbook.Relationships;
import org.datawarp.pipeline.workbook.SheetEntry;
import org.datawarp.pipeline.workbook.XmlScanner;
import org.jspecify.annotations.Nullable;

/**
 * What {@code workbook.xml} says: the tabs, the epoch of dates, the defined names.
 *
 * <p>Source: ECMA-376 part 1, 18.2.
 */
final class WorkbookPart {
  private static final long WORKBOOK_PR = XmlScanner.key("workbookPr");
  private static final long DATE_1904 = XmlScanner.key("date1904");
  private static final long SHEETS = XmlScanner.key("sheets");
  private static final long SHEET = XmlScanner.key("sheet");
  private static final long NAME = XmlScanner.key("name");
  private static final long STATE = XmlScanner.key("state");
  private static final long ID = XmlScanner.key("id");
  private static final long DEFINED_NAMES = XmlScanner.key("definedNames");
  private static final long DEFINED_NAME = XmlScanner.key("definedName");
  private static final long HIDDEN = XmlScanner.key("hidden");
  private static final int MAX_NAME = 1000;

  private final OoxmlPackage container;
  private final String part;
  private final ReadLimits limits;
  private final Refusal refusal;
  private final Relationships relationships;
  private final List<SheetEntry> sheets = new ArrayList<>();
  private ExcelDates dates = ExcelDates.FROM_1900;
  private int tabs;

  private WorkbookPart(
      OoxmlPackage container, String part, ReadLimits limits, Relationships relationships) {
    this.container = container;
    this.part = part;
    this.limits = limits;
    this.refusal = container.refusal();
    this.relationships = relationships;
  }

  /** Finds and reads the part. */
  static WorkbookPart read(OoxmlPackage container, ReadLimits limits) {
    String stated = Relationships.of(container, "", limits).partOf("officedocument");
    String part = stated != null ? stated : "xl/workbook.xml";
    Relationships relationships = Relationships.of(container, part, limits);
    WorkbookPart workbook = new WorkbookPart(container, part, limits, relationships);
    workbook.read();
    return workbook;
  }

  List<SheetEntry> sheets() {
    return sheets;
  }

  ExcelDates dates() {
    return dates;
  }

  /** Returns the part of the shared strings; null if there is none. */
  @Nullable String sharedStrings() {
    return used("sharedstrings", "sharedStrings.xml");
  }

  /** Returns the part of the styles; null if there is none. */
  @Nullable String styles() {
    return used("styles", "styles.xml");
  }

  private @Nullable String used(String type, String usualName) {
    String stated = relationships.partOf(type);
    String usual = container.resolve(part, usualName);
    String found = stated != null && container.has(stated) ? stated : usual;
    return container.has(found) ? found : null;
  }

  private void read() {
    try (XmlScanner xml = container.xml(part)) {
      xml.root("workbook");
      int token;
      while ((token = xml.next()) != XmlScanner.END) {
        if (token == XmlScanner.START) {
          section(xml);
        }
      }
      xml.finish();
    }
    if (sheets.isEmpty()) {
      throw refusal.damaged("has no worksheet");
    }
  }

  private void section(XmlScanner xml) {
    if (xml.name == SHEETS) {
      readSheets(xml);
    } else if (xml.name == DEFINED_NAMES) {
      readNames(xml);
    } else {
      if (xml.name == WORKBOOK_PR && xml.attributeIsTrue(xml.attribute(DATE_1904))) {
        dates = ExcelDates.FROM_1904;
      }
      xml.skip();
    }
  }

  private void readSheets(XmlScanner xml) {
    int token;
    while ((token = xml.next()) != XmlScanner.END) {
      if (token == XmlScanner.START) {
        if (xml.name == SHEET) {
          sheet(xml);
        }
        xml.skip();
      }
    }
  }

  private void sheet(XmlScanner xml) {
    String name = xml.attributeText(xml.attribute(NAME));
    String id = xml.attributeText(xml.prefixedAttribute(ID));
    String state = xml.attributeText(xml.attribute(STATE));
    tabs++;
    if (tabs > limits.maxZipEntries()) {
      throw refusal.beyond("has too many sheets", limits.maxZipEntries());
    }
    if (name == null || name.length() > MAX_NAME) {
      throw refusal.damaged("sheet " + tabs + " has no name, or one that is too long");
    }
    Relationships.Relationship target = id == null ? null : relationships.byId(id);
    String path;
    CellSink.SheetType type = CellSink.SheetType.WORKSHEET;
    if (target != null) {
      path = target.part();
      type = SheetEntry.typeOf(target.type());
    } else {
      path = container.resolve(part, "worksheets/sheet" + tabs + ".xml");
    }
    if (type == null) {
      return;
    }
    if (!container.has(path)) {
      throw refusal.damaged(
          "the part of sheet '" + Refusal.quote(name) + "' is missing" + " (" + path + ")");
    }
    sheets.add(new SheetEntry(name, type, state(state), path, new ArrayList<>()));
  }

  private static SheetState state(@Nullable String text) {
    if ("hidden".equals(text)) {
      return SheetState.HIDDEN;
    }
    return "veryHidden".equals(text) ? SheetState.VERY_HIDDEN : SheetState.VISIBLE;
  }

  private void readNames(XmlScanner xml) {
    DefinedNames names = new DefinedNames(sheets, limits, refusal);
    ByteText formula = new ByteText(limits.maxCellBytes(), "a defined name", refusal);
    int token;
    while ((token = xml.next()) != XmlScanner.END) {
      if (token != XmlScanner.START) {
        continue;
      }
      String name = xml.attributeText(xml.attribute(NAME));
      boolean shown = !xml.attributeIsTrue(xml.attribute(HIDDEN));
      if (xml.name == DEFINED_NAME && name != null && name.length() <= MAX_NAME) {
        formula.clear();
        xml.readText(formula);
        names.place(name, formula.toString(), shown);
      } else {
        xml.skip();
      }
    }
  }
}
