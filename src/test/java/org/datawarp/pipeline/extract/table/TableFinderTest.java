package org.datawarp.pipeline.extract.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.datawarp.pipeline.extract.SheetFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFinderTest {
  @TempDir Path folder;

  private TableLayout only(SheetFixture sheet) {
    List<TableLayout> tables = sheet.layouts(folder);
    assertThat(tables).hasSize(1);
    return tables.get(0);
  }

  private static List<String> headers(TableLayout table) {
    return table.columns().stream().map(column -> String.join(" / ", column.header())).toList();
  }

  private static void lies(TableLayout table, List<Integer> header, long first, long last) {
    assertThat(table.headerRows()).isEqualTo(header);
    assertThat(table.firstData()).isEqualTo(first);
    assertThat(table.lastData()).isEqualTo(last);
  }

  @Test
  void aTidySheetHasOneHeaderRow() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row("Code", "Name", "Value")
                .row("A1", "First", 1)
                .row("A2", "Second", 2));

    lies(table, List.of(1), 2, 3);
    assertThat(headers(table)).containsExactly("Code", "Name", "Value");
  }

  @Test
  void yearsStoredAsTextNameTheirColumns() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row("*Visas by country")
                .row("Back to contents")
                .blank(1)
                .row("Region", "Country", "2005", "2006", "2007")
                .row("Total", "Total", 30, 32, 35)
                .row("Africa", "Algeria", 10, 12, 15)
                .row("Africa", "Angola", 20, 20, 20));

    lies(table, List.of(4), 5, 7);
    assertThat(headers(table)).containsExactly("Region", "Country", "2005", "2006", "2007");
  }

  @Test
  void oneYearStoredAsTextAmongNumbersIsAHeaderToo() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row("Region", "Country", 2014, "2015", 2016, 2017)
                .row("Africa", "Algeria", 10, 12, 15, 16)
                .row("Africa", "Angola", 20, 20, 20, 21));

    lies(table, List.of(1), 2, 3);
    assertThat(headers(table)).endsWith("2014", "2015", "2016", "2017");
  }

  @Test
  void aRowOfWordsUnderNumbersIsDataUnlessItNamesColumns() {
    lies(
        only(
            SheetFixture.sheet("S")
                .row("Code", "Beds", "Days")
                .row("A1", 1, 2)
                .row("A2", 1, 2)
                .row("A3", "withdrawn", "withdrawn")
                .row("A4", 1, 2)
                .row("A5", "closed", "closed")),
        List.of(1),
        2,
        6);
    lies(
        only(
            SheetFixture.csv("a.csv")
                .row("Code", "Beds")
                .row("A1", 1)
                .row("A2", 1)
                .row("A3", "withdrawn")
                .row("A4", 1)
                .row("A5", "9x")),
        List.of(1),
        2,
        6);
    assertThat(
            SheetFixture.sheet("S")
                .row("Code", "Beds", "Days")
                .row("A1", 1, 2)
                .row("A2", 1, 2)
                .row("Region", "Nurses", "Doctors")
                .row("B1", 1, 2)
                .row("B2", 1, 2)
                .layouts(folder))
        .hasSize(2);
  }

  @Test
  void ageBandsNameTheirColumnsAndRowsOfShorthandDoNot() {
    lies(
        only(
            SheetFixture.sheet("S")
                .row("Code", "0-4", "5-9", "10+")
                .row("A1", "<5", "<5", 7)
                .row("A2", 8, 9, 10)
                .row("A3", 8, 9, 10)),
        List.of(1),
        2,
        4);
  }

  @Test
  void metadataAboveIsNoHeader() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row(null, "*Title:", "Waiting lists")
                .row(null, "*Published:", LocalDate.of(2024, 4, 1))
                .row(null, "*Revised:", LocalDate.of(2024, 5, 1))
                .blank(2)
                .row(null, "Code", "Total")
                .row(null, "A1", 1)
                .row(null, "A2", 2));

    lies(table, List.of(6), 7, 8);
    assertThat(table.firstColumn()).isEqualTo(1);
    assertThat(table.title()).isEqualTo("Waiting lists");
  }

  @Test
  void mergedCaptionsSpreadOverTheirColumns() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row(null, "Patients", null, "Staff", null)
                .row("Code", "In", "Out", "In", "Out")
                .row("A1", 1, 2, 3, 4)
                .row("A2", 5, 6, 7, 8)
                .merge(1, 1, 1, 2)
                .merge(1, 1, 3, 4));

    lies(table, List.of(1, 2), 3, 4);
    assertThat(headers(table))
        .containsExactly("Code", "Patients / In", "Patients / Out", "Staff / In", "Staff / Out");
  }

  @Test
  void unmergedCaptionsSpreadToTheNextOne() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row(null, null, "Patients seen", null, "Share")
                .row("Code", "Name", "Total", "In time", "In time")
                .row("A1", "x", 10, 9, 1)
                .row("A2", "y", 20, 18, 1));

    assertThat(headers(table))
        .containsExactly(
            "Code", "Name", "Patients seen / Total", "Patients seen / In time", "Share / In time");
  }

  @Test
  void captionsMergedDownToTheHeaderCountPastNotes() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row("*Survey", null, "Question one", null)
                .row("A note on how to read this")
                .row("Another note")
                .row("Base", "Group", "% yes", "% no")
                .row("All", "x", 10, 90)
                .row("All", "y", 20, 80)
                .merge(1, 3, 2, 3));

    lies(table, List.of(1, 4), 5, 6);
    assertThat(headers(table))
        .containsExactly("Base", "Group", "Question one / % yes", "Question one / % no");
  }

  @Test
  void weeksAndDatesAcrossAreHeaders() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row("Deaths by week")
                .blank(1)
                .row("Week number", 1, 2, 3)
                .row(
                    "Week ended",
                    LocalDate.of(2019, 1, 4),
                    LocalDate.of(2019, 1, 11),
                    LocalDate.of(2019, 1, 18))
                .blank(2)
                .row("All ages", 100, 200, 150)
                .row("By region")
                .row("North", 50, 90, 70)
                .row("South", 50, 110, 80));

    lies(table, List.of(3, 4), 7, 10);
    assertThat(headers(table))
        .containsExactly(
            "Week number / Week ended", "1 / 2019-01-04", "2 / 2019-01-11", "3 / 2019-01-18");
    assertThat(table.roles().count(RowRole.SECTION)).isEqualTo(1);
  }

  @Test
  void anEnglandTotalBeforeABlankRowIsData() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row("Region", "Code", "Name", "Total")
                .row("-", "-", "England", 30)
                .blank(1)
                .row("North", "A1", "x", 10)
                .row("South", "A2", "y", 20));

    lies(table, List.of(1), 2, 5);
  }

  @Test
  void footersEndTheTableWithOrWithoutABlankRow() {
    TableLayout close =
        only(
            SheetFixture.sheet("S")
                .row("Code", "Value")
                .row("A1", 1)
                .row("A2", 2)
                .row("Source: a register")
                .row("Notes:")
                .row("1. Figures are rounded"));
    TableLayout apart =
        only(
            SheetFixture.sheet("S")
                .row("Source of referral", "Value")
                .row("Source of referral not known", 1)
                .row("GP", 2)
                .blank(1)
                .row("Notes"));

    lies(close, List.of(1), 2, 3);
    lies(apart, List.of(1), 2, 3);
  }

  @Test
  void stackedTablesAreTwo() {
    List<TableLayout> tables =
        SheetFixture.sheet("S")
            .row("*Table 1")
            .row("Code", "Seen", "Waiting")
            .row("A1", 1, 2)
            .row("A2", 3, 4)
            .blank(2)
            .row("*Table 2")
            .row("Code", "Age", "Sex")
            .row("A1", 5, 6)
            .row("A2", 7, 8)
            .layouts(folder);

    assertThat(tables).hasSize(2);
    lies(tables.get(0), List.of(2), 3, 4);
    lies(tables.get(1), List.of(8), 9, 10);
    assertThat(tables.get(1).title()).isEqualTo("Table 2");
  }

  @Test
  void tablesSideBySideWithTheSameKeyAreTwo() {
    List<TableLayout> tables =
        SheetFixture.sheet("S")
            .row("Period", "Seen", null, "Period", "Waiting")
            .row("Jan", 1, null, "Jan", 2)
            .row("Feb", 3, null, "Feb", 4)
            .row("Mar", 5, null, "Mar", 6)
            .layouts(folder);

    assertThat(tables).hasSize(2);
    assertThat(headers(tables.get(0))).containsExactly("Period", "Seen");
    assertThat(headers(tables.get(1))).containsExactly("Period", "Waiting");
  }

  @Test
  void aSpacerColumnIsLeftOutAndItsStrayValueReported() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row("Code", "Seen", null, "Waiting")
                .row("A1", 1, 0, 2)
                .row("A2", 3, null, 4)
                .row("A3", 5, null, 6)
                .row("A4", 7, null, 8)
                .row("A5", 9, null, 10));

    assertThat(headers(table)).containsExactly("Code", "Seen", "Waiting");
    assertThat(table.warnings()).singleElement().asString().contains("stray").contains("(C)");
  }

  @Test
  void aConstantHelperColumnFarRightIsLeftOut() {
    SheetFixture sheet = SheetFixture.sheet("S").row("Period", "Seen", null, "Standard");
    for (int i = 1; i <= 6; i++) {
      sheet.row("Month " + i, i * 10, null, 95);
    }

    TableLayout table = only(sheet);

    assertThat(headers(table)).containsExactly("Period", "Seen");
    assertThat(table.warnings()).hasSize(1);
  }

  @Test
  void monthsStillToComeStayColumns() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row("Code", "Apr-24", "May-24", "Jun-24")
                .row("A1", 1, 2)
                .row("A2", 3, 4));

    assertThat(headers(table)).containsExactly("Code", "Apr-24", "May-24", "Jun-24");
  }

  @Test
  void rowsOfShorthandAloneAreData() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row("Date", "North", "South")
                .row(LocalDate.of(2020, 3, 7), "[c]", "[c]")
                .row(LocalDate.of(2020, 3, 8), "[c]", "[c]")
                .row(LocalDate.of(2020, 3, 9), 5, "[c]")
                .row(LocalDate.of(2020, 3, 10), 6, 7));

    lies(table, List.of(1), 2, 5);
  }

  @Test
  void aMarkedTableIsTakenWithTheCaptionsAboveIt() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row("*Waits")
                .blank(1)
                .row(null, null, "Patients", "Share")
                .row(null, "Code", "Total", "In time")
                .row(null, "A1", 1, 2)
                .row(null, "A2", 3, 4)
                .table("Table3", 4, 6, 1, 3));

    lies(table, List.of(3, 4), 5, 6);
    assertThat(headers(table)).containsExactly("Code", "Patients / Total", "Share / In time");
    assertThat(table.reason()).contains("Table3");
    assertThat(table.title()).isEqualTo("Waits");
  }

  @Test
  void aListOfTextIsATable() {
    TableLayout table =
        only(
            SheetFixture.sheet("S")
                .row("*Codes in use")
                .blank(1)
                .row("Region", "Nationality")
                .row("Asia", "Indian")
                .row("Asia", "Chinese")
                .row("Europe", "French"));

    lies(table, List.of(3), 4, 6);
  }

  @Test
  void aCsvWithoutAHeaderHasNone() {
    SheetFixture csv =
        SheetFixture.csv(null)
            .row("A81001", "THE SURGERY", 19740401)
            .row("A81002", "THE CENTRE", 19740401)
            .row("A81003", "THE PRACTICE", 20170401);

    TableLayout table = only(csv);

    lies(table, List.of(), 1, 3);
    assertThat(table.columns()).hasSize(3);
  }

  @Test
  void aCsvOfTextAloneIsHeadedUnlessItsFirstRecordIsLikeTheRest() {
    TableLayout headed =
        only(SheetFixture.csv(null).row("id", "name").row("a1", "x").row("b2", "y"));
    TableLayout bare =
        only(SheetFixture.csv(null).row("AB12", "x").row("CD34", "y").row("EF56", "z"));

    lies(headed, List.of(1), 2, 3);
    lies(bare, List.of(), 1, 3);
  }

  @Test
  void aPreambleOfACsvIsNoHeader() {
    TableLayout table =
        only(
            SheetFixture.csv(null)
                .row("Extract of 1 May")
                .blank(1)
                .row("Code", "Name", "Value")
                .row("A1", "x", 1)
                .row("A2", "y", 2));

    lies(table, List.of(3), 4, 5);
  }

  @Test
  void anEmptySheetHasNoTable() {
    assertThat(SheetFixture.sheet("S").layouts(folder)).isEmpty();
  }
}
