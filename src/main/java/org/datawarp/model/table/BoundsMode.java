package org.datawarp.model.table;

/** What to do with the bounds that shorthand such as {@code <5} or {@code 1-4} gives. */
public enum BoundsMode {
  /** The shorthand alone is kept, in the marker column. */
  OFF,
  /**
   * A number column with such shorthand gets two numeric columns more, {@code <name>__lo} and
   * {@code <name>__hi}: inclusive, null where a bound is open, and null where the cell has a value.
   */
  COLUMNS
}
