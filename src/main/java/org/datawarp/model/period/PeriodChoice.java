package org.datawarp.model.period;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.datawarp.model.period.PeriodItem.Kind;
import org.jspecify.annotations.Nullable;

/** Joins the dated expressions of a text and chooses what the text is about. */
final class PeriodChoice {
  private static final Pattern RANGE_GAP =
      Pattern.compile("[ _.,()]*(?:-+|/|[ _-]*(?:to|until|till|through|thru)[ _-]*)[ _.,()]*");
  private static final Pattern AND_GAP = Pattern.compile("[ _-]+and[ _-]+");
  private static final Pattern PLAIN_GAP =
      Pattern.compile("[ _.,()\\-/:']*(?:(?:of|in)[ _-]+)?(?:financial year[ _-]*)?");
  private static final Pattern STAMP =
      Pattern.compile(
          ".*\\b(?:published|publication date|released?|updated?|extracted|accessed|created|issued"
              + "|uploaded|printed|downloaded)(?: date| on| at| in)?[ _:\\-]*",
          Pattern.DOTALL);

  private static final Pattern PLAIN_MARKS = Pattern.compile("[\\s_.,()/'’:\\p{Pd}\u00a0]*");
  private static final Set<String> FILLERS =
      Set.of(
          "revised",
          "revision",
          "final",
          "provisional",
          "financial",
          "the",
          "of",
          "in",
          "year",
          "month",
          "quarter",
          "period",
          "r",
          "p");
  private static final Set<String> FISCAL_WORDS = Set.of("fy", "fye", "fiscal", "financial");
  private static final Pattern YEAR_QUARTER_GAP = Pattern.compile("[-_]?");
  private static final int LONGEST_GAP = 40;
  private static final int STAMP_DAYS = 100;

  private final PeriodText text;
  private final List<PeriodItem> items;

  PeriodChoice(PeriodText text, PeriodItems.Reading reading) {
    this.text = text;
    this.items = joined(text, new PeriodItems(text, reading).scan());
  }

  /** Returns what the text is about; null where nothing or two things are possible. */
  @Nullable PeriodItem best() {
    List<PeriodItem> known = new ArrayList<>();
    for (PeriodItem item : items) {
      boolean bare = item.period() == null && !item.is(Kind.AMBIGUOUS);
      if (!bare && !isStamp(item)) {
        known.add(item);
      }
    }
    PeriodItem best = null;
    for (PeriodItem item : known) {
      if (best == null || item.kind().compareTo(best.kind()) < 0) {
        best = item;
      }
    }
    if (best == null || best.is(Kind.AMBIGUOUS)) {
      return null;
    }
    for (PeriodItem other : known) {
      if (other.kind() == best.kind() && !other.dated().equals(best.dated())) {
        return null;
      }
    }
    return refined(best, known);
  }

  /** Returns the period when the whole text is one, but for words that say nothing of time. */
  @Nullable PeriodItem whole() {
    PeriodItem best = best();
    // Quarters across the columns stay as they were read before there were such periods.
    if (best == null || best.is(Kind.CALENDAR_QUARTER)) {
      return null;
    }
    for (int i = 0; i < text.size(); i++) {
      boolean inside = false;
      for (PeriodItem item : items) {
        inside |= item.period() != null && i >= item.from() && i < item.to();
      }
      if (!inside && !FILLERS.contains(text.at(i).text())) {
        return null;
      }
    }
    return isPlain(0, best.from()) && isPlain(best.to(), text.size()) ? best : null;
  }

  /** Returns the text of an item as it was written. */
  String matched(PeriodItem item) {
    return text.cut(text.at(item.from()).start(), text.at(item.to() - 1).end());
  }

  private boolean isPlain(int from, int to) {
    for (int i = from; i <= to; i++) {
      if (!PLAIN_MARKS.matcher(text.rawGap(i)).matches()) {
        return false;
      }
    }
    return true;
  }

