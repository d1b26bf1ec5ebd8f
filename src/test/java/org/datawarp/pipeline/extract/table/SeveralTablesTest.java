package org.datawarp.pipeline.extract.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.datawarp.pipeline.extract.table.DrawnSheet.Form.CSV;
import static org.datawarp.pipeline.extract.table.DrawnSheet.Form.UNMERGED;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sheets of several tables, and of one that looks like several, drawn with seeds. */
class SeveralTablesTest {
  private static final String[] PLACES = {
    "Bexley", "Leeds", "Truro", "York", "Derby", "Luton", "Stoke", "Wells", "Ripon", "Ely"
  };
  private static final String[] MEASURES = {
    "Seen", "Waiting", "Admitted", "Median", "Beds", "Staff", "Calls", "Visits"
  };
  @TempDir Path folder;

  private static Object[] header(String key, int from, int width) {
    List<Object> cells = new ArrayList<>();
    cells.add(key);
    for (int c = 0; c < width; c++) {
      cells.add(MEASURES[(from + c) % MEASURES.length]);
    }
    return cells.toArray();
  }

  private static void body(DrawnSheet sheet, Random random, int from, int rows, int width) {
    for (int r = from; r < from + rows; r++) {
      List<Object> cells = new ArrayList<>();
      cells.add(PLACES[r % PLACES.length] + (r < PLACES.length ? "" : " " + r));
      for (int c = 0; c < width; c++) {
        cells.add(random.nextInt(9_000));
      }
      sheet.row(cells);
    }
  }

