package org.datawarp.workflow.publication;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.datawarp.lifecycle.publication.HeldIssue;
import org.datawarp.lifecycle.publication.PublicationCalendar;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.publication.Publication;
import org.datawarp.pipeline.discover.PublishedPeriod;
import org.datawarp.workflow.publication.PlannedIssue.Action;
import org.datawarp.workflow.publication.PlannedIssue.Place;
import org.datawarp.workflow.publication.PublicationOrder.Wanted;
import org.jspecify.annotations.Nullable;

/**
 * Decides which issues of a publication are to be refreshed, oldest first. Touches nothing.
 *
 * <p>An issue that is not here is wanted when its landing page shows it, or when it is due; with
 * {@link PublicationOrder.Wanted#ALL_MISSING} as soon as its period has ended. One that is here is
 * looked at again while it is provisional, and for the time that the schedule says after its due
 * date. Of a publication whose issues hold everything only the newest counts.
 */
final class IssuePlanner {
  private final Publication publication;
  private final List<HeldIssue> held;
  private final @Nullable PublicationPage page;
  private final LocalDate today;
  private final PublicationCalendar calendar;

  /**
   * Makes the planner of a publication.
   *
   * @param held its issues that are here
   * @param page what its page shows; null where no page tells
   */
  IssuePlanner(
      Publication publication,
      List<HeldIssue> held,
      @Nullable PublicationPage page,
      LocalDate today) {
    this.publication = publication;
    this.held = List.copyOf(held);
    this.page = page;
    this.today = today;
    this.calendar = new PublicationCalendar(publication, this.held, today);
  }

  List<PlannedIssue> plan(Wanted wanted) {
    if (publication.isReference()) {
      return List.of(reference());
    }
    return publication.hasOneManifest() ? newest(wanted) : separate(wanted);
  }

  private PlannedIssue reference() {
    Action action = calendar.find(publication.code()).isPresent() ? Action.LOOK_AGAIN : Action.LOAD;
    Place place = action == Action.LOAD ? Place.ADDRESS : Place.AS_BEFORE;
    return new PlannedIssue(publication.code(), null, action, place, null, true);
  }

  private List<PlannedIssue> separate(Wanted wanted) {
    List<PlannedIssue> plan = new ArrayList<>();
    for (Period period : candidates()) {
      if (calendar.find(period).isEmpty() && (wanted == Wanted.ALL_MISSING || isOut(period))) {
        plan.add(issue(publication.manifestOf(period), period, Action.LOAD));
      }
    }
    if (wanted == Wanted.DUE) {
      for (HeldIssue issue : held) {
        if (issue.isInUse() && mayBeRevised(issue)) {
          plan.add(again(issue));
        }
      }
    }
    plan.sort(Comparator.comparing(PlannedIssue::period, Comparator.nullsFirst(Publication.ORDER)));
    return List.copyOf(plan);
  }

  /** Newest first: what comes after a loaded one is not wanted any more. */
  private List<PlannedIssue> newest(Wanted wanted) {
    Optional<HeldIssue> here = calendar.find(publication.code());
    Period loaded = here.map(HeldIssue::period).orElse(null);
    List<PlannedIssue> plan = new ArrayList<>();
    for (Period period : candidates()) {
      boolean isNewer = loaded == null || period.end().isAfter(loaded.end());
      if (isNewer && (wanted == Wanted.ALL_MISSING || isOut(period))) {
        plan.add(issue(publication.code(), period, loaded == null ? Action.LOAD : Action.REPLACE));
      }
    }
    Collections.reverse(plan);
    if (plan.isEmpty() && here.isPresent() && here.get().isInUse() && wanted == Wanted.DUE) {
      plan.add(again(here.get()));
    }
    return List.copyOf(plan);
  }

  private PlannedIssue issue(String manifest, Period period, Action action) {
    LocalDate due = publication.findDue(period).orElse(null);
    boolean isOnPage = isOnPage(period);
    boolean isOverdue = due == null ? hasLater(period) : today.isAfter(due);
    boolean isOwn = publication.findOwnUrl(period).isPresent();
    return new PlannedIssue(
        manifest, period, action, isOnPage && !isOwn ? Place.PAGE : Place.ADDRESS, due, isOverdue);
  }

  private PlannedIssue again(HeldIssue issue) {
    Period period = issue.period();
    return new PlannedIssue(
        issue.manifest(),
        period,
        Action.LOOK_AGAIN,
        Place.AS_BEFORE,
        period == null ? null : publication.findDue(period).orElse(null),
        true);
  }

  /**
   * Returns the periods that the schedule, the configuration's addresses and the page tell, oldest
   * first. From one address for all issues only the newest can be had; where no day is known on
   * which an issue is due, the page tells which there are.
   */
  private List<Period> candidates() {
    List<Period> periods = new ArrayList<>(publication.listExpected(today));
    if (page != null) {
      if (page.isFile()) {
        periods = ofFile(periods, page);
      } else {
        periods.removeIf(
            period ->
                publication.findDue(period).isEmpty() && publication.findOwnUrl(period).isEmpty());
      }
      for (PublishedPeriod found : page.periods()) {
        Period period = found.period();
        if (publication.isExpected(period)
            && periods.stream().noneMatch(at -> calendar.covers(at, period))) {
          periods.add(period);
        }
      }
    }
    periods.sort(Publication.ORDER);
    return List.copyOf(periods);
  }

  private List<Period> ofFile(List<Period> expected, PublicationPage file) {
    List<Period> periods =
        new ArrayList<>(
            expected.stream().filter(at -> publication.findOwnUrl(at).isPresent()).toList());
    Optional<Period> named =
        PeriodParser.find(Objects.requireNonNull(file.fileName()))
            .map(PeriodParser.PeriodFinding::period)
            .filter(publication::isExpected);
    Optional<Period> newest =
        named.or(() -> expected.stream().filter(this::isOut).max(Publication.ORDER));
    newest.filter(at -> !periods.contains(at)).ifPresent(periods::add);
    return periods;
  }

  /** Tells whether an issue is published, or should be. */
  boolean isOut(Period period) {
    if (isOnPage(period)) {
      return true;
    }
    return publication.findDue(period).map(due -> !today.isBefore(due)).orElse(true);
  }

  /** Tells whether the page shows a period. */
  boolean isOnPage(Period period) {
    return page != null
        && page.periods().stream().anyMatch(found -> calendar.covers(found.period(), period));
  }

  /** Where no day is known, an issue is late as soon as a later one is there. */
  private boolean hasLater(Period period) {
    boolean isHeld =
        held.stream()
            .map(HeldIssue::period)
            .anyMatch(other -> other != null && other.start().isAfter(period.end()));
    return isHeld
        || (page != null
            && page.periods().stream()
                .anyMatch(found -> found.period().start().isAfter(period.end())));
  }

  private boolean mayBeRevised(HeldIssue issue) {
    Period period = issue.period();
    if (period == null || issue.isProvisional()) {
      return true;
    }
    LocalDate due = publication.findDue(period).orElse(period.end());
    return !today.isAfter(publication.schedule().recheck().after(due));
  }
}
