package org.datawarp.lifecycle.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.datawarp.lifecycle.retention.RetentionVerdict.Rule;
import org.datawarp.model.period.Period;
import org.datawarp.repository.Hold;
import org.datawarp.repository.HoldRepository;
import org.datawarp.repository.RetentionPolicy;
import org.datawarp.repository.SourcePeriod;

/**
 * Decides what is kept and what expires, by which rule, at a moment. Touches nothing.
 *
 * <p>Something is kept when it is held, when no policy is for it, when it has no period, when it is
 * the newest issue of its publication, when it is among the newest periods of its table, or when it
 * was used within its days. Periods are counted for each table of a publication, over all its
 * sources. Of several policies the most generous wins, for each of the two numbers.
 */
public final class RetentionRules {
  /** The newest first; of two that end on one day the shorter. */
  private static final Comparator<Period> NEWEST_FIRST =
      Comparator.comparing(Period::end)
          .thenComparing(Period::start)
          .thenComparing(Period::label)
          .reversed();

  private final List<RetentionPolicy> policies;
  private final List<Hold> holds;
  private final Map<String, List<Period>> periods = new HashMap<>();
  private final Map<String, LocalDate> newest = new HashMap<>();

  /**
   * Makes the rules for the units that are there: periods are counted among these.
   *
   * @param policies every policy; disabled ones do not count
   */
  public RetentionRules(
      List<SourcePeriod> units, List<RetentionPolicy> policies, List<Hold> holds) {
    this.policies = policies.stream().filter(RetentionPolicy::enabled).toList();
    this.holds = List.copyOf(holds);
    Map<String, TreeSet<Period>> sorted = new HashMap<>();
    for (SourcePeriod unit : units) {
      Period period = unit.period();
      if (period != null) {
        sorted.computeIfAbsent(series(unit), key -> new TreeSet<>(NEWEST_FIRST)).add(period);
        newest.merge(unit.publication(), period.end(), (one, two) -> one.isAfter(two) ? one : two);
      }
    }
    sorted.forEach((key, set) -> periods.put(key, List.copyOf(set)));
  }

  /** Decides about some units at a moment, past or to come. */
  public List<RetentionVerdict> decide(List<SourcePeriod> units, Instant at) {
    return units.stream().map(unit -> decide(unit, at)).toList();
  }

  /** Decides about one unit at a moment, past or to come. */
  public RetentionVerdict decide(SourcePeriod unit, Instant at) {
    Optional<Hold> hold =
        HoldRepository.find(holds, unit.source(), unit.manifest(), unit.periodLabel());
    if (hold.isPresent()) {
      return kept(unit, Rule.HELD, hold.get().toString());
    }
    List<RetentionPolicy> own = policiesFor(unit);
    if (own.isEmpty()) {
      return kept(unit, Rule.NO_POLICY, "no policy, so it is kept for ever");
    }
    Period period = unit.period();
    if (period == null) {
      return kept(unit, Rule.NO_PERIOD, "it has no period, so it never falls behind");
    }
    if (isNewestIssue(unit)) {
      return kept(unit, Rule.NEWEST_ISSUE, "it is the newest issue of " + unit.publication());
    }
    return byNumbers(unit, period, own, at);
  }

  /** Tells whether a unit reports on the newest time that its publication reports on. */
  public boolean isNewestIssue(SourcePeriod unit) {
    Period period = unit.period();
    return period == null || period.end().equals(newest.get(unit.publication()));
  }

  private RetentionVerdict byNumbers(
      SourcePeriod unit, Period period, List<RetentionPolicy> own, Instant at) {
    RetentionPolicy byPeriods = mostGenerous(own, Comparator.comparing(RetentionPolicy::periods));
    RetentionPolicy byDays = mostGenerous(own, Comparator.comparing(RetentionPolicy::days));
    Instant used = unit.usedAt();
    if (used == null) {
      return new RetentionVerdict(
          unit, Rule.UNKNOWN_AGE, "nobody knows when it was last used", byDays, null);
    }
    int place = periods.getOrDefault(series(unit), List.of()).indexOf(period) + 1;
    String placed = "period " + place + " of the newest, " + byPeriods.periods() + " are kept";
    if (place > 0 && place <= byPeriods.periods()) {
      return new RetentionVerdict(
          unit, Rule.PERIODS, placed + " (" + byPeriods.pattern() + ")", byPeriods, null);
    }
    Instant expires = used.plus(Duration.ofDays(byDays.days()));
    String aged =
        "last used "
            + used.toString().substring(0, 10)
            + ", "
            + byDays.days()
            + " days are kept ("
            + byDays.pattern()
            + ")";
    return at.isBefore(expires)
        ? new RetentionVerdict(unit, Rule.DAYS, aged, byDays, expires)
        : new RetentionVerdict(
            unit, Rule.EXPIRED, placed + "; " + aged, deciding(own, byDays), expires);
  }

  /**
   * The policy that lets go last says where the unit goes; its rows are purged only if every policy
   * says so.
   */
  private static RetentionPolicy deciding(List<RetentionPolicy> own, RetentionPolicy last) {
    boolean purges = own.stream().allMatch(p -> p.rows() == RetentionPolicy.Rows.PURGE);
    return new RetentionPolicy(
        last.pattern(),
        last.periods(),
        last.days(),
        last.archiveTo(),
        purges ? RetentionPolicy.Rows.PURGE : RetentionPolicy.Rows.KEEP,
        true);
  }

  private static RetentionPolicy mostGenerous(
      List<RetentionPolicy> own, Comparator<RetentionPolicy> by) {
    return own.stream().max(by).orElseThrow();
  }

  private List<RetentionPolicy> policiesFor(SourcePeriod unit) {
    List<RetentionPolicy> own = new ArrayList<>();
    for (RetentionPolicy policy : policies) {
      if (policy.isFor(unit.source(), unit.manifest())) {
        own.add(policy);
      }
    }
    return own;
  }

  private static RetentionVerdict kept(SourcePeriod unit, Rule rule, String why) {
    return new RetentionVerdict(unit, rule, why, null, null);
  }

  private static String series(SourcePeriod unit) {
    return unit.publication() + " " + unit.tableLabel();
  }

  /** Returns the periods of sources that are not archived. */
  public static List<SourcePeriod> live(List<SourcePeriod> all) {
    return all.stream().filter(unit -> !unit.isArchived()).toList();
  }
}
