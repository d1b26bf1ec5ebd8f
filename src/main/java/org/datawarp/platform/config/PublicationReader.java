package org.datawarp.platform.config;

import java.time.LocalDate;
import java.time.Month;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.period.PeriodUnit;
import org.datawarp.model.publication.IssueException;
import org.datawarp.model.publication.IssueKind;
import org.datawarp.model.publication.Lag;
import org.datawarp.model.publication.Publication;
import org.datawarp.model.publication.Schedule;
import org.datawarp.model.publication.UrlTemplate;
import org.datawarp.platform.codec.YamlNode;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code publications:} and tells what is wrong with it, with its place. */
final class PublicationReader {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "frequency",
          "landing_page",
          "url",
          "schedule",
          "urls",
          "exceptions",
          "discovery",
          "consolidate",
          "licence",
          "issues");
  private static final Set<String> SCHEDULE_KEYS = Set.of("months", "start", "lag", "recheck");
  private static final Set<String> EXCEPTION_KEYS = Set.of("skip", "due");
  private static final String SKIP = "skip";
  private static final String NONE = "none";
  private static final int LONGEST_CODE = 40;
  private static final int LONGEST_LINE = 300;
  private static final int LONGEST_ADDRESS = 2_000;
  private static final int MOST_PERIODS = 5_000;
  private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]+):");
  private static final Set<String> SCHEMES = Set.of("http", "https", "file");

  private final String code;
  private final YamlNode node;

  PublicationReader(String code, YamlNode node) {
    this.code = code;
    this.node = node;
  }

  Publication read() {
    refuseUnknown(node, KEYS);
    requireCode();
    @Nullable PeriodUnit unit = unit();
    boolean isReference = isReference();
    String landingPage = address("landing_page");
    UrlTemplate url = template();
    Schedule schedule = schedule(unit);
    Map<Period, String> urls = urls(unit);
    Map<Period, IssueException> exceptions = exceptions(unit);
    if (url != null && url.wantsPublication() && schedule.lag() == null) {
      throw node.require("url")
          .failure("{pub_…} words want the day of publication: say schedule.lag");
    }
    IssueKind issues = issues();
    if (isReference && (issues == IssueKind.CUMULATIVE || node.find("schedule").isPresent())) {
      throw node.require("frequency")
          .failure("reference data (frequency: none) has no schedule and no issues");
    }
    return new Publication(
        code,
        Optional.ofNullable(line("name")).orElse(code),
        unit,
        isReference,
        landingPage,
        url,
        schedule,
        urls,
        exceptions,
        discovery(landingPage, url, isReference),
        truth("consolidate", !isAddressAlone() || (url != null && url.isFilled())),
        line("licence"),
        issues,
        node.place());
  }

  /** An entry that only registers an address may be called anything, as it always could. */
  private void requireCode() {
    if (isAddressAlone()) {
      return;
    }
    if (!SourceCode.isValid(code) || code.length() > LONGEST_CODE) {
      throw node.keyFailure(
          "'"
              + code
              + "' is not a publication's code: lower-case letters, digits and single underscores,"
              + " starting with a letter, at most "
              + LONGEST_CODE
              + " characters");
    }
    PeriodParser.find(code)
        .ifPresent(
            found -> {
              throw node.keyFailure(
                  "the code '"
                      + code
                      + "' names a period, "
                      + found.period()
                      + "; its issues get theirs behind it");
            });
  }

  private boolean isAddressAlone() {
    return node.entries().isEmpty() || node.entries().keySet().equals(Set.of("url"));
  }

  private @Nullable PeriodUnit unit() {
    Optional<YamlNode> frequency = node.find("frequency");
    if (frequency.isEmpty() || isReference()) {
      return null;
    }
    String word = frequency.get().text().strip();
    return PeriodUnit.find(word)
        .orElseThrow(
            () ->
                frequency
                    .get()
                    .failure(
                        "unknown frequency '"
                            + word
                            + "'; there are "
                            + String.join(
                                ", ",
                                Arrays.stream(PeriodUnit.values()).map(PeriodUnit::word).toList())
                            + " and none"));
  }

  private boolean isReference() {
    return node.find("frequency").map(YamlNode::text).filter(NONE::equals).isPresent();
  }

  private @Nullable UrlTemplate template() {
    String text = checkedAddress(node.find("url").orElse(null), "url");
    if (text == null) {
      return null;
    }
    UrlTemplate template = new UrlTemplate(text);
    template
        .findProblem()
        .ifPresent(
            problem -> {
              throw node.require("url").failure("url: " + problem);
            });
    return template;
  }

  private @Nullable String address(String key) {
    YamlNode value = node.find(key).orElse(null);
    String text = checkedAddress(value, key);
    if (value != null && text != null && new UrlTemplate(text).isFilled()) {
      throw value.failure(key + " is one address; words in braces go into url");
    }
    return text;
  }

  private static @Nullable String checkedAddress(@Nullable YamlNode value, String key) {
    if (value == null) {
      return null;
    }
    String text = value.text().strip();
    if (text.isEmpty() || text.length() > LONGEST_ADDRESS || !isOneLine(text)) {
      throw value.failure(
          key + " is no address: one line of at most " + LONGEST_ADDRESS + " characters");
    }
    Matcher scheme = SCHEME.matcher(text);
    if (scheme.find() && !SCHEMES.contains(scheme.group(1).toLowerCase(Locale.ROOT))) {
      throw value.failure(
          key
              + " is no address: '"
              + scheme.group()
              + "' is not read; write https:, http:, file:"
              + " or a path");
    }
    return text;
  }

  private Schedule schedule(@Nullable PeriodUnit unit) {
    Optional<YamlNode> found = node.find("schedule");
    if (found.isEmpty()) {
      return Schedule.NONE;
    }
    YamlNode schedule = found.get();
    refuseUnknown(schedule, SCHEDULE_KEYS);
    Optional<YamlNode> start = schedule.find("start");
    if (unit == null && (start.isPresent() || schedule.find("months").isPresent())) {
      throw schedule.failure("a schedule with start or months wants a frequency");
    }
    return new Schedule(
        months(schedule),
        start.map(value -> period(value, value.text()).start()).orElse(null),
        schedule.find("lag").map(PublicationReader::lag).orElse(null),
        schedule.find("recheck").map(PublicationReader::lag).orElse(Schedule.RECHECK));
  }

  private static Lag lag(YamlNode value) {
    return Lag.find(value.text())
        .orElseThrow(
            () ->
                value.failure(
                    "'"
                        + value.text()
                        + "' is no length of time of at most three years, such as "
                        + Lag.FORMS));
  }

  private static Set<Month> months(YamlNode schedule) {
    Set<Month> months = EnumSet.noneOf(Month.class);
    Optional<YamlNode> list = schedule.find("months");
    if (list.isPresent()) {
      for (YamlNode item : list.get().items()) {
        if (!months.add(month(item))) {
          throw item.failure("'" + item.text() + "' stands twice");
        }
      }
      if (months.isEmpty()) {
        throw list.get().failure("no months: leave 'months' out for all");
      }
    }
    return months;
  }

  private static Month month(YamlNode item) {
    String word = item.text().strip().toUpperCase(Locale.ROOT);
    for (Month month : Month.values()) {
      boolean isName = word.length() >= 3 && month.name().startsWith(word);
      if (isName || word.equals(String.valueOf(month.getValue()))) {
        return month;
      }
    }
    throw item.failure("'" + item.text() + "' is no month: write 1 to 12, or jan to dec");
  }

  private Map<Period, String> urls(@Nullable PeriodUnit unit) {
    Map<Period, String> urls = new LinkedHashMap<>();
    byPeriod("urls", unit)
        .forEach(
            (period, value) -> {
              String text = checkedAddress(value, "urls." + period);
              if (text != null) {
                if (new UrlTemplate(text).isFilled()) {
                  throw value.failure("the address of one period has no words in braces");
                }
                urls.put(period, text);
              }
            });
    return urls;
  }

  private Map<Period, IssueException> exceptions(@Nullable PeriodUnit unit) {
    Map<Period, IssueException> exceptions = new LinkedHashMap<>();
    byPeriod("exceptions", unit)
        .forEach((period, value) -> exceptions.put(period, exception(value)));
    return exceptions;
  }

  private static IssueException exception(YamlNode value) {
    if (!value.isMapping()) {
      if (value.isNull() || value.isList() || !value.text().strip().equals(SKIP)) {
        throw value.failure("expected skip, {skip: REASON} or {due: DATE}");
      }
      return new IssueException(true, "", null);
    }
    refuseUnknown(value, EXCEPTION_KEYS);
    Optional<YamlNode> skip = value.find(SKIP);
    Optional<YamlNode> due = value.find("due");
    if (skip.isPresent() == due.isPresent()) {
      throw value.failure("expected either skip or due");
    }
    return skip.isPresent()
        ? new IssueException(true, checkedLine(skip.get(), SKIP), null)
        : new IssueException(false, "", day(due.orElseThrow()));
  }

  private static LocalDate day(YamlNode value) {
    try {
      return LocalDate.parse(value.text().strip());
    } catch (DateTimeParseException e) {
      throw value.failure("'" + value.text() + "' is no day: write it as 2025-10-09");
    }
  }

  private Map<Period, YamlNode> byPeriod(String key, @Nullable PeriodUnit unit) {
    Map<Period, YamlNode> values = new LinkedHashMap<>();
    Optional<YamlNode> found = node.find(key);
    if (found.isEmpty()) {
      return values;
    }
    Map<String, YamlNode> entries = found.get().entries();
    if (entries.size() > MOST_PERIODS) {
      throw found.get().failure("more than " + MOST_PERIODS + " periods");
    }
    if (isReference() && !entries.isEmpty()) {
      throw found.get().keyFailure("reference data (frequency: none) has no periods");
    }
    List<Period> seen = new ArrayList<>();
    entries.forEach(
        (label, value) -> {
          Period period = period(value, label);
          if (unit != null && !Publication.isOf(unit, period)) {
            throw value.keyFailure(
                "'" + label + "' is not " + unit.word() + ", as the frequency says");
          }
          if (seen.stream().anyMatch(other -> Publication.isSame(other, period))) {
            throw value.keyFailure("the period " + period + " stands twice");
          }
          seen.add(period);
          values.put(period, value);
        });
    return values;
  }

  private static Period period(YamlNode value, String label) {
    try {
      return PeriodParser.require(label);
    } catch (UsageException e) {
      String hint = e.hint() == null ? "" : "; " + e.hint();
      throw value.keyFailure(e.getMessage() + hint);
    }
  }

  private boolean discovery(
      @Nullable String landingPage, @Nullable UrlTemplate url, boolean isReference) {
    boolean isTemplate = url != null && url.isFilled();
    boolean usual = !isReference && !isTemplate && (landingPage != null || url != null);
    boolean said = truth("discovery", usual);
    if (said && (isReference || (landingPage == null && (url == null || isTemplate)))) {
      throw node.require("discovery").failure("discovery wants a landing_page to look at");
    }
    return said;
  }

  private IssueKind issues() {
    Optional<YamlNode> found = node.find("issues");
    if (found.isEmpty()) {
      return IssueKind.SEPARATE;
    }
    String word = found.get().text().strip();
    return Arrays.stream(IssueKind.values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                found
                    .get()
                    .failure(
                        "unknown kind of issues '"
                            + word
                            + "'; there are separate and cumulative"));
  }

  private boolean truth(String key, boolean usual) {
    return node.find(key).map(YamlNode::truth).orElse(usual);
  }

  private @Nullable String line(String key) {
    return node.find(key).map(value -> checkedLine(value, key)).orElse(null);
  }

  private static String checkedLine(YamlNode value, String key) {
    String text = value.text().strip();
    if (text.isEmpty() || text.length() > LONGEST_LINE || !isOneLine(text)) {
      throw value.failure(key + " is one line of at most " + LONGEST_LINE + " characters");
    }
    return text;
  }

  private static boolean isOneLine(String text) {
    return text.codePoints()
        .noneMatch(
            point ->
                Character.isISOControl(point)
                    || Character.getType(point) == Character.FORMAT
                    || Character.getType(point) == Character.LINE_SEPARATOR
                    || Character.getType(point) == Character.PARAGRAPH_SEPARATOR);
  }

  private static void refuseUnknown(YamlNode mapping, Set<String> known) {
    for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw entry
            .getValue()
            .keyFailure(
                "unknown key '"
                    + entry.getKey()
                    + "'; there are "
                    + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }
}
