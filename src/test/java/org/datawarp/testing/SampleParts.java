package org.datawarp.testing;

import java.util.List;

/** The parts of the sample workbook that hold no figures: what it consists of, and its styles. */
final class SampleParts {
  static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  static final String OFFICE =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  private static final String PACKAGE = "http://schemas.openxmlformats.org/package/2006";
  private static final String TYPES =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  private static final List<String> SHEETS = List.of("Cover", "Notes", "Table 1", "Table 2");

  private SampleParts() {}

  static String workbook() {
    StringBuilder sheets = new StringBuilder();
    for (int i = 1; i <= SHEETS.size(); i++) {
      sheets.append(
          "<sheet name=\""
              + SHEETS.get(i - 1)
              + "\" sheetId=\""
              + i
              + "\" r:id=\"rId"
              + i
              + "\"/>");
    }
    return "<workbook xmlns=\""
        + MAIN
        + "\" xmlns:r=\""
        + OFFICE
        + "\"><sheets>"
        + sheets
        + "</sheets></workbook>";
  }

  static String workbookRelationships() {
    StringBuilder all = new StringBuilder();
    for (int i = 1; i <= SHEETS.size(); i++) {
      all.append(relationship(i, "worksheet", "worksheets/sheet" + i + ".xml"));
    }
    return relationships(
        all
            + relationship(5, "styles", "styles.xml")
            + relationship(6, "sharedStrings", "sharedStrings.xml"));
  }

  static String relationships(String all) {
    return "<Relationships xmlns=\"" + PACKAGE + "/relationships\">" + all + "</Relationships>";
  }

  static String relationship(int id, String type, String target) {
    return "<Relationship Id=\"rId"
        + id
        + "\" Type=\""
        + OFFICE
        + "/"
        + type
        + "\" Target=\""
        + target
        + "\"/>";
  }

  static String contentTypes() {
    StringBuilder all = new StringBuilder("<Types xmlns=\"" + PACKAGE + "/content-types\">");
    all.append(
        "<Default Extension=\"rels\""
            + " ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>");
    all.append(override("xl/workbook.xml", "sheet.main"));
    for (int i = 1; i <= SHEETS.size(); i++) {
      all.append(override("xl/worksheets/sheet" + i + ".xml", "worksheet"));
    }
    return all
        + override("xl/tables/table1.xml", "table")
        + override("xl/styles.xml", "styles")
        + override("xl/sharedStrings.xml", "sharedStrings")
        + "</Types>";
  }

  private static String override(String part, String type) {
    return "<Override PartName=\"/" + part + "\" ContentType=\"" + TYPES + type + "+xml\"/>";
  }

  static String styles() {
    String thin = "<left/><right/><top/><bottom style=\"thin\"><color rgb=\"FFAEB7BD\"/></bottom>";
    return "<styleSheet xmlns=\""
        + MAIN
        + "\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"0.0%\"/>"
        + "<numFmt numFmtId=\"165\" formatCode=\"0.0\"/></numFmts>"
        + "<fonts count=\"5\">"
        + font("", 11, "FF212B32")
        + font("<b/>", 15, "FF003087")
        + font("<b/>", 11, "FFFFFFFF")
        + font("<b/>", 11, "FF212B32")
        + font("<i/>", 11, "FF768692")
        + "</fonts><fills count=\"4\"><fill><patternFill patternType=\"none\"/></fill>"
        + "<fill><patternFill patternType=\"gray125\"/></fill>"
        + fill("FF005EB8")
        + fill("FFE8EDEE")
        + "</fills><borders count=\"2\"><border><left/><right/><top/><bottom/></border><border>"
        + thin
        + "</border></borders>"
        + "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"11\">"
        + "<xf xfId=\"0\"/>"
        + format(0, 1, 0, 0, "")
        + format(
            0, 2, 2, 0, "<alignment horizontal=\"center\" vertical=\"center\" wrapText=\"1\"/>")
        + format(3, 0, 0, 1, "")
        + format(164, 0, 0, 1, "")
        + format(165, 0, 0, 1, "")
        + format(0, 3, 3, 1, "")
        + format(3, 3, 3, 1, "")
        + format(164, 3, 3, 1, "")
        + format(165, 3, 3, 1, "")
        + format(0, 4, 0, 1, "<alignment horizontal=\"right\"/>")
        + "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\""
        + " builtinId=\"0\"/></cellStyles></styleSheet>";
  }

  private static String font(String weight, int size, String colour) {
    return "<font>"
        + weight
        + "<sz val=\""
        + size
        + "\"/><color rgb=\""
        + colour
        + "\"/><name val=\"Arial\"/></font>";
  }

  private static String fill(String colour) {
    return "<fill><patternFill patternType=\"solid\"><fgColor rgb=\""
        + colour
        + "\"/></patternFill></fill>";
  }

  private static String format(int number, int font, int fill, int border, String alignment) {
    String start =
        "<xf numFmtId=\""
            + number
            + "\" fontId=\""
            + font
            + "\" fillId=\""
            + fill
            + "\" borderId=\""
            + border
            + "\" xfId=\"0\" applyNumberFormat=\"1\"";
    return alignment.isEmpty()
        ? start + "/>"
        : start + " applyAlignment=\"1\">" + alignment + "</xf>";
  }
}
