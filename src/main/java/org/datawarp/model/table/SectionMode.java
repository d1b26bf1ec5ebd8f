package org.datawarp.model.table;

/** What to do with rows that hold a label and nothing else. */
public enum SectionMode {
  /** The label becomes a value of the rows below it, in a column {@code section}. */
  COLUMNS,
  /** The row is left out, and its label with it. */
  DROP
}