  /** Some tables one below another. */
  private void stacked(
      long seed, String what, boolean titles, int gap, boolean equal, boolean sameWidth) {
    Random random = new Random(seed);
    DrawnSheet sheet = new DrawnSheet();
    int tables = 2 + random.nextInt(3);
    int width = 2 + random.nextInt(4);
    int rows = 3 + random.nextInt(6);
    for (int t = 0; t < tables; t++) {
      int wide = sameWidth ? width : 2 + (width + t) % 5;
      if (t > 0) {
        sheet.blank(gap);
      }
      if (titles) {
        sheet.row("Table " + (t + 1) + ": figures of the " + PLACES[t] + " register");
      }
      int top = sheet.next();
      sheet.row(header(equal || t % 2 == 0 ? "Area" : "Place", equal ? 0 : t * 3, wide));
      body(sheet, random, 0, rows, wide);
      sheet.holds(List.of(top), top + 1, top + rows, 1, 1 + wide);
    }
    sheet.isFound(what, folder, UNMERGED, CSV);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void equalHeadersUnderTitles(long seed) {
    stacked(seed, "titles, a blank line", true, 1, true, true);
    stacked(seed, "titles, blank lines", true, 3, true, true);
    stacked(seed, "titles, no blank line", true, 0, true, true);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void equalHeadersWithoutTitles(long seed) {
    stacked(seed, "a blank line, no titles", false, 1, true, true);
    stacked(seed, "blank lines, no titles", false, 2, true, true);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void otherHeaders(long seed) {
    stacked(seed, "other headers, titles, a blank line", true, 1, false, true);
    stacked(seed, "other headers, titles, no blank line", true, 0, false, true);
    stacked(seed, "other headers, a blank line", false, 1, false, true);
    stacked(seed, "other headers, nothing between", false, 0, false, true);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void otherWidths(long seed) {
    stacked(seed, "other widths, titles, a blank line", true, 1, false, false);
    stacked(seed, "other widths, titles, no blank line", true, 0, false, false);
    stacked(seed, "other widths, a blank line", false, 1, false, false);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void sideBySide(long seed) {
    Random random = new Random(seed);
    int left = 2 + random.nextInt(3);
    int right = 2 + random.nextInt(3);
    int rows = 4 + random.nextInt(8);
    int other = random.nextBoolean() ? rows : 3 + random.nextInt(rows - 2);
    boolean sameKey = other == rows;
    DrawnSheet sheet = new DrawnSheet();
    int gap = 1 + random.nextInt(2);
    List<Object> header = new ArrayList<>(List.of(header("Area", 0, left)));
    for (int g = 0; g < gap; g++) {
      header.add(null);
    }
    header.addAll(List.of(header(sameKey ? "Area" : "Place", 4, right)));
    sheet.row(header);
    for (int r = 0; r < Math.max(rows, other); r++) {
      List<Object> cells = new ArrayList<>();
      for (int c = 0; c <= left; c++) {
        cells.add(r >= rows ? null : c == 0 ? PLACES[r % 10] + r : (Object) random.nextInt(900));
      }
      for (int g = 0; g < gap; g++) {
        cells.add(null);
      }
      for (int c = 0; c <= right; c++) {
        cells.add(r >= other ? null : c == 0 ? PLACES[r % 10] + r : (Object) random.nextInt(900));
      }
      sheet.row(cells);
    }
    int second = left + gap + 2;
    sheet.holds(List.of(1), 2, 1 + rows, 1, 1 + left);
    sheet.holds(List.of(1), 2, 1 + other, second, second + right);
    sheet.isFound("side by side", folder, UNMERGED, CSV);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void oneLongTableStaysOne(long seed) {
    Random random = new Random(seed);
    int width = 2 + random.nextInt(4);
    for (String inside :
        List.of("blank lines", "words", "codes", "other words", "labels", "labels after lines")) {
      DrawnSheet sheet = new DrawnSheet().row("Figures by area").row(header("Area", 0, width));
      int rows = 0;
      for (int part = 0; part < 4; part++) {
        int first = rows;
        int count = 4 + random.nextInt(4);
        if (part > 0) {
          inside(sheet, inside, part, width);
        }
        body(sheet, random, first, count, width);
        rows += count;
      }
      sheet.holds(List.of(2), 3, sheet.next() - 1, 1, 1 + width);
      sheet.isFound(inside, folder, UNMERGED, CSV);
    }
  }

  @Test
  void yearsOverTheNextTableDivideToo() {
    DrawnSheet sheet = new DrawnSheet().row("*Seen").row("Area", 2019, 2020, 2021);
    body(sheet, new Random(1), 0, 5, 3);
    sheet.holds(List.of(2), 3, 7, 1, 4);
    sheet.blank(1).row("*Waiting").row("Area", 2020, 2021, 2022);
    body(sheet, new Random(2), 0, 5, 3);
    sheet.holds(List.of(10), 11, 15, 1, 4);
    sheet.isFound("years", folder, UNMERGED, CSV);
  }

  @Test
  void theReasonNamesTheOtherReading() {
    DrawnSheet sheet = new DrawnSheet().row("*Table 1: all").row(header("Area", 0, 2));
    body(sheet, new Random(1), 0, 4, 2);
    sheet.blank(1).row("*Table 2: some").row(header("Area", 0, 2));
    body(sheet, new Random(2), 0, 4, 2);

    List<TableLayout> tables = sheet.find(UNMERGED, folder);

    assertThat(tables)
        .extracting(TableLayout::title)
        .containsExactly("Table 1: all", "Table 2: some");
    assertThat(tables.get(0).reason())
        .contains("another table begins at row 9", "4 of 4 keys repeat", "against");
  }

  private static void inside(DrawnSheet sheet, String what, int part, int width) {
    if (what.endsWith("lines")) {
      sheet.blank(1);
    }
    if (what.startsWith("labels")) {
      sheet.row("Part " + part);
    }
    if (what.endsWith("words") || what.equals("codes")) {
      List<Object> cells = new ArrayList<>();
      cells.add("Hull " + part);
      for (int c = 0; c < width; c++) {
        cells.add(
            switch (what) {
              case "words" -> "closed";
              case "codes" -> "X" + part + c;
              default -> c % 2 == 0 ? "did not submit" : "late";
            });
      }
      sheet.row(cells);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aHeaderRepeatedOnEveryPageDividesNothing(long seed) {
    Random random = new Random(seed);
    int width = 2 + random.nextInt(4);
    for (boolean titled : new boolean[] {false, true}) {
      DrawnSheet sheet = new DrawnSheet().row("Figures by area").row(header("Area", 0, width));
      body(sheet, random, 0, 6, width);
      for (int page = 1; page < 4; page++) {
        sheet.blank(1);
        if (titled) {
          sheet.row("Figures by area (continued)");
        }
        sheet.row(header("Area", 0, width));
        body(sheet, random, page * 6 + 10, 6, width);
      }
      sheet.holds(List.of(2), 3, sheet.next() - 1, 1, 1 + width);
      sheet.isFound("pages, titled " + titled, folder, UNMERGED, CSV);
    }
  }

  @Test
  void listsOfTextSideBySideEndWhereTheirKeysEnd() {
    for (int right : new int[] {3, 9}) {
      DrawnSheet sheet = new DrawnSheet().row("Lookups").blank(1);
      sheet.row("Code", "Name", "Region", null, "Area", "Area name");
      for (int r = 0; r < Math.max(6, right); r++) {
        Object[] cells = new Object[6];
        if (r < 6) {
          cells[0] = "Q" + r;
          cells[1] = "Board " + "abcdef".charAt(r);
          cells[2] = "North";
        }
        if (r < right) {
          cells[4] = "Y" + r;
          cells[5] = "Part " + "klmnopqrs".charAt(r);
        }
        sheet.row(cells);
      }
      sheet
          .holds(List.of(3), 4, 9, 1, 3, "Code", "Name", "Region")
          .holds(List.of(3), 4, 3 + right, 5, 6, "Area", "Area name");
      sheet.isFound("a list of " + right + " rows beside one of six", folder, UNMERGED);
    }
  }

  @Test
  void aConstantColumnBehindASpacerLikeTheOthersIsTheTables() {
    DrawnSheet sheet = new DrawnSheet().row("Area", "Seen", null, "Waiting", null, "Standard");
    for (int r = 0; r < 6; r++) {
      sheet.row("Place " + r, 10 + r * 3, null, 7 + r * r, null, 95);
    }
    sheet.holds(List.of(1), 2, 7, 1, 6, "Area", "Seen", "Waiting", "Standard");
    sheet.isFound("spacers", folder, UNMERGED);
  }

  @Test
  void bandsOverUnitsOpenTheNextTableToo() {
    DrawnSheet sheet = new DrawnSheet().row("Movements");
    for (int table = 0; table < 3; table++) {
      sheet.blank(1).row("To and from part " + table);
      int top = sheet.next();
      sheet.row(null, "0-15", null, "16-24", null).across(2, 3).across(4, 5);
      sheet.row(null, "N", "%", "N", "%");
      for (String key : List.of("In", "Out", "Net")) {
        sheet.row(key, 100 + top, 17, 90 + top, 24);
      }
      sheet.holds(
          List.of(top, top + 1),
          top + 2,
          top + 4,
          1,
          5,
          "",
          "0-15 / N",
          "0-15 / %",
          "16-24 / N",
          "16-24 / %");
    }
    sheet.isFound("bands as text", folder, DrawnSheet.Form.MERGED);
  }

  @Test
  void aRecordOfNumbersInTextIsNoHeader() {
    DrawnSheet sheet = new DrawnSheet().row("Group", "Year", "Income", "Change", "Ratio");
    for (String group : List.of("All", "Some", "Others")) {
      sheet.row(group, "2021/22", "£258,300", null, 0.55);
      sheet.row(group, "2022/23", "£259,000", "+0.3%", 0.58);
      sheet.row(group, "Change", "+0.3%", "-5.9%", "+2.7 Percentage Points");
    }
    sheet.holds(List.of(1), 2, 10, 1, 5, "Group", "Year", "Income", "Change", "Ratio");
    sheet.isFound("changes", folder, UNMERGED);
  }

  @Test
  void aThousandTablesStackedInACsvAreAllFound() {
    DrawnSheet sheet = new DrawnSheet();
    for (int table = 0; table < 1_000; table++) {
      sheet.row("Table " + (table + 1) + ": persons").row("Area", "All " + table, "Male " + table);
      for (int r = 0; r < 4; r++) {
        sheet.row("Place " + r, 10 + r * table, 7 + r);
      }
      sheet.blank(1);
    }
    assertThat(sheet.find(CSV, folder)).hasSize(1_000);
  }
}
