package org.datawarp.pipeline.extract;

import java.util.Locale;

/** What a shorthand in a column of numbers means. */
public enum MarkerClass {
  /** Withheld so that nobody is identified; often with bounds. */
  SUPPRESSED,
  NOT_APPLICABLE,
  NOT_AVAILABLE,
  /** Rounds to zero, is not zero. */
  LOW,
  /** Of doubtful quality. */
  QUALITY,
  /** Provisional, revised, estimated, a break in the series. */
  STATUS,
  SIGNIFICANCE,
  /** A reference to a note. */
  NOTE,
  /** None at all; or not available, where the legend does not say. */
  NIL,
  /** An error value of a spreadsheet. */
  ERROR,
  /** A text nobody explains; kept and listed. */
  UNKNOWN;

  /** Returns the form used in manifests and JSON: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
