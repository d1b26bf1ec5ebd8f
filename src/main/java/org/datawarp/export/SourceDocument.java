package org.datawarp.export;

/** The page of text beside a Parquet file, {@code <source>.md}. */
public final class SourceDocument {
  private SourceDocument() {}

  /**
   * Returns the page as Markdown: purpose, coverage, licence and attribution, columns, provenance.
   *
   * @param description what is known about the source
   * @param report what the export of all its rows found
   */
  public static String render(SourceDescription description, ExportReport report) {
    throw new IllegalStateException("unfinished");
  }
}
