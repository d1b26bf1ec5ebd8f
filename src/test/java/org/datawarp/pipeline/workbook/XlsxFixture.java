package org.datawarp.pipeline.workbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.datawarp.pipeline.workbook.xlsx.XlsxReader;

/** Builds workbooks part by part, the awkward and the hostile ones too. */
public final class XlsxFixture {
  public static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  public static final String STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main";
  public static final String OFFICE =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  private static final String PACKAGE =
      "http://schemas.openxmlformats.org/package/2006/relationships";

  private final Map<String, byte[]> parts = new LinkedHashMap<>();

  private XlsxFixture() {}

  /** A workbook with one sheet, whose rows are given. */
  public static XlsxFixture rows(String rows) {
    return sheet("<sheetData>" + rows + "</sheetData>");
  }

  /** A workbook with one sheet, whose content is given. */
  public static XlsxFixture sheet(String content) {
    XlsxFixture fixture = new XlsxFixture();
    fixture.part(
        "_rels/.rels", relationships(relationship("r1", "officeDocument", "xl/workbook.xml")));
    fixture.part("xl/workbook.xml", workbook("", "<sheet name='Data' sheetId='1' r:id='r1'/>", ""));
    fixture.part(
        "xl/_rels/workbook.xml.rels",
        relationships(
            relationship("r1", "worksheet", "worksheets/sheet1.xml")
                + relationship("r2", "sharedStrings", "sharedStrings.xml")
                + relationship("r3", "styles", "styles.xml")));
    fixture.part("xl/worksheets/sheet1.xml", worksheet(content));
    return fixture;
  }

  public static String workbook(String properties, String sheets, String rest) {
    return "<workbook xmlns='"
        + MAIN
        + "' xmlns:r='"
        + OFFICE
        + "'>"
        + properties
        + "<sheets>"
        + sheets
        + "</sheets>"
        + rest
        + "</workbook>";
  }

  public static String worksheet(String content) {
    return "<worksheet xmlns='" + MAIN + "' xmlns:r='" + OFFICE + "'>" + content + "</worksheet>";
  }

  public static String relationships(String all) {
    return "<Relationships xmlns='" + PACKAGE + "'>" + all + "</Relationships>";
  }

  public static String relationship(String id, String type, String target) {
    return "<Relationship Id='"
        + id
        + "' Type='"
        + OFFICE
        + "/"
        + type
        + "' Target='"
        + target
        + "'/>";
  }

  public XlsxFixture part(String name, String content) {
    return part(name, content.getBytes(StandardCharsets.UTF_8));
  }

  public XlsxFixture part(String name, byte[] content) {
    parts.put(name, content);
    return this;
  }

  public XlsxFixture without(String name) {
    parts.remove(name);
    return this;
  }

  public XlsxFixture renamed(String name, String other) {
    byte[] content = parts.remove(name);
    parts.put(other, content);
    return this;
  }

  byte[] content(String name) {
    return parts.get(name);
  }

  public XlsxFixture strings(String items) {
    return part("xl/sharedStrings.xml", "<sst xmlns='" + MAIN + "' count='1'>" + items + "</sst>");
  }

  public XlsxFixture styles(String content) {
    return part("xl/styles.xml", "<styleSheet xmlns='" + MAIN + "'>" + content + "</styleSheet>");
  }

  /** Cell formats 0, 1, 2 … with these number formats, built in or of their own. */
  public XlsxFixture formats(String... codes) {
    StringBuilder own = new StringBuilder("<numFmts>");
    StringBuilder cells = new StringBuilder("<cellXfs><xf numFmtId='0'/>");
    for (int i = 0; i < codes.length; i++) {
      boolean builtIn = codes[i].matches("\\d+");
      String id = builtIn ? codes[i] : String.valueOf(164 + i);
      if (!builtIn) {
        own.append("<numFmt numFmtId='" + id + "' formatCode='" + escaped(codes[i]) + "'/>");
      }
      cells.append("<xf numFmtId='" + id + "'/>");
    }
    return styles(own + "</numFmts>" + cells + "</cellXfs>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
  }

  public Path write(Path directory) {
    Path file = directory.resolve("book.xlsx");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  public RecordedCells read(Path directory) {
    return read(directory, ReadLimits.standard());
  }

  public RecordedCells read(Path directory, ReadLimits limits) {
    RecordedCells cells = new RecordedCells();
    new XlsxReader(limits).read(write(directory), "book.xlsx", null, cells);
    return cells;
  }
}
