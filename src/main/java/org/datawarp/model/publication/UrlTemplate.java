package org.datawarp.model.publication;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.period.PeriodUnit;
import org.jspecify.annotations.Nullable;

/**
 * An address with words in braces that a period fills in: {@code …/mi-adhd/{month_name}-{year}}.
 * They are of the last day of the period, {@code pub_} ones of the day of publication. {@code
 * {Month_name}} and {@code {MONTH_NAME}} write a name in that way. {@code ${…}} is somebody else's
 * and stays.
 *
 * @param text the address
 */
public record UrlTemplate(String text) {
  private static final Pattern WORD = Pattern.compile("\\$?\\{([^{}]*+)}");
  private static final Pattern AUTHORITY = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*+");
  private static final String PUBLISHED = "pub_";

  private static final int MOST_TIMES = 4;

  /** How addresses mention a period, the surest first. */
  private static final List<List<String>> MENTIONS =
      List.of(
          List.of("month_name", "fy"),
          List.of("month_name", "year"),
          List.of("month_name", "yy"),
          List.of("month_abbr", "year"),
          List.of("month_abbr", "yy"),
          List.of("quarter", "fy"),
          List.of("year", "month", "day"),
          List.of("year", "month"),
          List.of("fy"));

  /** What may stand in braces. */
  public static final List<String> WORDS =
      List.of(
          "month_name",
          "month_abbr",
          "month",
          "year",
          "yy",
          "quarter",
          "fy",
          "day",
          "pub_year",
          "pub_month",
          "pub_day");

  /** Finds what is wrong with it, for people. */
  public Optional<String> findProblem() {
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      if (!isOwn(words)) {
        continue;
      }
      if (!WORDS.contains(words.group(1).toLowerCase(Locale.ROOT))) {
        return Optional.of(
            "unknown word '" + words.group() + "'; there are {" + String.join("}, {", WORDS) + "}");
      }
    }
    String rest = WORD.matcher(text).replaceAll("");
    if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
      return Optional.of("a brace without its twin");
    }
    Matcher authority = AUTHORITY.matcher(text);
    return authority.find() && new UrlTemplate(authority.group()).isFilled()
        ? Optional.of("a server's name does not depend on the period")
        : Optional.empty();
  }

  /** Tells whether a period fills anything in. */
  public boolean isFilled() {
    return own().count() > 0;
  }

  /** Tells whether it depends on the day of publication. */
  public boolean wantsPublication() {
    return own().anyMatch(word -> word.startsWith(PUBLISHED));
  }

  /**
   * Returns the address of a period's issue.
   *
   * @param published the day of publication; may be null where no word wants it
   */
  public String address(Period period, @Nullable LocalDate published) {
    return WORD.matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group().startsWith("$")
                        ? found.group()
                        : value(found.group(1), period, published)));
  }

  /**
   * Finds the template that gives an address for a period: its month's name and year, or the
   * month's number and year, made words. Empty where the address does not show the period.
   */
  public static Optional<UrlTemplate> of(String address, Period period) {
    Matcher authority = AUTHORITY.matcher(address);
    int from = authority.find() ? authority.end() : 0;
    String head = address.substring(0, from);
    String path = address.substring(from);
    if (path.indexOf('{') >= 0 || path.indexOf('}') >= 0) {
      return Optional.empty();
    }
    String filled = path;
    for (int times = 0; times < MOST_TIMES; times++) {
      Optional<String> more = filledOnce(filled, period);
      if (more.isEmpty()) {
        break;
      }
      filled = more.get();
    }
    UrlTemplate template = new UrlTemplate(head + filled);
    boolean isWhole =
        template.isFilled()
            && template.address(period, null).equals(address)
            && Arrays.stream(WORD.matcher(filled).replaceAll("").split("/", -1))
                .allMatch(step -> PeriodParser.find(step).isEmpty());
    return isWhole ? Optional.of(template) : Optional.empty();
  }

  /** Makes one mention of the period words; empty where there is none. */
  private static Optional<String> filledOnce(String path, Period period) {
    for (List<String> words : MENTIONS) {
      String filled = path;
      boolean hasAll = true;
      for (String word : words) {
        String with = worded(filled, word, period);
        hasAll &= !with.equals(filled);
        filled = with;
      }
      if (hasAll) {
        return Optional.of(filled);
      }
    }
    return Optional.empty();
  }

  /** Puts a word where its value stands last, not inside of a longer word or number. */
  private static String worded(String path, String word, Period period) {
    for (String cased :
        List.of(
            word,
            Character.toUpperCase(word.charAt(0)) + word.substring(1),
            word.toUpperCase(Locale.ROOT))) {
      String value = value(cased, period, null);
      int at = path.lastIndexOf(value);
      while (at >= 0 && !standsAlone(path, at, at + value.length())) {
        at = path.lastIndexOf(value, at - 1);
      }
      if (at >= 0) {
        return path.substring(0, at) + "{" + cased + "}" + path.substring(at + value.length());
      }
    }
    return path;
  }

  private static boolean standsAlone(String path, int from, int to) {
    return (from == 0 || isEdge(path.charAt(from - 1), path.charAt(from)))
        && (to == path.length() || isEdge(path.charAt(to), path.charAt(to - 1)));
  }

  private static boolean isEdge(char outside, char inside) {
    return Character.isDigit(inside) ? !Character.isDigit(outside) : !Character.isLetter(outside);
  }

  private Stream<String> own() {
    return WORD.matcher(text)
        .results()
        .filter(found -> !found.group().startsWith("$"))
        .map(found -> found.group(1).toLowerCase(Locale.ROOT));
  }

  private static boolean isOwn(Matcher words) {
    return !words.group().startsWith("$");
  }

  private static String value(String cased, Period period, @Nullable LocalDate published) {
    String word = cased.toLowerCase(Locale.ROOT);
    LocalDate day = word.startsWith(PUBLISHED) ? published : period.end();
    if (day == null) {
      throw new IllegalArgumentException("no day of publication for " + period);
    }
    String value =
        switch (word) {
          case "month_name" -> format("MMMM", day);
          case "month_abbr" -> format("MMM", day);
          case "month", "pub_month" -> format("MM", day);
          case "year", "pub_year" -> format("uuuu", day);
          case "yy" -> format("uu", day);
          case "day", "pub_day" -> format("dd", day);
          case "quarter" -> quarter(period);
          case "fy" -> PeriodUnit.YEARLY.at(day).label().substring("FY".length());
          default -> throw new IllegalArgumentException("unknown word " + cased);
        };
    if (cased.equals(cased.toUpperCase(Locale.ROOT))) {
      return value.toUpperCase(Locale.ROOT);
    }
    return Character.isUpperCase(cased.charAt(0)) ? value : value.toLowerCase(Locale.ROOT);
  }

  private static String quarter(Period period) {
    PeriodUnit unit =
        PeriodUnit.CALENDAR_QUARTERLY.isOne(period)
            ? PeriodUnit.CALENDAR_QUARTERLY
            : PeriodUnit.QUARTERLY;
    String label = unit.at(period.end()).label();
    return label.substring(label.length() - 1);
  }

  private static String format(String pattern, LocalDate day) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(day);
  }

  @Override
  public String toString() {
    return text;
  }
}
