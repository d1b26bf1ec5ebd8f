package org.datawarp.pipeline.compare;

/** Takes the rows that differ. */
public interface RowChanges {
  /**
   * Returns how many more rows of a kind are wanted, {@link Integer#MAX_VALUE} for all; the others
   * are only counted.
   */
  int wanted(RowChange.Kind kind);

  /** Takes a row of a kind that is wanted. */
  void add(RowChange change);
}
