package org.datawarp.workflow.convert;

import java.util.Locale;

/** What a table can be written as. */
public enum FileKind {
  /** Comma-separated values, UTF-8. */
  CSV,
  /** Apache Parquet. */
  PARQUET,
  /** A workbook of one sheet. */
  XLSX;

  /** Returns the ending of such a file, which is also its name: {@code csv}. */
  public String extension() {
    return name().toLowerCase(Locale.ROOT);
  }
}
