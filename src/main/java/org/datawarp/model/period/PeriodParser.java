package org.datawarp.model.period;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.PeriodItems.Reading;
import org.jspecify.annotations.Nullable;

/**
 * The one reader of periods: what people type, what manifests store, what names, titles and column
 * headers say.
 *
 * <p>Years written with two digits are 1970 to 2069. Fiscal years run from April to March. A
 * numbered week is the ISO week. Days come before months. Outside stored labels {@code 2011-12} is
 * the fiscal year, since publishers write months with their names; {@code 2025-08}, which no fiscal
 * year is written like, is the month. {@code 2024-Q1} is the quarter of the calendar year unless the
 * text says fiscal. A quarter beside one year ({@code Q1 2024}) and a fiscal year with one year
 * ({@code FY25}) could each be two periods and are never guessed.
 */
public final class PeriodParser {
  private static final String FORMS =
      "2025-08, 2025-W03, 2025-12-28, 2024, FY2024-25, FY2024-25-Q1, 2023-Q3, 2023-10/2024-03,"
          + " FY2024-25/2025-03, aug25, \"August 2025\"";

  private static final int LONGEST_TEXT = 2_000;
  private static final int LONGEST_HEADER = 100;
  private static final Pattern ISO_MONTH = Pattern.compile("([0-9]{4})-([0-9]{2})");
  private static final Pattern SLASH_DATE =
      Pattern.compile("[0-9]{1,2}([-/.])[0-9]{1,2}\\1(?:[0-9]{2}|[0-9]{4})");
  private static final Pattern YEAR_ENDING =
      Pattern.compile("fy *([0-9]{2}|[0-9]{4})(?:[ _-]*(?:q|quarter ?)([1-4]))?");
  private static final Pattern CALENDAR_QUARTER =
      Pattern.compile("(?:q|quarter ?)([1-4])[ _-]*([0-9]{4})|([0-9]{4})[ _-]*q([1-4])");

  private static final Pattern SPOKEN_QUARTER =
      Pattern.compile("(?i)(?<![a-z0-9])(?:(?:q|quarter ?)[1-4][ _-]*[0-9]{4}|[0-9]{4}[ _-]*q[1-4])(?![0-9])");

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  private PeriodParser() {}

  /**
   * A period found in a text.
   *
   * @param period the period
   * @param revision what the text says about its finality
   * @param matchedText the part of the text (percent-decoded) it was read from
   */
  public record PeriodFinding(Period period, Revision revision, String matchedText) {}

  /**
   * Parses a period that was given or stored: a label ({@code 2025-08}, {@code 2025-W03}, {@code
   * 2025-12-28}, {@code 2024}, {@code FY2024-25}, {@code FY2024-25-Q1}, {@code 2023-10/2024-03},
   * {@code FY2024-25/2025-03}, {@code FY2024-25/2025-03-30}), a token ({@code aug25}), or a header
   * ({@code August 2025}).
   *
   * @throws UsageException if it is none, or could be two; the message then says both
   */
  public static Period require(String text) {
    String wanted = text.strip();
    Optional<Period> stored = Periods.ofLabel(wanted.toUpperCase(Locale.ROOT));
    if (stored.isPresent()) {
      return stored.get();
    }
    Optional<Period> read = ofHeader(wanted.startsWith("to_") ? wanted.substring(3) : wanted);
    if (read.isPresent()) {
      return read.get();
    }
    String both = bothReadings(wanted.toLowerCase(Locale.ROOT));
    if (both != null) {
      throw new UsageException(
          "the period '" + printable(wanted) + "' is ambiguous: " + both, null);
    }
    throw new UsageException("not a period: '" + printable(wanted) + "'", "write one of " + FORMS);
  }

  /**
   * Finds the period a file name, link text, manifest name or title speaks of; empty where there is
   * none, or where it could be two. Random ids, boundary years ({@code LSOA 2011}) and dates of
   * publication are not taken for one. Only the first {@value #LONGEST_TEXT} characters count.
   */
  public static Optional<PeriodFinding> find(String text) {
    String head = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    PeriodChoice choice = new PeriodChoice(new PeriodText(head), Reading.USUAL);
    PeriodItem best = choice.best();
    return best == null
        ? Optional.empty()
        : Optional.of(new PeriodFinding(best.dated(), Revision.of(text), choice.matched(best)));
  }

