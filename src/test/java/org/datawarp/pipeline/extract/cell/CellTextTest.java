package org.datawarp.pipeline.extract.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.datawarp.pipeline.extract.cell.CellText.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellTextTest {
  private static final long SEED = 4L;

  private final CellText cell = new CellText();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
      0|0
      5|5
      -5|-5
      −5|-5
      –5|-5
      +5|5
      1,234|1234
      12,345,678|12345678
      1\u00a0234|1234
      1\u202f234.5|1234.5
       7 |7
      \u00a07\u00a0|7
      £1,234.50|1234.5
      -£5|-5
      £-5|-5
      € 5|5
      $0.99|0.99
      45.3%|45.3
      45 %|45
      (1,234)|-1234
      (5.5)|-5.5
      (£5)|-5
      .5|0.5
      -.25|-0.25
      1.50|1.5
      12.0|12
      1.2E+05|120000
      1.2e-05|0.000012
      1E+05|100000
      1.2E5|120000
      0.30000000000000004|0.30000000000000004
      123456789012345678|123456789012345678
      1234567890123456789.5|1234567890123456789.5
      -0.12345678901234567891|-0.12345678901234567891
      1.0000000000000000000000|1
      1E+30|1000000000000000000000000000000
      0E+30|0
      0.000|0
      """)
  void numbersOfEverySpellingAreRead(String text, String value) {
    assertThat(parse(text)).isEqualTo(Kind.NUMBER);
    assertThat(cell.decimal()).isEqualByComparingTo(value);
    if (!cell.isBig()) {
      assertThat(BigDecimal.valueOf(cell.unscaled(), cell.scale())).isEqualTo(cell.decimal());
      assertThat(cell.scale()).isBetween(0, 18);
    }
  }

  @Test
  void aTinyNegativeNumberMayStandAtTheStartOfItsArray() {
    byte[] utf8 = "-4294967296e-320".getBytes(StandardCharsets.UTF_8);

    assertThat(cell.parse(utf8, 0, utf8.length)).isEqualTo(Kind.NUMBER);
    assertThat(cell.decimal()).isEqualByComparingTo("-4294967296e-320");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,23",
        "1,2345",
        "12,34,567",
        "1 234",
        "5E1",
        "1e5",
        "12 High Street",
        "1.2.3",
        "5-",
        "--5",
        "(5)",
        "(1",
        "£",
        "-",
        "+",
        ".",
        "5.",
        "0x1F",
        "1_000",
        "12/13/14/15",
        "31/02/2024",
        "00/01/2024",
        "2024-13-01",
        "1st",
        "24:00",
        "12:60",
        "12:3",
        "99:99",
        "x",
        "[c]",
        "*",
        "12r",
        "12 (3)",
        "12 []",
        "April 2024",
        "2024-25",
        "1 Aprilis 2024",
        "01-04",
        "1 to",
        "5 or so",
        "fewer than many5",
        "2024-04-01 25:00",
        "2024-04-01T10:00+01:00",
        "2024-04-01Z",
        "∞",
        "≠5",
        "<",
        "<x",
        "≤",
        "tru",
        "yes",
        "Y",
        "1.5.20",
        "12:30:61",
        "12:30:15.1234567"
      })
  void whatIsNoNumberOrDateStaysText(String text) {
    assertThat(parse(text)).isEqualTo(Kind.TEXT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      1,234* | 1234 | *
      12 [r] | 12 | [r]
      1.1[sss] | 1.1 | [sss]
      5 [r][e] | 5 | [r][e]
      5[r] [e] | 5 | [r] [e]
      100%* | 100 | *
      12¹ | 12 | ¹
      12 ⁴ | 12 | ⁴
      12† | 12 | †
      12 (r) | 12 | (r)
      -3.5 [note 1] | -3.5 | [note 1]
      """)
  void aNumberWithAMarkerKeepsBoth(String text, BigDecimal value, String marker) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);

    assertThat(cell.parse(utf8, 0, utf8.length)).isEqualTo(Kind.MARKED_NUMBER);
    assertThat(cell.decimal()).isEqualByComparingTo(value);
    assertThat(text(utf8, cell.markerStart(), cell.end())).isEqualTo(marker);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
      <5 | - | 4
      < 5 | - | 4
      <=5 | - | 5
      ≤5 | - | 5
      ≥52 | 52 | -
      >5 | 6 | -
      >95% | 95 | -
      <1% | - | 1
      <0.5 | - | 0.5
      1-4 | 1 | 4
      1 - 4 | 1 | 4
      1–4 | 1 | 4
      1 to 4 | 1 | 4
      0-4 | 0 | 4
      5 or fewer | - | 5
      5 or less | - | 5
      fewer than 5 | - | 4
      Less than 5 | - | 4
      up to 5 | - | 5
      at least 5 | 5 | -
      more than 95% | 95 | -
      90+ | 90 | -
      90 and over | 90 | -
      """)
  void boundsAreRead(String text, BigDecimal lower, BigDecimal upper) {
    assertThat(parse(text)).isEqualTo(Kind.BOUND);
    assertThat(cell.lowerBound()).isEqualTo(lower);
    assertThat(cell.upperBound()).isEqualTo(upper);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-04-01, 2024-04-01",
    "2024/4/1, 2024-04-01",
    "01/04/2024, 2024-04-01",
    "1/4/24, 2024-04-01",
    "01-04-2024, 2024-04-01",
    "01.04.2024, 2024-04-01",
    "01-Apr-24, 2024-04-01",
    "01-Apr-1998, 1998-04-01",
    "1 April 2024, 2024-04-01",
    "1st April 2024, 2024-04-01",
    "01APR2024, 2024-04-01",
    "30 Sept 2024, 2024-09-30",
    "29/02/2024, 2024-02-29",
    "31/12/99, 1999-12-31",
    "01/04/2024 00:00, 2024-04-01",
    "2024-04-01T00:00:00.000Z, 2024-04-01"
  })
  void datesAreReadWithTheDayFirst(String text, LocalDate date) {
    assertThat(parse(text)).isEqualTo(Kind.DATE);
    assertThat(cell.isDate(DateOrder.DAY_FIRST)).isTrue();
    assertThat(cell.epochDay(DateOrder.DAY_FIRST)).isEqualTo(date.toEpochDay());
  }

  @Test
  void aDateThatCanOnlyBeMonthFirstSaysSo() {
    assertThat(parse("04/13/2024")).isEqualTo(Kind.DATE);
    assertThat(cell.isDate(DateOrder.DAY_FIRST)).isFalse();
    assertThat(cell.isDate(DateOrder.MONTH_FIRST)).isTrue();
    assertThat(cell.epochDay(DateOrder.MONTH_FIRST))
        .isEqualTo(LocalDate.of(2024, 4, 13).toEpochDay());

    parse("2024-04-01");
    assertThat(cell.epochDay(DateOrder.MONTH_FIRST))
        .isEqualTo(LocalDate.of(2024, 4, 1).toEpochDay());
  }

  @ParameterizedTest
  @CsvSource({
    "2024-04-01 12:30, 2024-04-01T12:30",
    "2024-04-01T12:30:15, 2024-04-01T12:30:15",
    "2024-04-01T12:30:15.5Z, 2024-04-01T12:30:15.5",
    "2024-04-01T12:30:15+00:00, 2024-04-01T12:30:15",
    "01/04/2024 9:05:00.123456, 2024-04-01T09:05:00.123456"
  })
  void timestampsAreRead(String text, LocalDateTime time) {
    assertThat(parse(text)).isEqualTo(Kind.TIMESTAMP);
    assertThat(cell.timestampMicros(DateOrder.DAY_FIRST))
        .isEqualTo(ChronoUnit.MICROS.between(LocalDateTime.of(1970, 1, 1, 0, 0), time));
  }

  @ParameterizedTest
  @CsvSource({
    "12:30, 12:30",
    "9:05, 09:05",
    "12:30:15, 12:30:15",
    "23:59:59.999999, 23:59:59.999999"
  })
  void timesAreRead(String text, LocalTime time) {
    assertThat(parse(text)).isEqualTo(Kind.TIME);
    assertThat(cell.timeMicros()).isEqualTo(time.toNanoOfDay() / 1000);
  }

  @Test
  void codesAndTruthAndBlanksAreToldApart() {
    assertThat(parse("007")).isEqualTo(Kind.NUMBER);
    assertThat(cell.hasLeadingZero()).isTrue();
    assertThat(parse("0.07")).isEqualTo(Kind.NUMBER);
    assertThat(cell.hasLeadingZero()).isFalse();
    assertThat(parse("1234567890123456789")).isEqualTo(Kind.NUMBER);
    assertThat(cell.isLongDigits()).isTrue();
    assertThat(parse("TRUE")).isEqualTo(Kind.BOOLEAN);
    assertThat(cell.isTrue()).isTrue();
    assertThat(parse("False")).isEqualTo(Kind.BOOLEAN);
    assertThat(cell.isTrue()).isFalse();
    assertThat(parse("")).isEqualTo(Kind.BLANK);
    assertThat(parse(" \t\u00a0\n")).isEqualTo(Kind.BLANK);
    assertThat(cell.kind()).isEqualTo(Kind.BLANK);
  }

  @Test
  void whatIsPrintedReadsBack() {
    Random random = new Random(SEED);
    byte[] out = new byte[CellPrinter.MAX_BYTES];
    for (int i = 0; i < 50_000; i++) {
      int scale = random.nextInt(19);
      long value = random.nextLong() >> random.nextInt(64);
      value = Math.abs(value) > 999_999_999_999_999_999L ? value / 100 : value;
      int end = CellPrinter.number(value, scale, out, 0);
      assertThat(text(out, 0, end)).isEqualTo(BigDecimal.valueOf(value, scale).toPlainString());
      assertThat(cell.parse(out, 0, end)).isEqualTo(Kind.NUMBER);
      assertThat(cell.decimal()).isEqualByComparingTo(BigDecimal.valueOf(value, scale));
      assertThat(cell.isBig()).isFalse();

      LocalDate date = LocalDate.ofEpochDay(random.nextInt(100_000) - 30_000);
      end = CellPrinter.date(date.toEpochDay(), out, 0);
      assertThat(text(out, 0, end)).isEqualTo(date.toString());
      assertThat(cell.parse(out, 0, end)).isEqualTo(Kind.DATE);
      assertThat(cell.epochDay(DateOrder.DAY_FIRST)).isEqualTo(date.toEpochDay());

      long micros =
          date.toEpochDay() * 86_400_000_000L + 1 + (random.nextLong() >>> 28) % 86_399_000_000L;
      end = CellPrinter.timestamp(micros, out, 0);
      assertThat(cell.parse(out, 0, end)).isEqualTo(Kind.TIMESTAMP);
      assertThat(cell.timestampMicros(DateOrder.DAY_FIRST)).isEqualTo(micros);
    }
  }

  @Test
  void theLongestValuesArePrintedWithinTheirRoom() {
    byte[] out = new byte[CellPrinter.MAX_BYTES];

    assertThat(text(out, 0, CellPrinter.number(Long.MIN_VALUE, 18, out, 0)))
        .isEqualTo("-9.223372036854775808");
    assertThat(text(out, 0, CellPrinter.number(Long.MIN_VALUE, 0, out, 0)))
        .isEqualTo("-9223372036854775808");
    assertThat(text(out, 0, CellPrinter.date(5_000_000, out, 0))).isEqualTo("15659-07-15");
    assertThat(text(out, 0, CellPrinter.time(45_015_500_000L, out, 0))).isEqualTo("12:30:15.5");
    assertThat(text(out, 0, CellPrinter.bool(true, out, 0))).isEqualTo("TRUE");
    assertThat(text(out, 0, CellPrinter.bool(false, out, 0))).isEqualTo("FALSE");
    assertThat(new String(CellPrinter.bigNumber(1e20), StandardCharsets.US_ASCII))
        .isEqualTo("100000000000000000000");
    assertThat(new String(CellPrinter.bigNumber(1.5e-20), StandardCharsets.US_ASCII))
        .isEqualTo("0.000000000000000000015");
    assertThat(new String(CellPrinter.bigNumber(Double.NaN), StandardCharsets.US_ASCII))
        .isEqualTo("NaN");
  }

  @Test
  void calendarDaysAgreeWithTheJdk() {
    for (long day = -800_000; day < 3_000_000; day += 37) {
      LocalDate date = LocalDate.ofEpochDay(day);
      long packed = CivilDate.ofEpochDay(day);
      assertThat(CivilDate.year(packed)).isEqualTo(date.getYear());
      assertThat(CivilDate.month(packed)).isEqualTo(date.getMonthValue());
      assertThat(CivilDate.day(packed)).isEqualTo(date.getDayOfMonth());
      assertThat(CivilDate.toEpochDay(date.getYear(), date.getMonthValue(), date.getDayOfMonth()))
          .isEqualTo(day);
    }
    assertThat(LocalDate.EPOCH.atStartOfDay().toEpochSecond(ZoneOffset.UTC)).isZero();
  }

  @Test
  void anyBytesAreReadWithoutFailing() {
    Random random = new Random(SEED);
    String[] parts = {
      "1",
      "0",
      "23",
      ",",
      ".",
      "-",
      "E",
      "+",
      "%",
      "£",
      "€",
      "−",
      "–",
      "(",
      ")",
      "[",
      "]",
      "*",
      " ",
      "\u00a0",
      "/",
      ":",
      "Apr",
      "to",
      "or fewer",
      "<",
      "≤",
      "≥",
      "T",
      "Z",
      "¹",
      "†",
      "a",
      "\u202f"
    };
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(8); n >= 0; n--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
      int cut = utf8.length - random.nextInt(Math.min(2, utf8.length));
      Kind kind = cell.parse(utf8, 0, cut);
      if (kind == Kind.NUMBER || kind == Kind.MARKED_NUMBER) {
        assertThat(cell.decimal()).isNotNull();
      }
      assertThat(cell.start()).isBetween(0, cell.end());
      assertThat(cell.end()).isLessThanOrEqualTo(cut);
    }
  }

  @Test
  void aNumberInTheMiddleOfAnArrayDoesNotSeeItsNeighbours() {
    byte[] utf8 = "9912,345.678".getBytes(StandardCharsets.UTF_8);

    assertThat(cell.parse(utf8, 2, 2)).isEqualTo(Kind.NUMBER);
    assertThat(cell.unscaled()).isEqualTo(12);
    assertThat(cell.parse(utf8, 2, 6)).isEqualTo(Kind.NUMBER);
    assertThat(cell.unscaled()).isEqualTo(12_345);
  }

  private Kind parse(String text) {
    byte[] utf8 = ("x" + text + "9").getBytes(StandardCharsets.UTF_8);
    return cell.parse(utf8, 1, utf8.length - 2);
  }

  private static String text(byte[] utf8, int from, int to) {
    return new String(utf8, from, to - from, StandardCharsets.UTF_8);
  }
}
