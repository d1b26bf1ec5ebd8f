package org.datawarp.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/**
 * Small files with invented figures, laid out as publications of real bodies are, and what a person
 * sees in them: the corpus for everybody, committed in {@link #FOLDER}.
 *
 * <p>{@code truth.json} has one object a table. Rows count from 1, as sheets show them, columns are
 * letters. {@code data_rows} leaves out blank rows and rows with a label only. The names of a
 * column's headers, top to bottom, are joined by {@code " / "}.
 */
public final class GeneratedCorpus {
  /** Where the committed copy lies, from the project's folder. */
  public static final Path FOLDER = Path.of("src", "test", "resources", "corpus");

  private static final LocalDateTime TIME = LocalDateTime.of(2025, 10, 9, 9, 30);
  private static final List<String> PLACES =
      List.of(
          "Alder Vale",
          "Brockholme",
          "Carrick Moor",
          "Dunmere",
          "Eastleigh Fen",
          "Foxton",
          "Greywater",
          "Harbourside");

  private final Map<String, byte[]> files = new TreeMap<>();
  private final List<Map<String, Object>> truth = new ArrayList<>();

  private GeneratedCorpus() {}

  /** Returns every file's name and bytes, the same every time. */
  public static Map<String, byte[]> files() throws IOException {
    GeneratedCorpus corpus = new GeneratedCorpus();
    corpus.plainCsv();
    corpus.csvBelowItsTitle();
    corpus.guidance();
    corpus.twoHeaderRows();
    corpus.tablesBelowEachOther();
    corpus.tablesSideBySide();
    corpus.months();
    corpus.sections();
    corpus.oldWorkbook();
    corpus.openDocument();
    corpus.archive();
    corpus.files.put(
        "truth.json",
        (new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(corpus.truth)
                + "\n")
            .replace("\r\n", "\n")
            .getBytes(UTF_8));
    return corpus.files;
  }

  /** A grid of cells: a sheet of a workbook, or a CSV. */
  private static final class Page {
    final String name;
    final TreeMap<Integer, TreeMap<Integer, Object>> rows = new TreeMap<>();
    final List<CellRangeAddress> merged = new ArrayList<>();

    Page(String name) {
      this.name = name;
    }

    /** Puts values side by side; a null leaves its cell empty. */
    Page row(int number, String column, Object... values) {
      TreeMap<Integer, Object> row = rows.computeIfAbsent(number, key -> new TreeMap<>());
      int first = column.charAt(0) - 'A';
      for (int i = 0; i < values.length; i++) {
        if (values[i] != null) {
          row.put(first + i, values[i]);
        }
      }
      return this;
    }

    Page merge(String range) {
      merged.add(CellRangeAddress.valueOf(range));
      return this;
    }

    /** Puts one row of figures for each of some places. */
    Page places(int firstRow, String column, int count, int figures) {
      for (int i = 0; i < count; i++) {
        Object[] values = new Object[figures + 2];
        values[0] = "Z" + (char) ('A' + i) + (i + 1);
        values[1] = PLACES.get(i);
        for (int f = 0; f < figures; f++) {
          values[f + 2] = 120 + 37 * i + 11 * f;
        }
        row(firstRow + i, column, values);
      }
      return this;
    }
  }

  private void plainCsv() {
    Page page = new Page("(csv)").row(1, "A", "Org code", "Org name", "Open", "Closed");
    page.places(2, "A", 8, 2);
    files.put("plain-Aug-2025.csv", csv(page));
    table("plain-Aug-2025.csv", page, "1", 2, 9, "A", 8, "Org code|Org name|Open|Closed");
  }

