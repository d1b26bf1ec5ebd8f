package org.datawarp.pipeline.extract;

import java.util.List;
import org.datawarp.model.table.TableColumn;

/**
 * One future staging table: tables of one shape are one, tables with periods across are long.
 *
 * @param suggestedName short lower-case label from the title or the sheet, unique in the file; fit
 *     to stand in {@code <manifest>_<label>}
 * @param title the title of the first part's table; may be empty
 * @param columns the business columns in order, a marker column right after its column
 * @param parts where the rows come from, in file order; at least one
 * @param fingerprint the same for equal headers in any order, whatever the rows: 16 hex digits
 */
public record SourceTable(
    String suggestedName,
    String title,
    List<TableColumn> columns,
    List<SourcePart> parts,
    String fingerprint) {
  /** The name of the column that holds the ZIP member's path in a source of several members. */
  public static final String MEMBER = "member";

  /** Copies the lists. */
  public SourceTable {
    columns = List.copyOf(columns);
    parts = List.copyOf(parts);
  }

  /** Returns the rows that all parts together will give. */
  public long rowsToLoad() {
    return parts.stream().mapToLong(SourcePart::rowsToLoad).sum();
  }
}
