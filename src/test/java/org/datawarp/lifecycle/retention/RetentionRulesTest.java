package org.datawarp.lifecycle.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.datawarp.lifecycle.retention.RetentionVerdict.Rule;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.TableName;
import org.datawarp.repository.Hold;
import org.datawarp.repository.RetentionPolicy;
import org.datawarp.repository.RetentionPolicy.Rows;
import org.datawarp.repository.SourcePeriod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RetentionRulesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int SEEDS = 60;

  @Test
  void withoutAPolicyEverythingIsKeptForEver() {
    List<SourcePeriod> units = months(30, 4000);

    assertThat(rules(units).decide(units, NOW.plus(Duration.ofDays(36_500))))
        .extracting(RetentionVerdict::rule)
        .containsOnly(Rule.NO_POLICY);
  }

  @Test
  void eitherRuleKeeps() {
    List<SourcePeriod> units = months(6, 0);

    List<RetentionVerdict> verdicts = rules(units, policy("adhd_*", 2, 100)).decide(units, NOW);

    // Month n was used n * 40 days ago: two by their number, one more by its days.
    assertThat(verdicts)
        .extracting(RetentionVerdict::rule)
        .containsExactly(
            Rule.NEWEST_ISSUE, Rule.PERIODS, Rule.DAYS, Rule.EXPIRED, Rule.EXPIRED, Rule.EXPIRED);
    assertThat(verdicts.get(3).why())
        .isEqualTo(
            "period 4 of the newest, 2 are kept; last used 2025-09-03, 100 days are kept"
                + " (adhd_*)");
  }

  @Test
  void theMostGenerousPolicyWinsForEachNumber() {
    List<SourcePeriod> units = months(8, 0);

    List<RetentionVerdict> verdicts =
        rules(units, policy("adhd_*", 4, 0), policy("~adhd.*", 1, 241), disabled("*", 99, 9999))
            .decide(units, NOW);

    assertThat(verdicts)
        .extracting(RetentionVerdict::rule)
        .containsExactly(
            Rule.NEWEST_ISSUE,
            Rule.PERIODS,
            Rule.PERIODS,
            Rule.PERIODS,
            Rule.DAYS,
            Rule.DAYS,
            Rule.DAYS,
            Rule.EXPIRED);
  }

  @Test
  void rowsArePurgedOnlyIfEveryPolicySaysSo() {
    List<SourcePeriod> units = months(3, 500);
    RetentionPolicy purges =
        new RetentionPolicy(SourcePattern.parse("adhd_*"), 1, 9, "r2://b", Rows.PURGE, true);

    assertThat(rules(units, purges).decide(units.get(2), NOW).policy())
        .extracting(RetentionPolicy::rows, RetentionPolicy::archiveTo)
        .containsExactly(Rows.PURGE, "r2://b");
    assertThat(rules(units, purges, policy("*", 1, 1)).decide(units.get(2), NOW).policy())
        .extracting(RetentionPolicy::rows)
        .isEqualTo(Rows.KEEP);
  }

  @Test
  void periodsAreCountedForEachTableOverAllItsSources() {
    List<SourcePeriod> units = new ArrayList<>();
    for (int month = 1; month <= 4; month++) {
      units.add(unit("rtt", "rtt_2025m" + month, "_admitted", month, 900));
      units.add(unit("rtt", "rtt_2025m" + month, "_waiting", month, 900));
    }
    units.add(unit("rtt", "rtt_2025m5", "_admitted", 5, 900));

    List<RetentionVerdict> verdicts = rules(units, policy("rtt_*", 2, 0)).decide(units, NOW);

    assertThat(kept(verdicts))
        .containsExactly(
            "rtt_2025m3_waiting",
            "rtt_2025m4_admitted",
            "rtt_2025m4_waiting",
            "rtt_2025m5_admitted");
  }

  @Test
  void whatIsHeldOrWithoutPeriodOrOfUnknownAgeStays() {
    SourcePeriod reference = copy(unit("ods", "ods", "", 1, 5000), null, NOW);
    SourcePeriod unknown = copy(unit("adhd", "adhd_m2", "", 2, 0), month(2), null);
    List<SourcePeriod> units = new ArrayList<>(months(3, 5000));
    units.add(reference);
    units.add(unknown);
    Hold hold = new Hold(SourcePattern.parse("adhd_jan25"), null, "FOI 1", "ann", NOW);

    List<RetentionVerdict> verdicts =
        new RetentionRules(units, List.of(policy("*", 0, 0)), List.of(hold)).decide(units, NOW);

    assertThat(verdicts)
        .extracting(RetentionVerdict::rule)
        .containsExactly(
            Rule.NEWEST_ISSUE, Rule.EXPIRED, Rule.HELD, Rule.NO_PERIOD, Rule.UNKNOWN_AGE);
    assertThat(verdicts.get(2).why()).isEqualTo("held (adhd_jan25): FOI 1");
  }

  @Test
  void aHoldOnOnePeriodHoldsThatOneAlone() {
    Hold hold = new Hold(SourcePattern.parse("adhd_*"), "2025-02", "audit", null, NOW);

    assertThat(hold.holds("adhd_feb25", "adhd_feb25", "2025-02")).isTrue();
    assertThat(hold.holds("adhd_mar25", "adhd_mar25", "2025-03")).isFalse();
    assertThat(hold.holds("adhd_all", null, null)).isTrue();
  }

  @Test
  void theFutureIsToldToo() {
    List<SourcePeriod> units = months(2, 0);
    RetentionRules rules = rules(units, policy("adhd_*", 0, 365));
    RetentionVerdict now = rules.decide(units.get(1), NOW);
    Instant expiresAt = Objects.requireNonNull(now.expiresAt());

    assertThat(now.rule()).isEqualTo(Rule.DAYS);
    assertThat(rules.decide(units.get(1), expiresAt.minusSeconds(1)).isKept()).isTrue();
    assertThat(rules.decide(units.get(1), expiresAt).isKept()).isFalse();
  }

  @RepeatedTest(SEEDS)
  void whatIsKeptIsWhatAnyRuleKeeps(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<SourcePeriod> units = randomUnits(random);
    List<RetentionPolicy> policies = randomPolicies(random);
    List<Hold> holds = randomHolds(random);
    Instant at = NOW.plus(Duration.ofDays(random.nextInt(2000) - 500));

    List<RetentionVerdict> verdicts = new RetentionRules(units, policies, holds).decide(units, at);

    assertThat(verdicts).extracting(RetentionVerdict::unit).containsExactlyElementsOf(units);
    for (RetentionVerdict verdict : verdicts) {
      assertThat(verdict.isKept())
          .as("seed %s: %s", repetition.getCurrentRepetition(), verdict)
          .isEqualTo(oracle(verdict.unit(), units, policies, holds, at));
    }
  }

  @RepeatedTest(SEEDS)
  void theOrderOfUnitsAndPoliciesDoesNotMatter(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<SourcePeriod> units = randomUnits(random);
    List<RetentionPolicy> policies = randomPolicies(random);
    Map<SourcePeriod, Boolean> before = verdicts(units, policies, NOW);

    Collections.shuffle(units, random);
    Collections.shuffle(policies, random);

    assertThat(verdicts(units, policies, NOW)).isEqualTo(before);
  }

  @RepeatedTest(SEEDS)
  void moreGenerosityAndLessTimeNeverExpireMore(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<SourcePeriod> units = randomUnits(random);
    List<RetentionPolicy> policies = randomPolicies(random);
    TreeSet<String> expired = expired(units, policies, NOW);

    List<RetentionPolicy> more =
        policies.stream()
            .filter(RetentionPolicy::enabled)
            .map(p -> policy(p.pattern().toString(), p.periods() + 1, p.days() + 30))
            .toList();
    assertThat(expired).containsAll(expired(units, more, NOW));
    assertThat(expired(units, policies, NOW.plus(Duration.ofDays(random.nextInt(900)))))
        .containsAll(expired);
    // One more policy for what has one already can only keep more.
    List<RetentionPolicy> two = new ArrayList<>(policies);
    policies.stream()
        .filter(RetentionPolicy::enabled)
        .findFirst()
        .ifPresent(p -> two.add(policy(p.pattern().toString(), 0, 0)));
    assertThat(expired(units, two, NOW)).isEqualTo(expired);
  }

  private static boolean oracle(
      SourcePeriod unit,
      List<SourcePeriod> units,
      List<RetentionPolicy> policies,
      List<Hold> holds,
      Instant at) {
    List<RetentionPolicy> own =
        policies.stream()
            .filter(RetentionPolicy::enabled)
            .filter(p -> p.pattern().matches(unit.source()) || matchesManifest(p, unit))
            .toList();
    Period period = unit.period();
    if (own.isEmpty()
        || period == null
        || unit.usedAt() == null
        || holds.stream()
            .anyMatch(h -> h.holds(unit.source(), unit.manifest(), unit.periodLabel()))) {
      return true;
    }
    boolean newest =
        units.stream()
            .filter(other -> other.publication().equals(unit.publication()))
            .map(SourcePeriod::period)
            .filter(Objects::nonNull)
            .noneMatch(other -> other.end().isAfter(period.end()));
    long newer =
        units.stream()
            .filter(other -> other.publication().equals(unit.publication()))
            .filter(other -> other.tableLabel().equals(unit.tableLabel()))
            .map(SourcePeriod::period)
            .filter(Objects::nonNull)
            .distinct()
            .filter(other -> other.end().isAfter(period.end()))
            .count();
    return newest
        || own.stream().anyMatch(p -> newer < p.periods())
        || own.stream().anyMatch(p -> at.isBefore(unit.usedAt().plus(Duration.ofDays(p.days()))));
  }

  private static boolean matchesManifest(RetentionPolicy policy, SourcePeriod unit) {
    return unit.manifest() != null && policy.pattern().matches(unit.manifest());
  }

  private static Map<SourcePeriod, Boolean> verdicts(
      List<SourcePeriod> units, List<RetentionPolicy> policies, Instant at) {
    Map<SourcePeriod, Boolean> map = new HashMap<>();
    new RetentionRules(units, policies, List.of())
        .decide(units, at)
        .forEach(verdict -> map.put(verdict.unit(), verdict.isKept()));
    return map;
  }

  private static TreeSet<String> expired(
      List<SourcePeriod> units, List<RetentionPolicy> policies, Instant at) {
    return new RetentionRules(units, policies, List.of())
        .decide(units, at).stream()
            .filter(verdict -> !verdict.isKept())
            .map(verdict -> verdict.unit().source())
            .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> kept(List<RetentionVerdict> verdicts) {
    return verdicts.stream()
        .filter(RetentionVerdict::isKept)
        .map(v -> v.unit().source())
        .sorted()
        .toList();
  }

  private static List<SourcePeriod> randomUnits(Random random) {
    List<SourcePeriod> units = new ArrayList<>();
    for (int publication = 0; publication < 3; publication++) {
      String name = "p" + publication;
      for (int month = 1; month <= 12; month++) {
        for (String table : List.of("", "_a", "_b")) {
          if (random.nextInt(3) > 0) {
            SourcePeriod unit = unit(name, name + "_m" + month, table, month, random.nextInt(900));
            units.add(
                random.nextInt(12) == 0
                    ? copy(unit, null, unit.usedAt())
                    : random.nextInt(12) == 0 ? copy(unit, unit.period(), null) : unit);
          }
        }
      }
    }
    return units;
  }

  private static List<RetentionPolicy> randomPolicies(Random random) {
    List<String> patterns = List.of("p0_*", "p1*", "~p[12]_m\\d", "*_a", "p2_m3", "*");
    List<RetentionPolicy> policies = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String pattern = patterns.get(random.nextInt(patterns.size()));
      policies.add(
          random.nextInt(5) == 0
              ? disabled(pattern, random.nextInt(12), random.nextInt(900))
              : policy(pattern, random.nextInt(12), random.nextInt(900)));
    }
    return policies;
  }

  private static List<Hold> randomHolds(Random random) {
    return random.nextBoolean()
        ? List.of()
        : List.of(
            new Hold(SourcePattern.parse("p1_*"), "2025-03", "why", null, NOW),
            new Hold(SourcePattern.parse("p0_m" + random.nextInt(9)), null, "why", null, NOW));
  }

  /** Months of adhd, the newest first; each was last used 40 days before the next, or so. */
  private static List<SourcePeriod> months(int count, int usedDaysAgo) {
    String[] names = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov"};
    List<SourcePeriod> units = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int month = count - i;
      String name = "adhd_" + names[(month - 1) % 11] + (25 + (month - 1) / 11);
      units.add(unit("adhd", name, "", month, usedDaysAgo + i * 40));
    }
    return units;
  }

  private static SourcePeriod unit(
      String publication, String manifest, String label, int month, int usedDaysAgo) {
    Instant used = NOW.minus(Duration.ofDays(usedDaysAgo));
    return new SourcePeriod(
        manifest + label,
        month(month),
        publication,
        new TableName("staging", "tbl_" + manifest + label),
        manifest,
        "exported",
        "manifests/active/" + manifest + ".yaml",
        used,
        used,
        null);
  }

  private static SourcePeriod copy(
      SourcePeriod unit, @Nullable Period period, @Nullable Instant used) {
    return new SourcePeriod(
        unit.source(),
        period,
        unit.publication(),
        unit.table(),
        unit.manifest(),
        unit.manifestState(),
        unit.manifestPath(),
        used,
        used,
        null);
  }

  private static Period month(int number) {
    return PeriodParser.require(
        String.format(
            java.util.Locale.ROOT, "%d-%02d", 2025 + (number - 1) / 12, (number - 1) % 12 + 1));
  }

  private static RetentionRules rules(List<SourcePeriod> units, RetentionPolicy... policies) {
    return new RetentionRules(units, List.of(policies), List.of());
  }

  private static RetentionPolicy policy(String pattern, int periods, int days) {
    return new RetentionPolicy(SourcePattern.parse(pattern), periods, days, null, Rows.KEEP, true);
  }

  private static RetentionPolicy disabled(String pattern, int periods, int days) {
    return new RetentionPolicy(SourcePattern.parse(pattern), periods, days, null, Rows.KEEP, false);
  }
}
