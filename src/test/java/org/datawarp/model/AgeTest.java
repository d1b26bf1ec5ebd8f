package org.datawarp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.datawarp.model.error.UsageException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgeTest {
  private static final Instant MOMENT = Instant.parse("2026-03-31T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "72h, 2026-03-28T12:00:00Z",
    "90d, 2025-12-31T12:00:00Z",
    "12w, 2026-01-06T12:00:00Z",
    "1mo, 2026-02-28T12:00:00Z",
    "6 MO, 2025-09-30T12:00:00Z",
    "1y, 2025-03-31T12:00:00Z",
    "0d, 2026-03-31T12:00:00Z"
  })
  void anAgeIsCountedBackInTheCalendar(String text, Instant then) {
    assertThat(Age.parse(text).before(MOMENT)).isEqualTo(then);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "90", "d", "-3d", "90m", "1.5y", "999999d", "1001y", "90d 3h"})
  void everythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Age.parse(text)).isInstanceOf(UsageException.class);
  }
}
