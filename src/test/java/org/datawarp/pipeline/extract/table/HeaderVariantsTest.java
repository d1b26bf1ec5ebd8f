package org.datawarp.pipeline.extract.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.datawarp.pipeline.extract.table.DrawnSheet.Form.CSV;
import static org.datawarp.pipeline.extract.table.DrawnSheet.Form.CSV_REPEATED;
import static org.datawarp.pipeline.extract.table.DrawnSheet.Form.MERGED;
import static org.datawarp.pipeline.extract.table.DrawnSheet.Form.UNMERGED;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.datawarp.pipeline.extract.table.DrawnSheet.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of every sort over the same rows, drawn with seeds. */
class HeaderVariantsTest {
  private static final String[] PLACES = {
    "Bexley", "Leeds", "Truro", "York", "Derby", "Luton", "Stoke", "Wells", "Ripon", "Ely"
  };
  @TempDir Path folder;

  private static Object value(Random random) {
    return random.nextInt(4) == 0
        ? BigDecimal.valueOf(random.nextInt(9_000) + 1_000, 1)
        : (Object) (random.nextInt(900) * 7 + 3);
  }

  private static void body(DrawnSheet sheet, Random random, int rows, int columns) {
    for (int r = 0; r < rows; r++) {
      List<Object> cells = new ArrayList<>();
      cells.add(PLACES[r % PLACES.length] + (r < PLACES.length ? "" : " " + r));
      for (int c = 0; c < columns; c++) {
        cells.add(value(random));
      }
      sheet.row(cells);
    }
  }

