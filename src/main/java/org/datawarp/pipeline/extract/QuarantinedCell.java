package org.datawarp.pipeline.extract;

import org.jspecify.annotations.Nullable;

/**
 * A cell that contradicts its column's type and was put aside: its row is loaded with null in its
 * place.
 *
 * @param sheet the sheet's name; null for a CSV
 * @param member the path inside a ZIP; null outside one
 * @param cell its address, such as {@code C17}
 * @param row its 1-based row (for a CSV: record)
 * @param column the name of the loaded column that lacks it
 * @param raw what it holds, as text; at most {@value #MAX_RAW} characters of it
 * @param reason what it is and what its column is
 */
public record QuarantinedCell(
    @Nullable String sheet,
    @Nullable String member,
    String cell,
    long row,
    String column,
    String raw,
    String reason) {
  /** How much of a cell's text is kept. */
  public static final int MAX_RAW = 2_000;
}
