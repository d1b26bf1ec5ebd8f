package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.datawarp.model.table.LoadedColumns;
import org.datawarp.model.table.SheetState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which sheets of a file hold tables, told by what they hold, and what the tables are called. */
class TablesOfAFileTest {
  @TempDir Path folder;

  private List<String> names(SheetFixture file) {
    try (Extraction extraction = file.extract(folder)) {
      return extraction.sources().stream().map(SourceTable::suggestedName).toList();
    }
  }

  private int tables(SheetFixture file) {
    return names(file).size();
  }

  @Test
  void numbersThatTellTitlesApartStayInTheCodes() {
    SheetFixture bySheet =
        SheetFixture.sheet("Over 52 weeks").row("Area", "Seen").row("a", 1).row("b", 2).row("d", 2);
    bySheet
        .sheetAfter("Over 104 weeks", SheetState.VISIBLE)
        .row("Area", "Seen")
        .row("a", 1)
        .row("b", 2)
        .row("d", 5);
    assertThat(names(bySheet)).containsExactly("over_52_weeks", "over_104_weeks");

    SheetFixture byTitle =
        SheetFixture.sheet("Table 1")
            .row("Table 1: Patients waiting over 52 weeks")
            .row("Area", "Seen")
            .row("a", 1)
            .row("b", 2);
    byTitle
        .sheetAfter("Table 2", SheetState.VISIBLE)
        .row("Table 2: Patients waiting over 104 weeks")
        .row("Area", "Seen")
        .row("a", 1)
        .row("b", 2);
    assertThat(names(byTitle))
        .containsExactly("patients_waiting_over_52_weeks", "patients_waiting_over_104_weeks");
  }

  @Test
  void wordsThatTellTitlesApartStayInTheCodesOfAll() {
    assertThat(
            names(
                titled(
                    "Table 1: Diagnostics waiting times by provider",
                    "Table 2: Diagnostics waiting times by commissioner")))
        .containsExactly("diagnostics_waiting_provider", "diagnostics_commissioner");
    assertThat(
            names(
                titled(
                    "Table 4.1: Life expectancy at birth by local authority district, males",
                    "Table 4.2: Life expectancy at birth by local authority district, females")))
        .containsExactly("life_expectancy_at_birth_males", "life_expectancy_females");
    assertThat(names(titled("", "", ""))).containsExactly("table", "table_2", "table_3");
  }

  /** A sheet for each title, called by its number, with a table of its own. */
  private static SheetFixture titled(String... titles) {
    SheetFixture file = SheetFixture.sheet("Table 1");
    for (int i = 0; i < titles.length; i++) {
      if (i > 0) {
        file.sheetAfter("Table " + (i + 1), SheetState.VISIBLE);
      }
      if (!titles[i].isEmpty()) {
        file.row(titles[i]).blank(1);
      }
      file.row("Area", "Count " + (char) ('a' + i)).row("x", i).row("y", 2).row("z", 7);
    }
    return file;
  }

  @Test
  void fewRecordsHaveTheirCaptionsOfOneLetter() {
    SheetFixture numbers = SheetFixture.csv(null).row("x", "y").row(1, 2);
    SheetFixture words =
        SheetFixture.csv(null)
            .row("a", "b", "c")
            .row("red", "blue", "green")
            .row("blue", "red", "pink");

    try (Extraction one = numbers.extract(folder);
        Extraction other = words.extract(folder)) {
      assertThat(one.found().get(0).names()).containsExactly("x", "y");
      assertThat(other.found().get(0).names()).containsExactly("a", "b", "c");
    }
  }

  @Test
  void aLogWithDatesIsDataWhateverItsSheetIsCalled() {
    for (String name : List.of("Change Log", "Changes", "Version history")) {
      SheetFixture log = SheetFixture.sheet(name).row("Date", "Change", "Organisation");
      for (int day = 1; day <= 9; day++) {
        log.row(LocalDate.of(2024, 5, day), "Code " + day + " was closed", "Trust " + day);
      }
      assertThat(tables(log)).as(name).isEqualTo(1);
    }
  }

  @Test
  void aRegisterIsDataOnASheetThatIsCalledKey() {
    SheetFixture key = SheetFixture.sheet("Key").row("Code", "Name", "Region");
    for (int r = 0; r < 20; r++) {
      key.row("RX" + r, "Trust of " + r, "North");
    }
    assertThat(tables(key)).isEqualTo(1);
  }

  @Test
  void aShortListUnderBoldCaptionsIsATable() {
    assertThat(
            tables(
                SheetFixture.sheet("Types")
                    .row("*Department", "*Kind")
                    .row("Type one", "Major")
                    .row("Type two", "Single specialty")))
        .isEqualTo(1);
  }

  @Test
  void namesWithNumbersAreNoParameters() {
    SheetFixture sheet = SheetFixture.sheet("Sheet1").row("Name", "Value");
    for (int r = 1; r < 5; r++) {
      sheet.row("Person " + r, r);
    }
    assertThat(tables(sheet)).isEqualTo(1);
  }

