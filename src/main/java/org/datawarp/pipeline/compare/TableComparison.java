package org.datawarp.pipeline.compare;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * In what two tables differ.
 *
 * @param key the columns that name rows; empty where no column does
 * @param unique whether they tell all rows apart; alike rows are paired in the order of their files
 * @param columnsAdded columns that only the newer table has
 * @param columnsRemoved columns that only the older table has
 * @param columnsRetyped columns that have another type
 * @param constants columns that hold one value in every row, another one in each table: they are
 *     neither key nor revised values
 * @param rowsBefore rows of the older table
 * @param rowsAfter rows of the newer table
 * @param rowsAdded rows that only the newer table has
 * @param rowsRemoved rows that only the older table has
 * @param rowsChanged rows that both have, with other values
 * @param valuesRevised values that are others in these
 * @param revisedByColumn how many of them each column has, columns without any left out
 */
public record TableComparison(
    List<String> key,
    boolean unique,
    List<String> columnsAdded,
    List<String> columnsRemoved,
    List<Retyped> columnsRetyped,
    List<Constant> constants,
    long rowsBefore,
    long rowsAfter,
    long rowsAdded,
    long rowsRemoved,
    long rowsChanged,
    long valuesRevised,
    Map<String, Long> revisedByColumn) {
  /** Copies the lists. */
  public TableComparison {
    key = List.copyOf(key);
    columnsAdded = List.copyOf(columnsAdded);
    columnsRemoved = List.copyOf(columnsRemoved);
    columnsRetyped = List.copyOf(columnsRetyped);
    constants = List.copyOf(constants);
    revisedByColumn = new TreeMap<>(revisedByColumn);
  }

  /** A column with another type. */
  public record Retyped(String column, String before, String after) {}

  /** A column that holds one value in every row. */
  public record Constant(String column, @Nullable String before, @Nullable String after) {}

  /** Tells whether the tables have the same columns, and the same rows. */
  public boolean isSame() {
    return rowsAdded == 0
        && rowsRemoved == 0
        && rowsChanged == 0
        && constants.isEmpty()
        && columnsAdded.isEmpty()
        && columnsRemoved.isEmpty()
        && columnsRetyped.isEmpty();
  }
}