  private void csvBelowItsTitle() {
    Page page =
        new Page("(csv)")
            .row(1, "A", "Waiting times by provider")
            .row(2, "A", "Source: an invented return")
            .row(3, "A", "Org code", "Org name", "Waiting", "Seen", "Median");
    page.places(4, "A", 7, 3);
    page.row(6, "C", "*");
    files.put("below-its-title-Jul-2025.csv", csv(page));
    table(
        "below-its-title-Jul-2025.csv",
        page,
        "3",
        4,
        10,
        "A",
        7,
        "Org code|Org name|Waiting|Seen|Median");
  }

  /** As the guidance on spreadsheets of the Government Analysis Function asks for. */
  private void guidance() throws IOException {
    String name = "guidance-Sep-2025.xlsx";
    Page cover =
        new Page("Cover")
            .row(1, "A", "Invented statistics, September 2025")
            .row(3, "A", "These figures are made up.")
            .row(4, "A", "Contact: nobody@example.org");
    Page page =
        new Page("Table 1")
            .row(1, "A", "Table 1: Referrals by provider")
            .row(2, "A", "This sheet has one table. Some cells refer to notes.")
            .row(3, "A", "Provider code", "Provider name", "Referrals", "Discharges [note 1]");
    page.places(4, "A", 8, 2);
    page.row(5, "C", "[c]", "[c]").row(9, "D", "[x]");
    files.put(name, xlsx(cover, page));
    table(
        name,
        page,
        "3",
        4,
        11,
        "A",
        8,
        "Provider code|Provider name|Referrals|Discharges [note 1]");
  }

  /**
   * Two header rows with merged cells, England first and a blank row below it, notes at the end.
   */
  private void twoHeaderRows() throws IOException {
    String name = "two-header-rows-Sep-2025.xlsx";
    Page page =
        new Page("Activity")
            .row(2, "B", "Title:", "Attendances by type")
            .row(3, "B", "Period:", "September 2025")
            .row(5, "B", "Code", "Name", "Attendances", null, "Admissions", null)
            .row(6, "D", "Type 1", "Type 2", "Emergency", "Planned")
            .merge("B5:B6")
            .merge("C5:C6")
            .merge("D5:E5")
            .merge("F5:G5")
            .row(7, "B", "ENG", "England", 9000, 8000, 700, 600);
    page.places(9, "B", 8, 4);
    page.row(18, "B", "Notes:").row(19, "B", "1. Figures are made up.");
    files.put(name, xlsx(page));
    table(
        name,
        page,
        "5 6",
        7,
        16,
        "B",
        9,
        "Code|Name|Attendances / Type 1|Attendances / Type 2|Admissions / Emergency|Admissions /"
            + " Planned");
  }

  private void tablesBelowEachOther() throws IOException {
    String name = "below-each-other-Aug-2025.xlsx";
    Page page =
        new Page("Summary")
            .row(1, "A", "Table 1: Beds available")
            .row(2, "A", "Code", "Name", "Open overnight", "Open by day");
    page.places(3, "A", 6, 2);
    page.row(11, "A", "Table 2: Staff").row(12, "A", "Code", "Name", "Nurses", "Doctors", "Others");
    page.places(13, "A", 7, 3);
    files.put(name, xlsx(page));
    table(name, page, "2", 3, 8, "A", 6, "Code|Name|Open overnight|Open by day");
    table(name, page, "12", 13, 19, "A", 7, "Code|Name|Nurses|Doctors|Others");
  }

  private void tablesSideBySide() throws IOException {
    String name = "side-by-side-Aug-2025.xlsx";
    Page page =
        new Page("Regions")
            .row(1, "A", "Two tables beside each other")
            .row(3, "A", "Code", "Name", "Calls", "Answered")
            .row(3, "G", "Code", "Name", "Visits");
    page.places(4, "A", 6, 2);
    page.places(4, "G", 6, 1);
    files.put(name, xlsx(page));
    table(name, page, "3", 4, 9, "A", 6, "Code|Name|Calls|Answered");
    table(name, page, "3", 4, 9, "G", 6, "Code|Name|Visits");
  }

