package org.datawarp.workflow.publication;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datawarp.lifecycle.publication.HeldIssue;
import org.datawarp.lifecycle.publication.PublicationCalendar;
import org.datawarp.lifecycle.refresh.IssueReader;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.lifecycle.refresh.RefreshRequest.Scope;
import org.datawarp.lifecycle.refresh.RefreshTarget;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.ManifestState;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.publication.Publication;
import org.datawarp.pipeline.download.FetchMode;
import org.datawarp.platform.config.Configuration;
import org.datawarp.workflow.publication.PlannedIssue.Action;
import org.datawarp.workflow.publication.PlannedIssue.Place;
import org.datawarp.workflow.publication.PublicationReport.Failure;
import org.datawarp.workflow.publication.PublicationReport.IssueResult;
import org.datawarp.workflow.publication.PublicationReport.Outcome;
import org.datawarp.workflow.publication.PublicationReport.PublicationResult;
import org.jspecify.annotations.Nullable;

/**
 * The refresh of registered publications: each issue is a refresh of its own, so that one that
 * fails leaves the others as they are, and is recorded as any refresh that fails.
 */
public final class PublicationRefresh {
  private final WorkspaceContext context;
  private final IssueRefresher refresher;
  private final IssueRefresher planner;

  /**
   * Makes it; nothing is opened before it works.
   *
   * @param refresher refreshes one issue
   * @param planner tells what that would do
   */
  public PublicationRefresh(
      WorkspaceContext context, IssueRefresher refresher, IssueRefresher planner) {
    this.context = context;
    this.refresher = refresher;
    this.planner = planner;
  }

  /** Tells whether a name is a registered publication's. */
  public boolean isPublication(String name) {
    return context.configuration().findPublication(name).isPresent();
  }

  /**
   * Refreshes publications.
   *
   * @throws NotFoundException if there is none of the wanted name, or none at all
   */
  public PublicationReport run(PublicationOrder order, RunListener listener) {
    return each(order, refresher, listener);
  }

  /** Tells what {@link #run} would do; pages and files are fetched into the cache. */
  public PublicationReport plan(PublicationOrder order, RunListener listener) {
    return each(order, planner, listener);
  }

  /**
   * Refreshes one manifest. An issue of a publication that is not due yet and not there is no
   * failure.
   *
   * @throws DatawarpException if it fails; nothing has changed then
   */
  public RefreshReport issue(RefreshRequest request, RunListener listener) {
    return issue(request, refresher, listener);
  }

  /** Tells what {@link #issue(RefreshRequest, RunListener)} would do. */
  public RefreshReport planIssue(RefreshRequest request, RunListener listener) {
    return issue(request, planner, listener);
  }

  private RefreshReport issue(RefreshRequest request, IssueRefresher one, RunListener listener) {
    Optional<LocalDate> due = findOpenDue(request);
    if (due.isPresent()) {
      Optional<String> absent = findAbsence(request, listener);
      if (absent.isPresent()) {
        return notPublished(request.source(), null, absent.get() + "; it is due on " + due.get());
      }
    }
    return one.refresh(stacking(request), listener);
  }

  /**
   * Lets the tables of a new issue be matched to canonical sources where its publication is one
   * table over all periods, and nobody said otherwise. An issue that is here stays where it is.
   */
  private RefreshRequest stacking(RefreshRequest request) {
    boolean stacks =
        request.reference() == null
            && request.scope() == Scope.FULL
            && context.configuration().publications().stream()
                .anyMatch(
                    publication ->
                        publication.consolidates()
                            && !publication.hasOneManifest()
                            && publication.isNameOfIssue(request.source()))
            && context.manifests().findActive(request.source()).isEmpty();
    return stacks ? request.withReference(RefreshRequest.AUTO) : request;
  }

