package org.datawarp.model.publication;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.period.PeriodUnit;
import org.jspecify.annotations.Nullable;

/**
 * A publication as the configuration describes it. Its addresses may hold references such as {@code
 * ${NHS_KEY}}, which the configuration resolves.
 *
 * @param code its code, such as {@code adhd}
 * @param name its name for people; the code where nothing else is said
 * @param unit what its issues report on; null where nothing says it
 * @param isReference whether it is reference data: one issue without a period
 * @param landingPage the page that leads to its issues; null for none
 * @param url the address of an issue, or the one address of all; null for none
 * @param schedule when issues come out
 * @param urls the addresses of single issues, by period
 * @param exceptions in what single periods differ from the schedule
 * @param isDiscovered whether the landing page tells which issues there are, and where
 * @param consolidates whether its tables are one table over all periods
 * @param licence the licence; null where the pages say it
 * @param issues what an issue holds
 * @param origin where it is registered: file, line and column
 */
public record Publication(
    String code,
    String name,
    @Nullable PeriodUnit unit,
    boolean isReference,
    @Nullable String landingPage,
    @Nullable UrlTemplate url,
    Schedule schedule,
    Map<Period, String> urls,
    Map<Period, IssueException> exceptions,
    boolean isDiscovered,
    boolean consolidates,
    @Nullable String licence,
    IssueKind issues,
    String origin) {
  /** Orders periods, the oldest first. */
  public static final Comparator<Period> ORDER =
      Comparator.comparing(Period::end)
          .thenComparing(Period::start, Comparator.reverseOrder())
          .thenComparing(Period::label);

  private static final int MOST_PERIODS = 2_000;
  private static final int MOST_UNITS_AHEAD = 100;

  /** Copies the maps. */
  public Publication {
    urls = Collections.unmodifiableMap(new LinkedHashMap<>(urls));
    exceptions = Collections.unmodifiableMap(new LinkedHashMap<>(exceptions));
  }

  /** Tells whether one manifest, of the publication's own name, stands for all its issues. */
  public boolean hasOneManifest() {
    return isReference || issues == IssueKind.CUMULATIVE;
  }

  /** Returns the name of a period's manifest. */
  public String manifestOf(Period period) {
    return hasOneManifest() ? code : code + "_" + PeriodParser.token(period);
  }

  /**
   * Tells whether a manifest is called as one of its issues: by its code and a period, in whatever
   * form that is written.
   */
  public boolean isNameOfIssue(String manifest) {
    if (manifest.equals(code)) {
      return true;
    }
    return manifest.startsWith(code + "_")
        && PeriodParser.find(manifest)
            .filter(
                found ->
                    manifest.equals(code + "_" + found.matchedText())
                        || manifest.equals(code + "_" + PeriodParser.token(found.period())))
            .isPresent();
  }

  /** Finds the day on which a period's issue comes out. */
  public Optional<LocalDate> findDue(Period period) {
    IssueException exception = exceptionOf(period);
    if (exception != null && exception.due() != null) {
      return Optional.of(exception.due());
    }
    return Optional.ofNullable(schedule.lag()).map(lag -> lag.after(period.end()));
  }

  /**
   * Tells whether a period has an issue as far as the configuration says: it is of the right kind,
   * not before the start, in one of the months, and not left out.
   */
  public boolean isExpected(Period period) {
    IssueException exception = exceptionOf(period);
    if (exception != null && exception.isSkipped()) {
      return false;
    }
    if (same(urls, period) != null || exception != null) {
      return true;
    }
    LocalDate start = schedule.start();
    return (unit == null || isOf(unit, period))
        && (start == null || !period.start().isBefore(start))
        && (schedule.months().isEmpty() || schedule.months().contains(period.end().getMonth()));
  }

  /**
   * Lists the periods that have ended by a day and have an issue, oldest first: those of the
   * schedule where it says where to start, and those that have an address or a due date of their
   * own.
   */
  public List<Period> listExpected(LocalDate today) {
    List<Period> periods = new ArrayList<>();
    LocalDate start = schedule.start();
    if (unit != null && start != null) {
      for (Period at = unit.at(start);
          at.end().isBefore(today) && periods.size() < MOST_PERIODS;
          at = unit.after(at)) {
        periods.add(at);
      }
    }
    for (Map<Period, ?> named : List.of(urls, exceptions)) {
      for (Period period : named.keySet()) {
        if (period.end().isBefore(today) && periods.stream().noneMatch(at -> isSame(at, period))) {
          periods.add(period);
        }
      }
    }
    periods.removeIf(period -> !isExpected(period));
    periods.sort(ORDER);
    return List.copyOf(periods);
  }

  /** Finds the first period after a day's that has an issue by the schedule. */
  public Optional<Period> findNext(LocalDate today) {
    if (unit == null) {
      return Optional.empty();
    }
    LocalDate start = schedule.start();
    Period at = unit.at(start == null || start.isBefore(today) ? today : start);
    for (int i = 0; i < MOST_UNITS_AHEAD; i++, at = unit.after(at)) {
      if (isExpected(at)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  /** Finds the address that the configuration gives to this very period; references unresolved. */
  public Optional<String> findOwnUrl(Period period) {
    return Optional.ofNullable(same(urls, period));
  }

  /**
   * Finds where a period's issue is, references unresolved: its own address, else the one that the
   * template gives, else the landing page, else the address of all issues.
   */
  public Optional<String> findUrl(Period period) {
    Optional<String> own = findOwnUrl(period);
    if (own.isPresent()) {
      return own;
    }
    if (url == null || (landingPage != null && !url.isFilled())) {
      return Optional.ofNullable(landingPage);
    }
    return Optional.of(url.address(period, findDue(period).orElse(null)));
  }

  /** Finds the address of what has no period, or of all issues; references unresolved. */
  public Optional<String> findFixedUrl() {
    return Optional.ofNullable(url)
        .filter(template -> !template.isFilled())
        .map(UrlTemplate::text)
        .or(() -> Optional.ofNullable(landingPage));
  }

  /** Finds the page that tells which issues there are; references unresolved. */
  public Optional<String> findPage() {
    if (!isDiscovered) {
      return Optional.empty();
    }
    return Optional.ofNullable(landingPage)
        .or(() -> Optional.ofNullable(url).map(UrlTemplate::text));
  }

  /** Finds why a period has no issue that is wanted. */
  public Optional<String> findSkipReason(Period period) {
    IssueException exception = exceptionOf(period);
    return exception == null || !exception.isSkipped()
        ? Optional.empty()
        : Optional.of(exception.reason().isEmpty() ? "left out" : exception.reason());
  }

  /** Tells whether two periods are the same days, whatever they are called. */
  public static boolean isSame(Period one, Period other) {
    return one.start().equals(other.start()) && one.end().equals(other.end());
  }

  /** Tells whether a period is one of a unit; a week may be named by the days it reports on. */
  public static boolean isOf(PeriodUnit unit, Period period) {
    return isSame(unit.at(period.start()), period)
        || (unit == PeriodUnit.WEEKLY && !period.end().isAfter(period.start().plusDays(6)));
  }

  private @Nullable IssueException exceptionOf(Period period) {
    return same(exceptions, period);
  }

  private static <V> @Nullable V same(Map<Period, V> map, Period period) {
    for (Map.Entry<Period, V> entry : map.entrySet()) {
      if (isSame(entry.getKey(), period)) {
        return entry.getValue();
      }
    }
    return null;
  }
}
