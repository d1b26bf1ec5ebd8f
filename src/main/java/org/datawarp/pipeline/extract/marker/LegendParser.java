package org.datawarp.pipeline.extract.marker;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.Legend;
import org.datawarp.pipeline.extract.Marker;
import org.datawarp.pipeline.extract.MarkerClass;
import org.jspecify.annotations.Nullable;

/** Reads the legend of a sheet's shorthand from its lines of notes. */
public final class LegendParser {
  private static final int LONGEST_LINE = 2_000;

  private static final String QUOTES = "'\"‘’“”";
  private static final String TOKEN =
      "(\\[[^\\[\\]\\s]{1,12}]|["
          + QUOTES
          + "][^"
          + QUOTES
          + "\\s]{1,8}["
          + QUOTES
          + "]|[*†‡~^:.–—-]{1,3}|[A-Za-z]{1,3}|[a-z][0-9]|[0-9][a-z]|N/A|n/a)";
  private static final String MEANS =
      "(?:denotes?|represents?|indicates?|means?|signifies|shows|stands for|refers to|is used"
          + " (?:to (?:denote|show|indicate|represent)|for|where|when)"
          + "|(?:is|are|was|were) used (?:to|for))";

  /** A token, then a sign of equality or a verb; the token stands first or behind a stop. */
  private static final Pattern EXPLICIT =
      Pattern.compile(
          "(?:^|(?<=[;,.|:(] )|(?<=[;,|:(])|(?<=\\s)(?=\\[)|(?<=(?:and|or|symbol|marker|marked|a|an) ))"
              + TOKEN
              + "\\s*(?:=|\\s"
              + MEANS
              + "\\b)\\s*(?:that )?");

  /** A bracketed or quoted token, then a colon, a dash or the meaning itself. */
  private static final Pattern BRACKETED =
      Pattern.compile(
          "(?:^|(?<=[;,.|(] )|(?<=[;,|(]))(\\[[^\\[\\]\\s]{1,12}]|["
              + QUOTES
              + "][^"
              + QUOTES
              + "\\s]{1,8}["
              + QUOTES
              + "])\\s*(?:[:–—-]\\s|(?=[A-Za-z]))\\s*");

  /** A line that starts with a sign or a letter and a colon; believed if its meaning is known. */
  private static final Pattern LEADING =
      Pattern.compile(
          "^(?:([*†‡~]{1,3}|:|\\.{1,3}|[–—-]{1,2})\\s+|([A-Za-z]{1,2})\\s*[:–—-]\\s+)(?=[A-Za-z])");

