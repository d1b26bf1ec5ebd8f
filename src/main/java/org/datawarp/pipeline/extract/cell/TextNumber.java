package org.datawarp.pipeline.extract.cell;

import java.math.BigDecimal;

/*
 * Hot path: fields instead of results, no object unless a number is longer than 18 digits.
 */
/**
 * Reads a number at a place in a text: sign, currency, thousands, point, exponent, percent sign.
 *
 * <p>Thousands are parted by commas or by spaces that do not break, three digits each. Brackets
 * make a number negative only where thousands, a point or a currency show that it is one: {@code
 * (5)} is a reference to a note. An exponent needs a sign or a point ({@code 1.2E5}, {@code
 * 1E+05}), since {@code 5E1} is a code.
 */
final class TextNumber {
  private static final int MAX_DIGITS = 18;
  private static final int MAX_EXPONENT = 400;

  long unscaled;
  int scale;
  boolean big;
  boolean percent;
  boolean leadingZero;

  /** Whether the digits are an integer longer than any count: rather a code. */
  boolean longDigits;

  private byte[] bytes = new byte[0];
  private int limit;
  private int start;
  private int end;
  private int seen;

  /** Digits without leading zeros. */
  private int digits;

  private int fraction;
  private boolean negative;
  private boolean grouped;
  private boolean pointed;
  private boolean currency;

  /** Reads from a place on; returns where the number ends, or -1 where there is none. */
  int read(byte[] utf8, int from, int to) {
    bytes = utf8;
    limit = to;
    start = from;
    reset();
    int at = from;
    boolean bracket = at < to && bytes[at] == '(';
    at = prefix(bracket ? at + 1 : at);
    int first = at;
    at = integer(at);
    at = fraction(at);
    if (seen == 0) {
      return -1;
    }
    leadingZero = first + 1 < to && bytes[first] == '0' && isDigit(first + 1) && !currency;
    int exponent = 0;
    int exponentEnd = exponentEnd(at);
    if (exponentEnd > at) {
      exponent = exponent(at, exponentEnd);
      at = exponentEnd;
    }
    end = at;
    at = percentEnd(at);
    if (bracket) {
      if (at >= to || bytes[at] != ')' || !(grouped || pointed || currency || percent)) {
        return -1;
      }
      at++;
      negative = !negative;
    }
    longDigits = digits > MAX_DIGITS && !pointed && exponent == 0 && !grouped;
    settle(exponent);
    return at;
  }

