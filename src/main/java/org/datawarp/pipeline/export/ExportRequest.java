package org.datawarp.pipeline.export;

import java.nio.file.Path;
import java.util.Map;
import org.datawarp.model.table.TableName;

/**
 * One export: these rows into that file.
 *
 * @param description what the file's metadata says about the source
 * @param table the table to read
 * @param filter the rows to read
 * @param target the file to write; it must not exist yet
 * @param atLeast the digits that numeric columns are given at least, by column, so that files of
 *     several periods have one schema
 */
public record ExportRequest(
    SourceDescription description,
    TableName table,
    RowFilter filter,
    Path target,
    Map<String, DecimalDigits> atLeast) {
  /** Copies the digits. */
  public ExportRequest {
    atLeast = Map.copyOf(atLeast);
  }

  /** Exports rows with the digits that they need themselves. */
  public ExportRequest(
      SourceDescription description, TableName table, RowFilter filter, Path target) {
    this(description, table, filter, target, Map.of());
  }
}
