package org.datawarp.pipeline.download;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt. */
final class RetryRules {
  /** A server that wants more patience than this is not waited for. */
  static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(20);

  private RetryRules() {}

  /**
   * Returns a wait that doubles each time, by half of it random, so that many programs that failed
   * together do not return together.
   *
   * @param failures attempts that failed so far, from 1
   */
  static Duration backoff(int failures, RandomGenerator random) {
    long doubled = FIRST_WAIT.toMillis() << Math.min(failures - 1, 10);
    long full = Math.min(doubled, LONGEST_BACKOFF.toMillis());
    return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
  }

  /**
   * Reads a Retry-After header, seconds or a date; empty when it is neither. Source: RFC 9110,
   * section 10.2.3.
   */
  static Optional<Duration> retryAfter(String header, Instant now) {
    String text = header.strip();
    try {
      if (text.matches("\\d{1,9}")) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
      }
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(then.isBefore(now) ? Duration.ZERO : Duration.between(now, then));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
