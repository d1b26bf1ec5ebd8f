package org.datawarp.pipeline.extract.cell;

/** How dates written in digits alone are read. */
public enum DateOrder {
  /** As in the United Kingdom: 01/04/2024 is the first of April. */
  DAY_FIRST,
  /** As in the United States: only where no value of the column allows the other. */
  MONTH_FIRST
}
