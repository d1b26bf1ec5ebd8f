package org.datawarp.lifecycle.refresh;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.jspecify.annotations.Nullable;

/**
 * Which period an issue reports on: what a person says wins, then the manifest, its name, the
 * file's name, the link's text, the page, the tables' titles.
 *
 * @param period the period; null for reference data that has none
 * @param origin where it was found, for people
 */
public record IssuePeriod(@Nullable Period period, String origin) {
  private static final String NONE = "none";
  private static final String HINT =
      "say it with --period, such as --period 2025-08 or --period FY2024-25; --period none for"
          + " reference data without one";

  /** A place where a period may stand. */
  record Place(String origin, String text) {}

  /**
   * Decides from everything but the tables' titles.
   *
   * @param option what a person said, or null
   * @param recorded the choice the manifest records, if there is a manifest
   * @param manifestName the manifest's name
   * @param files the files' names
   * @param others link text and page, best first
   * @return empty where none of these names a period
   * @throws RefusedException if name and file disagree
   */
  static Optional<IssuePeriod> find(
      @Nullable String option,
      Optional<IssuePeriod> recorded,
      String manifestName,
      List<Place> files,
      List<Place> others) {
    if (option != null) {
      return Optional.of(new IssuePeriod(said(option), "--period"));
    }
    Optional<IssuePeriod> named = recorded.or(() -> choice(new Place("the name", manifestName)));
    Optional<IssuePeriod> inFile = first(files);
    if (named.isPresent() && inFile.isPresent()) {
      refuseDisagreement(named.get(), inFile.get());
    }
    return named.or(() -> inFile).or(() -> first(others));
  }

  /**
   * Decides from the tables' titles, the last resort.
   *
   * @param open the places looked at before, in which something may be left open
   * @throws UsageException if no period is found anywhere
   */
  static IssuePeriod requireFromTitles(String manifestName, List<Place> titles, List<Place> open) {
    Optional<IssuePeriod> found = first(titles);
    if (found.isPresent()) {
      return found.get();
    }
    for (Place place : open) {
      Optional<String> question = PeriodParser.openQuestion(place.text());
      if (question.isPresent()) {
        throw new UsageException(
            place.origin() + " '" + place.text() + "' names a quarter that could be two periods",
            "say which with --period: " + question.get());
      }
    }
    throw new UsageException(
        "no period found for " + manifestName + " in its name, its file or its titles", HINT);
  }

  /** Returns the period that a person said; null for none. */
  static @Nullable Period said(String option) {
    return option.toLowerCase(Locale.ROOT).equals(NONE) ? null : PeriodParser.require(option);
  }

  private static Optional<IssuePeriod> first(List<Place> places) {
    return places.stream().map(IssuePeriod::choice).flatMap(Optional::stream).findFirst();
  }

  private static Optional<IssuePeriod> choice(Place place) {
    return PeriodParser.find(place.text())
        .map(
            finding ->
                new IssuePeriod(finding.period(), place.origin() + " '" + place.text() + "'"));
  }

  private static void refuseDisagreement(IssuePeriod named, IssuePeriod inFile) {
    Period one = named.period();
    Period other = inFile.period();
    if (one != null && other != null && !contains(one, other) && !contains(other, one)) {
      throw new RefusedException(
          "the period is "
              + one
              + " by "
              + named.origin()
              + " but "
              + other
              + " by "
              + inFile.origin(),
          "say which with --period " + one.label() + " or --period " + other.label());
    }
  }

  private static boolean contains(Period outer, Period inner) {
    return !inner.start().isBefore(outer.start()) && !inner.end().isAfter(outer.end());
  }
}