  /** A title, captions that hold numbers or bands, and a body. */
  private void captions(long seed, String what, List<?> captions) {
    Random random = new Random(seed);
    int rows = 3 + random.nextInt(12);
    DrawnSheet sheet = new DrawnSheet().row("Persons by area").blank(random.nextInt(3));
    List<Object> header = new ArrayList<>();
    header.add("Area");
    header.addAll(captions);
    int top = sheet.next();
    sheet.row(header);
    body(sheet, random, rows, captions.size());
    String[] names = header.stream().map(Object::toString).toArray(String[]::new);
    sheet.holds(List.of(top), top + 1, top + rows, 1, header.size(), names);
    sheet.isFound(what, folder, UNMERGED, CSV);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void numbersThatNameColumns(long seed) {
    captions(seed, "age bands", List.of(0, "1-4", "5-9", "10-14", "15-19", "90+"));
    captions(seed, "age bands, most of them ages", List.of(0, 1, 2, 3, "4-9", "10+"));
    captions(seed, "percentiles", List.of(10, 20, 25, 30, 40, 60));
    captions(seed, "five percentiles", List.of(5, 25, 50, 75, 95));
    captions(seed, "years of any spacing", List.of(2021, 2023, 2028, 2033));
    captions(seed, "years backwards", List.of(2020, 2019, 2018));
    captions(seed, "years once more", List.of(2017, 2018, 2019, 2017, 2018, 2019));
    captions(seed, "years, some as text", List.of(2014, "2015", "2016(2)", 2017));
    captions(seed, "years, the first as text", List.of("2011", 2015, 2020, 2025));
    captions(seed, "years with notes", List.of("2014", "2015(1)", "2016 [2]", "2017"));
    captions(seed, "weeks", IntStream.rangeClosed(1, 9).boxed().toList());
    captions(seed, "weeks from the middle", IntStream.rangeClosed(14, 20).boxed().toList());
    captions(seed, "financial years", List.of("2014/15", "2015/16", "2016/17"));
    captions(
        seed,
        "dates",
        List.of(LocalDate.of(2020, 1, 31), LocalDate.of(2020, 2, 29), LocalDate.of(2020, 3, 31)));
    captions(seed, "n and percent", List.of("n", "%"));
    captions(seed, "n and percent twice over", List.of("Total", "n", "%"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void yearsWithAFraction(long seed) {
    Random random = new Random(seed);
    DrawnSheet sheet = new DrawnSheet().row("Source", "A bank").blank(1);
    List<Object> header = new ArrayList<>(List.of("Country", "Code"));
    int years = 8 + random.nextInt(30);
    for (int y = 0; y < years; y++) {
      header.add(BigDecimal.valueOf((1960 + y) * 10L, 1));
    }
    sheet.row(header);
    int rows = 20;
    for (int r = 0; r < rows; r++) {
      List<Object> cells = new ArrayList<>(List.of("Country " + r, "C" + r));
      for (int y = 0; y < years; y++) {
        cells.add(r < 8 || y < 2 ? null : value(random));
      }
      sheet.row(cells);
    }
    sheet.holds(List.of(3), 4, 3 + rows, 1, 2 + years);
    sheet.isFound("years written 1960.0", folder, UNMERGED, CSV);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void datesMergedOverMeasures(long seed) {
    Random random = new Random(seed);
    int dates = 2 + random.nextInt(6);
    int measures = 2 + random.nextInt(3);
    DrawnSheet sheet = new DrawnSheet().row("Beds").blank(1);
    List<Object> upper = new ArrayList<>(List.of());
    upper.add(null);
    upper.add(null);
    List<Object> lower = new ArrayList<>(List.of("Code", "Name"));
    List<String> names = new ArrayList<>(List.of("Code", "Name"));
    for (int d = 0; d < dates; d++) {
      LocalDate date = LocalDate.of(2019, 12, 2).plusDays(d);
      for (int m = 0; m < measures; m++) {
        upper.add(m == 0 ? date : null);
        lower.add("Measure " + (char) ('A' + m));
        names.add(date + " / Measure " + (char) ('A' + m));
      }
    }
    sheet.row(upper);
    for (int d = 0; d < dates; d++) {
      sheet.across(3 + d * measures, 2 + (d + 1) * measures);
    }
    sheet.row(lower);
    int rows = 4 + random.nextInt(5);
    for (int r = 0; r < rows; r++) {
      List<Object> cells = new ArrayList<>(List.of("R" + r, PLACES[r]));
      for (int c = 0; c < dates * measures; c++) {
        cells.add(random.nextInt(1_000));
      }
      sheet.row(cells);
    }
    sheet.holds(List.of(3, 4), 5, 4 + rows, 1, 2 + dates * measures, names.toArray(String[]::new));
    sheet.isFound("dates over measures", folder, MERGED, UNMERGED, CSV, CSV_REPEATED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void unmergedCaptionsBesideMergedOnes(long seed) {
    Random random = new Random(seed);
    DrawnSheet sheet =
        new DrawnSheet()
            .row("Waits")
            .row(null, "Admitted", null, "Non-admitted", null, "Incomplete", null)
            .across(2, 3)
            .row("Area", "Median", "Number", "Median", "Number", "Median", "Number");
    if (random.nextBoolean()) {
      sheet.merge(2, 2, 4, 5);
    }
    int rows = 3 + random.nextInt(5);
    body(sheet, random, rows, 6);
    sheet.holds(
        List.of(2, 3),
        4,
        3 + rows,
        1,
        7,
        "Area",
        "Admitted / Median",
        "Admitted / Number",
        "Non-admitted / Median",
        "Non-admitted / Number",
        "Incomplete / Median",
        "Incomplete / Number");
    sheet.isFound("one of three is merged", folder, MERGED, UNMERGED, CSV);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void unitsAreALevel(long seed) {
    Random random = new Random(seed);
    int rows = 3 + random.nextInt(6);
    DrawnSheet sheet =
        new DrawnSheet()
            .row("Table 1: clients")
            .row("Age", "Female", null, "Male", null)
            .across(2, 3)
            .across(4, 5)
            .row(null, "n", "%", "n", "%")
            .merge(2, 3, 1, 1);
    body(sheet, random, rows, 4);
    sheet.holds(
        List.of(2, 3),
        4,
        3 + rows,
        1,
        5,
        "Age",
        "Female / n",
        "Female / %",
        "Male / n",
        "Male / %");
    sheet.isFound("n and % under groups", folder, MERGED, UNMERGED, CSV);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void captionsStartAtDifferentHeights(long seed) {
    Random random = new Random(seed);
    int rows = 3 + random.nextInt(6);
    DrawnSheet sheet =
        new DrawnSheet()
            .row("Table 1: patients")
            .blank(1)
            .row("Area", "Patients", null, "Waits", null)
            .across(2, 3)
            .across(4, 5)
            .row(null, "Admitted", "Other", "Median", "Longest")
            .row(null, "number", "number", "weeks", "weeks");
    body(sheet, random, rows, 4);
    sheet.holds(
        List.of(3, 4, 5),
        6,
        5 + rows,
        1,
        5,
        "Area",
        "Patients / Admitted / number",
        "Patients / Other / number",
        "Waits / Median / weeks",
        "Waits / Longest / weeks");
    sheet.isFound("a unit row", folder, MERGED, UNMERGED, CSV);

    DrawnSheet low =
        new DrawnSheet()
            .row("Table 1: patients")
            .blank(1)
            .row(null, "Patients", null, null, "Waits", null)
            .across(2, 4)
            .across(5, 6)
            .row(null, null, "Seen", null, null, null)
            .across(3, 4)
            .row("Area", "All", "Early", "Late", "Median", "Longest")
            .merge(4, 5, 5, 5);
    body(low, random, rows, 5);
    low.holds(
        List.of(3, 4, 5),
        6,
        5 + rows,
        1,
        6,
        "Area",
        "Patients / All",
        "Patients / Seen / Early",
        "Patients / Seen / Late",
        "Waits / Median",
        "Waits / Longest");
    low.isFound("heights differ", folder, MERGED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aLinkBesideTheTitleIsNoLevel(long seed) {
    Random random = new Random(seed);
    int rows = 3 + random.nextInt(6);
    for (String link : List.of("Return to contents", "Back to Contents", "Contents")) {
      DrawnSheet sheet =
          new DrawnSheet()
              .row("Table 1.1: Persons by area", null, null, link)
              .across(4, 5)
              .row("Area", "All", "Male", "Female", "Other");
      body(sheet, random, rows, 4);
      sheet.holds(List.of(2), 3, 2 + rows, 1, 5, "Area", "All", "Male", "Female", "Other");
      sheet.isFound(link, folder, MERGED, UNMERGED, CSV);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aHeaderMergedOverABlankColumnNamesOne(long seed) {
    Random random = new Random(seed);
    int rows = 6 + random.nextInt(6);
    DrawnSheet sheet =
        new DrawnSheet()
            .row("Persons")
            .row("Area", null, "All", "Male")
            .across(1, 2)
            .row("a", null, 1, 2);
    for (int r = 1; r < rows; r++) {
      sheet.row(PLACES[r % 10] + r, null, value(random), value(random));
    }
    sheet.holds(List.of(2), 3, 2 + rows, 1, 4, "Area", "All", "Male");
    sheet.isFound("a blank column under a merged caption", folder, MERGED);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 7, 10})
  void manyLevels(int levels) {
    Random random = new Random(levels);
    int width = 4;
    DrawnSheet sheet = new DrawnSheet().row("Deep").blank(1);
    for (int level = 0; level < levels; level++) {
      List<Object> cells = new ArrayList<>();
      cells.add(level == levels - 1 ? "Area" : null);
      boolean lowest = level == levels - 1;
      for (int c = 0; c < width; c++) {
        cells.add(lowest || c % 2 == 0 ? "L" + level + (char) ('a' + c) : null);
      }
      sheet.row(cells);
      if (!lowest) {
        sheet.across(2, 3).across(4, 5);
      }
    }
    body(sheet, random, 5, width);
    List<Integer> rows = IntStream.rangeClosed(3, 2 + levels).boxed().toList();
    sheet.holds(rows, 3 + levels, 7 + levels, 1, 5);
    sheet.isFound(levels + " levels", folder, MERGED, UNMERGED, CSV);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void codesUnderTheCaptionsBelongToTheHeader(long seed) {
    Random random = new Random(seed);
    int rows = 4 + random.nextInt(20);
    DrawnSheet sheet =
        new DrawnSheet()
            .row("Finance")
            .row("Area", "Income", "Costs", "Balance")
            .row("Identifier:", "MV36", "MV37", "MV38");
    body(sheet, random, rows, 3);
    sheet.holds(
        List.of(2, 3),
        4,
        3 + rows,
        1,
        4,
        "Area / Identifier:",
        "Income / MV36",
        "Costs / MV37",
        "Balance / MV38");
    sheet.isFound("codes", folder, UNMERGED, CSV);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aFirstRecordWithWordsIsData(long seed) {
    Random random = new Random(seed);
    int rows = 4 + random.nextInt(10);
    List<String> words = List.of("closed", "Not given", "NA", "Not held", "Cost exceeded");
    String word = words.get(random.nextInt(words.size()));
    for (int missing = 1; missing <= 3; missing++) {
      DrawnSheet sheet = new DrawnSheet().row("Finance").row("Area", "Income", "Costs", "Balance");
      sheet.row(
          "Kent", word, missing > 1 ? word : value(random), missing > 2 ? word : value(random));
      body(sheet, random, rows, 3);
      sheet.holds(List.of(2), 3, 3 + rows, 1, 4, "Area", "Income", "Costs", "Balance");
      sheet.isFound(missing + " words", folder, UNMERGED, CSV);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void equalNamesAreToldApartOneRowHigher(long seed) {
    Random random = new Random(seed);
    int rows = 3 + random.nextInt(5);
    DrawnSheet sheet =
        new DrawnSheet()
            .row("Waits")
            .blank(1)
            .row(null, "Adults", null, "Children", null)
            .row("All figures are for the year")
            .row("Area", "Seen", "Waiting", "Seen", "Waiting");
    body(sheet, random, rows, 4);
    sheet.holds(
        List.of(3, 5),
        6,
        5 + rows,
        1,
        5,
        "Area",
        "Adults / Seen",
        "Adults / Waiting",
        "Children / Seen",
        "Children / Waiting");
    sheet.isFound("a note between", folder, UNMERGED, CSV);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aCaptionOverTheSecondOfTwoLikeGroupsIsLookedFor(long seed) {
    Random random = new Random(seed);
    int rows = 3 + random.nextInt(5);
    for (int gap = 0; gap < 3; gap++) {
      DrawnSheet sheet =
          new DrawnSheet().row("Waits").blank(1).row(null, null, null, "of them children");
      sheet.blank(gap);
      int top = sheet.next();
      sheet.row("Area", "Seen", "Waiting", "Seen", "Waiting");
      body(sheet, random, rows, 4);
      sheet.holds(
          List.of(3, top),
          top + 1,
          top + rows,
          1,
          5,
          "Area",
          "Seen",
          "Waiting",
          "of them children / Seen",
          "of them children / Waiting");
      sheet.isFound("gap " + gap, folder, UNMERGED, CSV);
      assertThat(sheet.find(UNMERGED, folder).get(0).reason()).contains("row 3 tell columns apart");
    }
  }

  /** A sheet of header rows over a body whose first column is a key. */
  private static DrawnSheet headed(int width, Object[]... header) {
    DrawnSheet sheet = new DrawnSheet().row("Persons by area").blank(1);
    for (Object[] row : header) {
      sheet.row(row);
    }
    body(sheet, new Random(7), 6, width - 1);
    return sheet;
  }

  private static Object[] cells(Object... cells) {
    return cells;
  }

  private void isNamed(String what, DrawnSheet sheet, int levels, String[] names, Form... forms) {
    List<Integer> header = IntStream.range(3, 3 + levels).boxed().toList();
    sheet.holds(header, 3 + levels, 8 + levels, 1, names.length, names);
    sheet.isFound(what, folder, forms);
  }

  @Test
  void bandsAndDatesBeginAnewUnderEachCaption() {
    isNamed(
        "bands",
        headed(
            7,
            cells(null, "Male", null, null, "Female"),
            cells("Area", "0-4", "5-14", "15+", "0-4", "5-14", "15+")),
        2,
        new String[] {
          "Area",
          "Male / 0-4",
          "Male / 5-14",
          "Male / 15+",
          "Female / 0-4",
          "Female / 5-14",
          "Female / 15+"
        },
        UNMERGED,
        CSV);
    isNamed(
        "dates as text",
        headed(
            5,
            cells(null, "Beds", null, "Staff"),
            cells("Area", "2020-01-01", "2020-02-01", "2020-01-01", "2020-02-01")),
        2,
        new String[] {
          "Area",
          "Beds / 2020-01-01",
          "Beds / 2020-02-01",
          "Staff / 2020-01-01",
          "Staff / 2020-02-01"
        },
        UNMERGED,
        CSV);
  }

  @Test
  void weeksUnderOneCaptionAndYearsUnderTheNext() {
    isNamed(
        "two runs of numbers",
        headed(
            6, cells(null, "By week", null, null, "By year"), cells("Area", 7, 8, 9, 2018, 2019)),
        2,
        new String[] {
          "Area", "By week / 7", "By week / 8", "By week / 9", "By year / 2018", "By year / 2019"
        },
        UNMERGED,
        CSV);
  }

  @Test
  void aCaptionAnywhereOverItsBlockNamesTheBlock() {
    for (int at = 1; at <= 3; at++) {
      Object[] upper = new Object[7];
      upper[at] = "Admitted";
      upper[at + 3] = "Waiting";
      isNamed(
          "at column " + at + " of each block",
          headed(7, upper, cells("Area", "Number", "Mean", "Longest", "Number", "Mean", "Longest")),
          2,
          new String[] {
            "Area",
            "Admitted / Number",
            "Admitted / Mean",
            "Admitted / Longest",
            "Waiting / Number",
            "Waiting / Mean",
            "Waiting / Longest"
          },
          UNMERGED,
          CSV);
    }
  }

  @Test
  void yearsAsTextAreCaptionsThatSpread() {
    isNamed(
        "years over measures that differ",
        headed(
            6,
            cells(null, "2017/18", null, "2018/19"),
            cells("Area", "Practices", "List size", "Practices", "List size", "Change")),
        2,
        new String[] {
          "Area",
          "2017/18 / Practices",
          "2017/18 / List size",
          "2018/19 / Practices",
          "2018/19 / List size",
          "2018/19 / Change"
        },
        UNMERGED,
        CSV);
  }

  @Test
  void aCaptionThatEndsWithAColonIsALevel() {
    DrawnSheet sheet =
        new DrawnSheet()
            .row("Persons by area")
            .blank(1)
            .row(null, null, "of which:")
            .across(3, 4)
            .row("Area", "All", "Male", "Female");
    body(sheet, new Random(7), 6, 3);
    isNamed(
        "a part of all",
        sheet,
        2,
        new String[] {"Area", "All", "of which: / Male", "of which: / Female"},
        MERGED,
        CSV);
  }

  @Test
  void aCaptionAloneIsSaidOfAllNumbersWhereTheyBegin() {
    isNamed(
        "at the first number",
        headed(
            4,
            cells(null, "Age of the person"),
            cells("Area", "Under 18", "18 to 64", "65 and over")),
        2,
        new String[] {
          "Area",
          "Age of the person / Under 18",
          "Age of the person / 18 to 64",
          "Age of the person / 65 and over"
        },
        CSV);
  }

  @Test
  void aUnitAtTheRightEdgeIsNoLevel() {
    for (Object[] unit :
        List.of(cells(null, null, null, "Number"), cells("2019", null, null, "%"))) {
      DrawnSheet sheet = new DrawnSheet().row("Persons by area").row(unit);
      sheet.row("Area", "All", "Male", "Female");
      body(sheet, new Random(7), 6, 3);
      sheet.holds(List.of(3), 4, 9, 1, 4, "Area", "All", "Male", "Female");
      sheet.isFound("a unit", folder, UNMERGED, CSV);
    }
  }

  @Test
  void unitsInBracketsAreALevel() {
    isNamed(
        "one unit",
        headed(3, cells("Area", "Income", "Costs"), cells(null, "(£)", "(£)")),
        2,
        new String[] {"Area", "Income / (£)", "Costs / (£)"},
        UNMERGED,
        CSV);
  }

  @Test
  void whatSaysThatDatesAreWeeksIsNoLevel() {
    DrawnSheet sheet =
        new DrawnSheet()
            .row("Outbreaks")
            .row(null, "Week commencing")
            .row("Area", "2020-03-09", "2020-03-16", "2020-03-23");
    body(sheet, new Random(7), 6, 3);
    sheet.holds(List.of(3), 4, 9, 1, 4, "Area", "2020-03-09", "2020-03-16", "2020-03-23");
    sheet.isFound("dates name themselves", folder, UNMERGED, CSV);
  }

  @Test
  void yearsInAnyOrderAloneOnARowAreAHeader() {
    DrawnSheet sheet = new DrawnSheet().row("Balances").blank(1);
    sheet.row(null, 2018, 2019, 2018, 2018, 2019);
    sheet.row(null, null, null, "Q3", "Q4", "Q1");
    body(sheet, new Random(7), 6, 5);
    sheet.holds(
        List.of(3, 4), 5, 10, 1, 6, "", "2018", "2019", "2018 / Q3", "2018 / Q4", "2019 / Q1");
    sheet.isFound("years over quarters", folder, UNMERGED, CSV);
  }

  @Test
  void oneYearAmongCaptionsNamesItsColumn() {
    DrawnSheet sheet = new DrawnSheet().row("Trade").blank(1);
    sheet.row("Level", "Code", "Area", 2018);
    for (int r = 0; r < 6; r++) {
      sheet.row("Region", "UK" + (char) ('A' + r), r < 3 ? "North" : "South", 11 + r * 7);
    }
    sheet.holds(List.of(3), 4, 9, 1, 4, "Level", "Code", "Area", "2018");
    sheet.isFound("one year", folder, UNMERGED);
  }

  @Test
  void aNumberAboveAWideHeaderIsNoRecord() {
    DrawnSheet sheet = new DrawnSheet().row("Both", "6-16", null, 7_647);
    sheet.row("Sex", "Age", "2020", "2021", "2022", "2023", "2024", "2110");
    for (int r = 0; r < 6; r++) {
      sheet.row(1, "" + r, 11 + r, 12 + r, 17 + r, 14 + r, 19 + r, 15 + r);
    }
    sheet.holds(
        List.of(2), 3, 8, 1, 8, "Sex", "Age", "2020", "2021", "2022", "2023", "2024", "2110");
    sheet.isFound("a total above", folder, UNMERGED);
  }

  @Test
  void aRowThatCountsTheColumnsIsNoRecord() {
    DrawnSheet sheet =
        new DrawnSheet().row("Persons").row("Area", "All", "Male", "Female", "Other");
    sheet.row(null, 1, 2, 3, 4);
    body(sheet, new Random(7), 6, 4);
    TableLayout table = sheet.find(UNMERGED, folder).get(0);
    assertThat(table.headerRows()).containsExactly(2);
    assertThat(table.roles().role(0)).isEqualTo(RowRole.REPEATED_HEADER);
    assertThat(table.roles().size()).isEqualTo(1);
  }

  @Test
  void weeksMergedAboveABlankRowTellGroupsApart() {
    DrawnSheet sheet = new DrawnSheet().row("Deaths").blank(1);
    sheet.row("Week", 11, null, null, null, 12).across(2, 5).across(6, 9);
    sheet.blank(1);
    sheet.row(null, "England", null, "Wales", null, "England", null, "Wales");
    sheet.across(2, 3).across(4, 5).across(6, 7).across(8, 9);
    sheet.row(null, "All", "Part", "All", "Part", "All", "Part", "All", "Part");
    body(sheet, new Random(7), 6, 8);
    sheet.holds(
        List.of(3, 5, 6),
        7,
        12,
        1,
        9,
        "Week",
        "11 / England / All",
        "11 / England / Part",
        "11 / Wales / All",
        "11 / Wales / Part",
        "12 / England / All",
        "12 / England / Part",
        "12 / Wales / All",
        "12 / Wales / Part");
    sheet.isFound("weeks", folder, MERGED);
  }
}
