package org.datawarp.pipeline.extract.cell;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/*
 * Hot path: the first byte decides most cells; numbers, dates and plain words allocate nothing.
 * Only words about bounds ("5 or fewer") go through a regular expression, and few texts look like
 * them.
 */
/**
 * What one text cell holds. One object is reused for many cells: {@link #parse} sets what the other
 * methods return, and they refer to its array until the next call. Not thread-safe.
 */
public final class CellText {
  /** What a text can be, from its letters alone. */
  public enum Kind {
    /** Nothing but white space. */
    BLANK,
    /** A number: {@code 1,234}, {@code £5.50}, {@code 45.3%}, {@code 1.2E+05}. */
    NUMBER,
    /** A number with a marker behind it: {@code 1,234*}, {@code 12 [r]}. */
    MARKED_NUMBER,
    /** Bounds of a number: {@code <5}, {@code 1-4}, {@code 5 or fewer}, {@code >95%}. */
    BOUND,
    /** A day, also one with the time 00:00, which is how databases print days. */
    DATE,
    TIMESTAMP,
    TIME,
    /** TRUE or FALSE in any case. */
    BOOLEAN,
    /** Anything else, markers included: what they are, the whole column decides. */
    TEXT
  }

  private static final int LONGEST_BOUND = 40;
  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final Pattern WORDS_THEN_NUMBER =
      Pattern.compile(
          "(fewer than|less than|under|below|more than|over|above|at least|up to) (.+)");
  private static final Pattern NUMBER_THEN_WORDS =
      Pattern.compile("(\\S+) (?:or|and) (fewer|less|under|below|more|over|above)");

  private final TextNumber number = new TextNumber();
  private final TextDate date = new TextDate();
  private byte[] bytes = new byte[0];
  private Kind kind = Kind.BLANK;
  private int start;
  private int end;
  private int marker;
  private boolean truth;
  private boolean exclusive;
  private @Nullable BigDecimal lower;
  private @Nullable BigDecimal upper;

  /** Reads a text; white space around it does not count. */
  public Kind parse(byte[] utf8, int offset, int length) {
    bytes = utf8;
    trim(offset, offset + length);
    lower = null;
    upper = null;
    exclusive = false;
    kind = start == end ? Kind.BLANK : classify();
    return kind;
  }

  /** Returns what was read last. */
  public Kind kind() {
    return kind;
  }

  /** Returns where the text starts in the array, without white space around it. */
  public int start() {
    return start;
  }

  /** Returns where the text ends in the array, without white space around it, exclusive. */
  public int end() {
    return end;
  }

  /** Returns the number × 10^{@link #scale}, no trailing zeros after the point. */
  public long unscaled() {
    return number.unscaled;
  }

  /** Returns the digits after the point, 0 to 18. */
  public int scale() {
    return number.scale;
  }

  /** Tells whether the number does not fit {@link #unscaled}; {@link #decimal} has it then. */
  public boolean isBig() {
    return number.big;
  }

  /** Returns the number, whatever its size. */
  public BigDecimal decimal() {
    return number.decimal();
  }

  /** Tells whether a percent sign follows the number; its value is as printed, 45.3 for 45.3%. */
  public boolean isPercent() {
    return number.percent;
  }

  /** Tells whether digits start with a zero that a number would not have: 007. */
  public boolean hasLeadingZero() {
    return number.leadingZero;
  }

  /** Tells whether a number is more than 18 digits and nothing else, as only codes are. */
  public boolean isLongDigits() {
    return number.longDigits;
  }

  /** Returns where the marker of a MARKED_NUMBER starts in the array; it ends at {@link #end}. */
  public int markerStart() {
    return marker;
  }

  /**
   * Returns the least value of a BOUND; null where there is none. Inclusive: {@code >5} is 6; only
   * where a fraction is possible ({@code >95%}, {@code >0.5}) it is the number itself.
   */
  public @Nullable BigDecimal lowerBound() {
    return lower;
  }

  /** Returns the greatest value of a BOUND, as {@link #lowerBound}; null where there is none. */
  public @Nullable BigDecimal upperBound() {
    return upper;
  }

