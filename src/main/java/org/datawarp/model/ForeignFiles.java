package org.datawarp.model;

/** What a run does about a file that Datawarp did not write and that has the place of a new one. */
public enum ForeignFiles {
  /** It is refused, and nothing is changed. */
  REFUSE,
  /** The file is kept under a second name beside its own, and the new one takes its place. */
  KEEP_ASIDE
}
