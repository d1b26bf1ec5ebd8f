package org.datawarp.model.table;

import java.util.List;

/**
 * How columns that are periods become rows: one row per period, with a column for each measure.
 *
 * @param idColumns names of the columns that stay
 * @param periodColumns names of the columns that become rows, left to right
 * @param measures names of the value columns made; one unless several measures repeat per period
 */
public record Unpivot(List<String> idColumns, List<String> periodColumns, List<String> measures) {
  /** Copies the lists. */
  public Unpivot {
    idColumns = List.copyOf(idColumns);
    periodColumns = List.copyOf(periodColumns);
    measures = List.copyOf(measures);
  }
}
