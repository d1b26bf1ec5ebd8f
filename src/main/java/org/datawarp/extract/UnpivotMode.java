package org.datawarp.extract;

/** What to do with tables whose columns are periods. */
public enum UnpivotMode {
  /** Periods across the columns become rows. */
  AUTOMATIC,
  /** Every table is loaded as wide as it lies in the file. */
  OFF
}
