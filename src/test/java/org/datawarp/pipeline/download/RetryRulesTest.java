package org.datawarp.pipeline.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

  @Test
  void waitsDoubleAndVaryUpToALimit() {
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      assertThat(RetryRules.backoff(1, random)).isBetween(ms(250), ms(500));
      assertThat(RetryRules.backoff(3, random)).isBetween(ms(1000), ms(2000));
      assertThat(RetryRules.backoff(50, random)).isBetween(ms(10_000), ms(20_000));
    }
  }

  @Test
  void retryAfterIsSecondsOrADate() {
    assertThat(RetryRules.retryAfter(" 120 ", NOW)).contains(Duration.ofMinutes(2));
    assertThat(RetryRules.retryAfter("Sun, 01 Nov 2026 10:00:30 GMT", NOW))
        .contains(Duration.ofSeconds(30));
    assertThat(RetryRules.retryAfter("Sun, 01 Nov 2026 09:00:00 GMT", NOW)).contains(Duration.ZERO);
    assertThat(RetryRules.retryAfter("soon", NOW)).isEmpty();
  }

  private static Duration ms(int count) {
    return Duration.ofMillis(count);
  }
}
