package org.datawarp.pipeline.discover;

import org.datawarp.model.period.Period;

/** How a file's period stands to the wanted one, the best first. */
enum PeriodMatch {
  /** The wanted period. */
  SAME,
  /** A range or year that runs up to the end of the wanted one. */
  UP_TO,
  /** A part of the wanted one. */
  PART,
  /** More than the wanted one, such as a time series. */
  WIDER,
  OTHER;

  static PeriodMatch of(Period period, Period wanted) {
    boolean startsWithin = !period.start().isBefore(wanted.start());
    boolean endsWithin = !period.end().isAfter(wanted.end());
    if (period.start().equals(wanted.start()) && period.end().equals(wanted.end())) {
      return SAME;
    }
    if (startsWithin && endsWithin) {
      return PART;
    }
    if (period.end().equals(wanted.end())) {
      return UP_TO;
    }
    boolean contains =
        !period.start().isAfter(wanted.start()) && !period.end().isBefore(wanted.end());
    return contains ? WIDER : OTHER;
  }

  String words(Period period, Period wanted) {
    return switch (this) {
      case SAME -> "data of " + period;
      case UP_TO -> "data of " + period + ", up to the end of " + wanted;
      case PART -> "data of " + period + ", a part of " + wanted;
      case WIDER -> "data of " + period + ", which holds " + wanted;
      case OTHER -> "data of " + period;
    };
  }
}
