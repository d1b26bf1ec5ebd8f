package org.datawarp.pipeline.workbook.ods;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * The cell and table styles of an OpenDocument spreadsheet. Source: OpenDocument 1.3 part 3, 16.2
 * and 20.
 */
final class OdsStyles {
  private static final String STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0";
  private static final String FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0";

  /** A style's own settings: bits it sets, and bits it takes back from its parent. */
  private record CellStyle(@Nullable String parent, int set, int cleared) {}

  private final int maxItems;
  private final String displayName;
  private final Map<String, CellStyle> cellStyles = new HashMap<>();
  private final Map<String, Integer> resolved = new HashMap<>();
  private final Set<String> hiddenTables = new HashSet<>();
  private int set;
  private int cleared;

  OdsStyles(int maxItems, String displayName) {
    this.maxItems = maxItems;
    this.displayName = displayName;
  }

  /** Reads the styles inside the element that just started, such as office:automatic-styles. */
  void read(OdsXml xml) {
    while (xml.nextChild()) {
      String family = xml.attribute(STYLE, "family");
      String name = xml.attribute(STYLE, "name");
      if (xml.element().equals("style") && family != null && name != null) {
        readStyle(xml, family, name);
      } else {
        xml.skip();
      }
    }
  }

  private void readStyle(OdsXml xml, String family, String name) {
    if (cellStyles.size() + hiddenTables.size() >= maxItems) {
      throw Unreadable.beyondLimit(displayName, "has more than " + maxItems + " styles");
    }
    String parent = xml.attribute(STYLE, "parent-style-name");
    set = 0;
    cleared = 0;
    while (xml.nextChild()) {
      readProperties(xml, name, family);
      xml.skip();
    }
    if (family.equals("table-cell")) {
      cellStyles.put(name, new CellStyle(parent, set, cleared));
    }
  }

  private void readProperties(OdsXml xml, String name, String family) {
    switch (xml.element()) {
      case "text-properties" -> {
        String weight = xml.attribute(FO, "font-weight");
        note(weight, CellSink.BOLD, weight != null && isBold(weight));
      }
      case "table-cell-properties" -> {
        String fill = xml.attribute(FO, "background-color");
        note(fill, CellSink.FILLED, fill != null && isColour(fill));
        noteBorders(xml);
      }
      case "paragraph-properties" -> {
        String margin = xml.attribute(FO, "margin-left");
        note(margin, CellSink.INDENTED, margin != null && !margin.matches("0*(\\.0*)?[a-z%]*"));
      }
      case "table-properties" -> {
        if (family.equals("table") && "false".equals(xml.attribute(OdsXml.TABLE, "display"))) {
          hiddenTables.add(name);
        }
      }
      default -> {
        // Drawing, ruby and map properties say nothing about a cell.
      }
    }
  }

  private void noteBorders(OdsXml xml) {
    String all = xml.attribute(FO, "border");
    String top = xml.attribute(FO, "border-top");
    String bottom = xml.attribute(FO, "border-bottom");
    note(all, CellSink.BORDERED, isLine(all));
    if (top != null || bottom != null) {
      note("", CellSink.BORDERED, isLine(top) || isLine(bottom));
    }
  }

  private void note(@Nullable String value, int bit, boolean on) {
    if (value != null) {
      set = on ? set | bit : set & ~bit;
      cleared = on ? cleared & ~bit : cleared | bit;
    }
  }

  private static boolean isBold(String weight) {
    return weight.equals("bold") || weight.matches("[6-9]00");
  }

  private static boolean isColour(String fill) {
    return !fill.equals("transparent") && !fill.equalsIgnoreCase("#ffffff");
  }

  private static boolean isLine(@Nullable String border) {
    return border != null && !border.contains("none") && !border.contains("hidden");
  }

  boolean hidesTable(@Nullable String name) {
    return name != null && hiddenTables.contains(name);
  }

  /** Returns the bits of a cell style and its parents; 0 for one that is not known. */
  int bits(@Nullable String name) {
    if (name == null) {
      return 0;
    }
    Integer known = resolved.get(name);
    if (known == null) {
      known = resolve(name);
      resolved.put(name, known);
    }
    return known;
  }

  private int resolve(String name) {
    int bits = 0;
    int decided = 0;
    String current = name;
    Set<String> seen = new HashSet<>();
    while (current != null && seen.add(current)) {
      CellStyle style = cellStyles.get(current);
      if (style == null) {
        break;
      }
      bits |= style.set & ~decided;
      decided |= style.set | style.cleared;
      current = style.parent;
    }
    return bits;
  }
}
