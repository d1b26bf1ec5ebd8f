package org.datawarp.pipeline.extract.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.extract.MarkerClass;
import org.datawarp.pipeline.extract.cell.DateOrder;
import org.datawarp.pipeline.extract.marker.LegendParser;
import org.datawarp.pipeline.extract.marker.MarkerLexicon;
import org.datawarp.pipeline.extract.marker.TokenTable;
import org.junit.jupiter.api.Test;

class ColumnScanTest {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private final ColumnScan scan = new ColumnScan();

  @Test
  void wholeNumbersAreIntegersWhileThirtyTwoBitsHoldThem() {
    texts("1", "-2,000", "2147483647");
    scan.number(1200, 2);
    assertThat(decide().type()).isEqualTo(ColumnType.INTEGER);
    assertThat(decide().valueCount()).isEqualTo(4);
    assertThat(decide().why()).isEqualTo("4 whole numbers");

    scan.number(2_147_483_648L, 0);
    assertThat(decide().type()).isEqualTo(ColumnType.BIGINT);

    scan.bigNumber(1e20);
    ColumnVerdict verdict = decide();
    assertThat(verdict.type()).isEqualTo(ColumnType.NUMERIC);
    assertThat(verdict.precision()).isEqualTo(21);
    assertThat(verdict.scale()).isZero();
  }

  @Test
  void decimalsAreNumericWithTheDigitsTheyNeed() {
    texts("12345", "0.5", "1.25", "3.10");

    ColumnVerdict verdict = decide();

    assertThat(verdict.type()).isEqualTo(ColumnType.NUMERIC);
    assertThat(verdict.precision()).isEqualTo(7);
    assertThat(verdict.scale()).isEqualTo(2);
  }

  @Test
  void smallFractionsAndZerosHaveTheirDigits() {
    texts("0.05", "0");
    assertThat(decide().precision()).isEqualTo(2);
    assertThat(decide().scale()).isEqualTo(2);
  }

  @Test
  void numbersBeyondALongKeepTheirDigits() {
    texts("12345678901234567890.5", "1");

    assertThat(decide().type()).isEqualTo(ColumnType.NUMERIC);
    assertThat(decide().precision()).isEqualTo(21);
    assertThat(decide().scale()).isEqualTo(1);
  }

  @Test
  void markersLeaveAColumnNumeric() {
    texts("12", "*", "[c]", "1,234*", "<5", "12 [r]", "*", "-", "");
    scan.blank();

    ColumnVerdict verdict = decide();

    assertThat(verdict.type()).isEqualTo(ColumnType.INTEGER);
    assertThat(verdict.tokens()).containsExactly("*", "[c]", "<5", "[r]", "-");
    assertThat(verdict.markers().get(2).upper()).isEqualTo("4");
    assertThat(verdict.valueCount()).isEqualTo(3);
    assertThat(verdict.hasMarkers()).isTrue();
    assertThat(verdict.unknownTokens()).isEmpty();
    assertThat(verdict.why()).isEqualTo("3 whole numbers, 5 markers");
  }

  @Test
  void oneNumberAmongKnownMarkersIsEnough() {
    texts("*", "*", "*", "*", "*", "*", "*", "*", "*", "*", "*", "7");
    assertThat(decide().type()).isEqualTo(ColumnType.INTEGER);
  }

  @Test
  void singleLettersAreMarkersWhereTheRestIsNumbers() {
    texts("1", "2", "3", "4", "c", "x", "z");
    assertThat(decide().tokens()).containsExactly("c", "x", "z");
  }

  @Test
  void capitalsAmongFewNumbersAreCategories() {
    texts("C", "X", "Z", "1");
    assertThat(decide().type()).isEqualTo(ColumnType.TEXT);
    assertThat(decide().markers()).isEmpty();
    assertThat(decide().why()).isEqualTo("letters such as 'C'");
  }

  @Test
  void lettersOfALegendAreMarkersInAnyShare() {
    texts("C", "X", "C", "C", "C", "C", "1");
    MarkerLexicon lexicon =
        MarkerLexicon.fallback()
            .with(LegendParser.parse(List.of("c = confidential", "x = not available")));
    assertThat(scan.decide(lexicon).type()).isEqualTo(ColumnType.INTEGER);
  }

