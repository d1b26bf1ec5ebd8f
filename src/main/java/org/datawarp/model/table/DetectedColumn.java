package org.datawarp.model.table;

import java.util.List;

/**
 * One column of a table as it lies in a file.
 *
 * @param position zero-based column of the sheet (for a CSV: field)
 * @param name the deterministic column name, unique within its table
 * @param header the header's levels, top to bottom, as written; empty where there is none
 * @param type the narrowest type that holds every value (INTEGER where 32 bits do)
 * @param precision for NUMERIC: the most digits of any value, both sides; else 0
 * @param scale for NUMERIC: the most digits after the point; else 0
 * @param valueCount values that are neither blank nor markers
 * @param markers the distinct marker tokens met, in order of first appearance
 */
public record DetectedColumn(
    int position,
    String name,
    List<String> header,
    ColumnType type,
    int precision,
    int scale,
    long valueCount,
    List<String> markers) {
  /** Copies the lists. */
  public DetectedColumn {
    header = List.copyOf(header);
    markers = List.copyOf(markers);
  }
}
