package org.datawarp.pipeline.extract.table;

/** What a row inside a table's range is when it is not data. */
public enum RowRole {
  /** A label alone, such as the name of a block of rows. */
  SECTION,
  /** The header once more. */
  REPEATED_HEADER,
  /** A note. */
  FOOTER
}
