package org.datawarp.model.period;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Set;
import java.util.regex.Pattern;
import org.datawarp.model.period.PeriodItem.Kind;
import org.datawarp.model.period.PeriodItems.Reading;
import org.datawarp.model.period.PeriodText.Piece;
import org.jspecify.annotations.Nullable;

/** Finds the days in a text: in digits, with the month's name, with or without a year. */
final class PeriodDays {
  private static final Pattern DATE_GAP = Pattern.compile("[ _\\-./]");
  private static final Pattern DAY_GAP = Pattern.compile("[ _\\-./]?|, ?");
  private static final Set<String> NUMBERED =
      Set.of(
          "table",
          "figure",
          "sheet",
          "part",
          "annex",
          "section",
          "tab",
          "chart",
          "appendix",
          "covid");

  private final PeriodText text;
  private final Reading reading;

  PeriodDays(PeriodText text, Reading reading) {
    this.text = text;
    this.reading = reading;
  }

  /** Reads {@code 1-march-12-june-2020}, where "march-12" is no month of 2012. */
  @Nullable PeriodItem daysAcrossMonths(int at) {
    if (at + 5 > text.size()
        || !isDayMonth(at)
        || !isDayMonth(at + 2)
        || !text.at(at + 4).isYear()
        || !text.joined(at + 2)) {
      return null;
    }
    LocalDate last =
        date(text.at(at + 4).value(), text.at(at + 3).value(), text.at(at + 2).value());
    LocalDate first = date(text.at(at + 4).value(), text.at(at + 1).value(), text.at(at).value());
    if (first == null || last == null || last.isBefore(first)) {
      return null;
    }
    return PeriodItem.of(Kind.RANGE, Periods.days(first, last), at, at + 5);
  }

  private boolean isDayMonth(int at) {
    return text.at(at).isShortNumber(31) && text.at(at + 1).kind() == PeriodText.Kind.MONTH;
  }

  /**
   * Returns the day that starts at a piece: with its year, without it, or one that no calendar has.
   */
  @Nullable PeriodItem day(int at) {
    if (at >= text.size()) {
      return null;
    }
    Piece first = text.at(at);
    if (first.isShortNumber(31) && at > 0 && NUMBERED.contains(text.at(at - 1).text())) {
      return null;
    }
    if (first.isNumber(8)) {
      int value = first.value();
      LocalDate date = date(value / 10_000, value / 100 % 100, value % 100);
      date = date != null ? date : date(value % 10_000, value / 10_000 % 100, value / 1_000_000);
      return day(date, at, at + 1);
    }
    if (at + 1 < text.size() && text.at(at + 1).kind() == PeriodText.Kind.WORD) {
      return ordinalDay(at);
    }
    if (at + 3 > text.size()) {
      return bareDay(at, at + 1);
    }
    Piece second = text.at(at + 1);
    Piece third = text.at(at + 2);
    boolean sameGap = text.gap(at + 1).equals(text.gap(at + 2));
    if (second.kind() == PeriodText.Kind.MONTH && isDayGap(at + 1) && text.joined(at + 2)) {
      if (first.isShortNumber(31) && text.isYearAt(at + 2)) {
        return day(date(third.fullYear(), second.value(), first.value()), at, at + 3);
      }
      if (first.isYear()
          && third.isShortNumber(31)
          && !text.isMonthAt(at + 3)
          && !text.isBoundaryYear(at)) {
        return day(date(first.value(), second.value(), third.value()), at, at + 3);
      }
      return bareDay(at, at + 1);
    }
    if (first.kind() == PeriodText.Kind.MONTH
        && second.isShortNumber(31)
        && third.isYear()
        && isDayGap(at + 1)
        && text.joined(at + 2)) {
      return day(date(third.value(), first.value(), second.value()), at, at + 3);
    }
    if (!sameGap || !DATE_GAP.matcher(text.gap(at + 1)).matches()) {
      return null;
    }
    if (first.isYear() && second.isNumber(2) && third.isNumber(2)) {
      boolean fiscal = second.value() > 12 && PeriodText.follows(first.value(), second.value());
      return fiscal
          ? null
          : dayOrNothing(date(first.value(), second.value(), third.value()), at, at + 3);
    }
    return numericDay(at, first, second, third);
  }

  private @Nullable PeriodItem numericDay(int at, Piece first, Piece second, Piece third) {
    boolean shaped =
        first.isShortNumber(31)
            && second.isShortNumber(31)
            && (third.isYear()
                || (third.isNumber(2)
                    && first.isNumber(2)
                    && second.isNumber(2)
                    && !text.gap(at + 1).equals(".")));
    if (!shaped) {
      return null;
    }
    LocalDate date =
        reading == Reading.MONTH_FIRST
            ? date(third.fullYear(), first.value(), second.value())
            : date(third.fullYear(), second.value(), first.value());
    return dayOrNothing(date, at, at + 3);
  }

  /** A date that no calendar has hides its own parts: 31-02-2025 is not the year 2025. */
  private PeriodItem dayOrNothing(@Nullable LocalDate date, int from, int to) {
    PeriodItem day = day(date, from, to);
    return day != null ? day : PeriodItem.bare(Kind.AMBIGUOUS, 0, from, to);
  }

  /** Reads {@code 12th January 2025} and {@code 1st of March 2025}. */
  private @Nullable PeriodItem ordinalDay(int at) {
    if (!text.at(at).isShortNumber(31)) {
      return null;
    }
    int month = text.isWord(at + 1, "st", "nd", "rd", "th") ? at + 2 : at + 1;
    month = text.isWord(month, "of") ? month + 1 : month;
    if (!text.isMonthAt(month)) {
      return null;
    }
    if (text.isYearAt(month + 1) && text.joined(month + 1)) {
      LocalDate date =
          date(text.at(month + 1).fullYear(), text.at(month).value(), text.at(at).value());
      return day(date, at, month + 2);
    }
    return bareDay(at, month);
  }

  private @Nullable PeriodItem bareDay(int at, int month) {
    if (!text.at(at).isShortNumber(31) || !text.isMonthAt(month)) {
      return null;
    }
    int value = text.at(month).value() * 100 + text.at(at).value();
    return PeriodItem.bare(Kind.BARE_DAY, value, at, month + 1);
  }

  private @Nullable PeriodItem day(@Nullable LocalDate date, int from, int to) {
    return date == null ? null : PeriodItem.of(Kind.DAY, Periods.day(date), from, skipMidnight(to));
  }

  /** Skips the {@code 00:00:00} that a date from a spreadsheet may carry. */
  private int skipMidnight(int to) {
    int at = text.isWord(to, "t") ? to + 1 : to;
    boolean zeros = at + 2 <= text.size() && isZeros(at) && isZeros(at + 1);
    if (!zeros || !text.gap(at + 1).equals(":")) {
      return to;
    }
    return at + 3 <= text.size() && isZeros(at + 2) ? at + 3 : at + 2;
  }

  private boolean isZeros(int at) {
    return text.at(at).text().equals("00");
  }

  private static @Nullable LocalDate date(int year, int month, int day) {
    if (year < 1900 || year > 2099) {
      return null;
    }
    try {
      return LocalDate.of(year, month, day);
    } catch (DateTimeException e) {
      // Not a day of the calendar, so not a date; the text may still be something else.
      return null;
    }
  }

  private boolean isDayGap(int at) {
    return DAY_GAP.matcher(text.gap(at)).matches();
  }
}