  /**
   * Says of a text that speaks of a quarter which could be two periods what they are; empty for any
   * other text.
   */
  public static Optional<String> openQuestion(String text) {
    Matcher quarter =
        SPOKEN_QUARTER.matcher(text.substring(0, Math.min(text.length(), LONGEST_HEADER * 2)));
    return find(text).isEmpty() && quarter.find()
        ? Optional.ofNullable(bothReadings(quarter.group().toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  /**
   * Reads a column header that is wholly a period ({@code Apr-24}, {@code Q1 2024/25}, {@code w/c
   * 01-Jan-24}, {@code Week 12 2024}); empty for every other text. Levels of a header can be joined
   * with a space: {@code 2024/25 April}.
   */
  public static Optional<Period> ofHeader(String text) {
    return ofHeader(text, Reading.USUAL);
  }

  /**
   * Reads several headers of one table together: what alone could be two periods is read as its
   * neighbours are. {@code 2011-12} is a month beside {@code 2012-03}; dates are month first where
   * they cannot all be day first; dates that are all the first of different months, two at least,
   * are those months.
   *
   * @return one entry per header, in their order
   */
  public static List<Optional<Period>> ofHeaders(List<String> texts) {
    Reading reading = Reading.USUAL;
    boolean dayFirst = true;
    boolean monthFirst = true;
    for (String text : texts) {
      Matcher month = ISO_MONTH.matcher(text.strip());
      if (month.matches()) {
        int next = Integer.parseInt(month.group(2));
        boolean fiscal = (Integer.parseInt(month.group(1)) + 1) % 100 == next;
        reading = !fiscal && next >= 1 && next <= 12 ? Reading.MONTHS : reading;
      } else if (SLASH_DATE.matcher(text.strip()).matches()) {
        dayFirst &= ofHeader(text, Reading.USUAL).isPresent();
        monthFirst &= ofHeader(text, Reading.MONTH_FIRST).isPresent();
      }
    }
    reading = !dayFirst && monthFirst ? Reading.MONTH_FIRST : reading;
    List<Optional<Period>> periods = new ArrayList<>();
    for (String text : texts) {
      periods.add(ofHeader(text, reading));
    }
    return areFirstsOfMonths(periods) ? asMonths(periods) : List.copyOf(periods);
  }

  /**
   * Returns the token of a period in a manifest's name: {@code aug25}, {@code fy2425q1}, {@code
   * 2024}, {@code to_20251228}, {@code oct23_to_mar24}. {@code find(publication + "_" + token)}
   * finds it again, if the publication's name holds no period itself.
   */
  public static String token(Period period) {
    String label = period.label();
    int slash = label.indexOf('/');
    if (slash < 0) {
      return Periods.isDay(period) ? "to_" + compact(period.start()) : single(label);
    }
    String first = label.substring(0, slash);
    String last = label.substring(slash + 1);
    return part(first) + "_to_" + part(last);
  }

  private static String part(String label) {
    return label.length() == 10 && label.charAt(4) == '-' ? label.replace("-", "") : single(label);
  }

  private static String single(String label) {
    Matcher month = ISO_MONTH.matcher(label);
    if (month.matches()) {
      int year = Integer.parseInt(month.group(1));
      String name = MONTHS.get(Integer.parseInt(month.group(2)) - 1);
      return name + (isShort(year) ? month.group(1).substring(2) : month.group(1));
    }
    if (label.startsWith("FY")) {
      int year = Integer.parseInt(label.substring(2, 6));
      // fy2021 could be read as a year of its own, so that one is written out.
      String years =
          isShort(year) && year % 100 != 20
              ? label.substring(4, 6) + label.substring(7, 9)
              : label.substring(2, 6) + "_" + label.substring(7, 9);
      return "fy" + years + (label.length() > 9 ? "q" + label.charAt(11) : "");
    }
    return label.replace("-", "").toLowerCase(Locale.ROOT);
  }

  private static boolean isShort(int year) {
    return Periods.century(year % 100).getValue() == year;
  }

  private static String compact(LocalDate date) {
    return date.toString().replace("-", "");
  }

  private static Optional<Period> ofHeader(String text, Reading reading) {
    if (text.length() > LONGEST_HEADER) {
      return Optional.empty();
    }
    PeriodItem whole = new PeriodChoice(new PeriodText(text.strip()), reading).whole();
    return whole == null ? Optional.empty() : Optional.of(whole.dated());
  }

  private static boolean areFirstsOfMonths(List<Optional<Period>> periods) {
    Set<LocalDate> days = new HashSet<>();
    for (Optional<Period> period : periods) {
      if (period.isPresent() && Periods.isDay(period.get())) {
        if (period.get().start().getDayOfMonth() != 1 || !days.add(period.get().start())) {
          return false;
        }
      }
    }
    return days.size() >= 2;
  }

  private static List<Optional<Period>> asMonths(List<Optional<Period>> periods) {
    List<Optional<Period>> months = new ArrayList<>();
    for (Optional<Period> period : periods) {
      months.add(
          period.map(one -> Periods.isDay(one) ? Periods.month(YearMonth.from(one.start())) : one));
    }
    return List.copyOf(months);
  }

  /** Returns both readings of an ambiguous form, or null for any other text. */
  private static @Nullable String bothReadings(String text) {
    Matcher fiscal = YEAR_ENDING.matcher(text);
    if (fiscal.matches()) {
      int given = Integer.parseInt(fiscal.group(1));
      int year = given < 100 ? Periods.century(given).getValue() : given;
      String quarter = fiscal.group(2) == null ? "" : "-Q" + fiscal.group(2);
      return "write "
          + Periods.fiscalYear(year - 1).label()
          + quarter
          + " (the year ending in "
          + year
          + ") or "
          + Periods.fiscalYear(year).label()
          + quarter
          + " (the year starting in it)";
    }
    Matcher calendar = CALENDAR_QUARTER.matcher(text);
    if (!calendar.matches()) {
      return null;
    }
    boolean quarterFirst = calendar.group(1) != null;
    int quarter = Integer.parseInt(calendar.group(quarterFirst ? 1 : 4));
    int year = Integer.parseInt(calendar.group(quarterFirst ? 2 : 3));
    return "write "
        + Periods.fiscalQuarter(year, quarter).label()
        + " (of the year from April) or "
        + Periods.calendarQuarter(year, quarter).label()
        + " (of the calendar year)";
  }

  private static String printable(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() > 80 ? line.substring(0, 80) + "…" : line;
  }
}
