package org.datawarp.model.period;

import java.time.LocalDate;

/**
 * The time a publication reports on, both days inclusive.
 *
 * @param label the stored form: {@code 2025-08}, {@code 2025-W03}, {@code 2025-12-28}, {@code
 *     2024}, {@code FY2024-25}, {@code FY2024-25-Q1}, {@code 2023-Q3} (of the calendar year), {@code
 *     2023-10/2024-03}, {@code FY2024-25/2025-03}, {@code FY2014-15/FY2020-21}
 * @param start the first day
 * @param end the last day, not before the first
 */
public record Period(String label, LocalDate start, LocalDate end) {
  /** Checks the order of the days. */
  public Period {
    if (label.isEmpty() || end.isBefore(start)) {
      throw new IllegalArgumentException("not a period: '" + label + "' " + start + " " + end);
    }
  }

  @Override
  public String toString() {
    return label;
  }
}
