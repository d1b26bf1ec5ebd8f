package org.datawarp.pipeline.compare;

/** Takes the rows that differ. */
public interface RowChanges {
  /** Tells whether more rows of a kind are wanted; the others are only counted. */
  boolean isWanted(RowChange.Kind kind);

  /** Takes a row of a kind that is wanted. */
  void add(RowChange change);
}
