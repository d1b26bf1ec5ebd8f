package org.datawarp.cli.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;

/** Reads the moments that people name. */
final class Moments {
  private static final int DAY_LENGTH = "2025-08-31".length();

  private Moments() {}

  /**
   * Reads a day, which means its end, or a moment.
   *
   * @return null where there is no text
   */
  static @Nullable Instant parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return text.length() == DAY_LENGTH
          ? LocalDate.parse(text)
              .plusDays(1)
              .atStartOfDay(ZoneOffset.UTC)
              .toInstant()
              .minusMillis(1)
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new UsageException(
          "'" + text + "' is not a day", "write it as 2025-08-31, or 2025-08-31T09:30:00Z", e);
    }
  }
}
