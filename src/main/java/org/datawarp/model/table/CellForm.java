package org.datawarp.model.table;

/** In what form the cells of a table that is not loaded are given. */
public enum CellForm {
  /** Typed, as they are loaded: shorthand stands in a text column beside its column. */
  MARKER_COLUMNS,
  /** Typed; a column that holds shorthand is text, its cells as written. */
  MARKERS_INLINE,
  /** Typed; a cell of shorthand is null. */
  WITHOUT_MARKERS,
  /** Every cell is the text that was written, numbers and dates of workbooks in plain form. */
  AS_WRITTEN
}
