package org.datawarp.model;

/** What becomes of a file of a person's that is there already. */
public enum Existing {
  /** It stays, and nothing is written. */
  KEEP,
  /** It is replaced. */
  REPLACE
}
