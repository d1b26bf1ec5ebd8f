package org.datawarp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.datawarp.model.error.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePatternTest {
  @ParameterizedTest
  @CsvSource({
    "adhd_aug25, adhd_aug25, true",
    "adhd_aug25, adhd_aug25_x, false",
    "adhd_*, adhd_, true",
    "adhd_*, rtt_adhd_x, false",
    "adhd_???25, adhd_aug25, true",
    "~adhd_(aug|sep)25, adhd_sep25, true",
    "~adhd, adhd_sep25, false",
    "a.c, abc, false",
    "a\\E.*, abc, false"
  })
  void aPatternFitsAWholeName(String pattern, String name, boolean fits) {
    assertThat(SourcePattern.parse(pattern).matches(name)).isEqualTo(fits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "~", "~(", "~[a"})
  void whatIsNoPatternIsRefused(String text) {
    assertThatThrownBy(() -> SourcePattern.parse(text)).isInstanceOf(UsageException.class);
  }

  @Test
  void anExpressionThatNeverEndsIsRefused() {
    SourcePattern endless = SourcePattern.parse("~" + "a?".repeat(30) + "a".repeat(30));

    assertThatThrownBy(() -> endless.matches("a".repeat(30)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("takes too long");
  }

  @Test
  void onlyAPlainNameIsExact() {
    assertThat(SourcePattern.parse("adhd_aug25").isExact()).isTrue();
    assertThat(SourcePattern.parse("adhd_*").isExact()).isFalse();
    assertThat(SourcePattern.parse("~adhd").isExact()).isFalse();
  }
}
