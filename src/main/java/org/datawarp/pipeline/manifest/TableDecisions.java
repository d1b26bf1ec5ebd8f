package org.datawarp.pipeline.manifest;

import java.util.List;
import org.datawarp.model.table.BoundsMode;
import org.datawarp.model.table.SectionMode;
import org.datawarp.model.table.UnpivotMode;
import org.jspecify.annotations.Nullable;

/**
 * What a person has decided about one table, in the manifest's own words; it goes before every rule
 * and stays until a person takes it out.
 *
 * @param sheet the sheet it is about; null for that of the table's parts
 * @param member the path inside a ZIP; null for that of the table's parts
 * @param skip whether the table is left out
 * @param headerRows the header's 1-based rows; empty for no header; null to detect
 * @param range the rectangle that holds header and data; null to detect
 * @param unpivot what to do with period columns; null for what the manifest's options say
 * @param periodColumns with DECLARED the headers of the columns that become rows; empty for all
 * @param bounds whether bounds get columns; null for what the options say
 * @param quarantine how many cells of a column may be put aside; null for what the options say
 * @param sections what becomes of rows that hold a label alone; null for what the options say
 * @param fillDown the columns that are filled down and no others, by name or header; null to detect
 */
public record TableDecisions(
    @Nullable String sheet,
    @Nullable String member,
    boolean skip,
    @Nullable List<Integer> headerRows,
    @Nullable String range,
    @Nullable UnpivotMode unpivot,
    List<String> periodColumns,
    @Nullable BoundsMode bounds,
    @Nullable Integer quarantine,
    @Nullable SectionMode sections,
    @Nullable List<String> fillDown) {
  /** Nothing decided. */
  public static final TableDecisions NONE =
      new TableDecisions(null, null, false, null, null, null, List.of(), null, null, null, null);

  /** Copies the lists. */
  public TableDecisions {
    headerRows = headerRows == null ? null : List.copyOf(headerRows);
    periodColumns = List.copyOf(periodColumns);
    fillDown = fillDown == null ? null : List.copyOf(fillDown);
  }

  /** Returns these decisions, with others about keys where a person has made none. */
  TableDecisions orElse(SectionMode labels, List<String> filled) {
    return new TableDecisions(
        sheet,
        member,
        skip,
        headerRows,
        range,
        unpivot,
        periodColumns,
        bounds,
        quarantine,
        sections == null ? labels : sections,
        fillDown == null ? filled : fillDown);
  }

  /** Tells whether nothing was decided; naming a sheet alone decides nothing. */
  public boolean isEmpty() {
    return equals(
        new TableDecisions(
            sheet, member, false, null, null, null, List.of(), null, null, null, null));
  }

  /** Tells whether the table's place was decided. */
  public boolean isPlaced() {
    return headerRows != null || range != null;
  }

  /** Tells whether something was decided about how its values are read. */
  public boolean isChoice() {
    return unpivot != null
        || bounds != null
        || quarantine != null
        || sections != null
        || fillDown != null;
  }
}
