package org.datawarp.pipeline.extract.cell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of a sheet, or the part of it in a range of columns.
 *
 * @param row from 1
 * @param hidden whether the workbook hides it
 * @param cells the cells that hold a value, left to right; columns ascend
 * @param styled the empty cells with a fill or border, left to right
 */
public record Line(long row, boolean hidden, List<Cell> cells, List<Cell> styled) {
  private static final int SHORTEST_RULE = 3;

  /** Returns the number of cells that hold a value. */
  public int size() {
    return cells.size();
  }

  /**
   * Tells whether one text fills the row, as a merged cell does where its value is written into
   * every cell it covers.
   */
  public boolean isOneText() {
    if (size() < 3 || !first().isCaption() || last().column() - first().column() >= size()) {
      return false;
    }
    String text = first().text();
    return text.length() > 5 && cells.stream().allMatch(cell -> cell.text().equals(text));
  }

  /** Tells whether a row is a line drawn with signs: {@code ------ | ====}. */
  public boolean isRule() {
    return size() > 0
        && first().text().length() >= SHORTEST_RULE
        && cells.stream().allMatch(cell -> cell.isText() && isDrawn(cell.text()));
  }

  private static boolean isDrawn(String text) {
    return text.chars().allMatch(letter -> "-=_–—".indexOf(letter) >= 0);
  }

  /** Returns the cell of a column if it holds a value. */
  public @Nullable Cell at(int column) {
    int low = 0;
    int high = cells.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Cell cell = cells.get(middle);
      if (cell.column() == column) {
        return cell;
      }
      if (cell.column() < column) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  /** Returns the first cell that holds a value. */
  public Cell first() {
    return cells.get(0);
  }

  /** Returns the last cell that holds a value. */
  public Cell last() {
    return cells.get(cells.size() - 1);
  }

  /** Returns the part between two columns, both included. */
  public Line within(int firstColumn, int lastColumn) {
    return new Line(
        row,
        hidden,
        cells.stream().filter(c -> c.column() >= firstColumn && c.column() <= lastColumn).toList(),
        styled.stream()
            .filter(c -> c.column() >= firstColumn && c.column() <= lastColumn)
            .toList());
  }
}
