package org.datawarp.pipeline.extract;

import org.datawarp.model.table.ColumnType;

/**
 * Where the values of one loaded column come from.
 *
 * @param origin what it is made of
 * @param index for MEMBER -1, for SECTION the level, else the index of the table's column
 * @param type the type it is loaded as
 */
public record SourceColumn(Origin origin, int index, ColumnType type) {
  public enum Origin {
    /** The cells of a column. */
    VALUE,
    /** The shorthand in a column's cells. */
    MARKER,
    /** The least value that the shorthand in a column's cells stands for. */
    LOWER,
    /** The greatest value that the shorthand in a column's cells stands for. */
    UPPER,
    /** The label above the row, of one level. */
    SECTION,
    /** The path inside the ZIP, the same for every row of a part. */
    MEMBER
  }
}
