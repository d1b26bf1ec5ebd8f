package org.datawarp.pipeline.extract.spool;

/** What a spooled cell holds. */
public enum CellKind {
  BLANK(0),
  TEXT(1),
  /** A decimal: unscaled value and scale. */
  NUMBER(2),
  /** A number beyond a long: a double. */
  BIG_NUMBER(3),
  DATE(4),
  TIMESTAMP(5),
  TIME(6),
  TRUE(7),
  FALSE(8),
  ERROR(9);

  private static final CellKind[] BY_CODE = {
    BLANK, TEXT, NUMBER, BIG_NUMBER, DATE, TIMESTAMP, TIME, TRUE, FALSE, ERROR
  };

  /** The kind in the spool: four bits. */
  public final int code;

  CellKind(int code) {
    this.code = code;
  }

  static CellKind of(int code) {
    return BY_CODE[code];
  }

  /** Tells whether the cell holds a date, with or without a time. */
  public boolean isDate() {
    return this == DATE || this == TIMESTAMP;
  }
}
