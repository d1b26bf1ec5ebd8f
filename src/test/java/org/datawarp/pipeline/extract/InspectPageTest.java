package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.table.SheetState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectPageTest {
  private static final Pattern CELL = Pattern.compile("<td class=\"([a-z ]+)\"[^>]*>([^<]*)</td>");
  private static final Pattern ROW = Pattern.compile("<tr><th[^>]*>(\\d+)</th>.*");

  @TempDir Path folder;

  private String page(SheetFixture sheet) {
    try (Extraction extraction = sheet.extract(folder)) {
      return InspectPage.of("book.xlsx", extraction);
    }
  }

  /** Returns the first class of each cell of a row that shows a text. */
  private static List<String> roles(String page, int row) {
    for (String line : page.split("\n")) {
      Matcher start = ROW.matcher(line);
      if (start.matches() && Integer.parseInt(start.group(1)) == row) {
        return CELL.matcher(line)
            .results()
            .filter(cell -> !cell.group(2).isEmpty())
            .map(cell -> cell.group(2) + ":" + cell.group(1).split(" ")[0])
            .toList();
      }
    }
    return List.of();
  }

  @Test
  void everyCellHasTheColourOfItsRole() {
    String page =
        page(
            SheetFixture.sheet("Waits")
                .row("*Waiting times, England")
                .row("Published: 10 October 2024")
                .blank(1)
                .row("Code", "Patients", "Beds")
                .row("England", 10, 20)
                .row("North")
                .row("A1", "[c]", 7)
                .row("A2", 3, 4)
                .row("A3", 3, 4)
                .row("A4", 3, 4)
                .row("A5", 4, 5)
                .blank(1)
                .row("Source: returns of the providers"));

    assertThat(roles(page, 1)).containsExactly("Waiting times, England:title");
    assertThat(roles(page, 2)).containsExactly("Published: 10 October 2024:note");
    assertThat(roles(page, 3)).isEmpty();
    assertThat(roles(page, 4)).containsExactly("Code:header", "Patients:header", "Beds:header");
    assertThat(roles(page, 5)).containsExactly("England:total", "10:total", "20:total");
    assertThat(roles(page, 6)).containsExactly("North:section");
    assertThat(roles(page, 7)).containsExactly("A1:data", "[c]:marker", "7:data");
    assertThat(roles(page, 13)).containsExactly("Source: returns of the providers:note");
    assertThat(page)
        .contains("<code>A4:C11</code> · header row 4 · 6 rows of data · 3 columns")
        .contains("not loaded: 1 section row (6)")
        .contains("confidence 0.95");
  }

  @Test
  void whatIsNotLoadedIsMarkedSo() {
    String page =
        page(
            SheetFixture.csv("a.csv")
                .row("Code", "Patients")
                .row("A1", 1)
                .row("Code", "Patients")
                .row("A2", 2));

    assertThat(roles(page, 3)).containsExactly("Code:ignored", "Patients:ignored");
    assertThat(page).contains("not loaded: 1 repeated header row (3)");
  }

  @Test
  void textsOfTheFileCannotBecomeMarkup() {
    String attack = "<script>alert(1)</script>";
    String page =
        page(
            SheetFixture.sheet("<script>sheet</script>")
                .row("*\"><img src=x onerror=alert(1)>")
                .row("Code' onmouseover='x", attack)
                .row("A1", 1)
                .row("A\u0000\u202E2\uD800", "[" + attack + "]")
                .row("A3", 3)
                .row("A4", 3));

    assertThat(page)
        .doesNotContain("<script", "<img", "onmouseover='", "\u0000", "\uD800")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;sheet")
        .contains("Content-Security-Policy", "default-src &#39;none&#39;".replace("&#39;", "'"));
  }

  @Test
  void longSheetsAndWideOnesShowTheirEnds() {
    SheetFixture sheet = SheetFixture.sheet("Long");
    Object[] header = new Object[120];
    Arrays.setAll(header, i -> "Column " + i);
    sheet.row(header);
    for (int row = 0; row < 500; row++) {
      Object[] values = new Object[120];
      Arrays.setAll(values, i -> i);
      sheet.row(values);
    }

    String page = page(sheet);

    assertThat(page)
        .contains("rows 31 to 495 not shown")
        .contains("<th>30</th>", "<th>501</th>", "<th>…</th>", "<th>DP</th>")
        .doesNotContain("<th>31</th>", "<th>495</th>", "<th>AZ</th>");
    assertThat(page.length()).isLessThan(200_000);
  }

  @Test
  void longTextsAreCutAndKeptWholeInTheTitle() {
    String text = "word ".repeat(40).strip();

    String page = page(SheetFixture.sheet("S").row("Code", "Count").row(text, 1).row("B", 2));

    assertThat(page).contains("title=\"" + text + "\"").contains(text.substring(0, 40));
    assertThat(page).doesNotContain(">" + text + "<");
  }

  @Test
  void sheetsWithoutTablesAreListedAndFolded() {
    String page =
        page(
            SheetFixture.sheet("Notes")
                .row("Notes")
                .row("All figures are provisional and may change")
                .sheetAfter("Waits", SheetState.VERY_HIDDEN)
                .row("Code", "Patients")
                .row("A1", 1)
                .row("A2", 2)
                .sheetAfter("Empty", SheetState.VISIBLE));

    assertThat(page)
        .contains("<a href=\"#s2\">Waits</a>", "data · very hidden", "show its first rows")
        .contains("3 sheets, 1 table, 2 rows of data");
  }

  @Test
  void tablesBesideEachOtherAreOutlinedEach() {
    String page =
        page(
            SheetFixture.sheet("Two")
                .row("Code", "Count", null, null, "Name", "Beds")
                .row("A1", 1, null, null, "North", 5)
                .row("A2", 2, null, null, "South", 6)
                .row("A3", 3, null, null, "East", 7)
                .table("left", 1, 4, 0, 1)
                .table("right", 1, 4, 4, 5));

    assertThat(page).contains("Table 1", "Table 2");
    assertThat(page.split("header top left", -1)).hasSize(3);
    assertThat(page.split("bottom rightmost", -1)).hasSize(3);
  }
}
