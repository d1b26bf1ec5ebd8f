package org.datawarp.model.table;

/** What to do with tables whose columns are periods. */
public enum UnpivotMode {
  /** Periods across the columns become rows where they are plain to see. */
  AUTOMATIC,
  /** Every table is loaded as wide as it lies in the file. */
  OFF,
  /**
   * A person has said that period columns become rows: two are enough, and numbers may stand
   * between the columns that stay.
   */
  DECLARED
}
