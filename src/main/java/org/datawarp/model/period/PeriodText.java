package org.datawarp.model.period;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text cut into words and numbers, with what stands between them.
 *
 * <p>Letters and digits that touch are taken apart only where every part means something ({@code
 * aug25}, {@code Q1}, {@code 25revised}, {@code Mortality2019}); else the whole is opaque, since
 * publishers put random ids such as {@code F5ldj2} into file names.
 */
final class PeriodText {
  /** The kinds of pieces. */
  enum Kind {
    NUMBER,
    MONTH,
    WORD,
    OPAQUE
  }

  /**
   * One piece.
   *
   * @param value the number, or the month from 1; else 0
   * @param text the piece in lower case
   */
  record Piece(Kind kind, int value, String text, int start, int end) {
    boolean isNumber(int digits) {
      return kind == Kind.NUMBER && text.length() == digits;
    }

    boolean isShortNumber(int most) {
      return kind == Kind.NUMBER && text.length() <= 2 && value >= 1 && value <= most;
    }

    boolean isYear() {
      return isNumber(4) && isCentury(value);
    }

    /** Returns the year that two or four digits mean. */
    int fullYear() {
      return isNumber(2) ? Periods.century(value).getValue() : value;
    }
  }

  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");
  private static final Map<String, Integer> SHORT_MONTHS =
      Map.ofEntries(
          Map.entry("jan", 1),
          Map.entry("feb", 2),
          Map.entry("mar", 3),
          Map.entry("apr", 4),
          Map.entry("jun", 6),
          Map.entry("jul", 7),
          Map.entry("aug", 8),
          Map.entry("sep", 9),
          Map.entry("sept", 9),
          Map.entry("oct", 10),
          Map.entry("nov", 11),
          Map.entry("dec", 12));
  private static final Set<String> GLUED =
      Set.of(
          "q",
          "qtr",
          "quarter",
          "fy",
          "fye",
          "w",
          "wk",
          "week",
          "st",
          "nd",
          "rd",
          "th",
          "to",
          "t",
          "revised",
          "revision",
          "final",
          "provisional",
          "we",
          "wc");
  private static final int SHORTEST_WORD = 3;
  private static final Pattern YEAR_BEHIND = Pattern.compile("(?:(?:19|20)?[0-9]{2})(?:[^0-9].*)?");
  private static final Pattern YEAR_BEFORE = Pattern.compile("(?:.*[^0-9])?(?:19|20)[0-9]{2}");
  private static final Pattern CHUNK = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final Pattern RUN = Pattern.compile("[0-9]+|[^0-9]+");
  private static final Pattern CAMEL = Pattern.compile("(?<=\\p{Ll}\\p{Ll})(?=\\p{Lu})");
  private static final Pattern ESCAPES = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

  private static final Pattern JOINED = Pattern.compile("[ _\\-.,/'’]{0,3}");
  private static final Pattern CLOSE = Pattern.compile("[ _\\-.,()/:']{0,4}");
  private static final Set<String> BOUNDARY_WORDS =
      Set.of(
          "lsoa",
          "lsoas",
          "msoa",
          "msoas",
          "oa",
          "census",
          "ward",
          "wards",
          "lad",
          "using",
          "boundary",
          "boundaries",
          "geography");

  private final String text;
  private final List<Piece> pieces = new ArrayList<>();

  PeriodText(String raw) {
    text = unescape(raw);
    Matcher chunks = CHUNK.matcher(text);
    while (chunks.find()) {
      int start = chunks.start();
      for (String part : CAMEL.split(chunks.group(), -1)) {
        addChunk(part, start);
        start += part.length();
      }
    }
  }

  int size() {
    return pieces.size();
  }

  Piece at(int index) {
    return pieces.get(index);
  }

  boolean isWord(int index, String... words) {
    return index >= 0
        && index < pieces.size()
        && pieces.get(index).kind == Kind.WORD
        && List.of(words).contains(pieces.get(index).text);
  }

  /** Tells whether any of some words stands in the text. */
  boolean says(Set<String> words) {
    return pieces.stream().anyMatch(piece -> words.contains(piece.text));
  }

  /** Returns what stands between a piece and the one before it: dashes as {@code -}, one space. */
  String gap(int index) {
    return between(gapStart(index), gapEnd(index));
  }

  /** Returns what stands between a piece and the one before it, or the end, as written. */
  String rawGap(int index) {
    return text.substring(gapStart(index), gapEnd(index));
  }

  private int gapStart(int index) {
    return index == 0 ? 0 : pieces.get(index - 1).end;
  }

  private int gapEnd(int index) {
    return index == pieces.size() ? text.length() : pieces.get(index).start;
  }

