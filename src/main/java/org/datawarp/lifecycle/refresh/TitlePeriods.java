package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.DetectedTable;

/**
 * What the tables' titles say of the period, beside what the names say: where several sheets have
 * titles that all speak of other days than the name, one of both is a slip.
 */
final class TitlePeriods {
  private static final int SEVERAL = 2;

  /** The first title of each sheet that names a period, with the period. */
  private final Map<String, Period> bySheet = new LinkedHashMap<>();

  private String firstTitle = "";

  TitlePeriods(List<DetectedTable> tables) {
    for (DetectedTable table : tables) {
      Optional<Period> named =
          PeriodParser.find(table.title()).map(PeriodParser.PeriodFinding::period);
      if (named.isPresent()) {
        firstTitle = bySheet.isEmpty() ? table.title() : firstTitle;
        bySheet.putIfAbsent(table.member() + "\n" + table.sheet(), named.get());
      }
    }
  }

  /** Returns a warning that shows both, where the titles contradict a period. */
  Optional<String> contradiction(Period period, String origin) {
    boolean contradicts =
        bySheet.size() >= SEVERAL
            && bySheet.values().stream().noneMatch(named -> overlap(named, period));
    return contradicts
        ? Optional.of(
            "the period is "
                + period
                + " by "
                + origin
                + ", but the titles of "
                + bySheet.size()
                + " sheets say "
                + labels()
                + ", such as '"
                + firstTitle
                + "'")
        : Optional.empty();
  }

  /**
   * Refuses to load rows over others of the period that the name says, where all titles say one
   * other.
   *
   * @throws RefusedException if the titles contradict it and name one period
   */
  void requireNoContradiction(Period period, String origin) {
    Optional<String> both = contradiction(period, origin);
    List<Period> others = distinct();
    if (both.isPresent() && others.size() == 1) {
      throw new RefusedException(
          both.get() + "; " + period + " is loaded with other rows",
          "say which with --period "
              + period.label()
              + ", or load it under a name of its own with --period "
              + others.get(0).label());
    }
  }

  private String labels() {
    List<Period> others = distinct();
    return others.size() == 1 ? others.get(0).label() : others.get(0) + " and other periods";
  }

  private List<Period> distinct() {
    return new ArrayList<>(new LinkedHashSet<>(bySheet.values()));
  }

  private static boolean overlap(Period one, Period other) {
    return !one.start().isAfter(other.end()) && !other.start().isAfter(one.end());
  }
}
