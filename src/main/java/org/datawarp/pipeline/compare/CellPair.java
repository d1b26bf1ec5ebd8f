package org.datawarp.pipeline.compare;

/**
 * A column that both tables have, with where each has it.
 *
 * @param name its name
 * @param before its index in the older table
 * @param after its index in the newer table
 * @param markerBefore the index of its marker column in the older table; -1 for none
 * @param markerAfter the same in the newer table
 * @param asText whether the two types are so different that their values are compared as text
 * @param isLabel whether its values name things: they are no numbers
 * @param isNumberOfTime whether it is a whole number whose name says year, month, age, and the like
 */
record CellPair(
    String name,
    int before,
    int after,
    int markerBefore,
    int markerAfter,
    boolean asText,
    boolean isLabel,
    boolean isNumberOfTime) {
  int index(Side side) {
    return side == Side.BEFORE ? before : after;
  }

  int marker(Side side) {
    return side == Side.BEFORE ? markerBefore : markerAfter;
  }

  /** Which of the two tables. */
  enum Side {
    BEFORE,
    AFTER
  }
}
