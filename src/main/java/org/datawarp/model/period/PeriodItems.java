package org.datawarp.model.period;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.datawarp.model.period.PeriodItem.Kind;
import org.datawarp.model.period.PeriodText.Piece;
import org.jspecify.annotations.Nullable;

/** Finds the dated expressions of a text from left to right, the longest at each place. */
final class PeriodItems {
  /** How what could be two things is read. */
  enum Reading {
    /** 2011-12 is a fiscal year, 01/04 the first of April. */
    USUAL,
    /** 2011-12 is a month. */
    MONTHS,
    /** 04/01 is the first of April. */
    MONTH_FIRST
  }

  private static final Pattern FISCAL_GAP = Pattern.compile(" ?[-/] ?|[ _]");

  private final PeriodText text;
  private final PeriodDays days;
  private final Reading reading;

  PeriodItems(PeriodText text, Reading reading) {
    this.text = text;
    this.days = new PeriodDays(text, reading);
    this.reading = reading;
  }

  List<PeriodItem> scan() {
    List<PeriodItem> items = new ArrayList<>();
    int at = 0;
    while (at < text.size()) {
      PeriodItem item = itemAt(at);
      if (item == null) {
        at++;
      } else {
        items.add(item);
        at = item.to();
      }
    }
    return items;
  }

  private @Nullable PeriodItem itemAt(int at) {
    PeriodItem item = weekOfDay(at);
    item = item != null ? item : weekNumber(at);
    item = item != null ? item : yearEnding(at);
    item = item != null ? item : days.daysAcrossMonths(at);
    item = item != null ? item : days.day(at);
    item = item != null ? item : quarter(at);
    item = item != null ? item : fiscalYear(at);
    item = item != null ? item : month(at);
    return item != null ? item : year(at);
  }

  private @Nullable PeriodItem weekOfDay(int at) {
    int dateAt = at;
    boolean ending = false;
    if (text.isWord(at, "w")
        && text.isWord(at + 1, "e", "c", "b")
        && text.gap(at + 1).equals("/")) {
      ending = text.isWord(at + 1, "e");
      dateAt = at + 2;
    } else if (text.isWord(at, "we", "wc", "wb")) {
      ending = text.isWord(at, "we");
      dateAt = at + 1;
    } else if (text.isWord(at, "week")
        && text.isWord(at + 1, "ending", "ended", "commencing", "beginning", "starting")) {
      ending = text.isWord(at + 1, "ending", "ended");
      dateAt = at + 2;
    }
    PeriodItem day = dateAt > at ? days.day(dateAt) : null;
    if (day == null || day.period() == null) {
      return null;
    }
    LocalDate date = day.dated().start();
    return PeriodItem.of(
        Kind.WEEK, Periods.sevenDays(ending ? date.minusDays(6) : date), at, day.to());
  }

  private @Nullable PeriodItem weekNumber(int at) {
    int year = 0;
    int number = 0;
    int to = at + 3;
    if (text.isWord(at, "week", "wk", "w") && to <= text.size() && text.at(at + 2).isYear()) {
      number = at + 1;
      year = at + 2;
    } else if (to <= text.size()
        && text.at(at).isYear()
        && text.isWord(at + 1, "week", "wk", "w")) {
      year = at;
      number = at + 2;
    }
    if (number == 0
        || !text.at(number).isShortNumber(99)
        || !text.joined(at + 1)
        || !text.joined(at + 2)) {
      return null;
    }
    Optional<Period> week = Periods.week(text.at(year).value(), text.at(number).value());
    return week.isPresent()
        ? PeriodItem.of(Kind.WEEK, week.get(), at, to)
        : PeriodItem.bare(Kind.AMBIGUOUS, 0, at, to);
  }

  /**
   * Reads {@code year ending March 2025} and {@code FYE 2015}, and several of them: {@code FYE 2015
   * to 2021} are the years that end in March 2015 to 2021.
   */
  private @Nullable PeriodItem yearEnding(int at) {
    int end = afterEnding(at);
    if (end < 0) {
      return null;
    }
    boolean isFiscal =
        text.isWord(at, "fye", "fy") || text.isWord(at - 1, "financial", "fiscal");
    PeriodItem date = days.day(end);
    date = date != null ? date : month(end);
    YearMonth month;
    int to;
    if (date != null && date.period() != null) {
      month = YearMonth.from(date.dated().end());
      to = date.to();
      if (!date.dated().end().equals(month.atEndOfMonth())) {
        return null;
      }
    } else if (isFiscal && text.isYearAt(end) && longFiscalYear(end) == null) {
      month = YearMonth.of(text.at(end).fullYear(), 3);
      to = end + 1;
    } else {
      return null;
    }
    int lastYear = yearAfter(to);
    YearMonth last = lastYear > month.getYear() ? month.withYear(lastYear) : month;
    return yearsEnding(month, last, at, last.equals(month) ? to : to + 2);
  }

