package org.datawarp.pipeline.extract.table;

import java.math.BigDecimal;
import org.datawarp.pipeline.extract.cell.CellPrinter;

/*
 * Hot path: primitive fields only.
 */
/** What the numbers of one column need: how many digits on either side of the point. */
final class NumericColumnRange {
  private long count;
  private long fractions;
  private long beyondLong;
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;
  private int integerDigits;
  private int scale;

  void add(long unscaled, int unscaledScale) {
    count++;
    long value = unscaled;
    int digitsBehind = unscaledScale;
    while (digitsBehind > 0 && value % 10 == 0) {
      value /= 10;
      digitsBehind--;
    }
    if (digitsBehind == 0) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    } else {
      fractions++;
      scale = Math.max(scale, digitsBehind);
      integerDigits = Math.max(integerDigits, CellPrinter.digits(value) - digitsBehind);
    }
  }

  void add(BigDecimal big) {
    count++;
    BigDecimal value = big.stripTrailingZeros();
    beyondLong++;
    scale = Math.max(scale, value.scale());
    integerDigits = Math.max(integerDigits, value.precision() - value.scale());
  }

  /** Adds another range, its values divided by 10^shift. */
  NumericColumnRange plus(NumericColumnRange other, int shift) {
    NumericColumnRange sum = new NumericColumnRange();
    sum.count = count + other.count;
    sum.fractions = fractions + other.fractions + (shift > 0 ? other.count : 0);
    sum.beyondLong = beyondLong + other.beyondLong;
    sum.min = shift > 0 ? min : Math.min(min, other.min);
    sum.max = shift > 0 ? max : Math.max(max, other.max);
    sum.integerDigits = Math.max(integerDigits, other.wholeDigits() - shift);
    boolean shifted = shift > 0 && other.count > 0;
    sum.scale = Math.max(scale, shifted ? other.scale + shift : other.scale);
    return sum;
  }

  long count() {
    return count;
  }

  boolean isWhole() {
    return fractions == 0 && scale == 0;
  }

  boolean fitsLong() {
    return beyondLong == 0;
  }

  boolean fitsInt() {
    return beyondLong == 0 && (min > max || (min >= Integer.MIN_VALUE && max <= Integer.MAX_VALUE));
  }

  /** Returns the greatest whole number; {@link Long#MIN_VALUE} where there is none. */
  long max() {
    return max;
  }

  int scale() {
    return scale;
  }

  /** Returns the digits on both sides of the point, at least 1. */
  int precision() {
    return Math.max(1, wholeDigits() + scale);
  }

  /** Returns the digits before the point; a lone zero needs none: NUMERIC(2,2) holds 0.00. */
  private int wholeDigits() {
    boolean onlyZeros = min > max || (min == 0 && max == 0);
    int digits = onlyZeros ? 0 : Math.max(CellPrinter.digits(min), CellPrinter.digits(max));
    return Math.max(integerDigits, digits);
  }
}
