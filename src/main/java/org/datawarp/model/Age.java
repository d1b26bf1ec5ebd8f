package org.datawarp.model;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAmount;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.error.UsageException;

/**
 * How long ago something may be, in calendar units of UTC: {@code 72h}, {@code 90d}, {@code 12w},
 * {@code 6mo}, {@code 1y}.
 *
 * @param text the age as it was written
 * @param amount the same as a span of the calendar
 */
public record Age(String text, TemporalAmount amount) {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,5})\\s*(h|d|w|mo|y)");
  private static final int MAX_YEARS = 1000;

  /**
   * Reads an age; {@code 0} needs no unit.
   *
   * @throws UsageException if it is none, or longer than a thousand years
   */
  public static Age parse(String text) {
    if (text.strip().equals("0")) {
      return new Age("0", java.time.Duration.ZERO);
    }
    Matcher matcher = SHAPE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new UsageException(
          "'" + text + "' is not an age", "write it as 72h, 90d, 12w, 6mo or 1y");
    }
    int number = Integer.parseInt(matcher.group(1));
    TemporalAmount amount =
        switch (matcher.group(2)) {
          case "h" -> java.time.Duration.ofHours(number);
          case "d" -> Period.ofDays(number);
          case "w" -> Period.ofWeeks(number);
          case "mo" -> Period.ofMonths(number);
          default -> Period.ofYears(number);
        };
    if (matcher.group(2).equals("y") && number > MAX_YEARS) {
      throw new UsageException("'" + text + "' is longer than a thousand years", "give fewer");
    }
    return new Age(text.strip(), amount);
  }

  /** Returns the moment that lies so long before another. */
  public Instant before(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC).minus(amount).toInstant();
  }

  @Override
  public String toString() {
    return text;
  }
}
