package org.datawarp.model.period;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The time a publication reports on, both days inclusive.
 *
 * @param label the stored form: {@code 2025-08}, {@code 2025-W03}, {@code 2025-12-28}, {@code
 *     2024}, {@code FY2024-25}, {@code FY2024-25-Q1}, {@code 2023-Q3} (of the calendar year),
 *     {@code 2023-10/2024-03}, {@code FY2024-25/2025-03}, {@code FY2014-15/FY2020-21}
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

  /** Written out: what Java makes for a record is linked for 15 ms when it is first asked. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Period period
        && label.equals(period.label)
        && start.equals(period.start)
        && end.equals(period.end);
  }

  @Override
  public int hashCode() {
    return (label.hashCode() * 31 + start.hashCode()) * 31 + end.hashCode();
  }

  @Override
  public String toString() {
    return label;
  }
}
