package org.datawarp.pipeline.discover;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser.PeriodFinding;
import org.datawarp.model.period.Revision;
import org.datawarp.pipeline.discover.LinkDecision.Choice;
import org.jspecify.annotations.Nullable;

/**
 * Decides which links are the data of the wanted period: first by what a link is, then by its
 * period, then between versions and formats of one file.
 */
final class LinkRules {
  private static final Pattern PAPERWORK =
      Pattern.compile(
          "(?i)(?<![a-z])(press[ _-]?(?:notice|release|statement)s?|guidance|(?:user[ _-]?)?guide"
              + "|guidelines|methodology|pre[ _-]?release access|data quality (?:statement|report)"
              + "|background quality report|known[ _-]?issues|templates?|glossary"
              + "|data dictionary)(?![a-z])");

  /**
   * Endings that WordPress and content stores add: {@code -F5ldj2}, {@code -77252}, {@code (1)}.
   */
  private static final Pattern RANDOM_END =
      Pattern.compile("(?:[-_ ](?=[a-z]*[0-9])[a-z0-9]{5,6}|[-_ ]?\\([0-9]\\))$");

  private static final Pattern REVISION_WORD =
      Pattern.compile(
          "(?<![a-z])(?:revised|revision|final|finalised|provisional|prov|v[0-9]{1,2})(?![a-z])");
  private static final Pattern FORMAT_WORD =
      Pattern.compile(
          "\\(?\\b(?:xlsx|xlsm|xls|ods|csv|excel|opendocument|spreadsheet|download|format|in|kb|mb"
              + "|(?<![0-9.])[0-9.]++ ?[km]b)\\b\\)?");

  private final @Nullable Period wanted;
  private final @Nullable Period ofPage;
  private final PageTime time;

  /** One file in all its versions and formats: its period, and its name or its link's text. */
  private record FileKey(@Nullable Period period, String kind, String text) {}

  /** A link with its period and, so far, its fate. */
  private static final class Case {
    final PageLink link;
    final @Nullable Period own;
    final Revision revision;
    final List<FileKey> fileKeys;
    String why = "";
    Choice choice = Choice.TAKEN;

    Case(PageLink link) {
      this.link = link;
      this.own = link.period();
      this.revision = link.revision();
      String text = plain(link.text());
      FileKey byName = new FileKey(own, "name", stem(link.fileName()));
      this.fileKeys =
          text.length() < 8 ? List.of(byName) : List.of(byName, new FileKey(own, "text", text));
    }

    /** Returns what versions and formats of one file share: by name, else by text. */
    List<FileKey> fileKeys() {
      return fileKeys;
    }

    /** Returns the name without its period, version, random ending and extension. */
    String series() {
      String name = link.fileName();
      String period = link.findPeriod().map(PeriodFinding::matchedText).orElse("");
      int at = period.isEmpty() ? -1 : name.indexOf(period);
      return stem(at < 0 ? name : name.substring(0, at) + name.substring(at + period.length()));
    }

    void leave(String reason) {
      choice = Choice.LEFT;
      why = reason;
    }

    void leaveToItsPeriod(String reason) {
      choice = Choice.OTHER_PERIOD;
      why = reason;
    }

    boolean isTaken() {
      return choice == Choice.TAKEN;
    }
  }

  /**
   * Builds the rules for one page.
   *
   * @param wanted the wanted period, null for the page's, or else the newest
   * @param ofPage the page's own period, null for none
   * @param time is asked for each link
   */
  LinkRules(@Nullable Period wanted, @Nullable Period ofPage, PageTime time) {
    this.wanted = wanted;
    this.ofPage = ofPage;
    this.time = time;
  }

