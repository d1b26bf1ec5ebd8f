package org.datawarp.pipeline.extract.cell;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a text looks like, without knowing its column: enough to tell headers from values. */
public final class CellShape {
  private static final Set<String> SHORTHAND =
      Set.of(
          "n/a",
          "na",
          "n.a.",
          "nil",
          "null",
          "none",
          "dns",
          "dnc",
          "dq",
          "low dq",
          "nr",
          "n/r",
          "no data",
          "not available",
          "not applicable",
          "suppressed",
          "unknown",
          "tbc",
          "#n/a");

  private static final Pattern FOOTER =
      Pattern.compile(
          "(?:foot)?notes?\\b.*|sources?\\b.{0,3}[:\\-–].*|source|copyright\\b.*|©.*|crown copyright.*"
              + "|contact\\b.*:.*|(?:last )?(?:up)?dated?\\b.*:.*|published\\b.*|further information\\b.*"
              + "|back to .*|return to .*|end of (?:table|worksheet|sheet).*|data quality\\b.*"
              + "|(?:key|symbols?|legend|abbreviations?|definitions?|caveats?|disclaimer)\\b\\s*:?.{0,3}"
              + "|\\[?(?:note )?\\d{1,2}[\\].):]\\s.*|\\(\\d{1,2}\\)\\s.*|\\*+\\s*\\S.*|[¹²³⁴⁵⁶⁷⁸⁹†‡].*"
              + "|\\[[a-z]{1,3}\\]\\s.*|\\d{1,2}\\s+[A-Z].{20,}",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private static final Pattern NAVIGATION =
      Pattern.compile(
          "(?:link )?(?:back|return|go) to\\b.{1,40}|(?:table of )?contents(?: page)?|home|index|menu",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern YEAR = Pattern.compile("(?:19|20)\\d\\d(?:\\s?[/–-]\\s?\\d{2,4})?");

  private static final Pattern WRITTEN_NUMBER =
      Pattern.compile("[-+−]?[£$€]?\\d{1,3}+(?:,\\d{3}|\\d)*+(?:\\.\\d++)?\\s?%?");

  private static final int LONGEST_NUMBER = 24;

  /** The longest text that is a year: {@code 2021 - 2022}. */
  private static final int LONGEST_YEAR = 11;

  private CellShape() {}

  /** Removes white space at both ends, no-break spaces too. */
  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char letter) {
    return letter <= ' '
        || letter == '\u00A0'
        || letter == '\u200B'
        || letter == '\uFEFF'
        || Character.isWhitespace(letter);
  }

  /** Collapses white space inside, line breaks included, to single spaces. */
  public static String collapse(String text) {
    StringBuilder result = new StringBuilder(text.length());
    boolean pending = false;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (isSpace(letter)) {
        pending = result.length() > 0;
      } else {
        if (pending) {
          result.append(' ');
          pending = false;
        }
        result.append(letter);
      }
    }
    return result.toString();
  }

  /**
   * Tells whether a text is shorthand that stands where a number is missing: {@code *}, {@code
   * [c]}, {@code ..}, {@code n/a}; single letters too, which only a column of numbers can confirm.
   */
  static boolean isMarker(String text) {
    int length = text.length();
    if (length == 0) {
      return false;
    }
    if (length == 1) {
      char letter = text.charAt(0);
      boolean word = Character.getType(letter) == Character.OTHER_LETTER; // as in Japanese
      return !word && (!Character.isUpperCase(letter) || "CXZUW".indexOf(letter) >= 0);
    }
    if (length <= 14 && SHORTHAND.contains(text.toLowerCase(Locale.ROOT))) {
      return true;
    }
    if (length <= 16 && text.charAt(0) == '[' && text.charAt(length - 1) == ']') {
      return true;
    }
    if (length <= 4) {
      for (int i = 0; i < length; i++) {
        char letter = text.charAt(i);
        if (Character.isLetterOrDigit(letter)) {
          return length == 2 && text.charAt(0) == ':';
        }
      }
      return true;
    }
    return false;
  }

  /**
   * Tells whether a text is made of digits and the signs that go with numbers, ranges and dates.
   */
  public static boolean isNumeral(String text) {
    boolean digit = false;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter >= '0' && letter <= '9') {
        digit = true;
      } else if (" ,.%-+£$€<>≤≥/:()*–−".indexOf(letter) < 0) {
        return false;
      }
    }
    return digit;
  }

  /** Tells whether a text is a link to another sheet. */
  public static boolean isNavigation(String text) {
    return text.length() <= 60 && NAVIGATION.matcher(collapse(text)).matches();
  }

  /** Tells whether a text opens a note under a table. */
  public static boolean isFooter(String text) {
    return FOOTER.matcher(text).matches();
  }

  /** Tells whether a text is a year or a financial year: {@code 2021}, {@code 2021/22}. */
  public static boolean isYear(String text) {
    return text.length() <= LONGEST_YEAR && YEAR.matcher(text).matches();
  }

  /**
   * Tells whether a text is one number as people write them, with a sign that no code or key has:
   * {@code 12.5%}, {@code £40}, {@code 1,234}.
   */
  public static boolean isWrittenNumber(String text) {
    return text.length() <= LONGEST_NUMBER
        && WRITTEN_NUMBER.matcher(text).matches()
        && text.chars().anyMatch(letter -> "%£$€,".indexOf(letter) >= 0);
  }
}
