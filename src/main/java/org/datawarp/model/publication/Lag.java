package org.datawarp.model.publication;

import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long after the end of a period its issue comes out.
 *
 * @param text as it is written: {@code 42d}, {@code 6w}, {@code 2m}
 * @param length the same as a length of time
 */
public record Lag(String text, Period length) {
  /** What a lag looks like, for people. */
  public static final String FORMS = "42d, 6w or 2m";

  private static final Pattern FORM = Pattern.compile("([0-9]{1,4}) ?([dwm])");
  private static final int LONGEST_DAYS = 3 * 366;

  /** Finds what a text says; empty for anything that is no lag of at most three years. */
  public static Optional<Lag> find(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(matcher.group(1));
    Period length =
        switch (matcher.group(2)) {
          case "d" -> Period.ofDays(number);
          case "w" -> Period.ofWeeks(number);
          default -> Period.ofMonths(number);
        };
    LocalDate day = LocalDate.EPOCH;
    return day.plus(length).isAfter(day.plusDays(LONGEST_DAYS))
        ? Optional.empty()
        : Optional.of(new Lag(text.strip(), length));
  }

  /** Returns the day that lies this long after another; months after a month's end end with one. */
  public LocalDate after(LocalDate day) {
    LocalDate after = day.plus(length);
    boolean isMonthEnd = length.getMonths() > 0 && day.getDayOfMonth() == day.lengthOfMonth();
    return isMonthEnd ? YearMonth.from(after).atEndOfMonth() : after;
  }

  @Override
  public String toString() {
    return text;
  }
}
