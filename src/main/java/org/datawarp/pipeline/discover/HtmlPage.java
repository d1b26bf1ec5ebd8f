package org.datawarp.pipeline.discover;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** What an HTML page says: its links and the facts beside them. */
final class HtmlPage {
  private static final Pattern DATE =
      Pattern.compile(
          "(?i)(?:publication date|release date|(?<!first )published|published on)\\s?:?\\s?"
              + "(?:[a-z]{3,6}day,?\\s)?(\\d{1,2})(?:st|nd|rd|th)?\\s([a-z]{3,9})\\.?,?\\s(\\d{4})");
  private static final Pattern NOT_YET =
      Pattern.compile(
          "(?i)(upcoming,? not yet published|not yet (?:been )?published|not (?:been )?published yet"
              + "|not yet available|will be (?:published|released|available) (?:on|in|at)"
              + "|to be published (?:on|in|at)|is scheduled for (?:publication|release))");
  private static final DateTimeFormatter DAY =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("d MMMM uuuu")
          .toFormatter(Locale.ENGLISH);
  private static final DateTimeFormatter SHORT_DAY =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("d MMM uuuu")
          .toFormatter(Locale.ENGLISH);

  private static final Pattern OGL_VERSION = Pattern.compile("version/(\\d)");
  private static final Pattern SUMMARY =
      Pattern.compile("(?i)summary|about this publication|overview|introduction|description");

  private static final int LONGEST_TITLE = 1_000;
  private static final int SHORTEST_PROSE = 20;
  private static final int MOST_HEADINGS = 50;

  private final URI address;
  private final Document document;
  private final PageTime time;

  HtmlPage(URI address, String html, PageTime time) {
    this.address = address;
    this.time = time;
    this.document = Jsoup.parse(html, address.toString());
  }

  /** Returns the heading that the page's title repeats, else the title without the site's name. */
  String title() {
    String whole = oneLine(document.title());
    String title = whole.length() > LONGEST_TITLE ? whole.substring(0, LONGEST_TITLE) : whole;
    String lower = title.toLowerCase(Locale.ROOT);
    List<String> headings =
        document.select("h1").stream().limit(MOST_HEADINGS).map(h -> oneLine(h.text())).toList();
    for (String text : headings) {
      if (!text.isEmpty() && lower.contains(text.toLowerCase(Locale.ROOT))) {
        return text;
      }
    }
    if (title.isEmpty()) {
      return headings.isEmpty() ? "" : headings.get(0);
    }
    return title.replaceFirst("\\s[-|–—]\\s[^-|–—]*+$", "");
  }

  /** Finds the day of publication. */
  Optional<LocalDate> published() {
    for (Element meta :
        document.select("meta[property=article:published_time], meta[name*=issued]")) {
      Optional<LocalDate> day = isoDay(meta.attr("content"));
      if (day.isPresent()) {
        return day;
      }
    }
    Matcher said = DATE.matcher(text());
    while (said.find()) {
      Optional<LocalDate> day = day(said.group(1) + " " + said.group(2) + " " + said.group(3));
      if (day.isPresent()) {
        return day;
      }
    }
    return document.select("time[datetime], .published-at[title]").stream()
        .map(e -> e.hasAttr("datetime") ? e.attr("datetime") : e.attr("title"))
        .flatMap(value -> isoDay(value).stream())
        .findFirst();
  }

  /** Finds the licence. */
  Optional<StatedLicence> licence() {
    for (Element link : document.select("a[href*=open-government-licence]")) {
      Matcher version = OGL_VERSION.matcher(link.attr("href"));
      return Optional.of(
          new StatedLicence(
              "Open Government Licence" + (version.find() ? " v" + version.group(1) + ".0" : ""),
              link.absUrl("href")));
    }
    for (Element link : document.select("a[href*=creativecommons.org/licenses]")) {
      String name = oneLine(link.text());
      return Optional.of(
          new StatedLicence(name.isEmpty() ? "Creative Commons" : name, link.absUrl("href")));
    }
    return StatedLicence.find(text());
  }