  private boolean isStamp(PeriodItem item) {
    int start = text.at(item.from()).start();
    return STAMP.matcher(text.between(Math.max(0, start - 40), start)).matches();
  }

  /** Weighs the best item against the others: a fiscal year may run to a month or a day. */
  private @Nullable PeriodItem refined(PeriodItem best, List<PeriodItem> known) {
    PeriodItem fiscal = null;
    for (PeriodItem item : known) {
      if (item.is(Kind.FISCAL_YEAR)) {
        if (fiscal != null && !fiscal.dated().equals(item.dated())) {
          return best.is(Kind.MONTH) || best.is(Kind.DAY) ? null : best;
        }
        fiscal = item;
      }
    }
    return switch (best.kind()) {
      case RANGE ->
          fiscal != null && sameDays(fiscal.dated(), best.dated())
              ? span(Kind.FISCAL_YEAR, fiscal.dated(), fiscal, best)
              : best;
      case MONTH -> month(best, fiscal, known);
      case DAY -> day(best, fiscal);
      default -> best;
    };
  }

  private static @Nullable PeriodItem month(
      PeriodItem best, @Nullable PeriodItem fiscal, List<PeriodItem> known) {
    if (fiscal != null) {
      return Periods.contains(fiscal.dated(), best.dated()) ? toDate(fiscal, best) : null;
    }
    for (PeriodItem item : known) {
      if (!item.is(Kind.DAY)) {
        continue;
      }
      // A day beside a month is its last day, or the day it was published; else they disagree.
      LocalDate latest = best.dated().end().plusDays(STAMP_DAYS);
      boolean near =
          !item.dated().start().isBefore(best.dated().start())
              && !item.dated().start().isAfter(latest);
      if (!near) {
        return null;
      }
    }
    return best;
  }

  private static PeriodItem day(PeriodItem best, @Nullable PeriodItem fiscal) {
    if (fiscal == null) {
      return best;
    }
    return Periods.contains(fiscal.dated(), best.dated()) ? toDate(fiscal, best) : fiscal;
  }

  private static PeriodItem toDate(PeriodItem fiscal, PeriodItem end) {
    Period period = Periods.fiscalYearTo(fiscal.dated().start().getYear(), end.dated());
    return span(Kind.FISCAL_TO_DATE, period, fiscal, end);
  }

  private static List<PeriodItem> joined(PeriodText text, List<PeriodItem> scanned) {
    List<PeriodItem> items = new ArrayList<>(scanned);
    for (int i = 0; i < items.size(); i++) {
      for (int count = Math.min(4, items.size() - i); count >= 2; count--) {
        PeriodItem whole = join(text, items.subList(i, i + count));
        if (whole != null) {
          items.subList(i, i + count).clear();
          items.add(i, whole);
          // What was made may be the first part of something longer, or the second.
          i = Math.max(-1, i - 2);
          break;
        }
      }
    }
    return items;
  }

  private static @Nullable PeriodItem join(PeriodText text, List<PeriodItem> parts) {
    PeriodItem first = parts.get(0);
    PeriodItem last = parts.get(parts.size() - 1);
    boolean[] plain = new boolean[parts.size()];
    boolean[] range = new boolean[parts.size()];
    for (int i = 1; i < parts.size(); i++) {
      String gap =
          text.between(
              text.at(parts.get(i - 1).to() - 1).end(), text.at(parts.get(i).from()).start());
      if (gap.length() > LONGEST_GAP) {
        return null;
      }
      plain[i] = PLAIN_GAP.matcher(gap).matches();
      range[i] =
          RANGE_GAP.matcher(gap).matches()
              || (AND_GAP.matcher(gap).matches() && text.isWord(first.from() - 1, "between"));
    }
    return switch (parts.size()) {
      case 2 -> {
        boolean monthToDay = first.is(Kind.MONTH) && last.is(Kind.DAY);
        boolean words = !monthToDay || text.isWord(last.from() - 1, "to", "until", "till");
        PeriodItem item = range[1] && words ? fiscalYears(text, first, last) : null;
        item = item == null && range[1] && words ? range(first, last) : item;
        item = item == null && plain[1] ? fiscalPart(first, last) : item;
        item = item == null && plain[1] ? fiscalPart(last, first) : item;
        yield item == null && plain[1] ? quarterWith(text, first, last) : item;
      }
      case 3 -> {
        PeriodItem item = range[2] && plain[1] ? monthsIn(first, parts.get(1), last) : null;
        yield item == null && range[1] && plain[2] ? monthsIn(last, first, parts.get(1)) : item;
      }
      default ->
          // Q1 (April to June) 2024-25
          first.is(Kind.BARE_QUARTER)
                  && last.is(Kind.FISCAL_YEAR)
                  && parts.get(1).is(Kind.BARE_MONTH)
                  && parts.get(2).is(Kind.BARE_MONTH)
                  && range[2]
              ? fiscalPart(last, first)
              : null;
    };
  }

