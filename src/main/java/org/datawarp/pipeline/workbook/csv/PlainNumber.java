package org.datawarp.pipeline.workbook.csv;

/*
 * Hot path: the result stays in fields, no object per number.
 */
/**
 * A decimal number whose text is exactly what printing it gives, so that the text can be restored:
 * {@code -12}, {@code 1.50}; not {@code 007}, {@code +1}, {@code .5} or {@code -0}.
 */
final class PlainNumber {
  private static final int MAX_DIGITS = 19;
  private static final int MAX_SCALE = 18;

  private long unscaled;
  private int scale;

  /** The last number's digits. */
  long unscaled() {
    return unscaled;
  }

  /** The last number's decimal places, 0 to 18. */
  int scale() {
    return scale;
  }

  /**
   * Parses the number at a place.
   *
   * @param bytes must hold something after the number that is no part of one
   * @return where it ends, or -1 if there is none
   */
  int parse(byte[] bytes, int start) {
    int i = start;
    boolean negative = bytes[i] == '-';
    if (negative) {
      i++;
    }
    int firstDigit = i;
    long value = 0;
    int digit = bytes[i] - '0';
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digit = bytes[++i] - '0';
    }
    int digits = i - firstDigit;
    if (digits == 0 || (digits > 1 && bytes[firstDigit] == '0')) {
      return -1;
    }
    int places = 0;
    if (bytes[i] == '.') {
      int firstDecimal = ++i;
      digit = bytes[i] - '0';
      while (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        digit = bytes[++i] - '0';
      }
      places = i - firstDecimal;
      if (places == 0 || places > MAX_SCALE) {
        return -1;
      }
    }
    // Nineteen digits stay below 2^64, so one that passed 2^63 shows as negative.
    if (digits + places > MAX_DIGITS || value < 0 || (negative && value == 0)) {
      return -1;
    }
    unscaled = negative ? -value : value;
    scale = places;
    return i;
  }
}
