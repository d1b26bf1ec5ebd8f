package org.datawarp.pipeline.workbook;

/** The formats that can be read, told apart by content and never by a file's extension. */
public enum FileFormat {
  /** Office Open XML workbook with XML parts, with or without macros, transitional or strict. */
  XLSX,
  /** Office Open XML workbook with binary parts. */
  XLSB,
  /** Excel 97–2003 workbook (BIFF8 in an OLE2 file). */
  XLS,
  /** OpenDocument spreadsheet. */
  ODS,
  /** Text with separators: comma, semicolon, tab or bar. */
  CSV,
  /** A ZIP of files, which is no workbook itself. */
  ZIP
}
