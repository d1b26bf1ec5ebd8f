package org.datawarp.extract;

/** What a spooled cell holds. The order is the code in the spool. */
enum CellKind {
  BLANK,
  TEXT,
  /** A decimal: unscaled value and scale. */
  NUMBER,
  /** A number beyond a long: a double. */
  BIG_NUMBER,
  DATE,
  TIMESTAMP,
  TIME,
  TRUE,
  FALSE,
  ERROR;

  private static final CellKind[] KINDS = values();

  static CellKind of(int code) {
    return KINDS[code];
  }

  /** Tells whether the cell holds a number, whatever its size. */
  boolean isNumber() {
    return this == NUMBER || this == BIG_NUMBER;
  }

  /** Tells whether the cell holds a date, with or without a time. */
  boolean isDate() {
    return this == DATE || this == TIMESTAMP;
  }
}
