package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.SheetOverride;
import org.datawarp.model.table.TableAnchor;
import org.datawarp.model.table.TableChoice;
import org.datawarp.model.table.UnpivotMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverrideTest {
  @TempDir Path folder;

  private static ExtractOptions with(SheetOverride... overrides) {
    return new ExtractOptions(UnpivotMode.AUTOMATIC, List.of(overrides), List.of());
  }

  private static SheetOverride range(String range) {
    return new SheetOverride("Waits", null, false, null, range);
  }

  private static SheetOverride header(Integer... rows) {
    return new SheetOverride("Waits", null, false, List.of(rows), null);
  }

  private static SheetFixture waits() {
    return SheetFixture.sheet("Waits")
        .row("x", "y", "z")
        .row("Code", "Patients", "Beds")
        .row("A1", 1, 2)
        .row("A2", 3, 4)
        .row("North")
        .row("A3", 5, 6);
  }

  private DetectedTable only(SheetFixture sheet, SheetOverride... overrides) {
    try (Extraction extraction = sheet.extract(folder, with(overrides))) {
      assertThat(extraction.tables()).hasSize(1);
      assertThat(loaded(extraction)).isEqualTo(extraction.tables().get(0).counts().data());
      return extraction.tables().get(0);
    }
  }

  private static long loaded(Extraction extraction) {
    long rows = 0;
    try (RowCursor cursor = extraction.sources().get(0).parts().get(0).open()) {
      while (cursor.next()) {
        rows++;
      }
    }
    return rows;
  }

  private static List<String> names(DetectedTable table) {
    return table.columns().stream().map(column -> column.name()).toList();
  }

  @Test
  void aRangeAndAHeaderAreKeptTo() {
    SheetOverride both = new SheetOverride("Waits", null, false, List.of(2), "A1:B4");

    DetectedTable table = only(waits(), both);

    assertThat(table.headerRows()).containsExactly(2);
    assertThat(table.firstDataRow()).isEqualTo(3);
    assertThat(table.lastDataRow()).isEqualTo(4);
    assertThat(names(table)).containsExactly("code", "patients");
    assertThat(table.reason()).isEqualTo("set by a person");
    assertThat(table.confidence()).isEqualTo(1);
  }

  @Test
  void theHeaderIsFoundInsideARange() {
    DetectedTable table = only(waits(), range("$A$2:$C$6"));

    assertThat(table.headerRows()).containsExactly(2);
    assertThat(table.lastDataRow()).isEqualTo(6);
    assertThat(table.counts().section()).isEqualTo(1);
    assertThat(table.counts().reconciles()).isTrue();
  }

  @Test
  void aRangeWithoutRowsIsOpen() {
    DetectedTable table = only(waits(), range("b:c"));

    assertThat(names(table)).hasSize(2).contains("y_patients", "z_beds");
    assertThat(table.lastDataRow()).isEqualTo(6);
  }

  @Test
  void headerRowsMayBeSeveralAndInAnyOrder() {
    DetectedTable table = only(waits(), header(2, 1));

    assertThat(table.headerRows()).containsExactly(1, 2);
    assertThat(names(table)).containsExactly("x_code", "y_patients", "z_beds");
  }

  @Test
  void noHeaderRowsMeanNoHeader() {
    DetectedTable table =
        only(
            SheetFixture.sheet("Waits")
                .row("*Waiting lists")
                .blank(1)
                .row("A1", 1)
                .row("A2", 2)
                .row("A3", 2),
            header());

    assertThat(table.headerRows()).isEmpty();
    assertThat(table.firstDataRow()).isEqualTo(3);
    assertThat(table.counts().data()).isEqualTo(3);
  }

  @Test
  void aHeaderAboveTheRangeIsAllowed() {
    SheetOverride both = new SheetOverride("Waits", null, false, List.of(2), "A4:C6");

    DetectedTable table = only(waits(), both);

    assertThat(table.firstDataRow()).isEqualTo(4);
    assertThat(names(table)).containsExactly("code", "patients", "beds");
  }

  @Test
  void aRangeKeepsColumnsTheRulesWouldLeaveOut() {
    SheetFixture sheet = SheetFixture.sheet("Waits").row("Code", "Patients");
    for (int i = 0; i < 8; i++) {
      sheet.row("A" + i, i, null, null, i == 3 ? "stray" : null);
    }

    assertThat(names(only(sheet))).hasSize(2);
    assertThat(names(only(sheet, range("A1:E9")))).hasSize(3);
  }

  @Test
  void aRangeOfTextStartsWithItsHeader() {
    DetectedTable table =
        only(
            SheetFixture.sheet("Waits")
                .row("Back to contents")
                .row("Measure", "Meaning")
                .row("Beds", "Beds that are open")
                .row("Days", "Days of care"),
            range("A2:B4"));

    assertThat(table.headerRows()).containsExactly(2);
    assertThat(table.counts().data()).isEqualTo(2);
  }

  @Test
  void severalRangesOfOneSheetAreSeveralTables() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("Code", "Patients", "Name", "Beds")
            .row("A1", 1, "B1", 5)
            .row("A2", 2, "B2", 6)
            .row("A3", 3, "B3", 7);

    try (Extraction extraction = sheet.extract(folder, with(range("A1:B4"), range("C1:D4")))) {
      assertThat(extraction.tables())
          .extracting(DetectedTable::firstColumn)
          .containsExactly("A", "C");
      assertThat(extraction.tables()).extracting(DetectedTable::number).containsExactly(1, 2);
    }
  }

  @Test
  void aSkippedSheetHasNoTablesAndSaysWhy() {
    try (Extraction extraction =
        waits().extract(folder, with(new SheetOverride("Waits", null, true, null, null)))) {
      assertThat(extraction.tables()).isEmpty();
      assertThat(extraction.sources()).isEmpty();
      assertThat(extraction.sheets().get(0).why()).isEqualTo("left out as decided");
      assertThat(InspectPage.of("f", extraction)).contains("class=\"ignored");
    }
  }

  @Test
  void aDecisionForAMemberGoesBeforeOneForAny() {
    SheetFixture zip = SheetFixture.csv("a.csv").row("Code", "Count").row("A1", 1).row("A2", 2);
    zip.csvAfter("b.csv").row("Code", "Count").row("B1", 1).row("B2", 2);
    SheetOverride any = new SheetOverride(null, null, true, null, null);
    SheetOverride one = new SheetOverride(null, "b.csv", false, List.of(), null);

    try (Extraction extraction = zip.extract(folder, with(any, one))) {
      assertThat(extraction.tables()).hasSize(1);
      assertThat(extraction.tables().get(0).member()).isEqualTo("b.csv");
      assertThat(extraction.tables().get(0).headerRows()).isEmpty();
      assertThat(extraction.tables().get(0).counts().data()).isEqualTo(3);
    }
  }

  @Test
  void aRangeOfACsvCutsItsRecordsAndFields() {
    SheetFixture csv =
        SheetFixture.csv(null).row("title").row("Code", "Count", "Note").row("A1", 1, "n");
    csv.row("A2", 2, "n").row("Source: returns");

    DetectedTable table = only(csv, new SheetOverride(null, null, false, null, "A2:B4"));

    assertThat(names(table)).containsExactly("code", "count");
    assertThat(table.firstDataRow()).isEqualTo(3);
    assertThat(table.lastDataRow()).isEqualTo(4);
  }

  @Test
  void aRangeEndsWhereItIsSetInALongCsvToo() {
    SheetFixture csv = SheetFixture.csv(null).row("Code", "Count");
    for (int i = 0; i < 6_000; i++) {
      csv.row("A" + i, i);
    }

    DetectedTable table = only(csv, new SheetOverride(null, null, false, List.of(1), "A1:B4001"));

    assertThat(table.lastDataRow()).isEqualTo(4_001);
    assertThat(table.counts().data()).isEqualTo(4_000);
  }

  @Test
  void aDecisionForASheetThatIsNotThereIsReported() {
    try (Extraction extraction =
        waits().extract(folder, with(new SheetOverride("Old", null, true, null, null)))) {
      assertThat(extraction.warnings())
          .anyMatch(line -> line.startsWith("Old: what was set for this sheet is not used"));
    }
  }

  @Test
  void whatHoldsNothingIsRefusedAndNotGuessed() {
    assertThatThrownBy(() -> only(waits(), header(9)))
        .isInstanceOf(DataRejectedException.class)
        .hasMessage("row 9, set as a header row of Waits, is blank");
    assertThatThrownBy(() -> only(waits(), header(6)))
        .isInstanceOf(DataRejectedException.class)
        .hasMessageContaining("no row of data below the header");
    for (String empty : List.of("A20:C30", "X1:Z9")) {
      assertThatThrownBy(() -> only(waits(), range(empty)))
          .isInstanceOf(DataRejectedException.class)
          .hasMessage("no value in the range set for Waits");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "A1", "C1:A9", "A9:C1", "A0:B2", "1:2", "AAAA1:B2", "A1:B99999999999"})
  void whatIsNoRangeIsRefused(String text) {
    assertThatThrownBy(() -> only(waits(), range(text)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("not a range");
  }

  private static List<String> differences(Extraction extraction) {
    return extraction.warnings();
  }

  private static ExtractOptions remembering(TableAnchor... anchors) {
    return new ExtractOptions(UnpivotMode.AUTOMATIC, List.of(), List.of(anchors));
  }

  @Test
  void differencesFromTheTablesRememberedAreReported() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits").row("Code", "Patients", "Beds").row("A1", 1, 1).row("A2", 2, 2);
    TableAnchor same = new TableAnchor("same", "Waits", "", List.of("CODE", "Patients ", "Beds"));
    TableAnchor other = new TableAnchor("other", "Waits", "", List.of("Code", "Weeks", "Beds"));
    TableAnchor moved = new TableAnchor("moved", "Old", "", List.of("Code", "Patients", "Beds"));
    TableAnchor gone = new TableAnchor("gone", "Old", "", List.of("Weeks"));
    TableAnchor plain = new TableAnchor("plain", "Old", "", List.of());

    try (Extraction extraction = sheet.extract(folder, remembering(same, plain))) {
      assertThat(differences(extraction)).isEmpty();
    }
    try (Extraction extraction = sheet.extract(folder, remembering(other, gone))) {
      assertThat(differences(extraction))
          .containsExactly(
              "other: header 'Weeks' is now 'Patients'",
              "gone: no table has any of the headers it had");
    }
    try (Extraction extraction = sheet.extract(folder, remembering(moved))) {
      assertThat(differences(extraction))
          .containsExactly("moved: is now on sheet Waits, was on sheet Old");
    }
  }

  @Test
  void oneTableIsTakenForOneRememberedTableOnly() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits").row("Code", "Patients").row("A1", 1).row("A2", 2);
    TableAnchor waits = new TableAnchor("waits", "Waits", "", List.of("Code", "Patients"));
    TableAnchor beds = new TableAnchor("beds", "Beds", "", List.of("Code", "Patients"));

    try (Extraction extraction = sheet.extract(folder, remembering(beds, waits))) {
      assertThat(differences(extraction))
          .containsExactly(
              "beds: not found again; the nearest table on sheet Waits has 2 of its 2 headers");
    }
  }

  @Test
  void anotherMonthAcrossTheColumnsIsNoDifference() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("Code", "Apr-25", "May-25", "Jun-25")
            .row("A1", 1, 2, 3)
            .row("A2", 4, 5, 6);
    List<String> before = Arrays.asList("Code", "Apr-24", "May-24", "Jun-24", "Jul-24");

    try (Extraction extraction =
        sheet.extract(folder, remembering(new TableAnchor("waits", "Waits", "", before)))) {
      assertThat(extraction.tables().get(0).unpivot()).isNotNull();
      assertThat(differences(extraction)).isEmpty();
    }
  }

  @Test
  void manyDifferencesAreCounted() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits").row("Code", "Patients").row("A1", 1).row("A2", 2);
    List<String> before = List.of("Code", "Patients", "A", "B", "C", "D");

    try (Extraction extraction =
        sheet.extract(folder, remembering(new TableAnchor("waits", "Waits", "", before)))) {
      assertThat(differences(extraction)).containsExactly("waits: headers gone: A; B; C; D");
    }
  }

  @Test
  void aTableOutsideASetRangeIsStillFound() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("Code", "Patients")
            .row("A1", 1)
            .row("A2", 2)
            .blank(20)
            .row("Trust", "Beds")
            .row("B1", 3)
            .row("B2", 4);

    try (Extraction extraction = sheet.extract(folder, with(range("A24:B26")))) {
      assertThat(extraction.tables())
          .extracting(DetectedTable::firstDataRow)
          .containsExactly(2L, 25L);
      assertThat(extraction.tables().get(1).reason()).isEqualTo("set by a person");
    }
  }

  @Test
  void movedAndReorderedHeadersAreReported() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("A title")
            .blank(1)
            .row(null, "Code", "Beds", "Patients", "New")
            .row(null, "A1", 1, 1, 5)
            .row(null, "A2", 2, 2, 6);
    TableAnchor before =
        new TableAnchor("waits", "Waits", "", List.of("Code", "Patients", "Beds"), List.of(1), "A");

    try (Extraction extraction = sheet.extract(folder, remembering(before))) {
      assertThat(differences(extraction))
          .containsExactly(
              "waits: the header is now row 3 on sheet Waits, was row 1",
              "waits: starts in column B on sheet Waits, was column A",
              "waits: headers added: New",
              "waits: headers in another order, from 'Beds' on; values follow them");
      assertThat(extraction.differences())
          .extracting(difference -> difference.kind().text())
          .containsExactly("moved", "moved", "header_added", "header_order");
    }
  }

  @Test
  void aTableNobodyRemembersIsReported() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("Code", "Patients")
            .row("A1", 1)
            .row("A2", 2)
            .blank(20)
            .row("Trust", "Beds")
            .row("B1", 3)
            .row("B2", 4);
    TableAnchor before = new TableAnchor("waits", "Waits", "", List.of("Code", "Patients"));

    try (Extraction extraction = sheet.extract(folder, remembering(before))) {
      assertThat(differences(extraction))
          .containsExactly("table 2: is not remembered on sheet Waits");
    }
  }

  private static SheetFixture months() {
    return SheetFixture.sheet("Months")
        .row("Code", "Beds", "Apr 2024", "May 2024")
        .row("A1", 10, 1, 2)
        .row("A2", 20, 3, 4);
  }

  private static ExtractOptions choosing(UnpivotMode mode, String... columns) {
    return ExtractOptions.standard()
        .withChoices(
            List.of(
                new TableChoice(
                    "Months",
                    null,
                    List.of("Code", "Beds"),
                    mode,
                    List.of(columns),
                    null,
                    null,
                    null,
                    null)));
  }

  @Test
  void declaredPeriodColumnsBecomeRowsWhereTheRulesWouldLeaveThem() {
    try (Extraction extraction = months().extract(folder, ExtractOptions.standard())) {
      assertThat(extraction.tables().get(0).unpivot()).isNull();
    }
    try (Extraction extraction = months().extract(folder, choosing(UnpivotMode.DECLARED))) {
      assertThat(extraction.sources().get(0).columns())
          .extracting(column -> column.name())
          .containsExactly("code", "beds", "period", "period_start", "period_end", "value");
      assertThat(loaded(extraction)).isEqualTo(4);
    }
    try (Extraction extraction =
        months().extract(folder, choosing(UnpivotMode.DECLARED, "May 2024"))) {
      assertThat(extraction.sources().get(0).columns())
          .extracting(column -> column.name())
          .containsExactly(
              "code", "beds", "apr_2024", "period", "period_start", "period_end", "value");
    }
  }

  @Test
  void aDeclaredColumnThatNamesNoPeriodIsRefused() {
    assertThatThrownBy(() -> months().extract(folder, choosing(UnpivotMode.DECLARED, "Beds")))
        .isInstanceOf(DataRejectedException.class)
        .hasMessageContaining("'Beds'");
  }

  @Test
  void aChoiceFollowsItsTableToAnotherSheet() {
    SheetFixture sheet =
        SheetFixture.sheet("Renamed")
            .row("Code", "Beds", "Apr 2024", "May 2024")
            .row("A1", 10, 1, 2)
            .row("A2", 20, 3, 4);

    try (Extraction extraction = sheet.extract(folder, choosing(UnpivotMode.DECLARED))) {
      assertThat(extraction.tables().get(0).unpivot()).isNotNull();
    }
  }
}
