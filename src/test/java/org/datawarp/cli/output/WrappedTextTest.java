package org.datawarp.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappedTextTest {
  @Test
  void linesAreBrokenBetweenWordsOnly() {
    assertThat(WrappedText.lines("see https://example.org/a-b/c.xlsx for more", 12))
        .containsExactly("see", "https://example.org/a-b/c.xlsx", "for more");
    assertThat(WrappedText.lines("", 12)).containsExactly("");
  }
}
