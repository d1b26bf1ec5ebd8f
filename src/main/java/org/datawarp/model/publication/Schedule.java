package org.datawarp.model.publication;

import java.time.LocalDate;
import java.time.Month;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When issues come out.
 *
 * @param months the months in which periods end that have an issue; empty for all
 * @param start the first day of the first period; null where nothing says it
 * @param lag how long after its period's end an issue comes out; null where nothing says it
 * @param recheck how long after its due date an issue that is loaded is looked at again
 */
public record Schedule(
    Set<Month> months, @Nullable LocalDate start, @Nullable Lag lag, Lag recheck) {
  /** How long issues are looked at again where nothing else is said. */
  public static final Lag RECHECK = Lag.find("13m").orElseThrow();

  /** Of a publication that says nothing about it. */
  public static final Schedule NONE = new Schedule(Set.of(), null, null, RECHECK);

  /** Copies the set. */
  public Schedule {
    months = Set.copyOf(months);
  }
}
