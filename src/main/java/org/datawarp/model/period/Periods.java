package org.datawarp.model.period;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds each kind of period with its label, and reads the labels back. */
final class Periods {
  private static final int FISCAL_MONTH = 4;
  private static final Pattern LABEL =
      Pattern.compile(
          "(?<year>[12][0-9]{3})"
              + "(?:-?Q(?<calendar>[1-4])|-(?:W(?<week>[0-9]{2})|(?<month>[0-9]{2})(?:-(?<day>[0-9]{2}))?))?"
              + "|FY(?<fiscal>[12][0-9]{3})-(?<next>[0-9]{2})(?:-Q(?<quarter>[1-4]))?");

  private Periods() {}

  static Period day(LocalDate date) {
    return new Period(date.toString(), date, date);
  }

  static Period month(YearMonth month) {
    return new Period(month.toString(), month.atDay(1), month.atEndOfMonth());
  }

  static Period year(int year) {
    return new Period(Integer.toString(year), LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
  }

  /** Returns the ISO week (Monday to Sunday) that a day lies in. */
  static Period week(LocalDate date) {
    LocalDate monday = date.minusDays(date.getDayOfWeek().getValue() - 1L);
    String label =
        String.format(
            Locale.ROOT,
            "%04d-W%02d",
            date.get(IsoFields.WEEK_BASED_YEAR),
            date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    return new Period(label, monday, monday.plusDays(6));
  }

  /** Returns an ISO week by its number; empty where that year has no such week. */
  static Optional<Period> week(int year, int number) {
    Period week = week(LocalDate.of(year, 1, 4).plusWeeks(number - 1L));
    boolean exists = number >= 1 && week.label().startsWith(year + "-");
    return exists ? Optional.of(week) : Optional.empty();
  }

  /** Returns the seven days from a day on: an ISO week where that is a Monday. */
  static Period sevenDays(LocalDate first) {
    return first.getDayOfWeek().getValue() == 1 ? week(first) : days(first, first.plusDays(6));
  }

  /** Returns the year from April to March that starts in a calendar year. */
  static Period fiscalYear(int startYear) {
    return new Period(
        fiscalLabel(startYear),
        LocalDate.of(startYear, FISCAL_MONTH, 1),
        LocalDate.of(startYear + 1, FISCAL_MONTH - 1, 31));
  }

  static Period fiscalQuarter(int startYear, int quarter) {
    YearMonth first = YearMonth.of(startYear, FISCAL_MONTH).plusMonths(3L * (quarter - 1));
    return new Period(
        fiscalLabel(startYear) + "-Q" + quarter,
        first.atDay(1),
        first.plusMonths(2).atEndOfMonth());
  }

  /** Returns a quarter of a calendar year: the third is July to September. */
  static Period calendarQuarter(int year, int quarter) {
    YearMonth first = YearMonth.of(year, 3 * quarter - 2);
    return new Period(
        String.format(Locale.ROOT, "%04d-Q%d", year, quarter),
        first.atDay(1),
        first.plusMonths(2).atEndOfMonth());
  }

  /** Returns the years from April to March from one to another, both included. */
  static Period fiscalYears(int firstStartYear, int lastStartYear) {
    Period first = fiscalYear(firstStartYear);
    Period last = fiscalYear(lastStartYear);
    return firstStartYear == lastStartYear
        ? first
        : new Period(first.label() + "/" + last.label(), first.start(), last.end());
  }

  static Period months(YearMonth first, YearMonth last) {
    return first.equals(last)
        ? month(first)
        : new Period(first + "/" + last, first.atDay(1), last.atEndOfMonth());
  }

  static Period days(LocalDate first, LocalDate last) {
    return first.equals(last) ? day(first) : new Period(first + "/" + last, first, last);
  }

  /** Returns the part of a fiscal year up to the end of a month or day inside it. */
  static Period fiscalYearTo(int startYear, Period end) {
    Period year = fiscalYear(startYear);
    return new Period(year.label() + "/" + end.label(), year.start(), end.end());
  }

  /** Returns the calendar year in which the fiscal year around a day starts. */
  static int fiscalStartYear(LocalDate date) {
    return date.getMonthValue() >= FISCAL_MONTH ? date.getYear() : date.getYear() - 1;
  }

  /** Returns the month of a fiscal year by its number in the calendar. */
  static YearMonth monthInFiscalYear(int startYear, int month) {
    return YearMonth.of(month >= FISCAL_MONTH ? startYear : startYear + 1, month);
  }

  static boolean isMonth(Period period) {
    return period.start().getDayOfMonth() == 1
        && period.end().equals(period.start().with(TemporalAdjusters.lastDayOfMonth()));
  }

  static boolean isDay(Period period) {
    return period.start().equals(period.end());
  }

  static boolean contains(Period outer, Period inner) {
    return !inner.start().isBefore(outer.start()) && !inner.end().isAfter(outer.end());
  }

  /** Reads a stored label; empty for anything else. */
  static Optional<Period> ofLabel(String label) {
    int slash = label.indexOf('/');
    if (slash < 0) {
      return single(label);
    }
    Optional<Period> first = single(label.substring(0, slash));
    Optional<Period> last = single(label.substring(slash + 1));
    return first.isPresent() && last.isPresent()
        ? range(first.get(), last.get())
        : Optional.empty();
  }

  private static Optional<Period> range(Period first, Period last) {
    boolean ordered = !last.start().isBefore(first.start());
    if (isFiscalYear(first) && isFiscalYear(last)) {
      return first.start().isBefore(last.start())
          ? Optional.of(fiscalYears(first.start().getYear(), last.start().getYear()))
          : Optional.empty();
    }
    if (isFiscalYear(first)) {
      return (isMonth(last) || isDay(last)) && contains(first, last)
          ? Optional.of(fiscalYearTo(first.start().getYear(), last))
          : Optional.empty();
    }
    if (ordered && isDay(first) && isDay(last)) {
      return Optional.of(days(first.start(), last.start()));
    }
    if (ordered && isMonth(first) && isMonth(last)) {
      return Optional.of(months(YearMonth.from(first.start()), YearMonth.from(last.start())));
    }
    return Optional.empty();
  }

  private static boolean isFiscalYear(Period period) {
    return period.label().matches("FY[0-9-]{7}");
  }

  private static Optional<Period> single(String label) {
    Matcher matcher = LABEL.matcher(label);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    if (matcher.group("fiscal") != null) {
      int start = Integer.parseInt(matcher.group("fiscal"));
      if ((start + 1) % 100 != Integer.parseInt(matcher.group("next"))) {
        return Optional.empty();
      }
      String quarter = matcher.group("quarter");
      return Optional.of(
          quarter == null ? fiscalYear(start) : fiscalQuarter(start, Integer.parseInt(quarter)));
    }
    int year = Integer.parseInt(matcher.group("year"));
    if (matcher.group("calendar") != null) {
      return Optional.of(calendarQuarter(year, Integer.parseInt(matcher.group("calendar"))));
    }
    if (matcher.group("week") != null) {
      return week(year, Integer.parseInt(matcher.group("week")));
    }
    try {
      if (matcher.group("day") != null) {
        return Optional.of(day(LocalDate.parse(label)));
      }
      return Optional.of(
          matcher.group("month") != null ? month(YearMonth.parse(label)) : year(year));
    } catch (DateTimeException e) {
      // A month 13 or a 30th of February: shaped like a label, but no day of any calendar.
      return Optional.empty();
    }
  }

  private static String fiscalLabel(int startYear) {
    return String.format(Locale.ROOT, "FY%04d-%02d", startYear, (startYear + 1) % 100);
  }

  /** Returns the year meant by two digits: 70 to 99 are 19xx, the others 20xx. */
  static Year century(int twoDigits) {
    return Year.of(twoDigits >= 70 ? 1900 + twoDigits : 2000 + twoDigits);
  }
}