  /** Returns the number, whatever its size. */
  BigDecimal decimal() {
    if (!big) {
      return BigDecimal.valueOf(unscaled, scale);
    }
    StringBuilder plain = new StringBuilder(negative ? "-" : "");
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      boolean exponentSign = i > start && (b == '-' || b == '+') && (bytes[i - 1] | 0x20) == 'e';
      if ((b >= '0' && b <= '9') || b == '.' || b == 'e' || b == 'E' || exponentSign) {
        plain.append((char) b);
      }
    }
    BigDecimal value = new BigDecimal(plain.toString()).stripTrailingZeros();
    return value.scale() < 0 ? value.setScale(0) : value;
  }

  private void reset() {
    unscaled = 0;
    scale = 0;
    seen = 0;
    digits = 0;
    fraction = 0;
    big = false;
    percent = false;
    negative = false;
    grouped = false;
    pointed = false;
    currency = false;
  }

  private int prefix(int from) {
    int at = sign(from);
    boolean signed = at > from;
    int width = currencyWidth(at);
    if (width > 0) {
      currency = true;
      at += width;
      at = at < limit && bytes[at] == ' ' ? at + 1 : at;
      at = signed ? at : sign(at);
    }
    return at;
  }

  private int sign(int at) {
    if (at >= limit) {
      return at;
    }
    if (bytes[at] == '+' || bytes[at] == '-') {
      negative = bytes[at] == '-';
      return at + 1;
    }
    // The minus sign U+2212, and the dash U+2013 that people type for it.
    if (is(at, 0xE2, 0x88, 0x92) || is(at, 0xE2, 0x80, 0x93)) {
      negative = true;
      return at + 3;
    }
    return at;
  }

  private int currencyWidth(int at) {
    if (at < limit && bytes[at] == '$') {
      return 1;
    }
    if (at + 1 < limit && bytes[at] == (byte) 0xC2 && bytes[at + 1] == (byte) 0xA3) {
      return 2;
    }
    return is(at, 0xE2, 0x82, 0xAC) ? 3 : 0;
  }

  private int integer(int from) {
    int at = from;
    while (isDigit(at)) {
      add(bytes[at++]);
    }
    int width = at - from >= 1 && at - from <= 3 ? groupWidth(at) : 0;
    int separator = at;
    while (width > 0 && sameSeparator(separator, at, width) && isGroup(at + width)) {
      grouped = true;
      for (int i = 0; i < 3; i++) {
        add(bytes[at + width + i]);
      }
      at += width + 3;
    }
    return at;
  }

  private boolean sameSeparator(int first, int at, int width) {
    for (int i = 0; i < width; i++) {
      if (at + i >= limit || bytes[at + i] != bytes[first + i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the bytes of a thousands separator: a comma, or a space that does not break. */
  private int groupWidth(int at) {
    if (at < limit && bytes[at] == ',') {
      return 1;
    }
    if (at + 1 < limit && bytes[at] == (byte) 0xC2 && bytes[at + 1] == (byte) 0xA0) {
      return 2;
    }
    return is(at, 0xE2, 0x80, 0xAF) || is(at, 0xE2, 0x80, 0x89) ? 3 : 0;
  }

  private boolean isGroup(int at) {
    return isDigit(at) && isDigit(at + 1) && isDigit(at + 2) && !isDigit(at + 3);
  }

  private int fraction(int from) {
    if (from + 1 >= limit || bytes[from] != '.' || !isDigit(from + 1)) {
      return from;
    }
    pointed = true;
    int at = from + 1;
    while (isDigit(at)) {
      add(bytes[at++]);
      fraction++;
    }
    return at;
  }

  private void add(byte digit) {
    if (digits > 0 || digit != '0') {
      digits++;
    }
    if (digits <= MAX_DIGITS) {
      unscaled = unscaled * 10 + (digit - '0');
    }
    seen++;
  }

  private int exponentEnd(int at) {
    if (at + 1 >= limit || (bytes[at] | 0x20) != 'e') {
      return at;
    }
    boolean signed = bytes[at + 1] == '+' || bytes[at + 1] == '-';
    int from = signed ? at + 2 : at + 1;
    int to = from;
    while (isDigit(to)) {
      to++;
    }
    boolean meant = to > from && to - from <= 3 && (signed || pointed);
    return meant ? to : at;
  }

  private int exponent(int from, int to) {
    int value = 0;
    for (int i = from + 1; i < to; i++) {
      value = bytes[i] >= '0' ? value * 10 + bytes[i] - '0' : value;
    }
    return bytes[from + 1] == '-' ? -value : value;
  }

  private int percentEnd(int at) {
    int sign = at < limit && bytes[at] == ' ' ? at + 1 : at;
    percent = sign < limit && bytes[sign] == '%';
    return percent ? sign + 1 : at;
  }

  private void settle(int exponent) {
    scale = fraction - exponent;
    big = digits > MAX_DIGITS;
    if (!big) {
      while (scale > 0 && unscaled % 10 == 0) {
        unscaled /= 10;
        scale--;
      }
      while (scale < 0
          && unscaled != 0
          && unscaled <= Long.MAX_VALUE / 10
          && scale > -MAX_EXPONENT) {
        unscaled *= 10;
        scale++;
      }
      scale = unscaled == 0 ? 0 : scale;
      big = scale < 0 || scale > MAX_DIGITS;
    }
    unscaled = negative ? -unscaled : unscaled;
    if (big) {
      BigDecimal value = decimal();
      boolean fits = value.scale() <= MAX_DIGITS && value.precision() <= MAX_DIGITS;
      if (fits) {
        unscaled = value.unscaledValue().longValueExact();
        scale = value.scale();
        big = false;
      }
    }
  }

  private boolean is(int at, int first, int second, int third) {
    return at + 2 < limit
        && bytes[at] == (byte) first
        && bytes[at + 1] == (byte) second
        && bytes[at + 2] == (byte) third;
  }

  private boolean isDigit(int at) {
    return at < limit && bytes[at] >= '0' && bytes[at] <= '9';
  }
}
