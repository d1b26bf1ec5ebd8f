package org.datawarp.model.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one table is to be read where that differs from the rest of its file; usually a person's
 * words in the manifest. The table is found by its headers, since its place may change.
 *
 * @param sheet the sheet it was on; null for a CSV
 * @param member the path inside a ZIP; null outside one, or for the table in any member
 * @param headers its columns' headers, levels joined with {@code " / "}; empty for every table of
 *     the sheet
 * @param unpivot what to do with period columns; null for what holds in the file
 * @param periodColumns with DECLARED the headers of the columns that become rows; empty for every
 *     column that names a period
 * @param bounds whether bounds get columns; null for what holds in the file
 * @param maxQuarantine how many cells of a column may be put aside; null for what holds in the file
 * @param sections what becomes of rows that hold a label alone; null for what holds in the file
 * @param fillDown the columns that are filled down, by name or header; null where the rules decide
 */
public record TableChoice(
    @Nullable String sheet,
    @Nullable String member,
    List<String> headers,
    @Nullable UnpivotMode unpivot,
    List<String> periodColumns,
    @Nullable BoundsMode bounds,
    @Nullable Integer maxQuarantine,
    @Nullable SectionMode sections,
    @Nullable List<String> fillDown) {
  /** Copies the lists. */
  public TableChoice {
    headers = List.copyOf(headers);
    periodColumns = List.copyOf(periodColumns);
    fillDown = fillDown == null ? null : List.copyOf(fillDown);
  }
}
