package org.datawarp.model.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person has decided about one sheet; it goes before every rule. Several of one sheet, each
 * with a range, make several tables. What is set for a member of a ZIP goes before what is set for
 * any.
 *
 * <p>Within a set range labels alone, notes and repeated headers are still told from data, and
 * every column that has a name or a value is taken. A header row that is blank, or a range without
 * a value, fails the extraction; a sheet that is not there is a warning.
 *
 * @param sheet the sheet's name; null for a CSV
 * @param member the path inside a ZIP; null outside one, or for the sheet in any member
 * @param skip whether the sheet's tables are left out
 * @param headerRows the header's 1-based rows in any order; empty for no header; null to detect
 * @param range the rectangle that holds header and data, such as {@code B13:AA460} (rows may be
 *     open: {@code B:AA}); null to detect
 */
public record SheetOverride(
    @Nullable String sheet,
    @Nullable String member,
    boolean skip,
    @Nullable List<Integer> headerRows,
    @Nullable String range) {
  /** Copies the list. */
  public SheetOverride {
    headerRows = headerRows == null ? null : List.copyOf(headerRows);
  }
}
