package org.datawarp.workflow.convert;

/** What becomes of a file that is there already. */
public enum Existing {
  /** It stays, and nothing is written. */
  KEEP,
  /** It is replaced. */
  REPLACE
}