  /** Reads {@code fy1415_to_fy2021}, where both are said to be years from April. */
  private static @Nullable PeriodItem fiscalYears(
      PeriodText text, PeriodItem first, PeriodItem last) {
    boolean said = text.isWord(first.from(), "fy") && text.isWord(last.from(), "fy");
    if (!said || !first.is(Kind.FISCAL_YEAR) || !last.is(Kind.FISCAL_YEAR)) {
      return null;
    }
    int start = first.dated().start().getYear();
    int end = last.dated().start().getYear();
    return start < end ? span(Kind.RANGE, Periods.fiscalYears(start, end), first, last) : null;
  }

  private static @Nullable PeriodItem range(PeriodItem first, PeriodItem last) {
    Period end = last.period();
    if (end == null) {
      return openRange(first, last);
    }
    Period start = first.period();
    if (start == null) {
      return bareStart(first, last);
    }
    if (first.is(Kind.FISCAL_YEAR) && (last.is(Kind.MONTH) || last.is(Kind.DAY))) {
      return Periods.contains(start, end) ? toDate(first, last) : null;
    }
    if (first.is(Kind.MONTH) && last.is(Kind.YEAR)) {
      // "Feb 2023 - 2025" does not say where in 2025 it ends.
      return PeriodItem.bare(Kind.AMBIGUOUS, 0, first.from(), last.to());
    }
    boolean months = isMonths(first) && isMonths(last);
    boolean days = (first.is(Kind.DAY) || first.is(Kind.MONTH)) && last.is(Kind.DAY);
    if (!start.start().isBefore(end.start()) || !(months || days)) {
      return null;
    }
    Period whole =
        months
            ? Periods.months(YearMonth.from(start.start()), YearMonth.from(end.end()))
            : Periods.days(start.start(), end.end());
    return span(Kind.RANGE, whole, first, last);
  }

  private static boolean isMonths(PeriodItem item) {
    return item.is(Kind.MONTH)
        || item.is(Kind.FISCAL_YEAR)
        || item.is(Kind.FISCAL_QUARTER)
        || item.is(Kind.YEAR);
  }

  /** Reads {@code 2024 Jan-Mar}: the year stands before both months. */
  private static @Nullable PeriodItem openRange(PeriodItem first, PeriodItem last) {
    if (!first.is(Kind.MONTH) || !last.is(Kind.BARE_MONTH)) {
      return null;
    }
    YearMonth start = YearMonth.from(first.dated().start());
    YearMonth end = YearMonth.of(start.getYear(), last.value());
    return span(
        Kind.RANGE,
        Periods.months(start, end.isBefore(start) ? end.plusYears(1) : end),
        first,
        last);
  }