  private void months() throws IOException {
    String name = "months-2025.xlsx";
    Page page =
        new Page("Trend")
            .row(1, "A", "Monthly activity since April")
            .row(
                3,
                "A",
                "Code",
                "Name",
                LocalDate.of(2025, 4, 1),
                LocalDate.of(2025, 5, 1),
                LocalDate.of(2025, 6, 1),
                LocalDate.of(2025, 7, 1));
    page.places(4, "A", 8, 4);
    files.put(name, xlsx(page));
    table(name, page, "3", 4, 11, "A", 8, "Code|Name|2025-04-01|2025-05-01|2025-06-01|2025-07-01");
  }

  private void sections() throws IOException {
    String name = "sections-Aug-2025.xlsx";
    Page page =
        new Page("Table 3")
            .row(1, "A", "Table 3: Contacts by region and provider")
            .row(3, "A", "Code", "Name", "Contacts", "Of these by telephone", "Of these at home")
            .row(4, "A", "North");
    page.places(5, "A", 4, 3);
    page.row(9, "A", "South");
    for (int i = 0; i < 4; i++) {
      page.row(10 + i, "A", "ZK" + i, PLACES.get(4 + i), 300 + 13 * i, 90 + 7 * i, 12 + i);
    }
    files.put(name, xlsx(page));
    table(
        name,
        page,
        "3",
        5,
        13,
        "A",
        8,
        "Code|Name|Contacts|Of these by telephone|Of these at home");
  }

  private void oldWorkbook() throws IOException {
    String name = "old-Q1-2010-11.xls";
    Page page =
        new Page("Provider")
            .row(2, "C", "Title:", "Cancelled operations")
            .row(3, "C", "Summary:", "Elective operations cancelled at the last minute")
            .row(4, "C", "Period:", "Quarter 1, 2010-11")
            .row(5, "C", "Source:", "An invented return")
            .row(
                7, "C", "Organisation code", "Organisation", "Cancelled", "Not treated in 28 days");
    page.places(8, "C", 8, 2);
    files.put(name, xls(page));
    table(
        name,
        page,
        "7",
        8,
        15,
        "C",
        8,
        "Organisation code|Organisation|Cancelled|Not treated in 28 days");
  }

  private void openDocument() throws IOException {
    String name = "open-document-Aug-2025.ods";
    Page page =
        new Page("Table_1")
            .row(1, "A", "Table 1: Prescriptions by area")
            .row(2, "A", "Area code", "Area name", "Items", "Patients");
    page.places(3, "A", 8, 2);
    files.put(name, ods(page));
    table(name, page, "2", 3, 10, "A", 8, "Area code|Area name|Items|Patients");
  }

  private void archive() throws IOException {
    String name = "archive-Aug-2025.zip";
    Page page = new Page("(csv)").row(1, "A", "Practice code", "Practice", "Booked", "Missed");
    page.places(2, "A", 8, 2);
    files.put(name, zip(Map.of("appointments-Aug-2025.csv", csv(page))));
    table(name, page, "1", 2, 9, "A", 8, "Practice code|Practice|Booked|Missed");
    truth.get(truth.size() - 1).put("zip_member", "appointments-Aug-2025.csv");
  }

  private void table(
      String file,
      Page page,
      String headerRows,
      int firstRow,
      int lastRow,
      String firstColumn,
      int dataRows,
      String columns) {
    List<String> names = List.of(columns.split("\\|"));
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("file", file);
    table.put("sheet", page.name);
    table.put(
        "header_rows", List.of(headerRows.split(" ")).stream().map(Integer::valueOf).toList());
    table.put("first_data_row", firstRow);
    table.put("last_data_row", lastRow);
    table.put("first_col", firstColumn);
    table.put("last_col", "" + (char) (firstColumn.charAt(0) + names.size() - 1));
    table.put("data_columns", names.size());
    table.put("data_rows", dataRows);
    table.put("columns", names);
    truth.add(table);
  }