  /** Decides on all links to files; links to pages are left out. */
  List<LinkDecision> decide(List<PageLink> links) {
    List<Case> cases = new ArrayList<>();
    for (PageLink link : links) {
      if (link.format() != LinkType.PAGE) {
        time.check();
        cases.add(new Case(link));
      }
    }
    cases.forEach(LinkRules::decideByKind);
    Period period = wanted == null ? ofPage : wanted;
    if (period != null) {
      decideByPeriod(cases, period);
    } else if (areEditions(cases)) {
      newest(cases);
    } else {
      bySeries(cases).values().forEach(LinkRules::newest);
    }
    decideBetweenVersions(cases);
    decideBetweenFormats(cases);
    return cases.stream().map(one -> decision(one)).toList();
  }

  private LinkDecision decision(Case one) {
    PageLink link = one.link;
    Period period = one.own == null ? ofPage : one.own;
    String why = one.why.isEmpty() ? "data" : one.why;
    return new LinkDecision(
        link.url(),
        link.text(),
        link.fileName(),
        link.format(),
        period,
        one.revision,
        one.choice,
        why);
  }

  private static void decideByKind(Case one) {
    String name = one.link.fileName().replaceAll("[-_]+", " ");
    switch (one.link.format()) {
      case XLSX, XLSM, XLSB, XLS, ODS, CSV, TSV, ZIP -> {
        if (PAPERWORK.matcher(name).find() || PAPERWORK.matcher(one.link.text()).find()) {
          one.leave("about the data, not data");
        } else if (!one.link.isContent()) {
          one.leave("stands in a menu, header or footer");
        }
      }
      case PDF -> one.leave("a PDF is never data");
      case DOCUMENT -> one.leave("a text document");
      case IMAGE -> one.leave("a picture");
      case OTHER -> one.leave("a format that is not read");
      case PAGE -> throw new IllegalStateException("pages are no files");
    }
  }

  /** Tells whether each file stands under the heading of its own edition, as at the ONS. */
  private static boolean areEditions(List<Case> cases) {
    List<Case> data = cases.stream().filter(Case::isTaken).toList();
    return data.size() > 1
        && data.stream().allMatch(one -> one.link.findHeadingPeriod().isPresent());
  }

  /** Groups files that differ in their period alone: a page may hold many series side by side. */
  private static Map<String, List<Case>> bySeries(List<Case> cases) {
    Map<String, List<Case>> series = new LinkedHashMap<>();
    for (Case one : cases) {
      if (one.isTaken()) {
        series.computeIfAbsent(one.series(), name -> new ArrayList<>()).add(one);
      }
    }
    return series;
  }

  private static void newest(List<Case> cases) {
    Optional<Period> newest =
        cases.stream()
            .filter(Case::isTaken)
            .map(one -> one.own)
            .filter(Objects::nonNull)
            .max(Comparator.comparing(Period::end).thenComparing(Period::start));
    for (Case one : cases) {
      if (one.isTaken() && newest.isPresent() && one.own != null) {
        if (own(one).equals(newest.get())) {
          one.why = "data of " + newest.get();
        } else {
          one.leaveToItsPeriod("of " + own(one) + "; the newest is of " + newest.get());
        }
      }
    }
  }

  private void decideByPeriod(List<Case> cases, Period period) {
    List<Case> dated = cases.stream().filter(one -> one.isTaken() && one.own != null).toList();
    Optional<PeriodMatch> best =
        dated.stream().map(one -> PeriodMatch.of(own(one), period)).min(PeriodMatch::compareTo);
    boolean isIssuePage = ofPage != null && PeriodMatch.of(ofPage, period) != PeriodMatch.OTHER;
    boolean isPagesOwn = ofPage != null && ofPage.equals(period);
    boolean isOnlyImplied = wanted == null && best.orElse(PeriodMatch.OTHER) == PeriodMatch.OTHER;
    for (Case one : cases) {
      if (!one.isTaken()) {
        continue;
      }
      if (one.own == null) {
        decideUndated(one, isIssuePage, best, period);
        continue;
      }
      PeriodMatch fit = PeriodMatch.of(own(one), period);
      boolean fits =
          fit != PeriodMatch.OTHER
              && (fit == best.orElse(PeriodMatch.OTHER)
                  || (isPagesOwn && fit != PeriodMatch.WIDER));
      if (fits || isOnlyImplied) {
        one.why = fit.words(own(one), period);
      } else {
        one.leaveToItsPeriod("of " + own(one) + ", not of " + period);
      }
    }
  }

