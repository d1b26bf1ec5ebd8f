package org.datawarp.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleTextTest {
  @ParameterizedTest
  @CsvSource({
    "00, \\x00",
    "07, \\x07",
    "0d, \\x0d",
    "1b, \\x1b",
    "7f, \\x7f",
    "85, \\x85",
    "9b, \\x9b",
    "61c, \\u061c",
    "200e, \\u200e",
    "200f, \\u200f",
    "2028, \\u2028",
    "2029, \\u2029",
    "202a, \\u202a",
    "202e, \\u202e",
    "2066, \\u2066",
    "2069, \\u2069",
    "d800, \\ud800",
    "dc00, \\udc00"
  })
  void whatActsOnATerminalIsWrittenAsItsNumber(String unit, String shown) {
    String text = "a" + (char) Integer.parseInt(unit, 16) + "b";

    assertThat(VisibleText.line(text)).isEqualTo("a" + shown + "b");
    assertThat(VisibleText.lines(text)).isEqualTo("a" + shown + "b");
    assertThat(VisibleText.json(text))
        .isEqualTo("a\\u" + "0".repeat(4 - unit.length()) + unit + "b");
  }

  @Test
  void lineBreaksStayWhereTheLayoutWantsThem() {
    assertThat(VisibleText.line("a\nb\tc")).isEqualTo("a\\x0ab\\x09c");
    assertThat(VisibleText.lines("a\nb\tc")).isEqualTo("a\nb\tc");
  }

  @Test
  void allOtherTextStaysAsItIs() {
    String text = "Größe ≥ 5 % — עברית العربية 統計 😀 \\x1b";

    assertThat(VisibleText.line(text)).isSameAs(text);
  }
}
