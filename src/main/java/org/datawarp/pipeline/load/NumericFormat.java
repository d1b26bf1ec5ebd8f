package org.datawarp.pipeline.load;

/*
 * Hot path: no object per value.
 *
 * A numeric travels as ndigits, weight, sign and dscale, two bytes each, then ndigits digits of
 * base 10,000, two bytes each, most significant first. The value is the sum of digit[i] times
 * 10,000^(weight - i); dscale is how many decimals are printed. Digits that are zero at either end
 * are left out. Source: PostgreSQL, src/backend/utils/adt/numeric.c, numeric_send.
 */
/** Writes numbers as fields of type {@code numeric} in COPY's binary format. */
final class NumericFormat {
  /** The most decimals PostgreSQL stores. */
  static final int MAX_SCALE = 0x3fff;

  /** The most digits before the decimal point that PostgreSQL stores. */
  static final int MAX_INTEGER_DIGITS = 131_072;

  private static final int GROUP = 4;
  private static final int BASE = 10_000;
  private static final int[] POWERS = {1, 10, 100, 1_000, BASE};
  private static final int NEGATIVE = 0x4000;

  private NumericFormat() {}

  /**
   * Writes unscaled × 10^-scale, printed with that many decimals.
   *
   * @param scale from 0 to {@link #MAX_SCALE}
   */
  static void put(CopyBuffer out, long unscaled, int scale) {
    int partial = scale % GROUP;
    int divisor = partial == 0 ? BASE : POWERS[partial];
    // The magnitude of the smallest long does not fit one: it is divided as an unsigned number.
    long magnitude = Math.abs(unscaled);
    long rest = magnitude >= 0 ? magnitude / divisor : Long.divideUnsigned(magnitude, divisor);
    // The lowest group is filled up with zeros on its right, without multiplying what is above it.
    long low = (magnitude - rest * divisor) * (partial == 0 ? 1 : POWERS[GROUP - partial]);
    long high = 0;
    // At most six groups: four of 16 bits in one long, two in the other.
    int groups = 1;
    while (rest != 0) {
      long above = rest / BASE;
      long digit = rest - above * BASE;
      if (groups < 4) {
        low |= digit << (16 * groups);
      } else {
        high |= digit << (16 * (groups - 4));
      }
      rest = above;
      groups++;
    }
    int skipped = 0;
    while (skipped < groups && digit(low, high, skipped) == 0) {
      skipped++;
    }
    if (skipped == groups) {
      putHead(out, 0, 0, 0, scale);
      return;
    }
    int fractionGroups = (scale + GROUP - 1) / GROUP;
    putHead(out, groups - skipped, groups - 1 - fractionGroups, unscaled < 0 ? NEGATIVE : 0, scale);
    for (int i = groups - 1; i >= skipped; i--) {
      out.putShort(digit(low, high, i));
    }
  }

  /**
   * Writes a number given as plain ASCII decimal text, such as {@code -12345678901234567890.5},
   * printed with the decimals it has.
   *
   * @return false, with nothing written, if PostgreSQL cannot store it or it is not such text
   */
  static boolean put(CopyBuffer out, byte[] text, int offset, int length) {
    int end = offset + length;
    int start = length > 0 && text[offset] == '-' ? offset + 1 : offset;
    int point = start;
    while (point < end && isDigit(text[point])) {
      point++;
    }
    int fraction = Math.min(point + 1, end);
    for (int i = fraction; i < end; i++) {
      if (!isDigit(text[i])) {
        return false;
      }
    }
    int scale = end - fraction;
    int integerDigits = point - start;
    if (integerDigits + scale == 0
        || (point < end && text[point] != '.')
        || scale > MAX_SCALE
        || integerDigits > MAX_INTEGER_DIGITS) {
      return false;
    }
    int integerGroups = (integerDigits + GROUP - 1) / GROUP;
    int groups = integerGroups + (scale + GROUP - 1) / GROUP;
    int first = 0;
    while (first < groups && group(text, start, point, end, integerGroups, first) == 0) {
      first++;
    }
    int last = groups;
    while (last > first && group(text, start, point, end, integerGroups, last - 1) == 0) {
      last--;
    }
    if (first == last) {
      putHead(out, 0, 0, 0, scale);
      return true;
    }
    putHead(out, last - first, integerGroups - 1 - first, start > offset ? NEGATIVE : 0, scale);
    for (int i = first; i < last; i++) {
      out.putShort(group(text, start, point, end, integerGroups, i));
    }
    return true;
  }

  /** Returns the i-th group of four digits, counted from the left, aligned to the point. */
  private static int group(
      byte[] text, int start, int point, int end, int integerGroups, int index) {
    int from =
        index < integerGroups
            ? point - (integerGroups - index) * GROUP
            : point + 1 + (index - integerGroups) * GROUP;
    int value = 0;
    for (int i = from; i < from + GROUP; i++) {
      value *= 10;
      if (i >= start && i < end) {
        value += text[i] - '0';
      }
    }
    return value;
  }

  private static int digit(long low, long high, int index) {
    return (int) (index < 4 ? low >>> (16 * index) : high >>> (16 * (index - 4))) & 0xffff;
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }

  private static void putHead(CopyBuffer out, int digits, int weight, int sign, int scale) {
    out.putInt(8 + 2 * digits);
    out.putShort(digits);
    out.putShort(weight);
    out.putShort(sign);
    out.putShort(scale);
  }
}