  /** Finds the day on which an issue comes out that is not here and need not be there yet. */
  private Optional<LocalDate> findOpenDue(RefreshRequest request) {
    if (request.url() != null
        || request.scope() != Scope.FULL
        || context.configuration().publications().isEmpty()) {
      return Optional.empty();
    }
    Optional<Period> period =
        PeriodParser.find(request.source()).map(PeriodParser.PeriodFinding::period);
    return period.flatMap(
        at ->
            context.configuration().publications().stream()
                .filter(publication -> publication.manifestOf(at).equals(request.source()))
                .findFirst()
                .flatMap(publication -> publication.findDue(at))
                .filter(due -> !today().isAfter(due))
                .filter(due -> context.manifests().findActive(request.source()).isEmpty()));
  }

  private PublicationReport each(PublicationOrder order, IssueRefresher one, RunListener listener) {
    List<Publication> publications = chosen(order.publication());
    Map<String, List<HeldIssue>> held = HeldIssue.readAll(context);
    List<PublicationResult> results = new ArrayList<>();
    for (Publication publication : publications) {
      results.add(
          publication(
              publication, held.getOrDefault(publication.code(), List.of()), order, one, listener));
    }
    return new PublicationReport(results);
  }

  private List<Publication> chosen(@Nullable String code) {
    Configuration configuration = context.configuration();
    if (code == null) {
      if (configuration.publications().isEmpty()) {
        throw new NotFoundException(
            "no publication is registered in " + context.workspace().configurationFile(),
            "'datawarp publications add URL' proposes an entry");
      }
      return configuration.publications();
    }
    return List.of(configuration.requirePublication(code));
  }

  private PublicationResult publication(
      Publication publication,
      List<HeldIssue> held,
      PublicationOrder order,
      IssueRefresher one,
      RunListener listener) {
    List<String> warnings = new ArrayList<>(PublicationNotes.warnings(publication, held));
    List<IssueResult> issues = new ArrayList<>();
    Map<PlannedIssue, IssueResult> taken = new LinkedHashMap<>();
    Failure failure = null;
    try {
      PublicationPage page = page(publication, order).orElse(null);
      List<PlannedIssue> plan =
          new IssuePlanner(publication, held, page, today()).plan(order.wanted());
      for (PlannedIssue issue : plan) {
        IssueResult result = issue(publication, issue, order, one, listener);
        issues.add(result);
        taken.put(issue, result);
        if (publication.hasOneManifest() && isSettled(result)) {
          break; // the newest there is; older ones are not wanted any more
        }
      }
      if (publication.hasOneManifest()) {
        Collections.reverse(issues);
      }
    } catch (InterruptedRunException e) {
      throw e;
    } catch (DatawarpException e) {
      failure = Failure.of(e);
    }
    Optional<Period> next =
        new PublicationCalendar(publication, withTaken(held, taken), today()).findNext();
    return new PublicationResult(
        publication.code(),
        issues,
        next.map(Period::label).orElse(null),
        next.flatMap(publication::findDue).orElse(null),
        warnings,
        failure);
  }

  /** What was taken now may be an issue that was not due yet. */
  private static List<HeldIssue> withTaken(
      List<HeldIssue> held, Map<PlannedIssue, IssueResult> taken) {
    List<HeldIssue> all = new ArrayList<>(held);
    taken.forEach(
        (issue, result) -> {
          if (isSettled(result)) {
            all.add(
                new HeldIssue(
                    issue.manifest(),
                    issue.period(),
                    ManifestState.EXPORTED,
                    false,
                    null,
                    List.of()));
          }
        });
    return all;
  }

  private static boolean isSettled(IssueResult result) {
    return result.outcome() != Outcome.NOT_PUBLISHED && result.outcome() != Outcome.FAILED;
  }

  private Optional<PublicationPage> page(Publication publication, PublicationOrder order) {
    FetchMode mode =
        order.options().contains(Option.OFFLINE) ? FetchMode.OFFLINE : FetchMode.ONLINE;
    return context
        .configuration()
        .findPage(publication)
        .map(location -> PublicationPage.fetch(context.cache(), publication, location, mode));
  }

