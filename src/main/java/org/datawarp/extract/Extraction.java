package org.datawarp.extract;

import java.util.List;
import org.datawarp.model.DetectedTable;
import org.datawarp.model.SheetSummary;

/**
 * What was found in one file, and its rows. The spooled cells live until this is closed; so do the
 * cursors of {@link #sources}.
 */
public final class Extraction implements AutoCloseable {
  private final CellSpool spool;
  private final List<SheetSummary> sheets;
  private final List<DetectedTable> tables;
  private final List<SourceTable> sources;
  private final List<String> warnings;

  Extraction(
      CellSpool spool,
      List<SheetSummary> sheets,
      List<DetectedTable> tables,
      List<SourceTable> sources,
      List<String> warnings) {
    this.spool = spool;
    this.sheets = List.copyOf(sheets);
    this.tables = List.copyOf(tables);
    this.sources = List.copyOf(sources);
    this.warnings = List.copyOf(warnings);
  }

  /** Returns every sheet (or CSV) in file order, with what it was taken for and why. */
  public List<SheetSummary> sheets() {
    return sheets;
  }

  /** Returns the tables as they lie in the file, each member its own; empty when none was found. */
  public List<DetectedTable> tables() {
    return tables;
  }

  /** Returns the tables as they are loaded: members of one shape are one, wide ones are long. */
  public List<SourceTable> sources() {
    return sources;
  }

  /** Returns what a person should know: one line each, naming sheet and cell. */
  public List<String> warnings() {
    return warnings;
  }

  /** Removes the spooled cells. */
  @Override
  public void close() {
    spool.close();
  }
}
