package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.table.DetectedColumn;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Layouts that publishers use, on made-up figures: which tables are found, how their columns are
 * called and typed. Cells are separated by bars; what looks like a number is one.
 */
class AwkwardSheetsTest {
  private static final int ON_A_LINE = 3;

  @TempDir Path folder;

  private String tables(String sheet) {
    SheetFixture fixture = SheetFixture.sheet("S");
    sheet.lines().forEach(line -> row(fixture, line));
    try (Extraction extraction = fixture.extract(folder)) {
      return describe(extraction);
    }
  }

  private static void row(SheetFixture fixture, String line) {
    if (line.isBlank()) {
      fixture.blank(1);
      return;
    }
    List<Object> cells = new ArrayList<>();
    for (String cell : line.split("\\|")) {
      String text = cell.strip();
      if (text.isEmpty()) {
        cells.add(null);
      } else if (text.matches("-?(?:0|[1-9]\\d{0,8})(?:\\.\\d{1,18})?")) {
        cells.add(new BigDecimal(text));
      } else {
        cells.add(text);
      }
    }
    fixture.row(cells.toArray());
  }

  private static String describe(Extraction extraction) {
    StringBuilder text = new StringBuilder();
    for (DetectedTable table : extraction.tables()) {
      assertThat(table.counts().reconciles()).isTrue();
      text.append(table.firstColumn()).append(table.firstDataRow()).append(':');
      text.append(table.lastColumn()).append(table.lastDataRow());
      text.append(" header ").append(table.headerRows());
      text.append(" rows ").append(table.counts().data());
      text.append(table.title().isEmpty() ? "" : " '" + table.title() + "'");
      text.append(table.unpivot() == null ? "" : " unpivot").append('\n');
      List<DetectedColumn> columns = table.columns();
      for (int i = 0; i < columns.size(); i++) {
        DetectedColumn column = columns.get(i);
        text.append(i % ON_A_LINE == 0 ? "  " : "");
        text.append(column.name()).append(' ').append(column.type().text());
        column.markers().forEach(marker -> text.append(' ').append(marker));
        boolean end = (i + 1) % ON_A_LINE == 0 || i + 1 == columns.size();
        text.append(end ? "\n" : ", ");
      }
    }
    return text.toString();
  }

  private String csv(String content, Charset charset) throws Exception {
    Path file = Files.write(folder.resolve("x.csv"), content.getBytes(charset));
    Extractor extractor = Extractor.over(new WorkbookReader(ReadLimits.standard(), folder), folder);
    try (Extraction extraction = extractor.extract(file, "x.csv", ExtractOptions.standard())) {
      return describe(extraction);
    }
  }

  @Test
  void agesUpToNinetyAndOver() {
    StringBuilder sheet = new StringBuilder("Age | Male | Female\n");
    for (int age = 0; age < 90; age++) {
      sheet.append(age).append(" | ").append(age * 10).append(" | ").append(age * 11).append('\n');
    }

    assertThat(tables(sheet + "90+ | 5 | 6\n"))
        .isEqualTo(
            """
            A2:C92 header [1] rows 91
              age text, male integer, female integer
            """);
  }

  @Test
  void aSemicolonFileInTheCharsetOfWindows() throws Exception {
    assertThat(
            csv(
                "Organisation;Coût £;Santé\nCafé;1.5;x\nHôpital;2.5;y\nZürich;3;z\n",
                Charset.forName("windows-1252")))
        .isEqualTo(
            """
            A2:C4 header [1] rows 3
              organisation text, cout_gbp numeric, sante text
            """);
  }

  @Test
  void aTabFileInUtf16() throws Exception {
    assertThat(
            csv(
                "Org\tValue\tName\r\nA\t1\tCafé\r\nB\t2\tx\r\nC\t3\ty\r\n",
                StandardCharsets.UTF_16))
        .isEqualTo(
            """
            A2:C4 header [1] rows 3
              org text, value integer, name text
            """);
  }

  @Test
  void aByteOrderMarkAndASepLine() throws Exception {
    assertThat(csv("\uFEFFsep=;\nOrg;Value\nA;1\nB;2\nC;3\n", StandardCharsets.UTF_8))
        .isEqualTo(
            """
            A3:B5 header [2] rows 3
              org text, value integer
            """);
  }

  @Test
  void linesBeforeAndAfterACsv() throws Exception {
    assertThat(
            csv(
                "Title: Waits\nExtract date,2025-06-01\n\nOrg code,Org name,Value,Pct\n"
                    + "A,Alpha,1,2.5%\nB,Beta,2,3.5%\nC,Gamma,3,4%\n\"Source: NHS, 2025\"\n",
                StandardCharsets.UTF_8))
        .isEqualTo(
            """
            A5:D7 header [4] rows 3 'Title: Waits'
              org_code text, org_name text, value integer
              pct numeric
            """);
  }

