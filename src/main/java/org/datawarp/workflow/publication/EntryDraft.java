package org.datawarp.workflow.publication;

import java.time.LocalDate;
import java.time.Month;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.model.SourceCode;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.period.PeriodParser.PeriodFinding;
import org.datawarp.model.period.PeriodUnit;
import org.datawarp.model.publication.IssueKind;
import org.datawarp.model.publication.Publication;
import org.datawarp.model.publication.UrlTemplate;
import org.datawarp.pipeline.discover.LinkType;
import org.datawarp.pipeline.discover.PageReport;
import org.datawarp.pipeline.discover.StatedLicence;
import org.datawarp.pipeline.discover.PublishedPeriod;
import org.jspecify.annotations.Nullable;

/** Makes the entry of a publication from what its page says. Touches nothing. */
final class EntryDraft {
  private static final int MONTHS = 12;
  private static final int LONGEST_CODE = 40;
  private static final int LONGEST_LAG = 400;

  private final String address;
  private final Map<String, Object> entry = new LinkedHashMap<>();
  private final List<String> reasons = new ArrayList<>();

  /** Makes the draft of an address as a person gave it. */
  EntryDraft(String address) {
    this.address = address;
  }

  /** Proposes a code: the name of the page or file, without its period. */
  static String code(String address) {
    String name = RefreshRequest.nameOf(address.replaceFirst("/(?:data/?)?$", ""));
    for (Optional<PeriodFinding> found = PeriodParser.find(name);
        found.isPresent();
        found = PeriodParser.find(name)) {
      name = name.replace(found.get().matchedText(), "");
    }
    String slug = name.replaceAll("_{2,}", "_").replaceAll("^[_0-9]+", "");
    String cut = slug.length() > LONGEST_CODE ? slug.substring(0, LONGEST_CODE) : slug;
    String code = cut.endsWith("_") ? cut.substring(0, cut.length() - 1) : cut;
    return SourceCode.isValid(code) ? code : "publication";
  }

  /** Takes in what a page says; null for a file. */
  void page(PublicationPage page, @Nullable PageReport newest) {
    PageReport report = page.reports().get(0);
    put("name", name(report.title()));
    Period own = report.period();
    Optional<UrlTemplate> ofIssue = own == null ? Optional.empty() : UrlTemplate.of(address, own);
    List<Period> periods;
    if (own != null && ofIssue.isPresent()) {
      periods = List.of(own);
      issuePage(ofIssue.get());
    } else {
      periods = series(page);
    }
    schedule(periods, newest == null ? report : newest);
    StatedLicence licence = report.licence();
    if (licence == null && newest != null) {
      licence = newest.licence();
    }
    put("licence", licence == null ? null : licence.name());
  }

  /** Takes in that a file is behind the address. */
  void file(String fileName) {
    Optional<Period> named = PeriodParser.find(fileName).map(PeriodFinding::period);
    Optional<UrlTemplate> template = named.flatMap(period -> UrlTemplate.of(address, period));
    put("url", template.map(UrlTemplate::text).orElse(address));
    if (named.isEmpty()) {
      reasons.add(
          "the file's name has no period: say 'frequency', or 'frequency: none' for reference data");
    } else if (template.isEmpty()) {
      reasons.add(
          "the address shows its period in no regular way: list the addresses under 'urls'");
    }
    schedule(named.map(List::of).orElse(List.of()), null);
  }

  /** Takes in how much of an older issue a newer one holds. */
  void overlap(IssueOverlap overlap) {
    if (overlap.isCumulative()) {
      put("issues", IssueKind.CUMULATIVE.word());
      reasons.add(
          overlap.percent() + " % of the rows' keys of the issue before are in the newest one");
    } else if (overlap.isPartial()) {
      reasons.add(
          overlap.percent()
              + " % of the rows' keys of the issue before are in the newest one: both hold them");
    }
  }

  /** Notes what could not be found out. */
  void note(String reason) {
    reasons.add(reason);
  }

  Map<String, Object> entry() {
    return entry;
  }

  List<String> reasons() {
    return List.copyOf(reasons);
  }

  /** Returns the page's issues of its usual kind, newest first. */
  static List<PublishedPeriod> newestFirst(PublicationPage page) {
    Optional<PeriodUnit> unit = unit(page.periods().stream().map(PublishedPeriod::period).toList());
    return page.periods().stream()
        .filter(found -> unit.isEmpty() || Publication.isOf(unit.get(), found.period()))
        .sorted(Comparator.comparing(PublishedPeriod::period, Publication.ORDER).reversed())
        .toList();
  }

  private void issuePage(UrlTemplate template) {
    put("landing_page", parent(address));
    put("url", template.text());
    reasons.add("the page is that of one issue; its address shows the period");
  }

