package org.datawarp.model.period;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.PeriodParser.PeriodFinding;
import org.datawarp.model.period.Revision.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodParserTest {
  private static final long SEED = 20_251_228L;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      adhd_aug25 | 2025-08 | 2025-08-01 | 2025-08-31 | NONE
      ADHD_summary_Aug25.xlsx | 2025-08 | 2025-08-01 | 2025-08-31 | NONE
      august-2025 | 2025-08 | 2025-08-01 | 2025-08-31 | NONE
      2025-08 | 2025-08 | 2025-08-01 | 2025-08-31 | NONE
      Aug-25 | 2025-08 | 2025-08-01 | 2025-08-31 | NONE
      August 2025 | 2025-08 | 2025-08-01 | 2025-08-31 | NONE
      WLMDS-Summary-to-28-Dec-2025.xlsx | 2025-12-28 | 2025-12-28 | 2025-12-28 | NONE
      primary-care-dementia-data-Nov-2025.xlsx | 2025-11 | 2025-11-01 | 2025-11-30 | NONE
      Beds-Open-Overnight-Web_File-Q1-2024-25-revised.xlsx | FY2024-25-Q1 | 2024-04-01 | 2024-06-30 | REVISED
      Beds-Open-Overnight-Web_File-Q1-2025-26-revised.xlsx | FY2025-26-Q1 | 2025-04-01 | 2025-06-30 | REVISED
      CWT-CRS-Oct-2023-to-Mar-2024-Data-Extract-Provider-Final.xlsx | 2023-10/2024-03 | 2023-10-01 | 2024-03-31 | FINAL
      Beds-publication-Timeseries-March-2020-December-2025.xlsx | 2020-03/2025-12 | 2020-03-01 | 2025-12-31 | NONE
      MSA_2024-25_03_fullextract_Mar_25_REVISED.csv | FY2024-25/2025-03 | 2024-04-01 | 2025-03-31 | REVISED
      gp-reg-pat-prac-lsoa-2011-male-female-July-25.zip | 2025-07 | 2025-07-01 | 2025-07-31 | NONE
      eRS dashboard data 2020 (using 2022 ICB - sub group boundaries) | 2020 | 2020-01-01 | 2020-12-31 | NONE
      Referrals October 2019 - September 2025 | 2019-10/2025-09 | 2019-10-01 | 2025-09-30 | NONE
      2024-25-C2-times-by-ICB-ends-20250330.xlsx | FY2024-25/2025-03-30 | 2024-04-01 | 2025-03-30 | NONE
      Monthly-AE-Time-Series-March-2026-F5ldj2 (1).xls | 2026-03 | 2026-03-01 | 2026-03-31 | NONE
      Community-health-services-waiting-lists-2025-26-July.xlsx | 2025-07 | 2025-07-01 | 2025-07-31 | NONE
      Dec_19.xls | 2019-12 | 2019-12-01 | 2019-12-31 | NONE
      July_15.xls | 2015-07 | 2015-07-01 | 2015-07-31 | NONE
      Janaury 2024 | 2024-01 | 2024-01-01 | 2024-01-31 | NONE
      Febuary 2024 | 2024-02 | 2024-02-01 | 2024-02-29 | NONE
      Feburary 2023 | 2023-02 | 2023-02-01 | 2023-02-28 | NONE
      monthlygdptablesapril2023.xls | 2023-04 | 2023-04-01 | 2023-04-30 | NONE
      FYE 2015 to 2021 | FY2014-15/FY2020-21 | 2014-04-01 | 2021-03-31 | NONE
      year ending March 2015 to 2021 | FY2014-15/FY2020-21 | 2014-04-01 | 2021-03-31 | NONE
      calendar_Q3_2023.csv | 2023-Q3 | 2023-07-01 | 2023-09-30 | NONE
      """)
  void theVectorsOfTheFieldComeOutRight(
      String text, String label, LocalDate start, LocalDate end, Kind kind) {
    PeriodFinding found = PeriodParser.find(text).orElseThrow();

    assertThat(found.period()).isEqualTo(new Period(label, start, end));
    assertThat(found.revision().kind()).isEqualTo(kind);
    assertThat(PeriodParser.require(label)).isEqualTo(found.period());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      Monthly%20AE%20August%202025.csv | 2025-08
      Monthly+AE+August+2025.csv | 2025-08
      monthly_ae_august_2025 | 2025-08
      Monthly-Diagnostics-Web-File-Provider-July-2025_L8FLO.xls | 2025-07
      RTT-Overview-Timeseries-Aug25-XLSX-93K-77252.xlsx | 2025-08
      Incomplete-Provider-Aug25-REVISED-BGFDE.xlsx | 2025-08
      July-2025-CSV-9jfy4.csv | 2025-07
      Beds-Open-Overnight-Web_File-Q3-2024-25revised.xlsx | FY2024-25-Q3
      Statistics for Q1 2024/25 | FY2024-25-Q1
      Quarter 1 2024 to 2025 | FY2024-25-Q1
      Quarter 1 (April to June) 2024-25 | FY2024-25-Q1
      2024/25 Q1 | FY2024-25-Q1
      Q1 24/25 | FY2024-25-Q1
      fy2425q1 | FY2024-25-Q1
      April to June 2024 | 2024-04/2024-06
      entry-visas1-oct-dec-2017-tables.ods | 2017-10/2017-12
      October to March 2024 | 2023-10/2024-03
      2024 Jan-Mar | 2024-01/2024-03
      2024-25 April to June | 2024-04/2024-06
      April to June, 2024-25 | 2024-04/2024-06
      Quarter 1 (Jan to Mar) 2024 | 2024-01/2024-03
      GP-Patient-Survey-Dental-Results-January-to-March-2013.xls | 2013-01/2013-03
      notifications-deaths-1-march-12-june-2020.html | 2020-03-01/2020-06-12
      Deaths 1 March to 12 June 2020 | 2020-03-01/2020-06-12
      Deaths 1 December to 12 January 2021 | 2020-12-01/2021-01-12
      between April 2024 and June 2024 | 2024-04/2024-06
      6 January 2025 to 2 February 2025 | 2025-01-06/2025-02-02
      annual report 2024-25 | FY2024-25
      annual report 2024/25 | FY2024-25
      annual_202425 | FY2024-25
      annual FY24-25 | FY2024-25
      annual 2024 to 2025 | FY2024-25
      annual 2024-2025 | FY2024-25
      Cancer 2024-25: April 2024 to March 2025 | FY2024-25
      2019-20 to 2023-24 | 2019-04/2024-03
      FYE 2021 | FY2020-21
      FYE2021 tables | FY2020-21
      FYE March 2015 to 2021 | FY2014-15/FY2020-21
      financial years ending 2019 to 2021 | FY2018-19/FY2020-21
      FYE 31 March 2021 | FY2020-21
      years ending June 2015 to 2021 | 2014-07/2021-06
      fy1415_to_fy2020_21 | FY2014-15/FY2020-21
      tablesmay2023 | 2023-05
      datatablesmarch2023revised.xls | 2023-03
      tablesapril23.csv | 2023-04
      datatablesnovember-2023 | 2023-11
      2023apriltables.csv | 2023-04
      deaths 2023-Q3 | 2023-Q3
      deaths_2023q3.csv | 2023-Q3
      Calendar year quarters: Q3 2023 | 2023-Q3
      Annual data, year ending March 2025 | FY2024-25
      year ending 30 June 2025 | 2024-07/2025-06
      sitrep w/e 12 January 2025 | 2025-W02
      sitrep week ending 12 January 2025 | 2025-W02
      sitrep week ending 17 January 2020 | 2020-01-11/2020-01-17
      sitrep w/c 06/01/2025 | 2025-W02
      sitrep week commencing 1 January 2025 | 2025-01-01/2025-01-07
      Week 12 2024 | 2024-W12
      data-2025w03.csv | 2025-W03
      DailyIndicators-2020-03-15.xlsx | 2020-03-15
      daily-20250330.csv | 2025-03-30
      daily-30032025.csv | 2025-03-30
      report 28-12-2025 | 2025-12-28
      report 03/04/2025 | 2025-04-03
      report 12th January 2025 | 2025-01-12
      report 1st of March 2025 | 2025-03-01
      report December 31, 2024 | 2024-12-31
      report 28Dec25 | 2025-12-28
      Monthly2019Mortality.xls | 2019
      2019Mortality.xls | 2019
      File_1_-_IMD2019_Index_of_Multiple_Deprivation.xlsx | 2019
      lsoa-2011-July-25 | 2025-07
      census-2021-aug25 | 2025-08
      Table 5 March 2024 | 2024-03
      NHSR_Cases_table-2020-03-20.csv | 2020-03-20
      Published 11 September 2025: August 2025 | 2025-08
      August 2025 (published on 11 September 2025) | 2025-08
      Monthly-Report-August-2025-20250911 | 2025-08
      Monthly-Report-August-2025-20250831 | 2025-08
      annual 2024-25 made 20250911 | FY2024-25
      covid-19-aug25 | 2025-08
      jan1998 | 1998-01
      appointments 202508 | 2025-08
      """)
  void whatPublishersWriteIsFound(String text, String label) {
    assertThat(PeriodParser.find(text).map(found -> found.period().label())).contains(label);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gp-reg-pat-prac-all.zip",
        "ADHD summary",
        "primary care",
        "FY25-Q1 beds",
        "beds Q1 2024",
        "series_Q3_2023_v2.csv",
        "financial year report 2023-Q3",
        "2024 Q1",
        "report FY25",
        "FY2025 report",
        "financial year 2024",
        "age 24-25",
        "ras51001.ods",
        "covid-19",
        "lsoa 2011 by age",
        "using 2022 ICB boundaries",
        "census 2021",
        "August 2025 and June 2023",
        "report 31-02-2025",
        "2019-23 results",
        "file-77252.xlsx",
        "C2_F5GI8",
        "may contain nuts",
        "Published 11 September 2025",
        "August 2025 seen 2023-01-01",
        "2019-20 and 2022-23",
        "2019-20 2022-23 May 2025",
        "data 2022-23, June 2025",
        "week 60 2024",
        "report 2025-02-31",
        "COVERAGE feb 2023 - 2025.csv",
        "1234567890123",
        ""
      })
  void whatIsNoPeriodOrCouldBeTwoIsNotGuessed(String text) {
    assertThat(PeriodParser.find(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      Apr-24 | 2024-04
      April 2024 | 2024-04
      APRIL 2024 | 2024-04
      Apr'24 | 2024-04
      2024-25 | FY2024-25
      2024/25 Q1 | FY2024-25-Q1
      Q1 2024/25 | FY2024-25-Q1
      01/04/2024 | 2024-04-01
      2024-04-01 | 2024-04-01
      2024-04-01T00:00:00 | 2024-04-01
      2024-04-01 00:00 | 2024-04-01
      2019 | 2019
      2011-12 | FY2011-12
      w/c 01-Jan-24 | 2024-W01
      Week 12 2024 | 2024-W12
      2024 W12 | 2024-W12
      Apr 2024 to Jun 2024 | 2024-04/2024-06
      Mar 2020 (provisional) | 2020-03
      2024/25 April | 2024-04
      Financial year 2024-25 | FY2024-25
      202404 | 2024-04
      """)
  void aHeaderThatIsWhollyAPeriodIsRead(String text, String label) {
    assertThat(PeriodParser.ofHeader(text).map(Period::label)).contains(label);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "April",
        "20-Mar",
        "Up to 01-Mar-20",
        "2024 Total",
        "Total 2024",
        "Population 2019",
        "April 2024 (%)",
        "2024+",
        ">2024",
        "12",
        "Q1",
        "Q1 2024",
        "18 weeks",
        "0-4",
        "25-34",
        "2024-04-01 12:30",
        "LSOA 2011",
        "Code",
        "45383",
        ""
      })
  void aHeaderThatIsMoreThanAPeriodIsNotOne(String text) {
    assertThat(PeriodParser.ofHeader(text)).isEmpty();
  }

  @Test
  void neighboursSettleHowAHeaderIsRead() {
    assertThat(labels("2011-10", "2011-11", "2011-12", "2012-01", "Name"))
        .containsExactly("2011-10", "2011-11", "2011-12", "2012-01", "");
    assertThat(labels("2010-11", "2011-12")).containsExactly("FY2010-11", "FY2011-12");
    assertThat(labels("01/02/2024", "01/15/2024")).containsExactly("2024-01-02", "2024-01-15");
    assertThat(labels("13/02/2024", "01/03/2024")).containsExactly("2024-02-13", "2024-03-01");
    assertThat(labels("2024-04-01", "2024-05-01")).containsExactly("2024-04", "2024-05");
    assertThat(labels("2024-04-01", "2024-04-08")).containsExactly("2024-04-01", "2024-04-08");
    assertThat(labels("2024-04-01")).containsExactly("2024-04-01");
  }

  @Test
  void veryLongTextsAreReadInTheirHeadAlone() {
    String filler = "_".repeat(5_000);

    assertThat(PeriodParser.find("aug25" + filler).map(found -> found.period().label()))
        .contains("2025-08");
    assertThat(PeriodParser.find(filler + "aug25")).isEmpty();
    assertThat(PeriodParser.find("Apr 2024" + "_".repeat(60) + "to Jun 2024")).isEmpty();
    assertThat(PeriodParser.ofHeader(" ".repeat(50) + "x".repeat(200))).isEmpty();
  }

  @Test
  void theMatchedTextIsWhatWasWritten() {
    PeriodFinding found =
        PeriodParser.find("CWT-CRS-Oct-2023-to-Mar-2024-Data%20Extract.xlsx").orElseThrow();

    assertThat(found.matchedText()).isEqualTo("Oct-2023-to-Mar-2024");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      aug25 | 2025-08
      August 2025 | 2025-08
      ' 2025-08 ' | 2025-08
      2011-12 | 2011-12
      fy2024-25-q1 | FY2024-25-Q1
      2025-w03 | 2025-W03
      FY2024-25/2025-03-30 | FY2024-25/2025-03-30
      2025-01-06/2025-02-02 | 2025-01-06/2025-02-02
      2025-08/2025-08 | 2025-08
      to_20251228 | 2025-12-28
      """)
  void aGivenPeriodIsParsed(String text, String label) {
    assertThat(PeriodParser.require(text).label()).isEqualTo(label);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FY25-Q1", "fy25q1", "FY2025-Q1"})
  void theOldFormOfAFiscalQuarterIsRefusedWithBothReadings(String text) {
    assertThatThrownBy(() -> PeriodParser.require(text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("ambiguous")
        .hasMessageContaining("FY2024-25-Q1")
        .hasMessageContaining("FY2025-26-Q1");
  }

  @Test
  void aQuarterBesideOneYearIsRefusedWithBothReadings() {
    assertThatThrownBy(() -> PeriodParser.require("Q1 2024"))
        .hasMessageContaining("FY2024-25-Q1")
        .hasMessageContaining("2024-Q1");
    assertThat(PeriodParser.require("2024-Q4"))
        .isEqualTo(
            new Period("2024-Q4", LocalDate.of(2024, 10, 1), LocalDate.of(2024, 12, 31)));
    assertThatThrownBy(() -> PeriodParser.require("FY25")).hasMessageContaining("FY2025-26");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "none",
        "2025-13",
        "2025-W54",
        "2025-02-30",
        "FY2024-26",
        "2024-03/2023-10",
        "FY2024-25/2025-04",
        "2024/2025-03",
        "beds aug25 file\nname"
      })
  void whatIsNoPeriodIsRefusedWithTheForms(String text) {
    assertThatThrownBy(() -> PeriodParser.require(text))
        .isInstanceOfSatisfying(
            UsageException.class, e -> assertThat(e.hint()).contains("2025-08", "FY2024-25-Q1"))
        .message()
        .startsWith("not a period: ")
        .doesNotContain("\n");
  }

  @Test
  void aMonthsNameInsideAnotherWordIsNoMonth() {
    assertThat(PeriodParser.find("mayor2023.csv")).map(f -> f.period().label()).contains("2023");
    assertThat(PeriodParser.find("marchers_2023.csv")).map(f -> f.period().label()).contains("2023");
    assertThat(PeriodParser.find("2023mayoral.csv")).map(f -> f.period().label()).contains("2023");
    assertThat(PeriodParser.find("dismay 2023")).map(f -> f.period().label()).contains("2023");
  }

  @Test
  void aQuarterThatCouldBeTwoIsAskedFor() {
    assertThat(PeriodParser.openQuestion("beds_Q3_2023.csv"))
        .hasValueSatisfying(both -> assertThat(both).contains("FY2023-24-Q3", "2023-Q3"));
    assertThat(PeriodParser.openQuestion("beds_2023-Q3.csv")).isEmpty();
    assertThat(PeriodParser.openQuestion("beds Q3 2023-24")).isEmpty();
  }

  @Test
  void quartersAcrossColumnsAreNoPeriods() {
    assertThat(PeriodParser.ofHeader("2023-Q3")).isEmpty();
  }

  @Test
  void tokensAreShort() {
    assertThat(token("2025-08")).isEqualTo("aug25");
    assertThat(token("FY2024-25-Q1")).isEqualTo("fy2425q1");
    assertThat(token("2024")).isEqualTo("2024");
    assertThat(token("2025-12-28")).isEqualTo("to_20251228");
    assertThat(token("2023-10/2024-03")).isEqualTo("oct23_to_mar24");
    assertThat(token("FY2024-25/2025-03")).isEqualTo("fy2425_to_mar25");
    assertThat(token("FY2020-21")).isEqualTo("fy2020_21");
    assertThat(token("2025-W03")).isEqualTo("2025w03");
    assertThat(token("2023-Q3")).isEqualTo("2023q3");
    assertThat(token("FY2014-15/FY2020-21")).isEqualTo("fy1415_to_fy2020_21");
  }

  @Test
  void labelsAndTokensReadBackAsTheSamePeriod() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      Period period = anyPeriod(random);
      String token = PeriodParser.token(period);

      assertThat(PeriodParser.require(period.label())).isEqualTo(period);
      assertThat(PeriodParser.require(token)).as(token).isEqualTo(period);
      assertThat(token).as(period.label()).matches("[a-z0-9]+(_[a-z0-9]+)*");
      assertThat(PeriodParser.find("gp_appointments_" + token).map(PeriodFinding::period))
          .as(token)
          .contains(period);
    }
  }

  @Test
  void fiscalQuartersNeitherOverlapNorLeaveGaps() {
    LocalDate next = LocalDate.of(1990, 4, 1);
    for (int year = 1990; year < 2060; year++) {
      for (int quarter = 1; quarter <= 4; quarter++) {
        Period period = Periods.fiscalQuarter(year, quarter);
        assertThat(period.start()).isEqualTo(next);
        assertThat(Periods.contains(Periods.fiscalYear(year), period)).isTrue();
        next = period.end().plusDays(1);
      }
    }
  }

  @Test
  void anyTextIsReadWithoutFailing() {
    Random random = new Random(SEED);
    String[] parts = {
      "2024",
      "25",
      "-",
      "/",
      " ",
      "_",
      "Q1",
      "FY",
      "to",
      "Apr",
      "June",
      "1",
      "31",
      "W",
      "week",
      "ending",
      "w/e",
      "202425",
      "20250330",
      "(",
      ")",
      "é",
      "%C3%A9",
      "%",
      "year",
      "revised",
      "٣"
    };
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(9); n >= 0; n--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      Optional<PeriodFinding> found = PeriodParser.find(text.toString());
      found.ifPresent(
          one -> assertThat(PeriodParser.require(one.period().label())).isEqualTo(one.period()));
    }
  }

  private static Period anyPeriod(Random random) {
    int year = 1950 + random.nextInt(99);
    LocalDate day = LocalDate.ofYearDay(year, 1 + random.nextInt(365));
    YearMonth month = YearMonth.from(day);
    return switch (random.nextInt(12)) {
      case 0 -> Periods.day(day);
      case 1 -> Periods.month(month);
      case 2 -> Periods.week(day);
      case 3 -> Periods.year(year);
      case 4 -> Periods.fiscalYear(year);
      case 5 -> Periods.fiscalQuarter(year, 1 + random.nextInt(4));
      case 6 -> Periods.months(month, month.plusMonths(1 + random.nextInt(60)));
      case 7 -> Periods.days(day, day.plusDays(1 + random.nextInt(90)));
      case 8 -> Periods.fiscalYearTo(Periods.fiscalStartYear(day), Periods.month(month));
      case 9 -> Periods.calendarQuarter(year, 1 + random.nextInt(4));
      case 10 -> Periods.fiscalYears(year, year + 1 + random.nextInt(9));
      default -> Periods.fiscalYearTo(Periods.fiscalStartYear(day), Periods.day(day));
    };
  }

  private static List<String> labels(String... headers) {
    return PeriodParser.ofHeaders(List.of(headers)).stream()
        .map(period -> period.map(Period::label).orElse(""))
        .toList();
  }

  private static String token(String label) {
    return PeriodParser.token(PeriodParser.require(label));
  }
}