  private IssueResult issue(
      Publication publication,
      PlannedIssue issue,
      PublicationOrder order,
      IssueRefresher one,
      RunListener listener) {
    try {
      RefreshRequest request = request(publication, issue, order);
      RefreshReport report =
          issue.mayBeAbsent()
              ? findAbsence(request, listener)
                  .map(absent -> notPublished(issue.manifest(), issue.period(), absent))
                  .orElseGet(() -> one.refresh(request, listener))
              : one.refresh(request, listener);
      return result(issue, report);
    } catch (InterruptedRunException e) {
      throw e;
    } catch (DatawarpException e) {
      return new IssueResult(
          issue.manifest(),
          label(issue.period()),
          Outcome.FAILED,
          issue.due(),
          null,
          List.of(),
          List.of(),
          null,
          List.of(),
          Failure.of(e));
    }
  }

  /** Asks the publisher before anything is recorded: what is not there yet is no failed run. */
  private Optional<String> findAbsence(RefreshRequest request, RunListener listener) {
    try {
      RefreshTarget target =
          RefreshTarget.of(request, context.manifests(), context.configuration());
      new IssueReader(context.cache(), request, target, listener).fetch();
      return Optional.empty();
    } catch (DatawarpException e) {
      if (e.isAbsent()) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private RefreshRequest request(
      Publication publication, PlannedIssue issue, PublicationOrder order) {
    Set<Option> options = EnumSet.noneOf(Option.class);
    options.addAll(order.options());
    if (issue.action() == Action.REPLACE) {
      options.add(Option.REPLACE_PERIOD);
    }
    return stacking(
        new RefreshRequest(
            issue.manifest(),
            url(publication, issue),
            period(publication, issue),
            List.of(),
            Scope.FULL,
            order.replaced(),
            options,
            order.maxWait(),
            "refresh " + issue.manifest()));
  }

  private @Nullable String url(Publication publication, PlannedIssue issue) {
    Configuration configuration = context.configuration();
    return switch (issue.place()) {
      case PAGE -> configuration.findPage(publication).orElse(null);
      case ADDRESS -> configuration.findIssueUrl(publication, issue.period()).orElse(null);
      case AS_BEFORE -> null;
    };
  }

  /** A name that tells the period lets the file's name contradict it. */
  private static @Nullable String period(Publication publication, PlannedIssue issue) {
    Period period = issue.period();
    if (issue.place() == Place.AS_BEFORE) {
      return null;
    }
    if (period == null) {
      return "none";
    }
    boolean isInName =
        !publication.hasOneManifest()
            && PeriodParser.find(issue.manifest())
                .filter(found -> Publication.isSame(found.period(), period))
                .isPresent();
    return isInName ? null : period.label();
  }

  private static RefreshReport notPublished(
      String manifest, @Nullable Period period, String message) {
    return new RefreshReport(
        manifest,
        RefreshReport.Outcome.NOT_PUBLISHED,
        null,
        period == null
            ? PeriodParser.find(manifest).map(found -> found.period().label()).orElse(null)
            : period.label(),
        List.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(message),
        Map.of());
  }

  private static IssueResult result(PlannedIssue issue, RefreshReport report) {
    Outcome outcome =
        switch (report.outcome()) {
          case REFRESHED, DESCRIBED -> Outcome.REFRESHED;
          case UNCHANGED -> Outcome.UNCHANGED;
          case PLANNED -> Outcome.PLANNED;
          case NOT_PUBLISHED -> Outcome.NOT_PUBLISHED;
        };
    boolean hasRows = outcome == Outcome.REFRESHED || outcome == Outcome.PLANNED;
    return new IssueResult(
        issue.manifest(),
        report.period(),
        outcome,
        issue.due(),
        hasRows
            ? report.sources().stream().mapToLong(RefreshReport.SourceResult::rowsLoaded).sum()
            : null,
        report.revised(),
        changes(report),
        report.run(),
        report.warnings(),
        null);
  }

  /** Returns what changed in each table, with its name where there are several. */
  private static List<String> changes(RefreshReport report) {
    boolean isOne = report.sources().size() == 1;
    return report.sources().stream()
        .flatMap(
            source ->
                source.changes().stream()
                    .map(change -> isOne ? change : source.code() + ": " + change))
        .toList();
  }

  private static @Nullable String label(@Nullable Period period) {
    return period == null ? null : period.label();
  }

  private LocalDate today() {
    return PublicationCalendar.today(context.clock());
  }
}
