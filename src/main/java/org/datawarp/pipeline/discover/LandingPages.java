package org.datawarp.pipeline.discover;

import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.period.PeriodParser.PeriodFinding;
import org.jspecify.annotations.Nullable;

/** Reads landing pages; no network, no state. */
public final class LandingPages {
  private static final int MAX_NESTED = 20;

  private final LongSupplier nanoTime;

  /** Builds the reader. */
  public LandingPages() {
    this(System::nanoTime);
  }

  /** Builds a reader that is told the time as by {@link System#nanoTime}. */
  LandingPages(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Finds the data files a page links to.
   *
   * @param address the page's address after redirects; relative links are resolved against it
   * @param text HTML, or the JSON of a page of the ONS
   * @param wanted the wanted period; null for the page's own, or else the newest
   * @throws org.datawarp.model.error.SourceUnreadableException for JSON that is no page of the ONS,
   *     and for a page that takes minutes
   */
  public PageReport find(URI address, String text, @Nullable Period wanted) {
    PageTime time = new PageTime(address, nanoTime);
    return text.stripLeading().startsWith("{")
        ? ofOns(address, new OnsJson(address, text), wanted, time)
        : ofHtml(address, new HtmlPage(address, text, time), wanted, time);
  }

  private static PageReport ofOns(
      URI address, OnsJson page, @Nullable Period wanted, PageTime time) {
    Period period = period(page.title(), address);
    List<LinkDecision> links = new LinkRules(wanted, period, time).decide(page.links());
    List<NestedPage> nested =
        hasTaken(links) ? List.of() : nested(page.editions(), address, wanted, period, time);
    return report(
        page.title(),
        period,
        page.published().orElse(null),
        new StatedLicence(page.licence(), ""),
        page.summary().orElse(null),
        links,
        nested,
        wanted,
        Said.NOTHING,
        periods(links, page.editions(), address));
  }

  private static PageReport ofHtml(
      URI address, HtmlPage page, @Nullable Period wanted, PageTime time) {
    String title = page.title();
    Period period = period(title, address);
    List<PageLink> all = page.links();
    List<LinkDecision> links = new LinkRules(wanted, period, time).decide(all);
    List<NestedPage> nested =
        hasTaken(links)
            ? List.of()
            : nested(
                all.stream().filter(link -> link.format() == LinkType.PAGE).toList(),
                address,
                wanted,
                period,
                time);
    return report(
        title,
        period,
        page.published().orElse(null),
        page.licence().orElse(null),
        page.summary().orElse(null),
        links,
        nested,
        wanted,
        page.saysNotYet() ? Said.NOT_YET : Said.NOTHING,
        periods(links, all, address));
  }

  /** What a page says about itself. */
  private enum Said {
    NOT_YET,
    NOTHING
  }

  private static PageReport report(
      String title,
      @Nullable Period period,
      @Nullable LocalDate published,
      @Nullable StatedLicence licence,
      @Nullable String summary,
      List<LinkDecision> links,
      List<NestedPage> nested,
      @Nullable Period wanted,
      Said said,
      List<PublishedPeriod> periods) {
    String notPublished = null;
    if (!hasTaken(links) && nested.isEmpty()) {
      notPublished = notPublished(title, published, links, wanted, said);
    }
    return new PageReport(
        title, period, published, licence, summary, links, nested, notPublished, periods);
  }

  /** Returns the periods of data files on the page, and of the pages below it. */
  private static List<PublishedPeriod> periods(
      List<LinkDecision> decisions, List<PageLink> links, URI address) {
    List<PublishedPeriod> periods = new ArrayList<>();
    for (LinkDecision link : decisions) {
      Period period = link.period();
      if (period != null && link.choice() != LinkDecision.Choice.LEFT) {
        periods.add(new PublishedPeriod(period, link.url()));
      }
    }
    for (PageLink link : links) {
      Period period = link.period();
      if (period != null
          && link.format() == LinkType.PAGE
          && link.isContent()
          && isBelow(link.url(), address)) {
        periods.add(new PublishedPeriod(period, link.url()));
      }
    }
    return periods;
  }

  private static @Nullable String notPublished(
      String title,
      @Nullable LocalDate published,
      List<LinkDecision> links,
      @Nullable Period wanted,
      Said said) {
    if (said == Said.NOT_YET) {
      String due = published == null ? "" : " (the page says " + published + ")";
      return "not published yet: " + title + due;
    }
    Optional<Period> newest =
        links.stream()
            .filter(link -> link.format().isData())
            .map(LinkDecision::period)
            .filter(Objects::nonNull)
            .max(Comparator.comparing(Period::end));
    boolean isAhead =
        wanted != null && newest.isPresent() && wanted.start().isAfter(newest.get().end());
    return isAhead
        ? "not published yet: " + wanted + "; the newest on the page is " + newest.get()
        : null;
  }

  private static boolean hasTaken(List<LinkDecision> links) {
    return links.stream().anyMatch(LinkDecision::isTaken);
  }

  /** Returns the period of the title, else of the address's last two parts. */
  private static @Nullable Period period(String title, URI address) {
    Optional<PeriodFinding> ofTitle = PeriodParser.find(title);
    if (ofTitle.isPresent()) {
      return ofTitle.get().period();
    }
    String[] parts = String.valueOf(address.getPath()).replaceFirst("/data$", "").split("/");
    for (int i = parts.length - 1; i >= Math.max(0, parts.length - 2); i--) {
      String part = PageLink.spaced(parts[i]);
      Optional<PeriodFinding> found = PeriodParser.find(part);
      if (found.isPresent() && standsAlone(found.get().matchedText(), part)) {
        return found.get().period();
      }
    }
    return null;
  }

  /** Run-together addresses hold numbers that are no periods: {@code tradeinallbopeu2013time}. */
  private static boolean standsAlone(String found, String part) {
    return Pattern.compile("(?<![A-Za-z0-9])" + Pattern.quote(found) + "(?![A-Za-z0-9])")
        .matcher(part)
        .find();
  }

  /** Chooses pages of the wanted period, or else the newest issue among the pages below. */
  private static List<NestedPage> nested(
      List<PageLink> links,
      URI address,
      @Nullable Period wanted,
      @Nullable Period ofPage,
      PageTime time) {
    List<NestedPage> dated = new ArrayList<>();
    for (PageLink link : links) {
      time.check();
      Period period = link.isContent() && isNear(link.url(), address) ? link.period() : null;
      if (period != null) {
        dated.add(new NestedPage(link.url(), link.text(), period, "a page of " + period));
      }
    }
    Period target = wanted == null ? ofPage : wanted;
    if (target != null) {
      return dated.stream()
          .filter(page -> PeriodMatch.of(period(page), target) != PeriodMatch.OTHER)
          .sorted(Comparator.comparing(page -> PeriodMatch.of(period(page), target)))
          .limit(MAX_NESTED)
          .toList();
    }
    Optional<Period> newest =
        dated.stream().map(LandingPages::period).max(Comparator.comparing(Period::end));
    if (newest.isPresent()) {
      return dated.stream()
          .filter(page -> period(page).equals(newest.get()))
          .limit(MAX_NESTED)
          .toList();
    }
    return links.stream()
        .filter(link -> link.isContent() && isBelow(link.url(), address))
        .map(link -> new NestedPage(link.url(), link.text(), null, "a page below this one"))
        .limit(MAX_NESTED)
        .toList();
  }

  private static Period period(NestedPage page) {
    return Objects.requireNonNull(page.period(), "a dated page");
  }

  /** Pages of one publisher; digital.nhs.uk and england.nhs.uk refer to each other. */
  private static boolean isNear(URI url, URI address) {
    return !isSamePage(url, address) && site(url).equals(site(address));
  }

  private static boolean isBelow(URI url, URI address) {
    String base = String.valueOf(address.getPath()).replaceFirst("/(?:data)?$", "") + "/";
    return isNear(url, address) && String.valueOf(url.getPath()).startsWith(base);
  }

  private static boolean isSamePage(URI url, URI address) {
    return String.valueOf(url.getPath())
        .replaceFirst("/$", "")
        .equals(String.valueOf(address.getPath()).replaceFirst("/$", ""));
  }

  /** Returns the last three labels of a host under .uk, else the last two. */
  private static String site(URI url) {
    String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
    String[] labels = host.split("\\.");
    int kept = host.endsWith(".uk") && !host.endsWith(".nhs.uk") ? 3 : 2;
    int from = Math.max(0, labels.length - kept);
    return String.join(".", List.of(labels).subList(from, labels.length));
  }
}
