package org.datawarp.pipeline.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.poi.ss.usermodel.BuiltinFormats;
import org.apache.poi.ss.usermodel.DateUtil;
import org.datawarp.pipeline.workbook.NumberFormat.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NumberFormatTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "General|NUMBER",
        "0.00|NUMBER",
        "#,##0;[Red]-#,##0|NUMBER",
        "0.00E+00|NUMBER",
        "[Red]0|NUMBER",
        "\"dd\"0|NUMBER",
        "0\\d|NUMBER",
        "0_d|NUMBER",
        "@|NUMBER",
        "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####|NUMBER",
        "#,##0.00\\ [$kr-41D]|NUMBER",
        "dd/mm/yyyy|DATE",
        "[$-809]dd mmmm yyyy;@|DATE",
        "mmm-yy|DATE",
        "mmmmm|DATE",
        "m|DATE",
        "yyyy|DATE",
        "yyyy\"-W\"|DATE",
        "[$-411]ge.m.d|DATE",
        "aaaa|DATE",
        "[$-41E]bbbb|DATE",
        "yyyy-mm-dd hh:mm:ss|DATE_TIME",
        "d/m/yy h:mm AM/PM|DATE_TIME",
        "dd mm hh|DATE_TIME",
        "hh:mm|TIME",
        "mm:ss.0|TIME",
        "h:mm:ss.000|TIME",
        "h AM/PM|TIME",
        "h\" h \"m|TIME",
        "s|TIME",
        "[h]:mm|DURATION",
        "[hh]:mm:ss|DURATION",
        "[mm]:ss|DURATION",
        "[ss].00|DURATION"
      })
  void theKindFollowsFromTheCode(String code, Kind kind) {
    assertThat(NumberFormat.of(164, code).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0%", "0.0\\ %", "[Red]0.00%;-0.00%"})
  void aPercentSignMarksAPercentage(String code) {
    assertThat(NumberFormat.of(164, code).style()).isEqualTo(CellSink.PERCENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"£\"#,##0", "[$£-809]#,##0.00", "£0", "\\€0", "[$USD]\\ 0", "_-$* 0_-"})
  void aCurrencySignMarksACurrency(String code) {
    assertThat(NumberFormat.of(164, code).style()).isEqualTo(CellSink.CURRENCY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0\"%\"", "[$-409]0", "#,##0", "dd\"£\"", "0;0%"})
  void aSignThatIsNoCodeMarksNothing(String code) {
    assertThat(NumberFormat.of(164, code).style()).isZero();
  }

  @Test
  void theBuiltInIdsMeanWhatTheirCodesMean() {
    for (int id = 0; id < BuiltinFormats.getAll().length; id++) {
      String code = BuiltinFormats.getBuiltinFormat(id);
      if (!code.startsWith("reserved")) {
        assertThat(NumberFormat.of(id, null)).as(id + " " + code).isEqualTo(NumberFormat.of(code));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58})
  void theEastAsianBuiltInIdsAreDates(int id) {
    assertThat(NumberFormat.of(id, null).kind()).isEqualTo(Kind.DATE);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47})
  void whatIsADateAgreesWithPoi(int id) {
    assertThat(DateUtil.isInternalDateFormat(id)).isTrue();
    assertThat(NumberFormat.of(id, null).kind()).isNotEqualTo(Kind.NUMBER);
  }
}
