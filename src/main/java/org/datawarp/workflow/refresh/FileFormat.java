package org.datawarp.workflow.refresh;

/** What a file of rows can be. */
public enum FileFormat {
  /** Apache Parquet. */
  PARQUET,
  /** Comma-separated values, UTF-8. */
  CSV,
  /** A workbook: the rows, and a sheet of notes. */
  XLSX
}
