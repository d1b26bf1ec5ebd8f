package org.datawarp.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The workbook of the README: monthly statistics of a publisher that does not exist, with invented
 * providers and figures, laid out as real ones are.
 *
 * <p>Table 1 follows the UK guidance on spreadsheets (Government Analysis Function, "Releasing
 * statistics in spreadsheets"): a marked-up table, one header row, shorthand in square brackets.
 * Table 2 does what older files do: two header rows with merged cells, the England total first and
 * a blank row below it.
 *
 * <p>Parts are stored, not deflated, and carry a fixed time: the bytes are the same on every
 * machine, whichever zlib its Java uses.
 */
public final class SampleWorkbook {
  /** Where the committed copy lies, from the project's folder. */
  public static final Path FILE =
      Path.of("src", "test", "resources", "sample", "community-waits-Aug-2025.xlsx");

  private static final LocalDateTime TIME = LocalDateTime.of(2025, 10, 9, 9, 30);
  private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  private static final List<String> PROVIDER_HEADERS =
      List.of(
          "Provider code",
          "Provider name",
          "Region",
          "Waiting list at month end",
          "Waiting over 18 weeks",
          "% within 18 weeks",
          "Referrals received",
          "Median wait (weeks) [note 1]");

  private static final String PROVIDERS =
      """
      ENG|England|England|56414|7105|0.874|20935|7.4
      ZA1|Alder Vale Community NHS Trust|North West|6120|[c]|[c]|2204|6.8
      ZA4|Brockholme Partnership NHS Trust|North East and Yorkshire|8417|1163|0.862|2951|7.9
      ZB2|Carrick Moor Community Services CIC|North East and Yorkshire|1932|88|0.954|[x]|[x]
      ZB7|Dunmere and District NHS Foundation Trust|Midlands|9244|1402|0.848|3310|8.2
      ZC3|Eastleigh Fen Children's Services|East of England|611|[c]|[c]|240|5.1
      ZC5|Foxton Healthcare NHS Trust|East of England|5873|402|0.932|2287|6.1
      ZD1|Greywater Community Health CIC|South West|3208|251|0.922|1196|6.4
      ZD6|Harbourside Integrated Care NHS Trust|South West|4390|576|0.869|1702|7.3
      ZE2|Inglewick NHS Foundation Trust|London|10381|2207|0.787|4125|9.6
      ZE9|Juniper Road Community Clinics|London|0|0|[x]|0|[x]
      ZF4|Kingsbarrow Community NHS Trust|South East|6238|944|0.849|2920|8.0
      """;

  private static final String REGIONS =
      """
      E92000001|England|21877|3164|0.855|34537|3941|0.886
      |
      E40000003|London|4102|931|0.773|6279|1276|0.797
      E40000005|South East|2415|366|0.848|3823|578|0.849
      E40000006|South West|2934|311|0.894|4664|516|0.889
      E40000007|East of England|2460|[c]|[c]|4024|[c]|[c]
      E40000010|North West|2377|[c]|[c]|3743|[c]|[c]
      E40000011|Midlands|3592|571|0.841|5652|831|0.853
      E40000012|North East and Yorkshire|3997|483|0.879|6352|768|0.879
      """;

  private static final int TITLE = 1;
  private static final int HEADER = 2;
  private static final int COUNT = 3;
  private static final int SHARE = 4;
  private static final int DECIMAL = 5;
  private static final int TOTAL_TEXT = 6;
  private static final int TOTAL_COUNT = 7;
  private static final int TOTAL_SHARE = 8;
  private static final int TOTAL_DECIMAL = 9;
  private static final int MARKER = 10;

  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private SampleWorkbook() {}

  /** Returns the workbook, the same bytes every time. */
  public static byte[] bytes() {
    try {
      return new SampleWorkbook().build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] build() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      part(zip, "[Content_Types].xml", SampleParts.contentTypes());
      part(
          zip,
          "_rels/.rels",
          SampleParts.relationships(
              SampleParts.relationship(1, "officeDocument", "xl/workbook.xml")));
      part(zip, "xl/workbook.xml", SampleParts.workbook());
      part(zip, "xl/_rels/workbook.xml.rels", SampleParts.workbookRelationships());
      part(zip, "xl/styles.xml", SampleParts.styles());
      part(zip, "xl/worksheets/sheet1.xml", cover());
      part(zip, "xl/worksheets/sheet2.xml", notes());
      part(zip, "xl/worksheets/sheet3.xml", providers());
      part(
          zip,
          "xl/worksheets/_rels/sheet3.xml.rels",
          SampleParts.relationships(SampleParts.relationship(1, "table", "../tables/table1.xml")));
      part(zip, "xl/worksheets/sheet4.xml", regions());
      part(zip, "xl/tables/table1.xml", providerTable());
      part(zip, "xl/sharedStrings.xml", sharedStrings());
    }
    return bytes.toByteArray();
  }

  private String cover() {
    return sheet(
        "<col min=\"1\" max=\"1\" width=\"90\" customWidth=\"1\"/>",
        "",
        lines(
            1,
            "Community waiting lists, England, August 2025",
            "Invented figures of invented providers, made to try datawarp with.",
            "Period: August 2025",
            "Publication date: 9 October 2025",
            "Contents: Notes; Table 1: waiting lists by provider; Table 2: waiting lists by region"),
        "");
  }

  private String notes() {
    return sheet(
        "<col min=\"1\" max=\"1\" width=\"90\" customWidth=\"1\"/>",
        "",
        lines(
            1,
            "Notes",
            "[note 1] The median is that of completed waits, in weeks.",
            "Shorthand used in the tables:",
            "[c] = confidential: withheld so that nobody can be recognised",
            "[x] = not available: the provider sent nothing",
            "Totals include what is withheld."),
        "");
  }

  private String providers() {
    StringBuilder rows =
        new StringBuilder(
            lines(
                1,
                "Table 1: Waiting lists by provider, August 2025",
                "This worksheet contains one table. Some cells hold shorthand: [c] = confidential,"
                    + " [x] = not available.",
                "Source: invented"));
    rows.append(row(4, headers(4, PROVIDER_HEADERS)));
    int number = 5;
    for (String line : PROVIDERS.split("\n", -1)) {
      if (!line.isBlank()) {
        rows.append(row(number, data(number, line.split("\\|", -1), 3, "nnsnd")));
        number++;
      }
    }
    return sheet(
        "<col min=\"1\" max=\"1\" width=\"14\" customWidth=\"1\"/>"
            + "<col min=\"2\" max=\"2\" width=\"42\" customWidth=\"1\"/>"
            + "<col min=\"3\" max=\"3\" width=\"26\" customWidth=\"1\"/>"
            + "<col min=\"4\" max=\"8\" width=\"15\" customWidth=\"1\"/>",
        "<pane ySplit=\"4\" topLeftCell=\"A5\" activePane=\"bottomLeft\" state=\"frozen\"/>",
        rows.toString(),
        "<tableParts count=\"1\"><tablePart r:id=\"rId1\"/></tableParts>");
  }

  private String regions() {
    StringBuilder rows =
        new StringBuilder(lines(1, "Table 2: Waiting lists by region, August 2025"));
    rows.append(
        row(
            3,
            headers(
                3,
                List.of(
                    "Region code",
                    "Region",
                    "Children and young people",
                    "",
                    "",
                    "Adults",
                    "",
                    ""))));
    rows.append(
        row(
            4,
            headers(
                4,
                List.of(
                    "",
                    "",
                    "Waiting",
                    "Over 18 weeks",
                    "% within 18 weeks",
                    "Waiting",
                    "Over 18 weeks",
                    "% within 18 weeks"))));
    int number = 5;
    for (String line : REGIONS.split("\n", -1)) {
      if (line.length() > 1) {
        rows.append(row(number, data(number, line.split("\\|", -1), 2, "nnsnns")));
      }
      number++;
    }
    rows.append(lines(number, "Source: invented. See the Notes worksheet for the shorthand."));
    return sheet(
        "<col min=\"1\" max=\"1\" width=\"14\" customWidth=\"1\"/>"
            + "<col min=\"2\" max=\"2\" width=\"26\" customWidth=\"1\"/>"
            + "<col min=\"3\" max=\"8\" width=\"15\" customWidth=\"1\"/>",
        "<pane ySplit=\"4\" topLeftCell=\"A5\" activePane=\"bottomLeft\" state=\"frozen\"/>",
        rows.toString(),
        "<mergeCells count=\"4\"><mergeCell ref=\"A3:A4\"/><mergeCell ref=\"B3:B4\"/>"
            + "<mergeCell ref=\"C3:E3\"/><mergeCell ref=\"F3:H3\"/></mergeCells>");
  }

  /** Lines of text down column A; the first of a sheet is its title. */
  private String lines(int first, String... texts) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < texts.length; i++) {
      int number = first + i;
      rows.append(row(number, text(number, 0, number == 1 ? TITLE : 0, texts[i])));
    }
    return rows.toString();
  }

  private String headers(int number, List<String> texts) {
    StringBuilder cells = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      cells.append(
          text.isEmpty() ? cell(number, i, HEADER, "", "") : text(number, i, HEADER, text));
    }
    return cells.toString();
  }

  /**
   * One row of data.
   *
   * @param texts how many columns of text come first
   * @param forms of the columns after them: n a count, s a share, d a decimal
   */
  private String data(int number, String[] values, int texts, String forms) {
    boolean total = "England".equals(values[1]);
    StringBuilder cells = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      if (i < texts) {
        cells.append(text(number, i, total ? TOTAL_TEXT : 0, values[i]));
      } else if (values[i].startsWith("[")) {
        cells.append(text(number, i, MARKER, values[i]));
      } else {
        int style =
            switch (forms.charAt(i - texts)) {
              case 'n' -> total ? TOTAL_COUNT : COUNT;
              case 's' -> total ? TOTAL_SHARE : SHARE;
              default -> total ? TOTAL_DECIMAL : DECIMAL;
            };
        cells.append(cell(number, i, style, "", "<v>" + values[i] + "</v>"));
      }
    }
    return cells.toString();
  }

  private static String row(int number, String cells) {
    return "<row r=\"" + number + "\">" + cells + "</row>";
  }

  private String text(int row, int column, int style, String text) {
    int index = strings.computeIfAbsent(text, unused -> strings.size());
    return cell(row, column, style, " t=\"s\"", "<v>" + index + "</v>");
  }

  private static String cell(int row, int column, int style, String type, String content) {
    String start = "<c r=\"" + (char) ('A' + column) + row + "\"";
    return start + (style == 0 ? "" : " s=\"" + style + "\"") + type + ">" + content + "</c>";
  }

  private static String sheet(String columns, String pane, String rows, String rest) {
    return "<worksheet xmlns=\""
        + SampleParts.MAIN
        + "\" xmlns:r=\""
        + SampleParts.OFFICE
        + "\"><sheetViews><sheetView showGridLines=\"0\" workbookViewId=\"0\">"
        + pane
        + "</sheetView></sheetViews><cols>"
        + columns
        + "</cols><sheetData>"
        + rows
        + "</sheetData>"
        + rest
        + "</worksheet>";
  }

  private static String providerTable() {
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < PROVIDER_HEADERS.size(); i++) {
      columns.append(
          "<tableColumn id=\""
              + (i + 1)
              + "\" name=\""
              + escaped(PROVIDER_HEADERS.get(i))
              + "\"/>");
    }
    return "<table xmlns=\""
        + SampleParts.MAIN
        + "\" id=\"1\" name=\"waits_by_provider\" displayName=\"waits_by_provider\" ref=\"A4:H16\">"
        + "<tableColumns count=\""
        + PROVIDER_HEADERS.size()
        + "\">"
        + columns
        + "</tableColumns></table>";
  }

  private String sharedStrings() {
    StringBuilder items = new StringBuilder();
    strings.keySet().forEach(text -> items.append("<si><t>" + escaped(text) + "</t></si>"));
    return "<sst xmlns=\"" + SampleParts.MAIN + "\">" + items + "</sst>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static void part(ZipOutputStream zip, String name, String content) throws IOException {
    byte[] data = (XML + content).getBytes(StandardCharsets.UTF_8);
    CRC32 checksum = new CRC32();
    checksum.update(data);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    entry.setSize(data.length);
    entry.setCompressedSize(data.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(data);
    zip.closeEntry();
  }
}
