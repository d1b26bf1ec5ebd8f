package org.datawarp.pipeline.extract.key;

import java.util.List;
import java.util.Map;
import org.datawarp.model.table.KeyOrigin;

/**
 * How the rows of one table get the keys that do not stand in their own cells. Pure data: the same
 * plan serves every reading of the table.
 *
 * @param sections the names of the columns that hold labels, the outermost first; empty for none
 * @param labels the rows of labels, ascending, those before the first row of data too
 * @param fills for each column of the table where blank cells take their value from
 * @param merges for each column filled by merges the first rows of its merged ranges with their
 *     last
 * @param filled for each column how many cells are filled; the labels' columns behind them
 * @param apart the row of a total over everything, which no label and no group governs; 0 for none
 */
public record KeyPlan(
    List<String> sections,
    List<Label> labels,
    List<KeyOrigin> fills,
    Map<Integer, Map<Long, Long>> merges,
    List<Long> filled,
    long apart) {
  /** A table whose rows have all their keys. */
  public static final KeyPlan NONE =
      new KeyPlan(List.of(), List.of(), List.of(), Map.of(), List.of(), 0);

  /**
   * A row that holds a label and nothing else.
   *
   * @param row the sheet's row, from 1
   * @param column the label's column, from 0
   * @param level which of the plan's section columns it is a value of; -1 for none
   */
  public record Label(long row, int column, int level) {}

  /** Copies the lists. */
  public KeyPlan {
    sections = List.copyOf(sections);
    labels = List.copyOf(labels);
    fills = List.copyOf(fills);
    merges = Map.copyOf(merges);
    filled = List.copyOf(filled);
  }

  /** Tells whether every value stands in a cell of its row. */
  public boolean isEmpty() {
    return sections.isEmpty() && !isFilled();
  }

  /** Tells whether any column is filled. */
  public boolean isFilled() {
    return fills.stream().anyMatch(origin -> origin != KeyOrigin.CELLS);
  }

  /** Returns where the blank cells of a column take their value from. */
  public KeyOrigin fill(int index) {
    return index < fills.size() ? fills.get(index) : KeyOrigin.CELLS;
  }

  /** Returns how many cells of a column are filled. */
  public long filledCells(int index) {
    return index < filled.size() ? filled.get(index) : 0;
  }

  /** Returns how many labels are values of a section column. */
  public long labelCount(int level) {
    return labels.stream().filter(label -> label.level() == level).count();
  }

  /**
   * Returns the last row of the merged range of a column that begins in a row; that row if none.
   */
  public long mergedTo(int index, long row) {
    return merges.getOrDefault(index, Map.of()).getOrDefault(row, row);
  }
}
