package org.datawarp.lifecycle.publication;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodUnit;
import org.datawarp.model.publication.Publication;

/** What a publication's schedule says on a day, against the issues that are here. */
public final class PublicationCalendar {
  private final Publication publication;
  private final List<HeldIssue> held;
  private final LocalDate today;

  /**
   * Makes the calendar of a publication.
   *
   * @param held its issues that are here
   */
  public PublicationCalendar(Publication publication, List<HeldIssue> held, LocalDate today) {
    this.publication = publication;
    this.held = List.copyOf(held);
    this.today = today;
  }

  /** Returns the day, which is UTC's. */
  public static LocalDate today(Clock clock) {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** Lists the periods that are due by the schedule and not here, oldest first. */
  public List<Period> listDue() {
    if (publication.hasOneManifest()) {
      Period loaded = find(publication.code()).map(HeldIssue::period).orElse(null);
      return scheduledUntilToday().stream()
          .filter(period -> loaded == null || period.end().isAfter(loaded.end()))
          .max(Publication.ORDER)
          .map(List::of)
          .orElse(List.of());
    }
    return scheduledUntilToday().stream().filter(period -> find(period).isEmpty()).toList();
  }

  /**
   * Finds the period that comes next: the first that is not here and not due, else not over. Where
   * nothing says when issues are due, it is the first after the newest one.
   */
  public Optional<Period> findNext() {
    return publication.listExpected(today).stream()
        .filter(
            period ->
                publication.findDue(period).map(today::isBefore).orElseGet(() -> isNewer(period)))
        .filter(period -> find(period).isEmpty())
        .findFirst()
        .or(() -> publication.findNext(today).flatMap(this::orTheOneAfter));
  }

  private boolean isNewer(Period period) {
    return findNewest().filter(newest -> period.end().isAfter(newest.end())).isPresent();
  }

  /** A page may show an issue before its period is over. */
  private Optional<Period> orTheOneAfter(Period period) {
    return find(period).isEmpty()
        ? Optional.of(period)
        : publication.findNext(period.end().plusDays(1));
  }

  /** Finds the newest period that is here. */
  public Optional<Period> findNewest() {
    return held.stream().map(HeldIssue::period).filter(Objects::nonNull).max(Publication.ORDER);
  }

  /** Finds the issue of a period that is here. */
  public Optional<HeldIssue> find(Period period) {
    return held.stream()
        .filter(issue -> issue.period() != null && covers(issue.period(), period))
        .findFirst();
  }

  /** Finds an issue that is here by its manifest. */
  public Optional<HeldIssue> find(String manifest) {
    return held.stream().filter(issue -> issue.manifest().equals(manifest)).findFirst();
  }

  /** Tells whether two periods have one issue: the same days, or days of one week. */
  public boolean covers(Period one, Period other) {
    return Publication.isSame(one, other)
        || (publication.unit() == PeriodUnit.WEEKLY
            && PeriodUnit.WEEKLY.at(one.end()).equals(PeriodUnit.WEEKLY.at(other.end())));
  }

  private List<Period> scheduledUntilToday() {
    return publication.listExpected(today).stream()
        .filter(
            period -> publication.findDue(period).filter(day -> !today.isBefore(day)).isPresent())
        .toList();
  }
}
