package org.datawarp.pipeline.extract.unpivot;

import java.util.List;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.Unpivot;

/**
 * How a wide table becomes long. Indexes are those of the layout's columns.
 *
 * @param ids columns that stay
 * @param periods what becomes rows, left to right
 * @param measures names of the value columns made
 */
public record UnpivotPlan(List<Integer> ids, List<PeriodColumns> periods, List<String> measures) {
  /**
   * The columns of one period.
   *
   * @param period the period
   * @param header as written
   * @param columns one per measure
   */
  public record PeriodColumns(Period period, String header, List<Integer> columns) {
    public PeriodColumns {
      columns = List.copyOf(columns);
    }
  }

  public UnpivotPlan {
    ids = List.copyOf(ids);
    periods = List.copyOf(periods);
    measures = List.copyOf(measures);
  }

  /** Returns the plan with the names of a table's columns. */
  public Unpivot describe(List<String> names) {
    return new Unpivot(
        ids.stream().map(names::get).toList(),
        periods.stream().flatMap(period -> period.columns().stream()).map(names::get).toList(),
        measures);
  }
}
