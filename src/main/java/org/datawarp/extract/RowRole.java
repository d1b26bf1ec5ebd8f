package org.datawarp.extract;

/** What a row inside a table's range is when it is not data. */
enum RowRole {
  /** A label alone, such as the name of a block of rows. */
  SECTION,
  /** The header once more. */
  REPEATED_HEADER,
  /** A note. */
  FOOTER
}
