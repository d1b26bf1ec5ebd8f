package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.table.LoadedColumns;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Spreadsheets saved as CSV: neither letters in bold nor merged cells tell what a row is. */
class CsvSheetsTest {
  private static final Path SHEETS =
      Path.of("src", "test", "resources", "csv-sheets", "sheets.txt");
  private static final Pattern LINE = Pattern.compile("(?:([hd])([\\d+]*+)|[tns]) (.*)|-");

  @TempDir Path folder;

  /** A sheet, the text of its file, and the rows of its tables. */
  record Sheet(String name, String text, List<String> tables) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Sheet> sheets() throws IOException {
    List<Sheet> sheets = new ArrayList<>();
    String all = Files.readString(SHEETS, StandardCharsets.UTF_8);
    for (String part : all.substring(all.indexOf("== ")).split("(?m)^== ")) {
      if (!part.isBlank()) {
        sheets.add(sheet(part.lines().filter(line -> !line.isBlank()).toList()));
      }
    }
    return sheets;
  }

  private static Sheet sheet(List<String> lines) {
    List<String> rows = new ArrayList<>();
    Map<String, List<List<Integer>>> tables = new TreeMap<>();
    boolean asItIs = lines.contains("! as it is");
    for (String line : lines.subList(asItIs ? 2 : 1, lines.size())) {
      Matcher matcher = LINE.matcher(line);
      assertThat(matcher.matches()).as(line).isTrue();
      rows.add(
          matcher.group(3) == null ? line.substring(Math.min(2, line.length())) : matcher.group(3));
      if (matcher.group(1) != null) {
        for (String table : matcher.group(2).split("\\+")) {
          tables
              .computeIfAbsent(table, key -> List.of(new ArrayList<>(), new ArrayList<>()))
              .get(matcher.group(1).equals("h") ? 0 : 1)
              .add(rows.size());
        }
      }
    }
    int width = rows.stream().mapToInt(CsvSheetsTest::fields).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (String row : rows) {
      text.append(row).append(asItIs ? "" : ",".repeat(width - fields(row))).append('\n');
    }
    return new Sheet(
        lines.get(0),
        text.toString(),
        tables.values().stream().map(table -> table(table.get(0), table.get(1))).toList());
  }

  private static int fields(String row) {
    return row.replaceAll("\"[^\"]*\"", "").split(",", -1).length;
  }

  private static String table(List<Integer> header, List<Integer> data) {
    int first = data.get(0);
    return header.stream().filter(row -> row < first).toList()
        + " "
        + first
        + "-"
        + data.get(data.size() - 1);
  }

  private List<String> found(String text) throws IOException {
    return found(text, ExtractOptions.standard());
  }

  private List<String> found(String text, ExtractOptions options) throws IOException {
    Path file = Files.writeString(folder.resolve("sheet.csv"), text, StandardCharsets.UTF_8);
    Extractor extractor = Extractor.over(new WorkbookReader(ReadLimits.standard(), folder), folder);
    try (Extraction extraction = extractor.extract(file, "sheet.csv", options)) {
      return extraction.found().stream().map(CsvSheetsTest::rows).toList();
    }
  }

  private static String rows(FoundTable table) {
    return table.layout().headerRows()
        + " "
        + table.layout().firstData()
        + "-"
        + table.layout().lastData();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sheets")
  void holdsWhatAReaderSees(Sheet sheet) throws IOException {
    assertThat(found(sheet.text())).as(sheet.text()).isEqualTo(sheet.tables());
  }

  @Test
  void listsOfWordsThatAreLoadedAsOneTableStayOne() throws IOException {
    String text =
        """
        Meetings,,
        Minister,Organisation,Purpose
        Lord A,Oxfam,Emergencies
        Lord B,Unicef,Schools
        ,,
        Gifts,,
        Person,Gift,Kept
        Lord A,Vase,no
        Lord B,Book,yes
        """;
    List<String> names = List.of("minister", "organisation", "purpose");
    LoadedColumns loaded =
        new LoadedColumns(
            null,
            null,
            names,
            List.of(List.of("Minister"), List.of("Organisation"), List.of("Purpose")));

    assertThat(found(text)).containsExactly("[2] 3-4", "[7] 8-9");
    assertThat(found(text, ExtractOptions.standard().withLoaded(List.of(loaded))))
        .containsExactly("[2] 3-9");
  }
}