  private static void decideUndated(
      Case one, boolean isIssuePage, Optional<PeriodMatch> best, Period period) {
    if (isIssuePage) {
      one.why = "names no period, the page is of " + period;
    } else if (best.isPresent() && best.get() != PeriodMatch.OTHER) {
      one.leave("names no period, where others are of " + period);
    } else {
      one.why = "neither it nor the page names a period";
    }
  }

  private static Period own(Case one) {
    return Objects.requireNonNull(one.own, "a dated link");
  }

  /** Leaves what a newer version of the same file and format on the page replaces. */
  private static void decideBetweenVersions(List<Case> cases) {
    Map<Object, ArrayDeque<Case>> newest = new HashMap<>();
    cases.stream()
        .filter(Case::isTaken)
        .sorted(Comparator.comparing((Case one) -> one.revision).reversed())
        .forEach(
            one -> {
              for (FileKey key : one.fileKeys()) {
                newest
                    .computeIfAbsent(List.of(key, one.link.format()), k -> new ArrayDeque<>())
                    .add(one);
              }
            });
    for (Case one : cases) {
      for (FileKey key : one.isTaken() ? one.fileKeys() : List.<FileKey>of()) {
        ArrayDeque<Case> versions = newest.get(List.of(key, one.link.format()));
        while (versions != null && !versions.isEmpty() && !versions.element().isTaken()) {
          versions.remove();
        }
        Case other = versions == null ? null : versions.peek();
        if (other != null && other.revision.compareTo(one.revision) > 0) {
          one.leave("replaced by " + other.link.fileName());
          break;
        }
      }
    }
  }

  /** Leaves what a workbook on the page holds too, as ODS of the same file or CSV of its name. */
  private static void decideBetweenFormats(List<Case> cases) {
    Map<Object, Case> workbooks = new HashMap<>();
    for (Case one : cases) {
      if (one.isTaken() && isWorkbook(one.link.format())) {
        one.fileKeys().forEach(key -> workbooks.putIfAbsent(key, one));
        workbooks.putIfAbsent(withoutExtension(one.link.fileName()), one);
      }
    }
    for (Case one : cases) {
      List<?> keys =
          switch (one.link.format()) {
            case ODS -> one.fileKeys();
            case CSV, TSV -> List.of(withoutExtension(one.link.fileName()));
            case XLSX, XLSM, XLSB, XLS, ZIP, PDF, DOCUMENT, IMAGE, OTHER, PAGE -> List.of();
          };
      Optional<Case> twin = keys.stream().map(workbooks::get).filter(Objects::nonNull).findFirst();
      if (one.isTaken() && twin.isPresent()) {
        one.leave("the same tables as " + twin.get().link.fileName());
      }
    }
  }

  private static boolean isWorkbook(LinkType format) {
    return switch (format) {
      case XLSX, XLSM, XLSB, XLS -> true;
      case ODS, CSV, TSV, ZIP, PDF, DOCUMENT, IMAGE, OTHER, PAGE -> false;
    };
  }

  /**
   * Returns a file's name for comparing. A CSV often holds other rows than a workbook of a similar
   * name, so only an equal one counts.
   */
  private static String withoutExtension(String fileName) {
    return fileName.toLowerCase(Locale.ROOT).replaceFirst("\\.[a-z]{3,4}$", "");
  }

  private static String stem(String fileName) {
    String name = withoutExtension(fileName);
    name = RANDOM_END.matcher(name).replaceFirst("");
    return REVISION_WORD.matcher(name).replaceAll("").replaceAll("[^a-z0-9]+", "");
  }

  private static String plain(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return FORMAT_WORD
        .matcher(REVISION_WORD.matcher(lower).replaceAll(""))
        .replaceAll("")
        .replaceAll("[^a-z0-9]+", "");
  }
}