  private static byte[] csv(Page page) {
    int width = page.rows.values().stream().mapToInt(row -> row.lastKey() + 1).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (Map<Integer, Object> row : page.rows.values()) {
      List<String> fields = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        fields.add(String.valueOf(row.getOrDefault(i, "")));
      }
      text.append(String.join(",", fields)).append("\r\n");
    }
    return text.toString().getBytes(UTF_8);
  }

  private static byte[] xls(Page... pages) throws IOException {
    try (HSSFWorkbook workbook = new HSSFWorkbook()) {
      return written(workbook, pages);
    }
  }

  /** The parts are stored with a fixed time: the bytes do not depend on zlib and the clock. */
  private static byte[] xlsx(Page... pages) throws IOException {
    try (XSSFWorkbook workbook = new XSSFWorkbook()) {
      workbook
          .getProperties()
          .getCoreProperties()
          .getUnderlyingProperties()
          .setCreatedProperty(Optional.of(Date.from(Instant.parse("2025-10-09T09:30:00Z"))));
      Map<String, byte[]> parts = new LinkedHashMap<>();
      try (ZipInputStream zip =
          new ZipInputStream(new ByteArrayInputStream(written(workbook, pages)))) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          parts.put(entry.getName(), zip.readAllBytes());
        }
      }
      return zip(parts);
    }
  }

  private static byte[] written(Workbook workbook, Page... pages) throws IOException {
    CellStyle date = workbook.createCellStyle();
    date.setDataFormat(workbook.createDataFormat().getFormat("mmm-yy"));
    for (Page page : pages) {
      Sheet sheet = workbook.createSheet(page.name);
      page.rows.forEach(
          (number, cells) -> {
            Row row = sheet.createRow(number - 1);
            cells.forEach(
                (column, value) -> {
                  if (value instanceof Integer figure) {
                    row.createCell(column).setCellValue(figure);
                  } else if (value instanceof LocalDate day) {
                    row.createCell(column).setCellValue(day);
                    row.getCell(column).setCellStyle(date);
                  } else {
                    row.createCell(column).setCellValue(value.toString());
                  }
                });
          });
      page.merged.forEach(sheet::addMergedRegion);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    workbook.write(bytes);
    return bytes.toByteArray();
  }

  private static byte[] ods(Page page) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (Map<Integer, Object> row : page.rows.values()) {
      rows.append("<table:table-row>");
      for (Object value : row.values()) {
        rows.append(
            value instanceof Integer
                ? "<table:table-cell office:value-type=\"float\" office:value=\"%s\"><text:p>%s</text:p></table:table-cell>"
                    .formatted(value, value)
                : "<table:table-cell office:value-type=\"string\"><text:p>%s</text:p></table:table-cell>"
                    .formatted(value));
      }
      rows.append("</table:table-row>");
    }
    Map<String, byte[]> parts = new LinkedHashMap<>();
    String type = "application/vnd.oasis.opendocument.spreadsheet";
    parts.put("mimetype", type.getBytes(UTF_8));
    parts.put(
        "META-INF/manifest.xml",
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
        <manifest:file-entry manifest:full-path="/" manifest:media-type="%s"/>
        <manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
        </manifest:manifest>
        """
            .formatted(type)
            .getBytes(UTF_8));
    parts.put(
        "content.xml",
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document-content office:version="1.2"
         xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
         xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
         xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>\
        <table:table table:name="%s">%s</table:table></office:spreadsheet></office:body>\
        </office:document-content>
        """
            .formatted(page.name, rows)
            .getBytes(UTF_8));
    return zip(parts);
  }

  private static byte[] zip(Map<String, byte[]> parts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> part : parts.entrySet()) {
        CRC32 check = new CRC32();
        check.update(part.getValue());
        ZipEntry entry = new ZipEntry(part.getKey());
        entry.setSize(part.getValue().length);
        entry.setCrc(check.getValue());
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        zip.write(part.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
