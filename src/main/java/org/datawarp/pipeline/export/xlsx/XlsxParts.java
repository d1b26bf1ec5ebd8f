package org.datawarp.pipeline.export.xlsx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.ZipOutputStream;

/** The parts of a workbook that are the same whatever its rows. */
final class XlsxParts {
  static final String SHEET_START =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
          + "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
          + "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\""
          + " activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetData>";
  static final String NOTES_START =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
          + "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
          + "<cols><col min=\"1\" max=\"1\" width=\"28\" customWidth=\"1\"/>"
          + "<col min=\"2\" max=\"6\" width=\"48\" customWidth=\"1\"/></cols><sheetData>";
  static final String SHEET_END = "</sheetData></worksheet>";

  private static final String XML =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  private static final String TYPES =
      """
      <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
      <Default Extension="xml" ContentType="application/xml"/>\
      <Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>\
      <Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>\
      %s\
      <Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>\
      </Types>""";
  private static final String NOTES_TYPE =
      """
      <Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>""";
  private static final String ROOT_RELATIONS =
      """
      <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
      <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>\
      </Relationships>""";
  private static final String WORKBOOK =
      """
      <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" \
      xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">\
      <sheets><sheet name="rows" sheetId="1" r:id="rId1"/>%s</sheets></workbook>""";
  private static final String NOTES_SHEET =
      """
      <sheet name="Notes" sheetId="2" r:id="rId3"/>""";
  private static final String WORKBOOK_RELATIONS =
      """
      <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
      <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>\
      <Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>\
      %s</Relationships>""";
  private static final String NOTES_RELATION =
      """
      <Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/>""";
  private static final String STYLES =
      """
      <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">\
      <numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>\
      <numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>\
      <numFmt numFmtId="166" formatCode="hh:mm:ss"/></numFmts>\
      <fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
      <font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
      <fills count="2"><fill><patternFill patternType="none"/></fill>\
      <fill><patternFill patternType="gray125"/></fill></fills>\
      <borders count="1"><border/></borders>\
      <cellStyleXfs count="1"><xf/></cellStyleXfs>\
      <cellXfs count="6"><xf xfId="0"/>\
      <xf xfId="0" numFmtId="164" applyNumberFormat="1"/>\
      <xf xfId="0" numFmtId="165" applyNumberFormat="1"/>\
      <xf xfId="0" numFmtId="166" applyNumberFormat="1"/>\
      <xf xfId="0" fontId="1" applyFont="1"/>\
      <xf xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>""";

  private XlsxParts() {}

  /** Writes what a workbook of one sheet needs besides it. */
  static void writeForOne(ZipOutputStream zip) throws IOException {
    write(zip, "", "", "");
  }

  /** Writes what a workbook with a second sheet of notes needs besides both. */
  static void writeForTwo(ZipOutputStream zip) throws IOException {
    write(zip, NOTES_TYPE, NOTES_SHEET, NOTES_RELATION);
  }

  private static void write(ZipOutputStream zip, String type, String sheet, String relation)
      throws IOException {
    part(zip, "[Content_Types].xml", TYPES.formatted(type));
    part(zip, "_rels/.rels", ROOT_RELATIONS);
    part(zip, "xl/workbook.xml", WORKBOOK.formatted(sheet));
    part(zip, "xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS.formatted(relation));
    part(zip, "xl/styles.xml", STYLES);
  }

  /**
   * Escapes a text for a cell: markup as XML asks, characters that XML cannot hold as {@code
   * _xHHHH_}, and a text that looks like such an escape by escaping its underscore.
   */
  static void escape(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '_' -> {
          if (text.regionMatches(i, "_x", 0, 2)
              && i + 6 < text.length()
              && text.charAt(i + 6) == '_') {
            out.append("_x005F_");
          } else {
            out.append(c);
          }
        }
        default -> {
          boolean isAllowed = (c >= ' ' && c < '\uFFFE') || c == '\n' || c == '\t';
          if (isAllowed) {
            out.append(c);
          } else {
            out.append(String.format(Locale.ROOT, "_x%04X_", (int) c));
          }
        }
      }
    }
  }

  private static void part(ZipOutputStream zip, String name, String body) throws IOException {
    XlsxExport.entry(zip, name);
    zip.write((XML + body).getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }
}
