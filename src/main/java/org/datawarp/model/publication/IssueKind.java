package org.datawarp.model.publication;

import java.util.Locale;

/** What an issue of a publication holds. */
public enum IssueKind {
  /** The rows of its period: each issue is loaded beside the others. */
  SEPARATE,
  /** All rows until its period: a newer issue takes the place of the older one. */
  CUMULATIVE;

  /** Returns the word for it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
