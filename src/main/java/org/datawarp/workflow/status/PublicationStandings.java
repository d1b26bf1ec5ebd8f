package org.datawarp.workflow.status;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.datawarp.lifecycle.publication.HeldIssue;
import org.datawarp.lifecycle.publication.PublicationCalendar;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodUnit;
import org.datawarp.model.publication.Publication;
import org.datawarp.repository.SourcePeriod;
import org.jspecify.annotations.Nullable;

/** Tells how publications stand, registered or not. Touches nothing. */
final class PublicationStandings {
  /** A publication without a schedule is looked after when its person thinks of it. */
  private static final long LEAST_DAYS = 62;

  private static final long MOST_DAYS = 400;

  private final Instant now;
  private final LocalDate today;

  PublicationStandings(Instant now) {
    this.now = now;
    this.today = LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  /**
   * Returns all publications by code.
   *
   * @param registered those of the configuration
   * @param held their issues that are here, by code
   * @param units what is here of all publications
   */
  List<PublicationStanding> list(
      List<Publication> registered, Map<String, List<HeldIssue>> held, List<SourcePeriod> units) {
    Map<String, List<SourcePeriod>> byCode =
        units.stream()
            .collect(
                Collectors.groupingBy(
                    SourcePeriod::publication, TreeMap::new, Collectors.toList()));
    Map<String, PublicationStanding> all = new TreeMap<>();
    for (Publication publication : registered) {
      String code = publication.code();
      all.put(
          code,
          registered(
              publication,
              held.getOrDefault(code, List.of()),
              byCode.getOrDefault(code, List.of())));
    }
    byCode.forEach((code, own) -> all.computeIfAbsent(code, name -> unregistered(name, own)));
    return new ArrayList<>(all.values());
  }

  private PublicationStanding registered(
      Publication publication, List<HeldIssue> held, List<SourcePeriod> units) {
    PublicationCalendar calendar = new PublicationCalendar(publication, held, today);
    List<Period> due = calendar.listDue();
    Optional<Period> next = calendar.findNext();
    Optional<Period> newest = calendar.findNewest().or(() -> newest(units));
    return new PublicationStanding(
        publication.code(),
        true,
        newest.map(Period::label).orElse(null),
        held.size(),
        sources(units),
        checkedAt(units),
        isStale(units, limitDays(publication.unit(), newest.orElse(null))),
        due.stream().map(Period::label).toList(),
        due.stream().findFirst().flatMap(publication::findDue).orElse(null),
        next.map(Period::label).orElse(null),
        next.flatMap(publication::findDue).orElse(null));
  }

  private PublicationStanding unregistered(String code, List<SourcePeriod> units) {
    Optional<Period> newest = newest(units);
    return new PublicationStanding(
        code,
        false,
        newest.map(Period::label).orElse(null),
        units.stream().map(unit -> unit.manifest() + " " + unit.periodLabel()).distinct().count(),
        sources(units),
        checkedAt(units),
        isStale(units, limitDays(null, newest.orElse(null))),
        List.of(),
        null,
        null,
        null);
  }

  private static Optional<Period> newest(List<SourcePeriod> units) {
    return units.stream().map(SourcePeriod::period).filter(Objects::nonNull).max(Publication.ORDER);
  }

  private static long sources(List<SourcePeriod> units) {
    return units.stream().map(SourcePeriod::source).distinct().count();
  }

  private static @Nullable Instant checkedAt(List<SourcePeriod> units) {
    return units.stream()
        .map(SourcePeriod::usedAt)
        .filter(Objects::nonNull)
        .max(Instant::compareTo)
        .orElse(null);
  }

  /** What is archived waits for nobody. */
  private boolean isStale(List<SourcePeriod> units, long days) {
    Instant checked = checkedAt(units);
    return checked != null
        && units.stream().anyMatch(unit -> !unit.isArchived())
        && checked.isBefore(now.minus(Duration.ofDays(days)));
  }

  private long limitDays(@Nullable PeriodUnit unit, @Nullable Period newest) {
    if (unit != null) {
      return 2 * days(unit.at(today));
    }
    return newest == null ? MOST_DAYS : Math.max(LEAST_DAYS, Math.min(MOST_DAYS, 2 * days(newest)));
  }

  private static long days(Period period) {
    return ChronoUnit.DAYS.between(period.start(), period.end()) + 1;
  }
}