  private static PeriodItem yearsEnding(YearMonth first, YearMonth last, int from, int to) {
    if (first.getMonthValue() != 3) {
      return PeriodItem.of(Kind.RANGE, Periods.months(first.minusMonths(11), last), from, to);
    }
    Period years = Periods.fiscalYears(first.getYear() - 1, last.getYear() - 1);
    return PeriodItem.of(first.equals(last) ? Kind.FISCAL_YEAR : Kind.RANGE, years, from, to);
  }

  /** Returns the place after words that announce the end of a year, or -1. */
  private int afterEnding(int at) {
    if (text.isWord(at, "fye")) {
      return at + 1;
    }
    boolean isYear = text.isWord(at, "year", "years", "fy");
    return isYear && text.isWord(at + 1, "ending", "ended", "to") ? at + 2 : -1;
  }

  /** Returns the year in {@code to 2021} where that is all; 0 for anything else. */
  private int yearAfter(int at) {
    boolean isYear =
        text.isWord(at, "to") && at + 1 < text.size() && text.at(at + 1).isYear();
    return isYear && longFiscalYear(at + 1) == null && !text.isMonthAt(at + 2)
        ? text.at(at + 1).value()
        : 0;
  }

  private @Nullable PeriodItem quarter(int at) {
    boolean named = text.isWord(at, "q", "qtr", "quarter");
    if (!named
        || at + 1 >= text.size()
        || !text.at(at + 1).isShortNumber(4)
        || !text.joined(at + 1)) {
      return null;
    }
    int quarter = text.at(at + 1).value();
    int year = text.isWord(at + 2, "of") ? at + 3 : at + 2;
    PeriodItem fiscal = text.close(year) ? fiscalYear(year) : null;
    fiscal = fiscal == null && text.close(year) ? shortFiscalYear(year) : fiscal;
    if (fiscal != null && fiscal.is(Kind.FISCAL_YEAR)) {
      return PeriodItem.of(
          Kind.FISCAL_QUARTER,
          Periods.fiscalQuarter(fiscal.dated().start().getYear(), quarter),
          at,
          fiscal.to());
    }
    return PeriodItem.bare(Kind.BARE_QUARTER, quarter, at, at + 2);
  }

  private @Nullable PeriodItem fiscalYear(int at) {
    int digits = at;
    if (text.isWord(at, "fy") || (text.isWord(at, "year") && text.isWord(at - 1, "financial"))) {
      digits = at + 1;
    }
    if (digits >= text.size() || text.at(digits).kind() != PeriodText.Kind.NUMBER) {
      return null;
    }
    PeriodItem item = longFiscalYear(digits);
    if (item == null && digits > at && text.joined(digits)) {
      item = shortFiscalYear(digits);
      boolean ending = item == null && text.isYearAt(digits);
      item = ending ? PeriodItem.bare(Kind.AMBIGUOUS, 0, at, digits + 1) : item;
    }
    return item == null
        ? null
        : new PeriodItem(item.kind(), item.period(), item.value(), at, item.to());
  }

