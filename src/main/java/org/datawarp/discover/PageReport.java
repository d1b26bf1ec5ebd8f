package org.datawarp.discover;

import java.time.LocalDate;
import java.util.List;
import org.datawarp.model.Period;
import org.jspecify.annotations.Nullable;

/**
 * What a landing page holds.
 *
 * @param title its title, without the site's name; may be empty
 * @param period the period of its title or address, null for none
 * @param published when it was published, null when it does not say
 * @param licence the licence it names, null when it names none
 * @param links every link to a file, taken or left, in the page's order
 * @param nested the pages to look at next, best first; empty when a link is taken
 * @param notPublished one line saying that what is wanted is not published yet, else null
 */
public record PageReport(
    String title,
    @Nullable Period period,
    @Nullable LocalDate published,
    @Nullable String licence,
    List<LinkDecision> links,
    List<NestedPage> nested,
    @Nullable String notPublished) {
  /** Copies the lists. */
  public PageReport {
    links = List.copyOf(links);
    nested = List.copyOf(nested);
  }

  /** Returns the links to be fetched. */
  public List<LinkDecision> taken() {
    return links.stream().filter(LinkDecision::isTaken).toList();
  }
}