  @Test
  void aCsvWithoutAHeader() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      text.append("A" + (100 + i) + ",TRUST " + i + ",,LS" + i % 9 + " 9AB,2019120" + i % 9 + "\n");
    }

    assertThat(csv(text.toString(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            A1:E30 header [] rows 30
              unnamed_1 text, unnamed_2 text, unnamed_3 text
              unnamed_4 text, unnamed_5 integer
            """);
  }

  @Test
  void quotesNewlinesBarsAndDatesTheAmericanWay() throws Exception {
    assertThat(
            csv(
                "Org|Comment|Date\nA|\"two\nlines\"|01/13/2025\nB|\"say \"\"hi\"\"\"|02/28/2025\n"
                    + "C||03/04/2025\n",
                StandardCharsets.UTF_8))
        .isEqualTo(
            """
            A2:C4 header [1] rows 3
              org text, comment text, date date
            """);
  }

  @Test
  void aCountryRowAboveABlankRow() {
    assertThat(
            tables(
                """
                Title: | Beds availability
                Summary: | Quarterly
                Period: | Q1
                Source: | KH03

                Org code | Org name | General | Mental | Total | % occupied
                ENG | England | 12000 | 500 | 12500 | 0.91

                RX00 | Trust A0 | 138 | 583 | 868 | 0.87
                RX01 | Trust B1 | 783 | 65 | 262 | 0.87
                RX02 | Trust C2 | 508 | 780 | 461 | 0.87
                RX03 | Trust D3 | 668 | 389 | 808 | 0.87
                RX04 | Trust E4 | 97 | 500 | 30 | 0.87
                RX05 | Trust F5 | 856 | 400 | 444 | 0.87
                """))
        .isEqualTo(
            """
            A7:F14 header [6] rows 7 'Beds availability'
              org_code text, org_name text, general integer
              mental integer, total integer, pct_occupied numeric
            """);
  }

  @Test
  void tablesSideBySideWithTitlesOfTheirOwn() {
    assertThat(
            tables(
                """
                Table A |  |  |  |  | Table B
                Region | Count | Rate |  |  | Age | Count | Rate
                Reg 0 | 0 | 0.0 |  |  | Age 0-1 | 0 | 0.0
                Reg 1 | 3 | 0.14285714285714285 |  |  | Age 1-2 | 9 | 0.3333333333333333
                Reg 2 | 6 | 0.2857142857142857 |  |  | Age 2-3 | 18 | 0.6666666666666666
                Reg 3 | 9 | 0.42857142857142855 |  |  | Age 3-4 | 27 | 1.0
                Reg 4 | 12 | 0.5714285714285714 |  |  | Age 4-5 | 36 | 1.3333333333333333
                Reg 5 | 15 | 0.7142857142857143 |  |  | Age 5-6 | 45 | 1.6666666666666667
                """))
        .isEqualTo(
            """
            A3:C8 header [2] rows 6 'Table A'
              region text, count integer, rate numeric
            F3:H8 header [2] rows 6 'Table B'
              age text, count integer, rate numeric
            """);
  }

  @Test
  void stackedTablesWithSectionLabels() {
    assertThat(
            tables(
                """
                Table 1: referrals by region
                Region | Apr | May
                Region 0 | 0 | 1
                Region 1 | 1 | 2
                Region 2 | 2 | 3
                Region 3 | 3 | 4
                Region 4 | 4 | 5

                Table 2: referrals by age
                Age group | Apr | May
                Children
                0-4 | 1 | 2
                5-9 | 3 | 4
                Adults
                18-24 | 5 | 6
                25-29 | 7 | 8
                """))
        .isEqualTo(
            """
            A3:C7 header [2] rows 5 'Table 1: referrals by region'
              region text, apr integer, may integer
            A12:C16 header [10] rows 4 'Table 2: referrals by age'
              age_group text, apr integer, may integer
            """);
  }

  @Test
  void headerRowsOneAndFiveWithNotesBetween() {
    assertThat(
            tables(
                """
                Organisation |  | Incomplete pathways |  | Completed pathways |
                Note: figures are provisional
                See the methodology for details

                Code | Name | Total | Within 18 weeks | Total | Within 18 weeks
                RX00 | Trust A0 | 781 | 786 | 3 | 713
                RX01 | Trust B1 | 457 | 273 | 739 | 822
                RX02 | Trust C2 | 235 | 606 | 968 | 105
                RX03 | Trust D3 | 924 | 326 | 32 | 23
                RX04 | Trust E4 | 27 | 666 | 555 | 10
                RX05 | Trust F5 | 962 | 903 | 391 | 703
                """))
        .isEqualTo(
            """
            A6:F11 header [1, 5] rows 6
              organisation_code text, organisation_name text, incomplete_pathways_total integer
              incomplete_pathways_within_18_weeks integer, completed_pathways_total integer, completed_pathways_within_18_weeks integer
            """);
  }

  @Test
  void anEmptyFirstColumnAndSpacers() {
    assertThat(
            tables(
                """
                 | Delayed discharges

                 | Code | Name |  | Acute | Non-acute |  | Total
                 | RX00 | Trust A0 |  | 222 | 993 |  | 1215
                 | RX01 | Trust B1 |  | 30 | 541 |  | 571
                 | RX02 | Trust C2 |  | 449 | 962 |  | 1411
                 | RX03 | Trust D3 |  | 239 | 354 |  | 593
                 | RX04 | Trust E4 |  | 225 | 780 |  | 1005
                 | RX05 | Trust F5 |  | 297 | 949 |  | 1246
                """))
        .isEqualTo(
            """
            B4:H9 header [3] rows 6 'Delayed discharges'
              code text, name text, acute integer
              non_acute integer, total integer
            """);
  }

  @Test
  void helperColumnsFarRight() {
    assertThat(
            tables(
                """
                Month | Attendances | Breaches
                M1 | 100 | 7 |  |  |  |  |  |  |  |  |  |  |  |  | 1 | lookup
                M2 | 200 | 14 |  |  |  |  |  |  |  |  |  |  |  |  | 2 | lookup
                M3 | 300 | 21 |  |  |  |  |  |  |  |  |  |  |  |  | 3 | lookup
                M4 | 400 | 28 |  |  |  |  |  |  |  |  |  |  |  |  | 4 | lookup
                M5 | 500 | 35 |  |  |  |  |  |  |  |  |  |  |  |  | 5 | lookup
                M6 | 600 | 42 |  |  |  |  |  |  |  |  |  |  |  |  | 6 | lookup
                """))
        .isEqualTo(
            """
            A2:C7 header [1] rows 6
              month text, attendances integer, breaches integer
            """);
  }

  @Test
  void notesWithoutABlankRowBefore() {
    assertThat(
            tables(
                """
                Code | Name | A | B | C | D
                RX00 | Trust A0 | 858 | 939 | 570 | 945
                RX01 | Trust B1 | 658 | 103 | 191 | 645
                RX02 | Trust C2 | 742 | 881 | 304 | 124
                RX03 | Trust D3 | 761 | 341 | 918 | 739
                RX04 | Trust E4 | 997 | 729 | 513 | 959
                Notes:
                1. Data are provisional
                * denotes fewer than 5
                Source: NHS Digital, 2024
                Copyright © 2024
                """))
        .isEqualTo(
            """
            A2:F6 header [1] rows 5
              code text, name text, a integer
              b integer, c integer, d integer
            """);
  }

  @Test
  void threeLevelsWithoutMerges() {
    assertThat(
            tables(
                """
                Table 5
                 |  | Adults |  |  |  | Children |  |  |
                 |  | Male |  | Female |  | Male |  | Female |
                Code | Name | Seen | Waiting | Seen | Waiting | Seen | Waiting | Seen | Waiting
                RX00 | Trust A0 | 62 | 32 | 96 | 52 | 54 | 86 | 23 | 47
                RX01 | Trust B1 | 71 | 90 | 87 | 95 | 48 | 12 | 57 | 85
                RX02 | Trust C2 | 66 | 14 | 21 | 67 | 51 | 48 | 63 | 94
                RX03 | Trust D3 | 4 | 61 | 6 | 40 | 91 | 79 | 76 | 75
                RX04 | Trust E4 | 51 | 83 | 22 | 22 | 65 | 30 | 2 | 99
                """))
        .isEqualTo(
            """
            A5:J9 header [2, 3, 4] rows 5 'Table 5'
              code text, name text, adults_male_seen integer
              adults_male_waiting integer, adults_female_seen integer, adults_female_waiting integer
              children_male_seen integer, children_male_waiting integer, children_female_seen integer
              children_female_waiting integer
            """);
  }

  @Test
  void weeksAcrossWithTwoMeasures() {
    assertThat(
            tables(
                """
                Weekly
                 |  | w/e 01/06/2025 |  | w/e 08/06/2025 |  | w/e 15/06/2025 |  | w/e 22/06/2025 |
                Code | Name | Calls | Answered | Calls | Answered | Calls | Answered | Calls | Answered
                RX00 | Trust A0 | 94 | 1 | 50 | 95 | 66 | 17 | 67 | 72
                RX01 | Trust B1 | 27 | 55 | 8 | 62 | 47 | 73 | 71 | 26
                RX02 | Trust C2 | 65 | 53 | 63 | 46 | 54 | 45 | 1 | 69
                RX03 | Trust D3 | 70 | 80 | 79 | 43 | 59 | 77 | 4 | 30
                RX04 | Trust E4 | 82 | 23 | 71 | 75 | 24 | 12 | 71 | 33
                """))
        .isEqualTo(
            """
            A4:J8 header [2, 3] rows 5 'Weekly' unpivot
              code text, name text, w_e_01_06_2025_calls integer
              w_e_01_06_2025_answered integer, w_e_08_06_2025_calls integer, w_e_08_06_2025_answered integer
              w_e_15_06_2025_calls integer, w_e_15_06_2025_answered integer, w_e_22_06_2025_calls integer
              w_e_22_06_2025_answered integer
            """);
  }

  @Test
  void monthsAcrossAsText() {
    assertThat(
            tables(
                """
                Code | Name | 2024-04 | 2024-05 | 2024-06 | 2024-07 | 2024-08 | 2024-09 | 2024-10 | 2024-11 | 2024-12
                RX00 | Trust A0 | 38 | 9 | 22 | 21 | 33 | 68 | 22 | 85 | 35
                RX01 | Trust B1 | 83 | 92 | 38 | 59 | 90 | 42 | 64 | 61 | 15
                RX02 | Trust C2 | 4 | 40 | 50 | 44 | 54 | 25 | 34 | 14 | 33
                RX03 | Trust D3 | 94 | 66 | 27 | 78 | 56 | 3 | 29 | 3 | 51
                RX04 | Trust E4 | 19 | 5 | 93 | 21 | 58 | 91 | 65 | 87 | 55
                """))
        .isEqualTo(
            """
            A2:K6 header [1] rows 5 unpivot
              code text, name text, n_2024_04 integer
              n_2024_05 integer, n_2024_06 integer, n_2024_07 integer
              n_2024_08 integer, n_2024_09 integer, n_2024_10 integer
              n_2024_11 integer, n_2024_12 integer
            """);
  }

  @Test
  void yearsAcrossAsNumbers() {
    assertThat(
            tables(
                """
                Area | 2019 | 2020 | 2021 | 2022 | 2023
                Area 0 | 70 | 29 | 81 | 89 | 67
                Area 1 | 58 | 29 | 68 | 84 | 4
                Area 2 | 51 | 87 | 74 | 42 | 85
                Area 3 | 81 | 55 | 8 | 95 | 39
                Area 4 | 17 | 28 | 7 | 40 | 10
                Area 5 | 10 | 40 | 39 | 96 | 21
                Area 6 | 54 | 73 | 33 | 17 | 2
                Area 7 | 72 | 5 | 76 | 28 | 73
                Area 8 | 59 | 22 | 91 | 80 | 66
                """))
        .isEqualTo(
            """
            A2:F10 header [1] rows 9 unpivot
              area text, n_2019 integer, n_2020 integer
              n_2021 integer, n_2022 integer, n_2023 integer
            """);
  }

  @Test
  void amountsAndPercentagesAsText() {
    assertThat(
            tables(
                """
                Practice | List size | Payment | Achieved
                P00001 | 1,377 | £1,234.50 | 7%
                P00002 | 1,754 | £2,469.00 | 14%
                P00003 | 2,131 | £3,703.50 | 21%
                P00004 | 2,508 | £4,938.00 | 28%
                P00005 | 2,885 | £6,172.50 | 35%
                P00006 | 3,262 | £7,407.00 | 42%
                P00007 | 3,639 | £8,641.50 | 49%
                P00008 | 4,016 | £9,876.00 | 56%
                P00009 | 4,393 | £11,110.50 | 63%
                P00010 | 4,770 | £12,345.00 | 70%
                P00011 | 5,147 | £13,579.50 | 77%
                """))
        .isEqualTo(
            """
            A2:D12 header [1] rows 11
              practice text, list_size integer, payment numeric
              achieved integer
            """);
  }

  @Test
  void aTotalAndAPrintedOnLine() {
    assertThat(
            tables(
                """
                Code | Name | A | B | C | D
                RX00 | Trust A0 | 39 | 388 | 206 | 356
                RX01 | Trust B1 | 102 | 211 | 588 | 691
                RX02 | Trust C2 | 919 | 444 | 606 | 199
                RX03 | Trust D3 | 505 | 107 | 961 | 682
                RX04 | Trust E4 | 400 | 304 | 517 | 512
                RX05 | Trust F5 | 18 | 334 | 627 | 893
                RX06 | Trust G6 | 412 | 922 | 289 | 19
                RX07 | Trust H7 | 161 | 206 | 879 | 336
                 | Total | 1 | 2 | 3 | 4

                Printed on 3 June 2025
                """))
        .isEqualTo(
            """
            A2:F10 header [1] rows 9
              code text, name text, a integer
              b integer, c integer, d integer
            """);
  }

  @Test
  void theGuidanceOfGovernmentStatisticians() {
    assertThat(
            tables(
                """
                Table 1: Number of cases [note 1]
                This worksheet contains one table. Some cells refer to notes.
                Source: HES
                [c] = confidential, [x] = not available
                Area code | Area name | Cases [note 2] | Rate per 100,000 [note 3]
                E06000000 | Area 0 | 2 | [x]
                E06000001 | Area 1 | [c] | 2.25
                E06000002 | Area 2 | 3 | 1.5
                E06000003 | Area 3 | [c] | [x]
                E06000004 | Area 4 | [c] | 2.25
                E06000005 | Area 5 | 1 | 1.5
                """))
        .isEqualTo(
            """
            A6:D11 header [5] rows 6 'Table 1: Number of cases [note 1]'
              area_code text, area_name text, cases integer [c]
              rate_per_100000 numeric [x]
            """);
  }

  @Test
  void metricsDownAndMonthsAcross() {
    assertThat(
            tables(
                """
                A&E

                Metric |  | Apr-24 | May-24 | Jun-24 | Jul-24
                Attendances
                Type 1 | n | 1 | 2 | 3 | 4
                Type 2 | n | 1 | 2 | 3 | 4
                Breaches
                Type 1 | n | 1 | 2 | 3 | 4
                Type 2 | % | 0.1 | 0.2 | 0.3 | 0.4
                """))
        .isEqualTo(
            """
            A5:F9 header [3] rows 4 unpivot
              metric text, unnamed_1 text, apr_24 numeric
              may_24 numeric, jun_24 numeric, jul_24 numeric
            """);
  }

  @Test
  void dashesAndDots() {
    assertThat(
            tables(
                """
                Provider | Status | Value
                Trust 0 | Yes | 5
                Trust 1 | Yes | 5
                Trust 2 | Yes | 7
                Trust 3 | No | *
                Trust 4 | No | 7
                Trust 5 | No | 7
                Trust 6 | Yes | 7
                Trust 7 | Yes | *
                Trust 8 | No | 5
                Trust 9 | Yes | 7
                Trust 10 | Yes | ..
                Trust 11 | Yes | ..
                """))
        .isEqualTo(
            """
            A2:C13 header [1] rows 12
              provider text, status text, value integer * ..
            """);
  }

  @Test
  void metadataWithNumbersAbove() {
    assertThat(
            tables(
                """
                Report |  |
                Run date: | 01/02/2025
                Rows: | 120
                Version: | 2.1

                Key | Label | Value 1 | Value 2
                1 | Label 1 | 2 | 3
                2 | Label 2 | 4 | 6
                3 | Label 3 | 6 | 9
                4 | Label 4 | 8 | 12
                5 | Label 5 | 10 | 15
                6 | Label 6 | 12 | 18
                """))
        .isEqualTo(
            """
            A7:D12 header [6] rows 6 'Report'
              key integer, label text, value_1 integer
              value_2 integer
            """);
  }

  @Test
  void unitsUnderTheHeader() {
    assertThat(
            tables(
                """
                Region | Spend | Spend per head | Population
                 | £m | £ | 000s
                Region 1 | 1.5 | 2.25 | 100
                Region 2 | 3.0 | 4.5 | 200
                Region 3 | 4.5 | 6.75 | 300
                Region 4 | 6.0 | 9.0 | 400
                Region 5 | 7.5 | 11.25 | 500
                Region 6 | 9.0 | 13.5 | 600
                Region 7 | 10.5 | 15.75 | 700
                Region 8 | 12.0 | 18.0 | 800
                Region 9 | 13.5 | 20.25 | 900
                """))
        .isEqualTo(
            """
            A3:D11 header [1, 2] rows 9
              region text, spend_gbp_m numeric, spend_per_head_gbp numeric
              population_000s integer
            """);
  }

  @Test
  void twinTablesOneColumnApart() {
    assertThat(
            tables(
                """
                Dashboard
                Month | Calls |  | Month | Visits
                2024-01 | 10 |  | 2024-01 | 7
                2024-02 | 20 |  | 2024-02 | 14
                2024-03 | 30 |  | 2024-03 | 21
                2024-04 | 40 |  | 2024-04 | 28
                2024-05 | 50 |  | 2024-05 | 35
                2024-06 | 60 |  | 2024-06 | 42
                2024-07 | 70 |  | 2024-07 | 49
                2024-08 | 80 |  | 2024-08 | 56
                2024-09 | 90 |  | 2024-09 | 63
                2024-10 | 100 |  | 2024-10 | 70
                2024-11 | 110 |  | 2024-11 | 77
                2024-12 | 120 |  | 2024-12 | 84
                """))
        .isEqualTo(
            """
            A3:B14 header [2] rows 12 'Dashboard'
              month text, calls integer
            D3:E14 header [2] rows 12 'Dashboard'
              month text, visits integer
            """);
  }

  @Test
  void theHeaderOnEveryPage() {
    assertThat(
            tables(
                """
                Code | Name | A | B | C | D
                RX00 | Trust A0 | 887 | 808 | 151 | 849
                RX01 | Trust B1 | 129 | 350 | 118 | 630
                RX02 | Trust C2 | 602 | 801 | 949 | 388
                RX03 | Trust D3 | 79 | 585 | 564 | 230
                RX04 | Trust E4 | 580 | 84 | 976 | 274
                Code | Name | A | B | C | D
                RX05 | Trust F5 | 374 | 913 | 303 | 578
                RX06 | Trust G6 | 548 | 948 | 118 | 469
                RX07 | Trust H7 | 919 | 284 | 111 | 806
                RX08 | Trust I8 | 47 | 848 | 303 | 13
                RX09 | Trust J9 | 629 | 687 | 15 | 94
                """))
        .isEqualTo(
            """
            A2:F12 header [1] rows 10
              code text, name text, a integer
              b integer, c integer, d integer
            """);
  }

  @Test
  void groupsWithSubtotalsAndBlankRows() {
    assertThat(
            tables(
                """
                Region | Provider | A | B
                Region 0 |  | 0 | 0
                 | Trust 00 | 0 | 0
                 | Trust 01 | 1 | 2
                 | Trust 02 | 2 | 4
                 | Trust 03 | 3 | 6

                Region 1 |  | 10 | 20
                 | Trust 10 | 0 | 0
                 | Trust 11 | 1 | 2
                 | Trust 12 | 2 | 4
                 | Trust 13 | 3 | 6

                Region 2 |  | 20 | 40
                 | Trust 20 | 0 | 0
                 | Trust 21 | 1 | 2
                 | Trust 22 | 2 | 4
                 | Trust 23 | 3 | 6

                Region 3 |  | 30 | 60
                 | Trust 30 | 0 | 0
                 | Trust 31 | 1 | 2
                 | Trust 32 | 2 | 4
                 | Trust 33 | 3 | 6

                """))
        .isEqualTo(
            """
            A2:D24 header [1] rows 20
              region text, provider text, a integer
              b integer
            """);
  }

  @Test
  void monthsOverNumberAndShare() {
    assertThat(
            tables(
                """
                 | April 2024 |  | May 2024 |  | June 2024 |
                Trust | Number | % | Number | % | Number | %
                Trust 0 | 53 | 0.5 | 53 | 0.5 | 53 | 0.5
                Trust 1 | 15 | 0.5 | 15 | 0.5 | 15 | 0.5
                Trust 2 | 6 | 0.5 | 6 | 0.5 | 6 | 0.5
                Trust 3 | 25 | 0.5 | 25 | 0.5 | 25 | 0.5
                Trust 4 | 31 | 0.5 | 31 | 0.5 | 31 | 0.5
                Trust 5 | 76 | 0.5 | 76 | 0.5 | 76 | 0.5
                Trust 6 | 54 | 0.5 | 54 | 0.5 | 54 | 0.5
                Trust 7 | 21 | 0.5 | 21 | 0.5 | 21 | 0.5
                """))
        .isEqualTo(
            """
            A3:G10 header [1, 2] rows 8 unpivot
              trust text, april_2024_number integer, april_2024_pct numeric
              may_2024_number integer, may_2024_pct numeric, june_2024_number integer
              june_2024_pct numeric
            """);
  }

  @Test
  void quartersBesideATotal() {
    assertThat(
            tables(
                """
                Trust | Q1 2024-25 | Q2 2024-25 | Q3 2024-25 | Q4 2024-25 | Total
                Trust 0 | 1 | 2 | 3 | 4 | 10
                Trust 1 | 1 | 2 | 3 | 4 | 10
                Trust 2 | 1 | 2 | 3 | 4 | 10
                Trust 3 | 1 | 2 | 3 | 4 | 10
                Trust 4 | 1 | 2 | 3 | 4 | 10
                Trust 5 | 1 | 2 | 3 | 4 | 10
                Trust 6 | 1 | 2 | 3 | 4 | 10
                Trust 7 | 1 | 2 | 3 | 4 | 10
                """))
        .isEqualTo(
            """
            A2:F9 header [1] rows 8
              trust text, q1_2024_25 integer, q2_2024_25 integer
              q3_2024_25 integer, q4_2024_25 integer, total integer
            """);
  }

  @Test
  void theSameHeaderAfterABlankRow() {
    assertThat(
            tables(
                """
                Code | A | B
                C0 | 0 | 0
                C1 | 1 | 1
                C2 | 2 | 2
                C3 | 3 | 3

                Code | A | B
                D0 | 0 | 0
                D1 | 1 | 1
                D2 | 2 | 2
                D3 | 3 | 3
                """))
        .isEqualTo(
            """
            A2:C11 header [1] rows 8
              code text, a integer, b integer
            """);
  }

  @Test
  void totalsOfRegionsBetweenTheirParts() {
    assertThat(
            tables(
                """
                NHS waits

                Region code | Region | ICB code | ICB | Patients | Median
                E92 | ENGLAND |  |  | 9999 | 12.1
                Y0 | Region 0 |  |  | 0 | 10.2
                Y0 | Region 0 | Q00 | ICB 00 | 0 | 9.5
                Y0 | Region 0 | Q01 | ICB 01 | 10 | *
                Y0 | Region 0 | Q02 | ICB 02 | 20 | 9.5
                Y1 | Region 1 |  |  | 100 | 10.2
                Y1 | Region 1 | Q10 | ICB 10 | 0 | 9.5
                Y1 | Region 1 | Q11 | ICB 11 | 10 | *
                Y1 | Region 1 | Q12 | ICB 12 | 20 | 9.5
                Y2 | Region 2 |  |  | 200 | 10.2
                Y2 | Region 2 | Q20 | ICB 20 | 0 | 9.5
                Y2 | Region 2 | Q21 | ICB 21 | 10 | *
                Y2 | Region 2 | Q22 | ICB 22 | 20 | 9.5
                """))
        .isEqualTo(
            """
            A4:F16 header [3] rows 13 'NHS waits'
              region_code text, region text, icb_code text
              icb text, patients integer, median numeric *
            """);
  }

  @Test
  void noHeaderOverTheDates() {
    assertThat(
            tables(
                """
                Daily calls
                 | Calls | Answered
                2025-06-01 | 10 | 9
                2025-06-02 | 20 | 18
                2025-06-03 | 30 | 27
                2025-06-04 | 40 | 36
                2025-06-05 | 50 | 45
                2025-06-06 | 60 | 54
                """))
        .isEqualTo(
            """
            A3:C8 header [2] rows 6 'Daily calls'
              unnamed_1 date, calls integer, answered integer
            """);
  }

  @Test
  void aColumnOfNotesApart() {
    assertThat(
            tables(
                """
                Code | Name | A | B | C | D |  | Notes
                RX00 | Trust A0 | 979 | 884 | 971 | 870
                RX01 | Trust B1 | 58 | 94 | 87 | 370
                RX02 | Trust C2 | 856 | 174 | 754 | 829 |  | Provisional
                RX03 | Trust D3 | 686 | 875 | 316 | 258
                RX04 | Trust E4 | 621 | 218 | 622 | 37
                RX05 | Trust F5 | 596 | 698 | 163 | 442
                """))
        .isEqualTo(
            """
            A2:H7 header [1] rows 6
              code text, name text, a integer
              b integer, c integer, d integer
              notes text
            """);
  }

  @Test
  void numbersAsText() {
    assertThat(
            tables(
                """
                Code | Name | A | B
                R1 | T 1 | 1,000 | 1
                R2 | T 2 | 2,000 | 2
                R3 | T 3 | 3,000 | 3
                R4 | T 4 | 4,000 | 4
                R5 | T 5 | 5,000 | 5
                """))
        .isEqualTo(
            """
            A2:D6 header [1] rows 5
              code text, name text, a integer
              b integer
            """);
  }

  @Test
  void codesWithLeadingZeros() {
    assertThat(
            tables(
                """
                Practice code | ODS | NHS number | Count
                00000 | Y00000 | 9400000000 | 0
                00001 | Y00001 | 9400000001 | 1
                00002 | Y00002 | 9400000002 | 2
                00003 | Y00003 | 9400000003 | 3
                00004 | Y00004 | 9400000004 | 4
                00005 | Y00005 | 9400000005 | 5
                00006 | Y00006 | 9400000006 | 6
                00007 | Y00007 | 9400000007 | 7
                00008 | Y00008 | 9400000008 | 8
                00009 | Y00009 | 9400000009 | 9
                00010 | Y00010 | 9400000010 | 10
                00011 | Y00011 | 9400000011 | 11
                """))
        .isEqualTo(
            """
            A2:D13 header [1] rows 12
              practice_code text, ods text, nhs_number bigint
              count integer
            """);
  }

  @Test
  void threeTitleLinesAndTwoLevels() {
    assertThat(
            tables(
                """
                Monthly Diagnostics
                Provisional figures
                June 2025

                 |  | Waiting list | Activity
                Org | Name | Total | Total
                RX00 | Trust A0 | 654 | 403
                RX01 | Trust B1 | 823 | 741
                RX02 | Trust C2 | 881 | 522
                RX03 | Trust D3 | 973 | 381
                RX04 | Trust E4 | 558 | 959
                """))
        .isEqualTo(
            """
            A7:D11 header [5, 6] rows 5 'Monthly Diagnostics'
              org text, name text, waiting_list_total integer
              activity_total integer
            """);
  }

  @Test
  void aColumnOfNothingButMarkers() {
    assertThat(
            tables(
                """
                Code | Count | Rate
                R0 | 0 | [c]
                R1 | 1 | [c]
                R2 | 2 | [c]
                R3 | 3 | [c]
                R4 | 4 | [c]
                R5 | 5 | [c]
                R6 | 6 | [c]
                R7 | 7 | [c]
                R8 | 8 | [c]
                """))
        .isEqualTo(
            """
            A2:C10 header [1] rows 9
              code text, count integer, rate text [c]
            """);
  }

  @Test
  void yesAndNo() {
    assertThat(
            tables(
                """
                Code | Open | Beds
                R0 | N | 0
                R1 | Y | 1
                R2 | N | 2
                R3 | Y | 3
                R4 | N | 4
                R5 | Y | 5
                R6 | N | 6
                R7 | Y | 7
                R8 | N | 8
                """))
        .isEqualTo(
            """
            A2:C10 header [1] rows 9
              code text, open text, beds integer
            """);
  }

  @Test
  void fiscalYearsAcross() {
    assertThat(
            tables(
                """
                Table 3
                Area code | Area | 2019/20 | 2020/21 | 2021/22 | 2022/23
                E00000000 | Area 0 | 0.4448541887258536 | 0.2682407416493281 | 0.03592432939285761 | 0.027444857090819008
                E00000001 | Area 1 | 0.4648938620973121 | 0.3184651278536774 | 0.3800149219007116 | 0.8917894578282874
                E00000002 | Area 2 | 0.5257527691460283 | 0.5605103610264989 | 0.23612340711506208 | 0.023858079140782196
                E00000003 | Area 3 | 0.32514292876116 | 0.13669739298646666 | 0.5102238458372012 | 0.998683568192552
                E00000004 | Area 4 | 0.6744796973458701 | 0.18184349682314438 | 0.8935715365829885 | 0.7967599214216395
                E00000005 | Area 5 | 0.7344016918939777 | 0.906593649897561 | 0.762885483833071 | 0.7897476374617632
                E00000006 | Area 6 | 0.3537869778416035 | 0.9809765730721266 | 0.9619009378982257 | 0.16118465330401888
                E00000007 | Area 7 | 0.7540040716518721 | 0.7151508982374535 | 0.4614066977419776 | 0.530355716123445
                E00000008 | Area 8 | 0.4900139218501913 | 0.9248320720945703 | 0.5008410626306549 | 0.8315244897918123
                E00000009 | Area 9 | 0.3539242048687159 | 0.8828509185812531 | 0.8997005887566257 | 0.46101216488163765
                E00000010 | Area 10 | 0.5677050704202443 | 0.9203304391919288 | 0.7237729538720183 | 0.48660855486158505
                E00000011 | Area 11 | 0.22181101099101086 | 0.324667243768898 | 0.6995716380702436 | 0.16606968549412615
                """))
        .isEqualTo(
            """
            A3:F14 header [2] rows 12 'Table 3' unpivot
              area_code text, area text, n_2019_20 numeric
              n_2020_21 numeric, n_2021_22 numeric, n_2022_23 numeric
            """);
  }

  @Test
  void aFirstRowOfMarkers() {
    assertThat(
            tables(
                """
                Code | A | B | C
                R0 | * | * | *
                R1 | 1 | 1 | 1
                R2 | 2 | 2 | 2
                R3 | 3 | 3 | 3
                R4 | 4 | 4 | 4
                R5 | 5 | 5 | 5
                """))
        .isEqualTo(
            """
            A2:D7 header [1] rows 6
              code text, a integer *, b integer *
              c integer *
            """);
  }

  @Test
  void periodsDownTheSide() {
    assertThat(
            tables(
                """
                Period | Region | Number of referrals | of which: urgent
                Apr-25 | North | 5 | 1
                Apr-25 | South | 6 | 2
                May-25 | North | 7 | 3
                May-25 | South | 8 | 4
                """))
        .isEqualTo(
            """
            A2:D5 header [1] rows 4
              period text, region text, number_of_referrals integer
              of_which_urgent integer
            """);
  }

  @Test
  void footnoteMarksOnLabels() {
    assertThat(
            tables(
                """
                Measure | 2023 | 2024
                Beds¹ | 5 | 6
                Calls (2) | 7 | 8
                Staff† | 9 | 10
                ¹ Open beds only
                (2) answered
                † FTE
                """))
        .isEqualTo(
            """
            A2:C4 header [1] rows 3
              measure text, n_2023 integer, n_2024 integer
            """);
  }

  @Test
  void aTotalBeforeTheMonths() {
    assertThat(
            tables(
                """
                Trust | Total | Apr-24 | May-24 | Jun-24
                T0 | 6 | 1 | 2 | 3
                T1 | 6 | 1 | 2 | 3
                T2 | 6 | 1 | 2 | 3
                T3 | 6 | 1 | 2 | 3
                T4 | 6 | 1 | 2 | 3
                T5 | 6 | 1 | 2 | 3
                T6 | 6 | 1 | 2 | 3
                T7 | 6 | 1 | 2 | 3
                """))
        .isEqualTo(
            """
            A2:E9 header [1] rows 8
              trust text, total integer, apr_24 integer
              may_24 integer, jun_24 integer
            """);
  }

  @Test
  void aBlankRowUnderTheHeader() {
    assertThat(
            tables(
                """
                Title

                Code | Name | A | B

                RX00 | Trust A0 | 930 | 632
                RX01 | Trust B1 | 275 | 792
                RX02 | Trust C2 | 934 | 492
                RX03 | Trust D3 | 317 | 311
                RX04 | Trust E4 | 981 | 819
                """))
        .isEqualTo(
            """
            A5:D9 header [3] rows 5 'Title'
              code text, name text, a integer
              b integer
            """);
  }

  @Test
  void tablesOfDifferentLengthSideBySide() {
    assertThat(
            tables(
                """
                Region | N |  |  | ICB | N
                R0 | 0 |  |  | I0 | 0
                R1 | 1 |  |  | I1 | 1
                R2 | 2 |  |  | I2 | 2
                R3 | 3 |  |  | I3 | 3
                 |  |  |  | I4 | 4
                 |  |  |  | I5 | 5
                 |  |  |  | I6 | 6
                 |  |  |  | I7 | 7
                 |  |  |  | I8 | 8
                 |  |  |  | I9 | 9
                 |  |  |  | I10 | 10
                 |  |  |  | I11 | 11
                """))
        .isEqualTo(
            """
            A2:B5 header [1] rows 4
              region text, n integer
            E2:F13 header [1] rows 12
              icb text, n integer
            """);
  }
}