  /** Tells whether a BOUND excludes its number and was moved by one, as counts allow. */
  public boolean isMoved() {
    return exclusive;
  }

  /** Tells whether a DATE or TIMESTAMP is one when digits are read in this order. */
  public boolean isDate(DateOrder order) {
    return date.isDate(order);
  }

  /** Returns a DATE, or the day of a TIMESTAMP, in days since 1970-01-01. */
  public long epochDay(DateOrder order) {
    return date.epochDay(order);
  }

  /** Returns a DATE or TIMESTAMP in microseconds since 1970-01-01T00:00. */
  public long timestampMicros(DateOrder order) {
    return date.epochDay(order) * MICROS_PER_DAY + date.micros;
  }

  /** Returns a TIME, or the time of a TIMESTAMP, in microseconds since midnight. */
  public long timeMicros() {
    return date.micros;
  }

  /** Returns a BOOLEAN. */
  public boolean isTrue() {
    return truth;
  }

  private void trim(int from, int to) {
    int first = from;
    int last = to;
    while (first < last) {
      if (bytes[first] >= 0 && bytes[first] <= ' ') {
        first++;
      } else if (isNoBreakSpace(first, last)) {
        first += 2;
      } else {
        break;
      }
    }
    while (last > first) {
      if (bytes[last - 1] >= 0 && bytes[last - 1] <= ' ') {
        last--;
      } else if (last - first >= 2 && isNoBreakSpace(last - 2, last)) {
        last -= 2;
      } else {
        break;
      }
    }
    start = first;
    end = last;
  }

  private boolean isNoBreakSpace(int at, int limit) {
    return at + 1 < limit && bytes[at] == (byte) 0xC2 && bytes[at + 1] == (byte) 0xA0;
  }

  private Kind classify() {
    byte b = bytes[start];
    int lowerCase = b | 0x20;
    if (b >= '0' && b <= '9') {
      return numeric();
    }
    if (lowerCase >= 'a' && lowerCase <= 'z') {
      return word(lowerCase);
    }
    if (b == '<' || b == '>') {
      boolean orEqual = start + 1 < end && bytes[start + 1] == '=';
      return sign(b == '<', orEqual, start + (orEqual ? 2 : 1));
    }
    if (b == (byte) 0xE2 && end - start > 3 && bytes[start + 1] == (byte) 0x89) {
      // U+2264 and U+2265
      boolean less = bytes[start + 2] == (byte) 0xA4;
      return less || bytes[start + 2] == (byte) 0xA5 ? sign(less, true, start + 3) : Kind.TEXT;
    }
    boolean canStart =
        b == '-'
            || b == '+'
            || b == '.'
            || b == '('
            || b == '$'
            || b == (byte) 0xC2
            || b == (byte) 0xE2;
    return canStart ? numeric() : Kind.TEXT;
  }

  /** Tells whether the number is a year: 2016(2) is one with a note, 12(2) is not. */
  private boolean isYear() {
    return number.scale == 0 && number.unscaled >= 1900 && number.unscaled <= 2100;
  }

  private Kind numeric() {
    if (looksLikeIsoDate() && date.read(bytes, start, end)) {
      return Kind.DATE;
    }
    int after = number.read(bytes, start, end);
    if (after == end) {
      return Kind.NUMBER;
    }
    if (after > 0) {
      int rest = skipSpace(after);
      if (TextMarks.areAll(bytes, rest, end)
          || (rest == after && isYear() && TextMarks.isNoteNumber(bytes, rest, end))) {
        marker = rest;
        return Kind.MARKED_NUMBER;
      }
    }
    if (bytes[start] >= '0' && bytes[start] <= '9' && date.read(bytes, start, end)) {
      return date.dated ? (date.micros != 0 ? Kind.TIMESTAMP : Kind.DATE) : Kind.TIME;
    }
    return after > 0 ? numberWithBound(after) : Kind.TEXT;
  }