  /**
   * Finds what the page says it is about: the first paragraph under a heading such as Summary, else
   * its own description of itself.
   */
  Optional<String> summary() {
    for (Element heading :
        document.select("h2, h3").stream().limit(MOST_HEADINGS).toList()) {
      if (SUMMARY.matcher(oneLine(heading.text())).matches()) {
        Element next = heading.nextElementSibling();
        Element paragraph = next == null ? null : next.is("p") ? next : next.selectFirst("p");
        Optional<String> text = prose(paragraph == null ? "" : paragraph.text());
        if (text.isPresent()) {
          return text;
        }
      }
    }
    return document.select("meta[name=description], meta[property=og:description]").stream()
        .map(meta -> prose(meta.attr("content")))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> prose(String text) {
    String line = oneLine(text);
    return line.length() < SHORTEST_PROSE
        ? Optional.empty()
        : Optional.of(line.length() > LONGEST_TITLE ? line.substring(0, LONGEST_TITLE) : line);
  }

  /** Tells whether the page says that it is not published yet. */
  boolean saysNotYet() {
    Element main = document.selectFirst("main, [role=main], article, #content");
    return NOT_YET.matcher(main == null ? text() : main.text()).find();
  }

  /** Returns the links, each address once, with its longest text, in the page's order. */
  List<PageLink> links() {
    Map<String, PageLink> links = new LinkedHashMap<>();
    LinkCollector collector = new LinkCollector(document, time);
    document.traverse(collector);
    for (LinkCollector.Found found : collector.found()) {
      time.check();
      URI url = target(found.anchor());
      if (url != null) {
        links.merge(FileNameOf.place(url), link(url, found), HtmlPage::fuller);
      }
    }
    return List.copyOf(links.values());
  }

  private static PageLink fuller(PageLink first, PageLink second) {
    PageLink better = second.text().length() > first.text().length() ? second : first;
    return new PageLink(
        better.url(),
        better.text(),
        better.heading().isEmpty() ? first.heading() : better.heading(),
        better.fileName(),
        first.format().isData() ? first.format() : second.format(),
        first.isContent() || second.isContent());
  }

  private @Nullable URI target(Element anchor) {
    String href = anchor.absUrl("href");
    try {
      URI url = new URI(href.split("#", 2)[0].replace(" ", "%20"));
      String scheme = String.valueOf(url.getScheme());
      boolean isWeb = scheme.equals("http") || scheme.equals("https");
      boolean isLocal = scheme.equals("file") && "file".equals(address.getScheme());
      return isLocal || (isWeb && url.getHost() != null) ? url : null;
    } catch (URISyntaxException e) {
      return null; // no browser could follow it either
    }
  }

  private static PageLink link(URI url, LinkCollector.Found found) {
    Element anchor = found.anchor();
    String text = oneLine(anchor.text());
    if (text.isEmpty()) {
      text = oneLine(anchor.attr("title") + " " + anchor.attr("aria-label"));
    }
    String fileName = FileNameOf.url(url);
    LinkType format =
        LinkType.ofName(fileName)
            .or(() -> LinkType.ofText(anchor.text() + " " + anchor.attr("title")))
            .orElse(LinkType.PAGE);
    return new PageLink(url, text, found.heading(), fileName, format, found.isContent());
  }

  private String text() {
    return document.body().text();
  }

  private static Optional<LocalDate> isoDay(String value) {
    try {
      return value.length() < 10
          ? Optional.empty()
          : Optional.of(LocalDate.parse(value.substring(0, 10)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<LocalDate> day(String text) {
    for (DateTimeFormatter format : List.of(DAY, SHORT_DAY)) {
      try {
        return Optional.of(LocalDate.parse(text, format));
      } catch (DateTimeParseException e) {
        // Perhaps as the next format writes it.
      }
    }
    return Optional.empty();
  }

  /** Returns a text with each run of white space as one blank. */
  static String oneLine(String text) {
    return text.replaceAll("[\\s\\p{Z}\\p{Cntrl}]+", " ").strip();
  }
}