  /** Returns a part of the text with every dash as {@code -} and white space as one space. */
  String between(int from, int to) {
    StringBuilder out = new StringBuilder();
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '+') {
        if (out.length() == 0 || out.charAt(out.length() - 1) != ' ') {
          out.append(' ');
        }
      } else if (Character.getType(c) == Character.DASH_PUNCTUATION || c == '\u2212') {
        out.append('-');
      } else {
        out.append(Character.toLowerCase(c));
      }
    }
    return out.toString();
  }

  String cut(int from, int to) {
    return text.substring(from, to);
  }

  /** Tells whether a year names the boundaries of areas: LSOA 2011, using 2022 ICB boundaries. */
  boolean isBoundaryYear(int at) {
    if (at > 0 && BOUNDARY_WORDS.contains(at(at - 1).text())) {
      return true;
    }
    for (int i = at + 1; i < size() && i <= at + 5; i++) {
      if (!gap(i).matches("[^();:]*")) {
        return false;
      }
      if (isWord(i, "boundary", "boundaries") || (i == at + 1 && isWord(i, "census"))) {
        return true;
      }
    }
    return false;
  }

  boolean joined(int at) {
    return JOINED.matcher(gap(at)).matches();
  }

  boolean close(int at) {
    return at < size() && CLOSE.matcher(gap(at)).matches();
  }

  boolean isMonthAt(int at) {
    return at < size() && at(at).kind() == Kind.MONTH;
  }

  boolean isYearAt(int at) {
    return at < size() && (at(at).isYear() || at(at).isNumber(2));
  }

  static boolean isCentury(int year) {
    return year >= 1900 && year <= 2099;
  }

  /** Tells whether two digits are those of the year after. */
  static boolean follows(int year, int next) {
    return (year + 1) % 100 == next;
  }

  private void addChunk(String chunk, int start) {
    String lower = chunk.toLowerCase(Locale.ROOT);
    List<String> runs = new ArrayList<>();
    Matcher matcher = RUN.matcher(lower);
    while (matcher.find()) {
      runs.addAll(monthsApart(matcher.group(), lower, matcher.start(), matcher.end()));
    }
    if (runs.size() > 1 && !isMeaningful(runs)) {
      pieces.add(new Piece(Kind.OPAQUE, 0, lower, start, start + chunk.length()));
      return;
    }
    int at = start;
    for (String run : runs) {
      pieces.add(piece(run, at));
      at += run.length();
    }
  }

  /**
   * Takes the full name of a month off a longer word where a year touches it, or the word ends with
   * it: {@code tablesapril2023}. The name of May, and March before a word, stand in other words.
   */
  private static List<String> monthsApart(String run, String chunk, int from, int to) {
    boolean isYearBehind = YEAR_BEHIND.matcher(chunk.substring(to)).matches();
    boolean isYearBefore = YEAR_BEFORE.matcher(chunk.substring(0, from)).matches();
    for (String month : MONTHS) {
      int rest = run.length() - month.length();
      if (rest < SHORTEST_WORD) {
        continue;
      }
      boolean ends = isYearBehind || (to == chunk.length() && !month.equals("may"));
      if (run.endsWith(month) && ends) {
        return List.of(run.substring(0, rest), month);
      }
      if (run.startsWith(month) && isYearBefore && !month.startsWith("ma")) {
        return List.of(month, run.substring(month.length()));
      }
    }
    return List.of(run);
  }

  private static Piece piece(String run, int start) {
    int end = start + run.length();
    if (isDigits(run)) {
      // Nine digits and more are no part of any date.
      return run.length() > 8
          ? new Piece(Kind.OPAQUE, 0, run, start, end)
          : new Piece(Kind.NUMBER, Integer.parseInt(run), run, start, end);
    }
    int month = month(run);
    return new Piece(month > 0 ? Kind.MONTH : Kind.WORD, month, run, start, end);
  }

  private static boolean isMeaningful(List<String> runs) {
    for (int i = 0; i < runs.size(); i++) {
      String run = runs.get(i);
      if (isDigits(run) || GLUED.contains(run) || month(run) > 0) {
        continue;
      }
      boolean besideDate =
          (i == 0 || isDated(runs.get(i - 1)))
              && (i == runs.size() - 1 || isDated(runs.get(i + 1)));
      if (run.length() < 3 || !besideDate) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigits(String run) {
    return run.charAt(0) >= '0' && run.charAt(0) <= '9';
  }

  private static boolean isDated(String run) {
    return MONTHS.contains(run) || run.matches("(?:19|20)[0-9]{2}(?:[0-9]{2}){0,2}");
  }

  /** Returns the month a word names, from 1, or 0; one slip in a long name is forgiven. */
  private static int month(String word) {
    Integer known = SHORT_MONTHS.get(word);
    if (known != null) {
      return known;
    }
    for (int i = 0; i < MONTHS.size(); i++) {
      String name = MONTHS.get(i);
      if (word.equals(name) || (name.length() >= 6 && isSlipOf(word, name))) {
        return i + 1;
      }
    }
    return 0;
  }

  /** Tells whether a word is a name with one letter missing, doubled, wrong, or two swapped. */
  private static boolean isSlipOf(String word, String name) {
    if (Math.abs(word.length() - name.length()) > 1 || word.charAt(0) != name.charAt(0)) {
      return false;
    }
    int head = 0;
    while (head < word.length() && head < name.length() && word.charAt(head) == name.charAt(head)) {
      head++;
    }
    int tail = 0;
    while (tail < Math.min(word.length(), name.length()) - head
        && word.charAt(word.length() - 1 - tail) == name.charAt(name.length() - 1 - tail)) {
      tail++;
    }
    String rest = word.substring(head, word.length() - tail);
    String wanted = name.substring(head, name.length() - tail);
    boolean swapped =
        rest.length() == 2
            && wanted.length() == 2
            && rest.charAt(0) == wanted.charAt(1)
            && rest.charAt(1) == wanted.charAt(0);
    return swapped || Math.max(rest.length(), wanted.length()) <= 1;
  }

  private static String unescape(String raw) {
    return ESCAPES
        .matcher(raw)
        .replaceAll(
            match -> {
              String hex = match.group();
              byte[] bytes = new byte[hex.length() / 3];
              for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Integer.parseInt(hex.substring(3 * i + 1, 3 * i + 3), 16);
              }
              return Matcher.quoteReplacement(new String(bytes, StandardCharsets.UTF_8));
            });
  }
}
