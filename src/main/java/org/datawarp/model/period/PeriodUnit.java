package org.datawarp.model.period;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the issues of a publication report on, one after the other: each a week, a month, … */
public enum PeriodUnit {
  /** An ISO week, Monday to Sunday. */
  WEEKLY,
  MONTHLY,
  /** A quarter of the year from April. */
  QUARTERLY,
  /** A quarter of the calendar year. */
  CALENDAR_QUARTERLY,
  /** The year from April to March. */
  YEARLY,
  CALENDAR_YEARLY;

  private static final int QUARTER_MONTHS = 3;

  /** Finds a unit by its {@link #word}. */
  public static Optional<PeriodUnit> find(String word) {
    return Arrays.stream(values()).filter(unit -> unit.word().equals(word)).findFirst();
  }

  /** Finds the unit that a period is one of. */
  public static Optional<PeriodUnit> of(Period period) {
    return Arrays.stream(values()).filter(unit -> unit.isOne(period)).findFirst();
  }

  /** Returns the word for it: {@code monthly}, {@code calendar-quarterly}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the period that a day lies in. */
  public Period at(LocalDate day) {
    int quarter = (day.getMonthValue() - 1) / QUARTER_MONTHS + 1;
    return switch (this) {
      case WEEKLY -> Periods.week(day);
      case MONTHLY -> Periods.month(YearMonth.from(day));
      case QUARTERLY ->
          Periods.fiscalQuarter(Periods.fiscalStartYear(day), quarter == 1 ? 4 : quarter - 1);
      case CALENDAR_QUARTERLY -> Periods.calendarQuarter(day.getYear(), quarter);
      case YEARLY -> Periods.fiscalYear(Periods.fiscalStartYear(day));
      case CALENDAR_YEARLY -> Periods.year(day.getYear());
    };
  }

  /** Returns the period after one. */
  public Period after(Period period) {
    return at(period.end().plusDays(1));
  }

  /** Tells whether a period is one of these, label and days. */
  public boolean isOne(Period period) {
    return at(period.start()).equals(period);
  }
}
