package org.datawarp.pipeline.export.parquet;

/**
 * How many digits the numbers of a column have.
 *
 * @param integerDigits the most digits before the point
 * @param scale the most digits after the point, trailing zeros apart
 * @param isFinite whether every value is a number (PostgreSQL also knows NaN and the infinities)
 */
public record DecimalShape(int integerDigits, int scale, boolean isFinite) {
  /** The most digits that every reader of DECIMAL understands. */
  private static final int MAX_DIGITS = 38;

  private static final int MAX_LONG_DIGITS = 18;
  private static final int MAX_INT_DIGITS = 9;

  static final DecimalShape NONE = new DecimalShape(0, 0, true);

  DecimalShape union(DecimalShape other) {
    return new DecimalShape(
        Math.max(integerDigits, other.integerDigits),
        Math.max(scale, other.scale),
        isFinite && other.isFinite);
  }

  int precision() {
    return Math.max(1, integerDigits + scale);
  }

  /** Returns the bytes of a value as a decimal: 4, 8 or 16; 0 where only text will do. */
  int decimalBytes() {
    if (!isFinite || precision() > MAX_DIGITS) {
      return 0;
    }
    if (precision() > MAX_LONG_DIGITS) {
      return 2 * Long.BYTES;
    }
    return precision() > MAX_INT_DIGITS ? Long.BYTES : Integer.BYTES;
  }

  boolean isDecimal() {
    return decimalBytes() > 0;
  }

  /** Tells whether pages written for this range can also hold the numbers of another. */
  boolean holds(DecimalShape other) {
    DecimalShape both = union(other);
    return !isDecimal() || (both.scale == scale && both.decimalBytes() == decimalBytes());
  }
}