  @Test
  void contentsContactsAndParametersAreNoData() {
    SheetFixture contents =
        SheetFixture.sheet("Contents")
            .row("Sheet", "Title")
            .row("Table 1", "Seen")
            .row("Table 2", "Waiting")
            .row("Notes", "Notes")
            .table("Contents", 1, 4, 0, 1);
    contents.sheetAfter("Table 1", SheetState.VISIBLE).row("Text");
    contents.sheetAfter("Table 2", SheetState.VISIBLE).row("Text");
    contents.sheetAfter("Notes", SheetState.VISIBLE).row("Text");
    assertThat(tables(contents)).isZero();

    assertThat(
            tables(
                SheetFixture.sheet("People")
                    .row("Team", "Address", "Telephone")
                    .row("Statistics", "statistics@example.org", "0113 496 0000")
                    .row("Press", "press@example.org", "0113 496 0001")
                    .row("Data", "data@example.org", "0113 496 0002")))
        .isZero();
    assertThat(
            tables(
                SheetFixture.sheet("Setup")
                    .row("Parameter", "Value")
                    .row("Year", 2024)
                    .row("Months", 12)
                    .row("Rounding", 5)))
        .isZero();
    assertThat(
            tables(
                SheetFixture.sheet("Words")
                    .row("Term", "Definition")
                    .row("Bed", "A place to sleep")
                    .row("Ward", "A group of beds")
                    .row("Site", "A group of wards")))
        .isZero();
  }

  @Test
  void tablesSideBySideThatAreLoadedAsOneStayOne() {
    SheetFixture sheet =
        SheetFixture.sheet("Wards")
            .row("*Region", "*Beds", null, "*Ward", "*Beds", "*Closed")
            .row("North", 4, null, "Alder", 3, 1)
            .row("South", 5, null, "Brock", 2, 0)
            .row("East", 7, null, "Carr", 1, 1)
            .row("West", 8, null, "Dene", 9, 2);
    LoadedColumns loaded =
        new LoadedColumns(
            "Wards",
            null,
            List.of("region", "beds", "ward", "beds_2", "closed"),
            Stream.of("Region", "Beds", "Ward", "Beds", "Closed").map(List::of).toList());

    try (Extraction apart = sheet.extract(folder);
        Extraction asLoaded =
            sheet.extract(folder, ExtractOptions.standard().withLoaded(List.of(loaded)))) {
      assertThat(apart.found()).hasSize(2);
      assertThat(asLoaded.found())
          .singleElement()
          .satisfies(table -> assertThat(table.names()).isEqualTo(loaded.names()));
      assertThat(asLoaded.unclaimed()).isEmpty();
    }
  }

  @Test
  void tablesOneBelowAnotherThatAreLoadedAsOneStayOne() {
    SheetFixture sheet =
        SheetFixture.sheet("Wards")
            .row("*Region", "*Beds", "*Closed")
            .row("North", 4, 1)
            .row("South", 5, 2)
            .row("East", 7, 3)
            .blank(1)
            .row("*Wards by name")
            .row("*Ward", "*Nurses", "*Doctors")
            .row("Alder", 3, 1)
            .row("Brock", 2, 4)
            .row("Carr", 1, 1);
    List<String> names = List.of("region", "beds", "closed");
    List<List<String>> headers = Stream.of("Region", "Beds", "Closed").map(List::of).toList();

    try (Extraction apart = sheet.extract(folder);
        Extraction asLoaded = sheet.extract(folder, loaded(names, headers, 10));
        Extraction added = sheet.extract(folder, loaded(names, headers, 4))) {
      assertThat(apart.found()).hasSize(2);
      assertThat(asLoaded.found())
          .singleElement()
          .satisfies(table -> assertThat(table.layout().lastData()).isEqualTo(10))
          .satisfies(table -> assertThat(table.layout().reason()).contains("as it is loaded"));
      assertThat(added.found()).as("the second is new").hasSize(2);
    }
  }

  @Test
  void aTableThatIsLoadedWithAWiderOneBelowItStaysOne() {
    SheetFixture sheet =
        SheetFixture.sheet("Wards")
            .row("*Region", "*Beds")
            .row("North", 4)
            .row("South", 5)
            .row("East", 7)
            .blank(1)
            .row("*Wards by name")
            .row("*Ward", "*Nurses", "*Doctors")
            .row("Alder", 3, 1)
            .row("Brock", 2, 4)
            .row("Carr", 1, 1);
    List<String> names = List.of("region", "beds", "unnamed_1");
    List<List<String>> headers = List.of(List.of("Region"), List.of("Beds"), List.of());

    try (Extraction apart = sheet.extract(folder);
        Extraction asLoaded = sheet.extract(folder, loaded(names, headers, 10))) {
      assertThat(apart.found()).hasSize(2);
      assertThat(asLoaded.found())
          .singleElement()
          .satisfies(table -> assertThat(table.names()).isEqualTo(names));
    }
  }

  private static ExtractOptions loaded(
      List<String> names, List<List<String>> headers, long lastRow) {
    return ExtractOptions.standard()
        .withLoaded(List.of(new LoadedColumns("Wards", null, names, headers, lastRow)));
  }
}