  private static final Pattern REVERSED =
      Pattern.compile(
          "(?:suppressed|replaced|shown|marked|denoted|represented|indicated|displayed|identified"
              + "|flagged|given)\\s+(?:with|by|as|using)\\s+(?:an? |the )?(?:symbol |letter |marker )?(?:\\(?"
              + "(\\[[^\\[\\]\\s]{1,12}]|["
              + QUOTES
              + "][^"
              + QUOTES
              + "\\s]{1,8}["
              + QUOTES
              + "]|[*†‡~]{1,3}|:|\\.{2,3}|[–—-]{1,2})(?=[\\s).,;]|$)|(asterisks?|dash|hyphen|colon|dagger))",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern PREFIX =
      Pattern.compile(
          "^(?:key|legend|shorthand|symbols?|notes?|markers?|conventions?)(?: used)?\\s*[:–—-]\\s*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BULLET = Pattern.compile("[–—-] ?(?=[A-Za-z])");
  private static final Pattern BETWEEN =
      Pattern.compile("(?:between |from )?([0-9]{1,6})\\s*(?:and|to|-|–)\\s*([0-9]{1,6})\\b");
  private static final Pattern BELOW =
      Pattern.compile("(?:fewer than|less than|under|below|<)\\s*(?:or equal to )?([0-9]{1,6})\\b");
  private static final Pattern AT_MOST = Pattern.compile("\\b([0-9]{1,6}) or (?:fewer|less)");

  private LegendParser() {}

  /**
   * Reads legends such as {@code [c] = confidential}, {@code * denotes suppressed values between 1
   * and 7}, {@code : not available}, {@code '-' represents nil}, {@code Key: x = not available; c =
   * …}, {@code values under 5 are replaced with *}. Lines that are none are skipped, also lists of
   * codes or abbreviations and items that start with a dash; the first of two entries for one token
   * stays.
   */
  public static Legend parse(List<String> lines) {
    Map<String, Marker> entries = new LinkedHashMap<>();
    List<String> texts =
        lines.stream().map(line -> line.replaceAll("[\\s\\p{Z}]+", " ").strip()).toList();
    boolean bulleted = texts.stream().filter(text -> BULLET.matcher(text).lookingAt()).count() >= 3;
    for (String text : texts) {
      boolean bullet = bulleted && BULLET.matcher(text).lookingAt();
      if (text.length() <= LONGEST_LINE && !bullet) {
        parseLine(PREFIX.matcher(text).replaceFirst(""), entries);
      }
    }
    return new Legend(entries);
  }

  private static void parseLine(String line, Map<String, Marker> entries) {
    boolean found = add(EXPLICIT.matcher(line), line, entries);
    found |= add(BRACKETED.matcher(line), line, entries);
    if (!found) {
      Matcher leading = LEADING.matcher(line);
      if (leading.find()) {
        String token = leading.group(1) != null ? leading.group(1) : leading.group(2);
        String meaning = line.substring(leading.end());
        // A line of prose may begin so too: "- Data for March are provisional and will change".
        if (meaning.length() <= 80
            && LegendWords.position(meaning) <= LegendConfidence.leeway(token)) {
          put(token, meaning, entries);
        }
      }
    }
    Matcher reversed = REVERSED.matcher(line);
    while (reversed.find()) {
      String token = reversed.group(1) != null ? reversed.group(1) : named(reversed.group(2));
      put(token, sentence(line, reversed.start()), entries);
    }
  }

  /** Adds each entry of a line; its meaning ends where the next begins, or at a semicolon. */
  private static boolean add(Matcher matcher, String line, Map<String, Marker> entries) {
    boolean found = false;
    int from = 0;
    String token = null;
    while (matcher.find()) {
      if (token != null) {
        put(token, line.substring(from, matcher.start()), entries);
      }
      token = matcher.group(1);
      from = matcher.end();
      found = true;
    }
    if (token != null) {
      put(token, line.substring(from), entries);
    }
    return found;
  }

  private static void put(String raw, String text, Map<String, Marker> entries) {
    String token = unquoted(raw);
    String meaning = trimmed(text);
    if (token.isEmpty() || meaning.isEmpty()) {
      return;
    }
    MarkerClass kind = LegendWords.classOf(meaning);
    if (!LegendConfidence.isBelievable(raw, meaning, kind)) {
      return;
    }
    BigDecimal lower = null;
    BigDecimal upper = null;
    if (kind == MarkerClass.SUPPRESSED || kind == MarkerClass.LOW) {
      BigDecimal[] bounds = bounds(meaning.toLowerCase(Locale.ROOT));
      lower = bounds[0];
      upper = bounds[1];
    }
    entries.putIfAbsent(MarkerLexicon.key(token), new Marker(token, kind, meaning, lower, upper));
  }

  private static @Nullable BigDecimal[] bounds(String meaning) {
    @Nullable BigDecimal[] bounds = new BigDecimal[2];
    Matcher between = BETWEEN.matcher(meaning);
    Matcher atMost = AT_MOST.matcher(meaning);
    Matcher below = BELOW.matcher(meaning);
    if (between.find()) {
      bounds[0] = new BigDecimal(between.group(1));
      bounds[1] = new BigDecimal(between.group(2));
    } else if (atMost.find()) {
      bounds[1] = new BigDecimal(atMost.group(1));
    } else if (below.find()) {
      BigDecimal limit = new BigDecimal(below.group(1));
      bounds[1] = below.group().contains("equal") ? limit : limit.subtract(BigDecimal.ONE);
    }
    return bounds;
  }

  private static String sentence(String line, int around) {
    int from = line.lastIndexOf(". ", around);
    int to = line.indexOf(". ", around);
    return line.substring(from < 0 ? 0 : from + 2, to < 0 ? line.length() : to);
  }

  private static String named(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "dash", "hyphen" -> "-";
      case "colon" -> ":";
      case "dagger" -> "†";
      default -> "*";
    };
  }

  /** Tells whether a token stands in quotation marks. */
  static boolean isQuoted(String token) {
    return token.length() > 2 && QUOTES.indexOf(token.charAt(0)) >= 0;
  }

  private static String unquoted(String token) {
    return isQuoted(token) ? token.substring(1, token.length() - 1) : token;
  }

  private static String trimmed(String text) {
    int stop = text.indexOf(';');
    String meaning = stop >= 0 ? text.substring(0, stop) : text;
    int start = 0;
    while (start < meaning.length() && isOneOf(":=–—-", meaning.charAt(start))) {
      start++;
    }
    return meaning.substring(start, endOf(meaning, start));
  }

  /** Returns where a meaning ends, without stops, blanks and words that lead to the next one. */
  private static int endOf(String meaning, int start) {
    int end = meaning.length();
    while (true) {
      int before = end;
      while (end > start && isOneOf(",.;|(", meaning.charAt(end - 1))) {
        end--;
      }
      for (String joint : List.of("and", "or")) {
        int at = end - joint.length();
        boolean stands = at >= start && meaning.startsWith(joint, at);
        if (stands && (at == 0 || !Character.isLetterOrDigit(meaning.charAt(at - 1)))) {
          end = at;
        }
      }
      if (end == before) {
        return end;
      }
    }
  }

  private static boolean isOneOf(String marks, char c) {
    return marks.indexOf(c) >= 0 || Character.isWhitespace(c);
  }
}