  @Test
  void textColumnsKeepTheirValues() {
    texts("Unknown", "C", "X", "Z", "Male");
    ColumnVerdict verdict = decide();

    assertThat(verdict.type()).isEqualTo(ColumnType.TEXT);
    assertThat(verdict.valueCount()).isEqualTo(5);
    assertThat(verdict.onlyMarkers()).isFalse();
  }

  @Test
  void anUnknownWordAmongNumbersIsKeptAndListed() {
    texts("1", "2", "3", "4", "Unknown");
    ColumnVerdict verdict = decide();

    assertThat(verdict.type()).isEqualTo(ColumnType.INTEGER);
    assertThat(verdict.unknownTokens()).containsExactly("Unknown");
  }

  @Test
  void manyUnknownWordsMakeAColumnText() {
    texts("1", "2", "3", "North", "South");
    assertThat(decide().type()).isEqualTo(ColumnType.TEXT);
    assertThat(decide().why()).isEqualTo("2 texts such as 'North'");
  }

  @Test
  void codesMakeAColumnText() {
    texts("1", "2", "3", "007");
    assertThat(decide().type()).isEqualTo(ColumnType.TEXT);
    assertThat(decide().why()).isEqualTo("1 code such as 007");
  }

  @Test
  void codesWithLettersMakeAColumnText() {
    texts("100", "101", "110", "120", "X01");
    assertThat(decide().type()).isEqualTo(ColumnType.TEXT);
  }

  @Test
  void longDigitStringsAreCodes() {
    texts("1234567890123456789");
    assertThat(decide().type()).isEqualTo(ColumnType.TEXT);
  }

  @Test
  void agesWithAnOpenEndAreADimension() {
    texts("0", "1", "2", "3", "4", "5", "6", "7+");
    assertThat(decide().type()).isEqualTo(ColumnType.TEXT);
    assertThat(decide().why()).contains("7+");
  }

  @Test
  void aTotalAmongNumbersIsADimension() {
    texts("1", "2", "3", "4", "5", "6", "7", "ALL");
    assertThat(decide().type()).isEqualTo(ColumnType.TEXT);
  }

  @Test
  void ageBandsAreText() {
    texts("0", "1-4", "5-9", "10-14", "15-19", "20-24");
    assertThat(decide().type()).isEqualTo(ColumnType.TEXT);
  }

  @Test
  void anOpenEndFarFromTheNumbersIsABound() {
    texts("1", "200", "30", "90+");
    assertThat(decide().type()).isEqualTo(ColumnType.INTEGER);
    assertThat(decide().tokens()).containsExactly("90+");
  }

  @Test
  void onlyMarkersAreTextThatMayBeANumber() {
    texts("*", "[c]", "*");
    ColumnVerdict verdict = decide();

    assertThat(verdict.type()).isEqualTo(ColumnType.TEXT);
    assertThat(verdict.onlyMarkers()).isTrue();
    assertThat(verdict.valueCount()).isZero();
  }

  @Test
  void nothingIsText() {
    scan.blank();
    texts("", "  ");
    assertThat(decide().type()).isEqualTo(ColumnType.TEXT);
    assertThat(decide().valueCount()).isZero();
    assertThat(decide().why()).isEqualTo("no values");
  }

  @Test
  void errorsAreMarkersOfNumbers() {
    scan.number(5, 0);
    scan.error("#N/A");
    scan.error("#BUSY!");
    scan.bigNumber(Double.POSITIVE_INFINITY);
    assertThat(decide().type()).isEqualTo(ColumnType.INTEGER);
    assertThat(decide().markers()).allMatch(marker -> marker.kind() == MarkerClass.ERROR);
  }

  @Test
  void percentTextsKeepTheirPrintedNumbers() {
    texts("45.3%", "100%*", "<1%");
    ColumnVerdict verdict = decide();

    assertThat(verdict.type()).isEqualTo(ColumnType.NUMERIC);
    assertThat(verdict.percentShift()).isZero();
    assertThat(verdict.precision()).isEqualTo(4);
    assertThat(verdict.scale()).isEqualTo(1);
    assertThat(verdict.tokens()).containsExactly("*", "<1%");
  }

