package org.datawarp.extract;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What one text cell holds. One object is reused for many cells: {@link #parse} sets what the other
 * methods return. Not thread-safe.
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
    DATE,
    TIMESTAMP,
    TIME,
    /** TRUE or FALSE in any case. */
    BOOLEAN,
    /** Anything else, markers included: what they are, the whole column decides. */
    TEXT
  }

  /** Reads a text; white space around it does not count. The array is not kept. */
  public Kind parse(byte[] utf8, int offset, int length) {
    throw new UnsupportedOperationException("" + utf8.length + offset + length);
  }

  /** Returns what was read last. */
  public Kind kind() {
    return Kind.TEXT;
  }

  /** Returns where the text starts in the array, without white space around it. */
  public int start() {
    return 0;
  }

  /** Returns where the text ends in the array, without white space around it, exclusive. */
  public int end() {
    return 0;
  }

  /** Returns the number × 10^{@link #scale}, no trailing zeros after the point. */
  public long unscaled() {
    return 0;
  }

  /** Returns the digits after the point, 0 to 18. */
  public int scale() {
    return 0;
  }

  /** Tells whether the number does not fit {@link #unscaled}; {@link #decimal} has it then. */
  public boolean isBig() {
    return false;
  }

  /** Returns the number, whatever its size. */
  public BigDecimal decimal() {
    return BigDecimal.ZERO;
  }

  /** Tells whether a percent sign follows the number; its value is as printed, 45.3 for 45.3%. */
  public boolean isPercent() {
    return false;
  }

  /** Tells whether digits start with a zero that a number would not have: 007. */
  public boolean hasLeadingZero() {
    return false;
  }

  /** Returns where the marker of a MARKED_NUMBER starts in the array; it ends at {@link #end}. */
  public int markerStart() {
    return 0;
  }

  /** Returns the least value of a BOUND, inclusive; null where there is none. */
  public @Nullable BigDecimal lowerBound() {
    return null;
  }

  /** Returns the greatest value of a BOUND, inclusive; null where there is none. */
  public @Nullable BigDecimal upperBound() {
    return null;
  }

  /** Tells whether a DATE or TIMESTAMP is one when digits are read in this order. */
  public boolean isDate(DateOrder order) {
    return order == DateOrder.DAY_FIRST;
  }

  /** Returns a DATE in days since 1970-01-01. */
  public long epochDay(DateOrder order) {
    return order.ordinal();
  }

  /** Returns a DATE or TIMESTAMP in microseconds since 1970-01-01T00:00. */
  public long timestampMicros(DateOrder order) {
    return order.ordinal();
  }

  /** Returns a TIME in microseconds since midnight. */
  public long timeMicros() {
    return 0;
  }

  /** Returns a BOOLEAN. */
  public boolean isTrue() {
    return false;
  }
}
