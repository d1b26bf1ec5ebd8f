package org.datawarp.model.table;

/** How a CSV differs from one that is written for programs. */
public enum CsvOption {
  /** An apostrophe before texts that a spreadsheet would take for formulas, as OWASP advises. */
  ESCAPE_FORMULAS,
  /** A byte order mark first, by which spreadsheets know that the file is UTF-8. */
  BYTE_ORDER_MARK
}