  /** Tells whether hyphens stand as in 2025-08-31, which no number has. */
  private boolean looksLikeIsoDate() {
    return end - start == 10 && bytes[start + 4] == '-' && bytes[start + 7] == '-';
  }

  /** Reads {@code 1-4}, {@code 1 to 4}, {@code 90+} and {@code 5 or fewer}. */
  private Kind numberWithBound(int after) {
    if (number.big || number.leadingZero || end - start > LONGEST_BOUND) {
      return Kind.TEXT;
    }
    BigDecimal low = number.decimal();
    if (after + 1 == end && bytes[after] == '+') {
      lower = low;
      return Kind.BOUND;
    }
    int rest = skipSpace(after);
    int next = rest;
    if (bytes[rest] == '-') {
      next = rest + 1;
    } else if (end - rest > 3 && bytes[rest] == (byte) 0xE2 && bytes[rest + 1] == (byte) 0x80) {
      next = rest + 3;
    } else if (rest > after && end - rest > 3 && bytes[rest] == 't' && bytes[rest + 1] == 'o') {
      next = rest + 2;
    }
    next = next > rest ? skipSpace(next) : rest;
    if (next > rest && next < end && bytes[next] >= '0' && bytes[next] <= '9') {
      int whole = number.read(bytes, next, end);
      BigDecimal high = number.decimal();
      if (whole == end && !number.leadingZero && high.compareTo(low) > 0 && low.signum() >= 0) {
        lower = low;
        upper = high;
        return Kind.BOUND;
      }
      return Kind.TEXT;
    }
    // fewer, less, under, below, more, over, above
    return "rswe".indexOf(bytes[end - 1]) >= 0 && rest > after ? words() : Kind.TEXT;
  }

  private Kind sign(boolean less, boolean orEqual, int from) {
    int at = skipSpace(from);
    if (at >= end || number.read(bytes, at, end) != end || number.big) {
      return Kind.TEXT;
    }
    bound(less, orEqual);
    return Kind.BOUND;
  }

  private void bound(boolean less, boolean orEqual) {
    BigDecimal value = number.decimal();
    boolean counts = number.scale == 0 && !number.percent && !orEqual;
    exclusive = counts;
    if (less) {
      upper = counts ? value.subtract(BigDecimal.ONE) : value;
    } else {
      lower = counts ? value.add(BigDecimal.ONE) : value;
    }
  }

  private Kind word(int first) {
    int length = end - start;
    if (length == 4 && first == 't' && matches("true")) {
      truth = true;
      return Kind.BOOLEAN;
    }
    if (length == 5 && first == 'f' && matches("false")) {
      truth = false;
      return Kind.BOOLEAN;
    }
    byte last = bytes[end - 1];
    boolean maybe = "fluomba".indexOf(first) >= 0 && ((last >= '0' && last <= '9') || last == '%');
    return maybe && length <= LONGEST_BOUND ? words() : Kind.TEXT;
  }

  private boolean matches(String word) {
    for (int i = 0; i < word.length(); i++) {
      if ((bytes[start + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private Kind words() {
    String text =
        new String(bytes, start, end - start, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    Matcher before = WORDS_THEN_NUMBER.matcher(text);
    if (before.matches() && readAll(before.group(2))) {
      String word = before.group(1);
      boolean less = word.matches("fewer than|less than|under|below|up to");
      bound(less, word.equals("up to") || word.equals("at least"));
      return Kind.BOUND;
    }
    Matcher behind = NUMBER_THEN_WORDS.matcher(text);
    if (behind.matches() && readAll(behind.group(1))) {
      bound(behind.group(2).matches("fewer|less|under|below"), true);
      return Kind.BOUND;
    }
    return Kind.TEXT;
  }

  private boolean readAll(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return number.read(utf8, 0, utf8.length) == utf8.length && !number.big;
  }

  private int skipSpace(int from) {
    int at = from;
    while (at < end) {
      if (bytes[at] == ' ') {
        at++;
      } else if (isNoBreakSpace(at, end)) {
        at += 2;
      } else {
        break;
      }
    }
    return at;
  }
}
