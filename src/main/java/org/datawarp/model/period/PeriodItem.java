package org.datawarp.model.period;

import org.jspecify.annotations.Nullable;

/**
 * A dated expression in a text, or a part of one.
 *
 * @param kind what it is
 * @param period the period; null while it has none of its own
 * @param value a month, quarter or day-and-month (month × 100 + day) that still lacks its year
 * @param from its first piece
 * @param to the piece after its last
 */
record PeriodItem(Kind kind, @Nullable Period period, int value, int from, int to) {
  /** The kinds, those a text is most likely to be about first. */
  enum Kind {
    RANGE,
    FISCAL_QUARTER,
    CALENDAR_QUARTER,
    FISCAL_TO_DATE,
    WEEK,
    MONTH,
    DAY,
    /** Could be two periods; hides the weaker kinds below. */
    AMBIGUOUS,
    FISCAL_YEAR,
    YEAR,
    BARE_QUARTER,
    BARE_MONTH,
    BARE_DAY
  }

  static PeriodItem of(Kind kind, Period period, int from, int to) {
    return new PeriodItem(kind, period, 0, from, to);
  }

  static PeriodItem bare(Kind kind, int value, int from, int to) {
    return new PeriodItem(kind, null, value, from, to);
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  /** Returns the period of an item that has one. */
  Period dated() {
    if (period == null) {
      throw new IllegalStateException(kind + " has no period");
    }
    return period;
  }
}
