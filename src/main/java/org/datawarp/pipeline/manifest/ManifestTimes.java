package org.datawarp.pipeline.manifest;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Times as manifests write them: with a zone, and in legacy ones also without (which is UTC), with
 * a space between date and time, or a date alone.
 */
final class ManifestTimes {
  private static final List<Function<String, Instant>> FORMS =
      List.of(
          Instant::parse,
          text -> OffsetDateTime.parse(text).toInstant(),
          text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC),
          text -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));

  private ManifestTimes() {}

  static Optional<Instant> parse(String text) {
    String iso = text.strip().replaceFirst("(?<=\\d) +(?=\\d)", "T");
    return FORMS.stream().flatMap(form -> tryForm(form, iso).stream()).findFirst();
  }

  private static Optional<Instant> tryForm(Function<String, Instant> form, String text) {
    try {
      return Optional.of(form.apply(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