  /** Reads {@code April to June 2024} and {@code 1 March to 12 June 2020}. */
  private static @Nullable PeriodItem bareStart(PeriodItem first, PeriodItem last) {
    Period end = last.dated();
    if (first.is(Kind.BARE_MONTH) && last.is(Kind.MONTH)) {
      YearMonth month = YearMonth.of(end.start().getYear(), first.value());
      YearMonth until = YearMonth.from(end.start());
      return span(
          Kind.RANGE,
          Periods.months(month.isAfter(until) ? month.minusYears(1) : month, until),
          first,
          last);
    }
    if (first.is(Kind.BARE_DAY) && last.is(Kind.DAY)) {
      YearMonth month = YearMonth.of(end.start().getYear(), first.value() / 100);
      if (!month.isValidDay(first.value() % 100)) {
        return null;
      }
      LocalDate day = month.atDay(first.value() % 100);
      return span(
          Kind.RANGE,
          Periods.days(day.isAfter(end.start()) ? day.minusYears(1) : day, end.start()),
          first,
          last);
    }
    return null;
  }

  private static @Nullable PeriodItem fiscalPart(PeriodItem fiscal, PeriodItem part) {
    if (!fiscal.is(Kind.FISCAL_YEAR)) {
      return null;
    }
    int year = fiscal.dated().start().getYear();
    if (part.is(Kind.BARE_MONTH)) {
      return span(
          Kind.MONTH, Periods.month(Periods.monthInFiscalYear(year, part.value())), fiscal, part);
    }
    return part.is(Kind.BARE_QUARTER)
        ? span(Kind.FISCAL_QUARTER, Periods.fiscalQuarter(year, part.value()), fiscal, part)
        : null;
  }

  /**
   * A quarter beside one year can be two: it is one of the calendar year where the text says so, or
   * where it is written as that ({@code 2023-Q3}) and nothing says fiscal. One whose months are
   * named is those months.
   */
  private static @Nullable PeriodItem quarterWith(
      PeriodText text, PeriodItem first, PeriodItem last) {
    PeriodItem quarter = first.is(Kind.BARE_QUARTER) ? first : last;
    PeriodItem other = first.is(Kind.BARE_QUARTER) ? last : first;
    if (!quarter.is(Kind.BARE_QUARTER)) {
      return null;
    }
    int from = Math.min(first.from(), last.from());
    int to = Math.max(first.to(), last.to());
    return switch (other.kind()) {
      case YEAR -> {
        boolean isWrittenSo = last == quarter && YEAR_QUARTER_GAP.matcher(text.gap(quarter.from())).matches();
        boolean isCalendar =
            !text.says(FISCAL_WORDS) && (isWrittenSo || text.says(Set.of("calendar")));
        yield isCalendar
            ? PeriodItem.of(
                Kind.CALENDAR_QUARTER,
                Periods.calendarQuarter(other.dated().start().getYear(), quarter.value()),
                from,
                to)
            : PeriodItem.bare(Kind.AMBIGUOUS, 0, from, to);
      }
      case AMBIGUOUS -> PeriodItem.bare(Kind.AMBIGUOUS, 0, from, to);
      case RANGE -> PeriodItem.of(Kind.RANGE, other.dated(), from, to);
      default -> null;
    };
  }

  private static @Nullable PeriodItem monthsIn(PeriodItem fiscal, PeriodItem from, PeriodItem to) {
    if (!fiscal.is(Kind.FISCAL_YEAR) || !from.is(Kind.BARE_MONTH) || !to.is(Kind.BARE_MONTH)) {
      return null;
    }
    int year = fiscal.dated().start().getYear();
    YearMonth first = Periods.monthInFiscalYear(year, from.value());
    YearMonth last = Periods.monthInFiscalYear(year, to.value());
    if (last.isBefore(first)) {
      return null;
    }
    PeriodItem start = fiscal.from() < from.from() ? fiscal : from;
    PeriodItem end = fiscal.from() < from.from() ? to : fiscal;
    return span(Kind.RANGE, Periods.months(first, last), start, end);
  }

  private static boolean sameDays(Period one, Period other) {
    return one.start().equals(other.start()) && one.end().equals(other.end());
  }

  private static PeriodItem span(Kind kind, Period period, PeriodItem one, PeriodItem other) {
    return PeriodItem.of(
        kind, period, Math.min(one.from(), other.from()), Math.max(one.to(), other.to()));
  }
}
