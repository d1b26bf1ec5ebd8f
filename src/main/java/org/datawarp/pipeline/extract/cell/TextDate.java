package org.datawarp.pipeline.extract.cell;

/*
 * Hot path: fields instead of results, no object per value.
 */
/**
 * Reads a whole text as a date, a date with a time, or a time: {@code 2024-04-01}, {@code
 * 01/04/2024}, {@code 1 April 2024}, {@code 01-Apr-24}, with {@code 12:30[:15[.5]]} behind a space
 * or a T, and Z or +00:00 behind that; {@code 12:30}. Two-digit years are 1970 to 2069.
 */
final class TextDate {
  private static final String[] MONTHS = {
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
    "december"
  };
  private static final long MICROS_PER_SECOND = 1_000_000L;

  /** Whether a date was read. */
  boolean dated;

  /** The time in microseconds since midnight. */
  long micros;

  private byte[] bytes = new byte[0];
  private int limit;
  private int at;
  private int year;
  private int first;
  private int second;
  private boolean inDigits;

  /** Reads all from one place to another; false where that is no date and no time. */
  boolean read(byte[] utf8, int from, int to) {
    bytes = utf8;
    limit = to;
    at = from;
    dated = false;
    micros = 0;
    int value = digits(4);
    int length = at - from;
    if (value < 0 || at >= limit) {
      return false;
    }
    if (bytes[at] == ':' && length <= 2) {
      at = from;
      return time() && at == limit;
    }
    boolean shaped = length == 4 ? yearFirst(value) : length <= 2 && dayFirst(value);
    dated = shaped && (isDate(DateOrder.DAY_FIRST) || isDate(DateOrder.MONTH_FIRST));
    return dated && (at == limit || timeBehind());
  }

  boolean isDate(DateOrder order) {
    return CivilDate.isValid(year, month(order), day(order));
  }

  long epochDay(DateOrder order) {
    return CivilDate.toEpochDay(year, month(order), day(order));
  }

  private int day(DateOrder order) {
    return inDigits && order == DateOrder.MONTH_FIRST ? second : first;
  }

  private int month(DateOrder order) {
    return inDigits && order == DateOrder.MONTH_FIRST ? first : second;
  }

  private boolean yearFirst(int value) {
    byte separator = bytes[at];
    if (separator != '-' && separator != '/') {
      return false;
    }
    at++;
    year = value;
    inDigits = false;
    second = digits(2);
    if (second < 0 || at >= limit || bytes[at] != separator) {
      return false;
    }
    at++;
    first = digits(2);
    return first > 0;
  }

  private boolean dayFirst(int value) {
    first = value;
    byte separator = bytes[at];
    boolean digitsFollow = at + 1 < limit && bytes[at + 1] >= '0' && bytes[at + 1] <= '9';
    if (digitsFollow && (separator == '/' || separator == '-' || separator == '.')) {
      at++;
      second = digits(2);
      inDigits = true;
      if (at >= limit || bytes[at] != separator) {
        return false;
      }
      at++;
      return year(separator == '.');
    }
    inDigits = false;
    ordinal();
    separate();
    second = monthName();
    if (second == 0) {
      return false;
    }
    separate();
    return year(false);
  }

  private boolean year(boolean inFull) {
    int from = at;
    year = digits(4);
    int length = at - from;
    if (length == 2 && !inFull) {
      year += year >= 70 ? 1900 : 2000;
      return true;
    }
    return length == 4;
  }

  private void ordinal() {
    if (at + 1 < limit) {
      int pair = (bytes[at] | 0x20) << 8 | (bytes[at + 1] | 0x20);
      if (pair == ('s' << 8 | 't')
          || pair == ('n' << 8 | 'd')
          || pair == ('r' << 8 | 'd')
          || pair == ('t' << 8 | 'h')) {
        at += 2;
      }
    }
  }

  private void separate() {
    if (at < limit && (bytes[at] == ' ' || bytes[at] == '-' || bytes[at] == '/')) {
      at++;
    }
  }

  /** Reads a month's name, in full or its first three letters; 0 for anything else. */
  private int monthName() {
    int from = at;
    while (at < limit && isLetter(bytes[at])) {
      at++;
    }
    int length = at - from;
    for (int month = 0; length >= 3 && month < MONTHS.length; month++) {
      String name = MONTHS[month];
      boolean sept = length == 4 && month == 8;
      if ((length == 3 || sept || length == name.length()) && matches(from, name, length)) {
        return month + 1;
      }
    }
    return 0;
  }

  private boolean matches(int from, String name, int length) {
    for (int i = 0; i < length; i++) {
      if ((bytes[from + i] | 0x20) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean timeBehind() {
    if (bytes[at] != ' ' && bytes[at] != 'T') {
      return false;
    }
    at++;
    if (!time()) {
      return false;
    }
    if (at < limit && bytes[at] == 'Z') {
      at++;
    } else if (limit - at == 6 && bytes[at] == '+' && isZeroZone(at + 1)) {
      at = limit;
    }
    return at == limit;
  }

  private boolean isZeroZone(int from) {
    return bytes[from] == '0'
        && bytes[from + 1] == '0'
        && bytes[from + 2] == ':'
        && bytes[from + 3] == '0'
        && bytes[from + 4] == '0';
  }

  private boolean time() {
    int from = at;
    int hour = digits(2);
    if (hour < 0 || hour > 23 || at == from || at >= limit || bytes[at] != ':') {
      return false;
    }
    at++;
    int minute = exactly(2);
    int sec = 0;
    int fraction = 0;
    if (minute >= 0 && at < limit && bytes[at] == ':') {
      at++;
      sec = exactly(2);
      if (sec >= 0 && at + 1 < limit && bytes[at] == '.') {
        at++;
        fraction = fraction();
      }
    }
    if (minute < 0 || minute > 59 || sec < 0 || sec > 59 || fraction < 0) {
      return false;
    }
    micros = ((hour * 60L + minute) * 60 + sec) * MICROS_PER_SECOND + fraction;
    return true;
  }

  /** Reads up to six digits after the point as microseconds; further ones must be zeros. */
  private int fraction() {
    int value = 0;
    int unit = 100_000;
    while (at < limit && bytes[at] >= '0' && bytes[at] <= '9') {
      int digit = bytes[at++] - '0';
      if (unit == 0 && digit != 0) {
        return -1;
      }
      value += digit * unit;
      unit /= 10;
    }
    return value;
  }

  private int exactly(int count) {
    int from = at;
    int value = digits(count);
    return at - from == count ? value : -1;
  }

  /** Reads digits, at most some; -1 where there is none. */
  private int digits(int most) {
    int value = -1;
    for (int i = 0; i < most && at < limit && bytes[at] >= '0' && bytes[at] <= '9'; i++) {
      value = Math.max(value, 0) * 10 + bytes[at++] - '0';
    }
    return value;
  }

  private static boolean isLetter(byte b) {
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'z';
  }
}
