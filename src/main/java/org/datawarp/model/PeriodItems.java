package org.datawarp.model;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.datawarp.model.PeriodItem.Kind;
import org.datawarp.model.PeriodText.Piece;
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

  private static final Pattern JOINED = Pattern.compile("[ _\\-.,/'’]{0,3}");
  private static final Pattern DATE_GAP = Pattern.compile("[ _\\-./]");
  private static final Pattern FISCAL_GAP = Pattern.compile(" ?[-/] ?|[ _]");
  private static final Pattern CLOSE = Pattern.compile("[ _\\-.,()/:']{0,4}");
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
  private static final Set<String> BOUNDARY_WORDS =
      Set.of(
          "lsoa",
          "lsoas",
          "msoa",
          "msoas",
          "oa",
          "census",
          "ward",
          "wards",
          "lad",
          "using",
          "boundary",
          "boundaries",
          "geography");

  private final PeriodText text;
  private final Reading reading;

  PeriodItems(PeriodText text, Reading reading) {
    this.text = text;
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
    item = item != null ? item : daysAcrossMonths(at);
    item = item != null ? item : day(at);
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
    PeriodItem day = dateAt > at ? day(dateAt) : null;
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
    if (number == 0 || !text.at(number).isShortNumber(99) || !joined(at + 1) || !joined(at + 2)) {
      return null;
    }
    Optional<Period> week = Periods.week(text.at(year).value(), text.at(number).value());
    return week.isPresent()
        ? PeriodItem.of(Kind.WEEK, week.get(), at, to)
        : PeriodItem.bare(Kind.AMBIGUOUS, 0, at, to);
  }

  private @Nullable PeriodItem yearEnding(int at) {
    if (!text.isWord(at, "year") || !text.isWord(at + 1, "ending", "ended", "to")) {
      return null;
    }
    PeriodItem end = day(at + 2);
    end = end != null ? end : month(at + 2);
    if (end == null || end.period() == null) {
      return null;
    }
    Period last = end.dated();
    if (!last.end().equals(YearMonth.from(last.end()).atEndOfMonth())) {
      return null;
    }
    YearMonth month = YearMonth.from(last.end());
    return month.getMonthValue() == 3
        ? PeriodItem.of(Kind.FISCAL_YEAR, Periods.fiscalYear(month.getYear() - 1), at, end.to())
        : PeriodItem.of(Kind.RANGE, Periods.months(month.minusMonths(11), month), at, end.to());
  }

  /** Reads {@code 1-march-12-june-2020}, where "march-12" is no month of 2012. */
  private @Nullable PeriodItem daysAcrossMonths(int at) {
    if (at + 5 > text.size()
        || !isDayMonth(at)
        || !isDayMonth(at + 2)
        || !text.at(at + 4).isYear()
        || !joined(at + 2)) {
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

  private @Nullable PeriodItem day(int at) {
    if (at >= text.size()) {
      return null;
    }
    Piece first = text.at(at);
    if (at > 0 && NUMBERED.contains(text.at(at - 1).text())) {
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
    if (second.kind() == PeriodText.Kind.MONTH && isDayGap(at + 1) && joined(at + 2)) {
      if (first.isShortNumber(31) && isYearAt(at + 2)) {
        return day(date(yearOf(third), second.value(), first.value()), at, at + 3);
      }
      if (first.isYear() && third.isShortNumber(31) && !isMonthAt(at + 3) && !isBoundaryYear(at)) {
        return day(date(first.value(), second.value(), third.value()), at, at + 3);
      }
      return bareDay(at, at + 1);
    }
    if (first.kind() == PeriodText.Kind.MONTH
        && second.isShortNumber(31)
        && third.isYear()
        && isDayGap(at + 1)
        && joined(at + 2)) {
      return day(date(third.value(), first.value(), second.value()), at, at + 3);
    }
    if (!sameGap || !DATE_GAP.matcher(text.gap(at + 1)).matches()) {
      return null;
    }
    if (first.isYear() && second.isNumber(2) && third.isNumber(2)) {
      boolean fiscal = second.value() > 12 && follows(first.value(), second.value());
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
            ? date(yearOf(third), first.value(), second.value())
            : date(yearOf(third), second.value(), first.value());
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
    if (!isMonthAt(month)) {
      return null;
    }
    if (isYearAt(month + 1) && joined(month + 1)) {
      LocalDate date =
          date(yearOf(text.at(month + 1)), text.at(month).value(), text.at(at).value());
      return day(date, at, month + 2);
    }
    return bareDay(at, month);
  }

  private @Nullable PeriodItem bareDay(int at, int month) {
    if (!text.at(at).isShortNumber(31) || !isMonthAt(month)) {
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

  private @Nullable PeriodItem quarter(int at) {
    boolean named = text.isWord(at, "q", "qtr", "quarter");
    if (!named || at + 1 >= text.size() || !text.at(at + 1).isShortNumber(4) || !joined(at + 1)) {
      return null;
    }
    int quarter = text.at(at + 1).value();
    int year = text.isWord(at + 2, "of") ? at + 3 : at + 2;
    PeriodItem fiscal = close(year) ? fiscalYear(year) : null;
    fiscal = fiscal == null && close(year) ? shortFiscalYear(year) : fiscal;
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
    if (item == null && digits > at && joined(digits)) {
      item = shortFiscalYear(digits);
      boolean ending = item == null && isYearAt(digits);
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
      return isCentury(year) && !isMonth && follows(year, first.value() % 100)
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
            && follows(first.value(), second.value() % 100)
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
    if (pair && follows(first.value() / 100, first.value() % 100)) {
      int start = Periods.century(first.value() / 100).getValue();
      return PeriodItem.of(Kind.FISCAL_YEAR, Periods.fiscalYear(start), at, at + 1);
    }
    if (first.isNumber(2)
        && at + 1 < text.size()
        && text.at(at + 1).isNumber(2)
        && text.gap(at + 1).matches("[-/_ ]")
        && follows(first.value(), text.at(at + 1).value())) {
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
          isYearAt(at + 1)
              && (text.at(at + 1).isYear() ? close(at + 1) : joined(at + 1))
              && !fiscalAt(at + 1);
      return year
          ? month(yearOf(text.at(at + 1)), first.value(), at, at + 2)
          : PeriodItem.bare(Kind.BARE_MONTH, first.value(), at, at + 1);
    }
    if (first.isNumber(6) && isCentury(first.value() / 100)) {
      return month(first.value() / 100, first.value() % 100, at, at + 1);
    }
    if (at + 1 >= text.size()) {
      return null;
    }
    Piece second = text.at(at + 1);
    if (first.isYear()
        && second.kind() == PeriodText.Kind.MONTH
        && joined(at + 1)
        && !isBoundaryYear(at)) {
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
    return plausible && !isBoundaryYear(at)
        ? PeriodItem.of(Kind.YEAR, Periods.year(piece.value()), at, at + 1)
        : null;
  }

  /** Tells whether a year names the boundaries of areas: LSOA 2011, using 2022 ICB boundaries. */
  private boolean isBoundaryYear(int at) {
    if (at > 0 && BOUNDARY_WORDS.contains(text.at(at - 1).text())) {
      return true;
    }
    for (int i = at + 1; i < text.size() && i <= at + 5; i++) {
      if (text.gap(i).matches(".*[();:].*")) {
        return false;
      }
      if (text.isWord(i, "boundary", "boundaries") || (i == at + 1 && text.isWord(i, "census"))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable PeriodItem month(int year, int month, int from, int to) {
    return month < 1 || month > 12
        ? null
        : PeriodItem.of(Kind.MONTH, Periods.month(YearMonth.of(year, month)), from, to);
  }

  private static @Nullable LocalDate date(int year, int month, int day) {
    if (!isCentury(year)) {
      return null;
    }
    try {
      return LocalDate.of(year, month, day);
    } catch (DateTimeException e) {
      // Not a day of the calendar, so not a date; the text may still be something else.
      return null;
    }
  }

  private boolean fiscalAt(int at) {
    return longFiscalYear(at) != null;
  }

  private boolean joined(int at) {
    return JOINED.matcher(text.gap(at)).matches();
  }

  private boolean isDayGap(int at) {
    return DAY_GAP.matcher(text.gap(at)).matches();
  }

  private boolean close(int at) {
    return at < text.size() && CLOSE.matcher(text.gap(at)).matches();
  }

  private boolean isMonthAt(int at) {
    return at < text.size() && text.at(at).kind() == PeriodText.Kind.MONTH;
  }

  private boolean isYearAt(int at) {
    return at < text.size() && (text.at(at).isYear() || text.at(at).isNumber(2));
  }

  private static int yearOf(Piece piece) {
    return piece.isNumber(2) ? Periods.century(piece.value()).getValue() : piece.value();
  }

  private static boolean isCentury(int year) {
    return year >= 1900 && year <= 2099;
  }

  private static boolean follows(int year, int next) {
    return (year + 1) % 100 == next;
  }
}