  private List<Period> series(PublicationPage page) {
    put("landing_page", address);
    List<PublishedPeriod> issues = newestFirst(page);
    Optional<UrlTemplate> template = commonTemplate(issues);
    boolean arePages =
        issues.stream()
            .noneMatch(found -> LinkType.isDataName(String.valueOf(found.url().getPath())));
    if (template.isPresent() && arePages) {
      put("url", template.get().text());
      put("discovery", true);
      reasons.add("the pages of " + issues.size() + " issues have addresses of one form");
    } else if (issues.isEmpty()) {
      reasons.add("the page shows no period: say 'urls', or 'url' with words for the period");
    } else {
      reasons.add("the page shows " + issues.size() + " periods");
    }
    return issues.stream().map(PublishedPeriod::period).toList();
  }

  private static Optional<UrlTemplate> commonTemplate(List<PublishedPeriod> issues) {
    if (issues.size() < 2) {
      return Optional.empty();
    }
    Optional<UrlTemplate> first =
        UrlTemplate.of(issues.get(0).url().toString(), issues.get(0).period());
    return first.filter(
        template ->
            issues.stream()
                .allMatch(
                    found ->
                        template.address(found.period(), null).equals(found.url().toString())));
  }

  private void schedule(List<Period> newestFirst, @Nullable PageReport newest) {
    Optional<PeriodUnit> unit = unit(newestFirst);
    if (unit.isEmpty()) {
      if (!newestFirst.isEmpty()) {
        reasons.add("its periods are of no usual kind: say 'frequency' where they are");
      }
      return;
    }
    put("frequency", unit.get().word());
    Map<String, Object> schedule = new LinkedHashMap<>();
    schedule.put("start", newestFirst.get(newestFirst.size() - 1).label());
    List<Integer> months = months(unit.get(), newestFirst);
    if (!months.isEmpty()) {
      schedule.put("months", months);
    }
    Optional<Long> lag = lag(newestFirst.get(0), newest);
    if (lag.isPresent()) {
      schedule.put("lag", lag.get() + "d");
    } else {
      reasons.add("no day of publication found: say schedule.lag, such as 6w");
    }
    put("schedule", schedule);
  }

  private static Optional<Long> lag(Period newest, @Nullable PageReport report) {
    LocalDate published = report == null ? null : report.published();
    Period own = report == null ? null : report.period();
    if (published == null || (own != null && !Publication.isSame(own, newest))) {
      return Optional.empty();
    }
    long days = ChronoUnit.DAYS.between(newest.end(), published);
    return days > 0 && days < LONGEST_LAG ? Optional.of(days) : Optional.empty();
  }

  /** Months, where every issue lies three, four or six months, or a year, after the one before. */
  private static List<Integer> months(PeriodUnit unit, List<Period> newestFirst) {
    if (unit != PeriodUnit.MONTHLY || newestFirst.size() < 3) {
      return List.of();
    }
    Set<Month> months = EnumSet.noneOf(Month.class);
    Set<Long> gaps = new java.util.TreeSet<>();
    for (int i = 0; i < newestFirst.size(); i++) {
      Period period = newestFirst.get(i);
      months.add(period.end().getMonth());
      if (i > 0) {
        gaps.add(ChronoUnit.MONTHS.between(period.start(), newestFirst.get(i - 1).start()));
      }
    }
    long gap = gaps.size() == 1 ? gaps.iterator().next() : 1;
    if (gap < 2 || MONTHS % gap != 0) {
      return List.of();
    }
    Month first = newestFirst.get(0).end().getMonth();
    for (int i = 0; i < MONTHS / gap; i++) {
      months.add(first.plus(i * gap));
    }
    return months.stream().map(Month::getValue).sorted().toList();
  }

  /** Finds the unit of most periods; a page may have an overview of years beside its months. */
  private static Optional<PeriodUnit> unit(List<Period> periods) {
    Map<PeriodUnit, Integer> counts = new EnumMap<>(PeriodUnit.class);
    periods.forEach(
        period -> PeriodUnit.of(period).ifPresent(unit -> counts.merge(unit, 1, Integer::sum)));
    return counts.entrySet().stream()
        .max(Map.Entry.<PeriodUnit, Integer>comparingByValue())
        .map(Map.Entry::getKey);
  }

  private static @Nullable String name(String title) {
    String name = title;
    Optional<PeriodFinding> found = PeriodParser.find(title);
    if (found.isPresent()) {
      name = title.replace(found.get().matchedText(), "");
    }
    String tidy = name.replaceAll("\\s+", " ").replaceAll("^[\\s,;:–-]+", "").strip();
    while (!tidy.isEmpty() && ",;:–-(".indexOf(tidy.charAt(tidy.length() - 1)) >= 0) {
      tidy = tidy.substring(0, tidy.length() - 1).strip();
    }
    return tidy.isEmpty() ? null : tidy.length() > 200 ? tidy.substring(0, 200).strip() : tidy;
  }

  private static String parent(String url) {
    String trimmed = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    int slash = trimmed.lastIndexOf('/');
    return slash > trimmed.indexOf("//") + 1 ? trimmed.substring(0, slash) : trimmed;
  }

  private void put(String key, @Nullable Object value) {
    if (value != null) {
      entry.put(key, Objects.requireNonNull(value));
    }
  }
}
