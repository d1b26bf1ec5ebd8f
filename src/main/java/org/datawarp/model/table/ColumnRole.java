package org.datawarp.model.table;

import java.util.Locale;

/** What a column is for in a question asked of its table. */
public enum ColumnRole {
  /** It tells rows apart: a code, a name, a period, an age group. */
  DIMENSION,
  /** It is counted, added up or compared. */
  MEASURE;

  /** Returns the form used in JSON: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