  @Test
  void percentTextsAmongFractionsShownAsPercentagesAreFractions() {
    scan.percent(453, 3);
    scan.percent(97, 2);
    texts("100%*", "45.3%");
    ColumnVerdict verdict = decide();

    assertThat(verdict.percentShift()).isEqualTo(2);
    assertThat(verdict.type()).isEqualTo(ColumnType.NUMERIC);
    assertThat(verdict.scale()).isEqualTo(3);
    assertThat(verdict.precision()).isEqualTo(4);
  }

  @Test
  void datesAreDaysUntilOneHasATime() {
    texts("2024-04-01", "01/04/2024", "1 April 2024", "2024-04-01 00:00:00");
    scan.date(19_000);
    scan.timestamp(19_000 * MICROS_PER_DAY);
    assertThat(decide().type()).isEqualTo(ColumnType.DATE);
    assertThat(decide().dateOrder()).isEqualTo(DateOrder.DAY_FIRST);

    texts("2024-04-01 12:30");
    assertThat(decide().type()).isEqualTo(ColumnType.TIMESTAMP);
  }

  @Test
  void datesAreMonthFirstOnlyWhereTheyCannotBeDayFirst() {
    texts("04/01/2024", "04/13/2024");
    assertThat(decide().dateOrder()).isEqualTo(DateOrder.MONTH_FIRST);
    assertThat(decide().type()).isEqualTo(ColumnType.DATE);

    texts("13/04/2024");
    assertThat(decide().type()).isEqualTo(ColumnType.TEXT);
    assertThat(decide().why()).contains("days first");
  }

  @Test
  void markersLeaveAColumnOfDates() {
    texts("2024-04-01", "[x]", "2024-04-02");
    assertThat(decide().type()).isEqualTo(ColumnType.DATE);
    assertThat(decide().tokens()).containsExactly("[x]");
  }

  @Test
  void boundsAmongDatesAreText() {
    texts("2024-04-01", "1-4");
    assertThat(decide().type()).isEqualTo(ColumnType.TEXT);
  }

  @Test
  void timesAndTruthHaveTheirTypes() {
    texts("12:30", "23:59:59");
    scan.time(0);
    assertThat(decide().type()).isEqualTo(ColumnType.TIME);

    ColumnScan truths = new ColumnScan();
    truths.bool(true);
    truths.text("FALSE".getBytes(StandardCharsets.UTF_8), 0, 5);
    assertThat(truths.decide(MarkerLexicon.fallback()).type()).isEqualTo(ColumnType.BOOLEAN);
    truths.text("n/a".getBytes(StandardCharsets.UTF_8), 0, 3);
    assertThat(truths.decide(MarkerLexicon.fallback()).type()).isEqualTo(ColumnType.TEXT);
  }

  @Test
  void valuesOfSeveralKindsAreText() {
    texts("12", "2024-04-01");
    assertThat(decide().type()).isEqualTo(ColumnType.TEXT);
    assertThat(decide().why()).isEqualTo("values of 2 kinds");
  }

  @Test
  void memoryIsBounded() {
    for (int i = 0; i < 100_000; i++) {
      texts("name " + i);
    }
    assertThat(decide().type()).isEqualTo(ColumnType.TEXT);
    assertThat(decide().why()).isEqualTo("more than 64 different texts");
    assertThat(decide().valueCount()).isEqualTo(100_000);
  }

  @Test
  void aLongTextMakesAColumnText() {
    texts("1", "2", "3", "x".repeat(65));
    assertThat(decide().why()).isEqualTo("a text is longer than 64 bytes");
  }

  @Test
  void theTableOfTextsCountsEach() {
    TokenTable table = new TokenTable();
    byte[] text = "aabab".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length; i++) {
      table.add(text, i, i + 1, TokenTable.Role.ALONE);
    }
    table.add(text, 0, 1, TokenTable.Role.BOUND);

    assertThat(table.tokens())
        .containsExactly(
            new TokenTable.Token("a", TokenTable.Role.ALONE, 3),
            new TokenTable.Token("b", TokenTable.Role.ALONE, 2),
            new TokenTable.Token("a", TokenTable.Role.BOUND, 1));
  }

  private void texts(String... texts) {
    for (String text : texts) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      scan.text(utf8, 0, utf8.length);
    }
  }

  private ColumnVerdict decide() {
    return scan.decide(MarkerLexicon.fallback());
  }
}
