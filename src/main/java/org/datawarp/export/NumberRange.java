package org.datawarp.export;

/**
 * How many digits the numbers of a column have.
 *
 * @param integerDigits the most digits before the point
 * @param scale the most digits after the point, trailing zeros apart
 * @param isFinite whether every value is a number (PostgreSQL also knows NaN and the infinities)
 */
record NumberRange(int integerDigits, int scale, boolean isFinite) {
  /** The most digits that every reader of DECIMAL understands. */
  static final int MAX_DIGITS = 38;

  /** The most digits that always fit a long. */
  static final int MAX_LONG_DIGITS = 18;

  static final NumberRange NONE = new NumberRange(0, 0, true);

  NumberRange union(NumberRange other) {
    return new NumberRange(
        Math.max(integerDigits, other.integerDigits),
        Math.max(scale, other.scale),
        isFinite && other.isFinite);
  }

  int precision() {
    return Math.max(1, integerDigits + scale);
  }

  boolean fitsLong() {
    return isFinite && precision() <= MAX_LONG_DIGITS;
  }

  boolean fitsDecimal() {
    return isFinite && precision() <= MAX_DIGITS;
  }

  /** Tells whether pages written for this range can also hold the numbers of another. */
  boolean holds(NumberRange other) {
    NumberRange both = union(other);
    if (!fitsDecimal()) {
      return true;
    }
    return both.scale == scale && (fitsLong() ? both.fitsLong() : both.fitsDecimal());
  }
}