  /** Reads {@code 2024-25}, {@code 2024/25}, {@code 2024 to 2025}, {@code 2024-2025}, 202425. */
  private @Nullable PeriodItem longFiscalYear(int at) {
    Piece first = text.at(at);
    if (first.isNumber(6)) {
      int year = first.value() / 100;
      boolean isMonth = first.value() % 100 >= 1 && first.value() % 100 <= 12;
      return PeriodText.isCentury(year) && !isMonth && PeriodText.follows(year, first.value() % 100)
          ? PeriodItem.of(Kind.FISCAL_YEAR, Periods.fiscalYear(year), at, at + 1)
          : null;
    }
    int next = text.isWord(at + 1, "to") ? at + 2 : at + 1;
    if (!first.isYear() || next >= text.size()) {
      return null;
    }
    Piece second = text.at(next);
    boolean gap = FISCAL_GAP.matcher(text.gap(at + 1)).matches();
    boolean fiscal =
        (second.isNumber(2) || second.isYear())
            && PeriodText.follows(first.value(), second.value() % 100)
            && (second.isNumber(2) || second.value() == first.value() + 1);
    if (!gap || !fiscal) {
      boolean openRange =
          gap
              && text.gap(at + 1).equals("-")
              && second.isNumber(2)
              && second.value() > 12
              && next == at + 1;
      return openRange ? PeriodItem.bare(Kind.AMBIGUOUS, 0, at, next + 1) : null;
    }
    if (second.isYear() && next == at + 1 && text.gap(at + 1).equals(" ")) {
      return null;
    }
    boolean month =
        reading == Reading.MONTHS
            && text.gap(at + 1).equals("-")
            && second.isNumber(2)
            && second.value() <= 12;
    return month
        ? null
        : PeriodItem.of(Kind.FISCAL_YEAR, Periods.fiscalYear(first.value()), at, next + 1);
  }

  /** Reads {@code 24-25}, {@code 24/25} and {@code 2425}, where the words say it is a year. */
  private @Nullable PeriodItem shortFiscalYear(int at) {
    if (at >= text.size()) {
      return null;
    }
    Piece first = text.at(at);
    // 1920 is 2019-20; 2021 could be the year 2021.
    boolean pair = first.isNumber(4) && (!first.isYear() || first.value() == 1920);
    if (pair && PeriodText.follows(first.value() / 100, first.value() % 100)) {
      int start = Periods.century(first.value() / 100).getValue();
      return PeriodItem.of(Kind.FISCAL_YEAR, Periods.fiscalYear(start), at, at + 1);
    }
    if (first.isNumber(2)
        && at + 1 < text.size()
        && text.at(at + 1).isNumber(2)
        && text.gap(at + 1).matches("[-/_ ]")
        && PeriodText.follows(first.value(), text.at(at + 1).value())) {
      int start = Periods.century(first.value()).getValue();
      return PeriodItem.of(Kind.FISCAL_YEAR, Periods.fiscalYear(start), at, at + 2);
    }
    return null;
  }

  private @Nullable PeriodItem month(int at) {
    if (at >= text.size()) {
      return null;
    }
    Piece first = text.at(at);
    if (first.kind() == PeriodText.Kind.MONTH) {
      boolean year =
          text.isYearAt(at + 1)
              && (text.at(at + 1).isYear() ? text.close(at + 1) : text.joined(at + 1))
              && !fiscalAt(at + 1);
      return year
          ? month(text.at(at + 1).fullYear(), first.value(), at, at + 2)
          : PeriodItem.bare(Kind.BARE_MONTH, first.value(), at, at + 1);
    }
    if (first.isNumber(6) && PeriodText.isCentury(first.value() / 100)) {
      return month(first.value() / 100, first.value() % 100, at, at + 1);
    }
    if (at + 1 >= text.size()) {
      return null;
    }
    Piece second = text.at(at + 1);
    if (first.isYear()
        && second.kind() == PeriodText.Kind.MONTH
        && text.joined(at + 1)
        && !text.isBoundaryYear(at)) {
      return month(first.value(), second.value(), at, at + 2);
    }
    String gap = text.gap(at + 1);
    if (first.isYear() && second.isNumber(2) && gap.matches("[-_/]")) {
      return month(first.value(), second.value(), at, at + 2);
    }
    boolean monthFirst = first.isNumber(2) && second.isYear() && gap.matches("[-/]");
    return monthFirst ? month(second.value(), first.value(), at, at + 2) : null;
  }

  private @Nullable PeriodItem year(int at) {
    Piece piece = text.at(at);
    boolean plausible = piece.isYear() && piece.value() >= 1950 && piece.value() <= 2049;
    return plausible && !text.isBoundaryYear(at)
        ? PeriodItem.of(Kind.YEAR, Periods.year(piece.value()), at, at + 1)
        : null;
  }

  private static @Nullable PeriodItem month(int year, int month, int from, int to) {
    return month < 1 || month > 12
        ? null
        : PeriodItem.of(Kind.MONTH, Periods.month(YearMonth.of(year, month)), from, to);
  }

  private boolean fiscalAt(int at) {
    return longFiscalYear(at) != null;
  }
}
