package org.datawarp.model;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of one run, which sorts by time: {@code 20250801-093000-1f3a9c}, in UTC.
 *
 * @param value the name; also that of the run's folder
 */
public record RunId(String value) {
  private static final Pattern SHAPE = Pattern.compile("\\d{8}-\\d{6}-[0-9a-f]{6}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Checks the shape. */
  public RunId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a run: '" + value + "'");
    }
  }

  /** Tells whether a text is the name of a run. */
  public static boolean isValid(String text) {
    return SHAPE.matcher(text).matches();
  }

  /** Makes a new name. */
  public static RunId create(Clock clock) {
    String random = String.format(Locale.ROOT, "%06x", new SecureRandom().nextInt(1 << 24));
    return new RunId(TIME.format(clock.instant()) + "-" + random);
  }

  @Override
  public String toString() {
    return value;
  }
}
