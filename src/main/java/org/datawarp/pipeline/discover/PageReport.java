package org.datawarp.pipeline.discover;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.period.Period;
import org.jspecify.annotations.Nullable;

/**
 * What a landing page holds.
 *
 * @param title its title, without the site's name; may be empty
 * @param period the period of its title or address, null for none
 * @param published when it was published, null when it does not say
 * @param licence the licence it names, null when it names none
 * @param summary what it says it is about, null when it does not say
 * @param links every link to a file, taken or left, in the page's order
 * @param nested the pages to look at next, best first; empty when a link is taken
 * @param notPublished one line saying that what is wanted is not published yet, else null
 * @param periods the periods it has data of, by its files and the pages below it
 */
public record PageReport(
    String title,
    @Nullable Period period,
    @Nullable LocalDate published,
    @Nullable StatedLicence licence,
    @Nullable String summary,
    List<LinkDecision> links,
    List<NestedPage> nested,
    @Nullable String notPublished,
    List<PublishedPeriod> periods) {
  /** Copies the lists. */
  public PageReport {
    links = List.copyOf(links);
    nested = List.copyOf(nested);
    periods = List.copyOf(periods);
  }

  /** Returns this report with the periods of a page above it, too. */
  public PageReport withPeriodsOf(PageReport above) {
    List<PublishedPeriod> all = new ArrayList<>(periods);
    all.addAll(above.periods());
    return new PageReport(
        title, period, published, licence, summary, links, nested, notPublished, all);
  }

  /** Finds the newest period that comes after one, or that begins with it and goes on longer. */
  public Optional<PublishedPeriod> newerThan(Period loaded) {
    return periods.stream()
        .filter(found -> isAfter(found.period(), loaded))
        .max(Comparator.comparing(found -> found.period().end()));
  }

  private static boolean isAfter(Period found, Period loaded) {
    return found.end().isAfter(loaded.end())
        && (found.start().isAfter(loaded.end()) || found.start().equals(loaded.start()));
  }

  /** Returns the links to be fetched. */
  public List<LinkDecision> taken() {
    return links.stream().filter(LinkDecision::isTaken).toList();
  }
}
