package org.datawarp.pipeline.load;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableName;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a staging table that were kept in a file, provenance and all, to be loaded back.
 *
 * @param table the table they belong to
 * @param file what they are kept in, for messages
 * @param columns every column of the rows, in their order
 * @param rows opens a cursor before the first row
 * @param count how many rows the cursor must give; another number is refused
 * @param grantSelectTo the roles that may read the table when it has to be made
 */
public record VersionRows(
    TableName table,
    String file,
    List<KeptColumn> columns,
    Supplier<RowCursor> rows,
    long count,
    List<String> grantSelectTo) {

  /**
   * One column of kept rows.
   *
   * @param name the physical name
   * @param type the type of its values
   * @param sqlType PostgreSQL's name of the type it had; used when the table has to be made
   * @param comment its comment, or null
   */
  public record KeptColumn(
      String name, ColumnType type, String sqlType, @Nullable String comment) {}

  /**
   * Checks that these are rows of a staging table.
   *
   * @throws DataRejectedException if a provenance column is missing or a name is there twice
   */
  public VersionRows {
    columns = List.copyOf(columns);
    grantSelectTo = List.copyOf(grantSelectTo);
    Set<String> names = new HashSet<>();
    for (KeptColumn column : columns) {
      if (!names.add(column.name())) {
        throw new DataRejectedException(
            file + " has two columns " + column.name(), "choose a file that datawarp wrote");
      }
    }
    for (TableShape.Column column : Provenance.shared()) {
      if (!names.contains(column.name())) {
        throw new DataRejectedException(
            file + " has no column " + column.name() + ", so it holds no rows of a staging table",
            "choose a file that datawarp exported");
      }
    }
  }
}
