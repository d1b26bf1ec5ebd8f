package org.datawarp.pipeline.extract.table;

import java.util.BitSet;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.cell.ValueKind;

/**
 * What the columns of a table's body hold, from a sample of its rows.
 *
 * @param numeric columns of numbers (or dates), shorthand included
 * @param occupied columns that hold anything
 * @param words columns of which most cells are words
 */
public record BodyKinds(BitSet numeric, BitSet occupied, BitSet words) {
  private static final int SAMPLE = 40;

  /** Returns the kinds of a list of words. */
  static BodyKinds ofWords(BitSet occupied) {
    return new BodyKinds(new BitSet(), occupied, occupied);
  }

  /** Looks at the rows from one on, until the next header. */
  static BodyKinds sample(Grid grid, int entry, ValueKind sense) {
    int width = grid.lastColumn() + 1;
    int[] numbers = new int[width];
    int[] markers = new int[width];
    int[] captions = new int[width];
    int end = Math.min(grid.size(), entry + SAMPLE);
    for (int e = entry; e < end; e++) {
      Line line = grid.line(e);
      int against = 0;
      for (Cell cell : line.cells()) {
        if (cell.isCaption() && numbers[cell.column()] > captions[cell.column()]) {
          against++;
        }
      }
      if ((against >= 2 && sense.count(grid, e) == 0)
          || (e > entry && CsvLists.opens(grid, entry + 1, e))) {
        break;
      }
      if (e > entry && line.size() == 1 && CellShape.isFooter(line.first().text())) {
        break; // notes below the table
      }
      for (Cell cell : line.cells()) {
        if (sense.isNumber(cell) || (cell.isText() && CellShape.isWrittenNumber(cell.text()))) {
          numbers[cell.column()]++;
        } else if (cell.isValue()) {
          markers[cell.column()]++;
        } else {
          captions[cell.column()]++;
        }
      }
    }
    BitSet numeric = new BitSet(width);
    BitSet occupied = new BitSet(width);
    BitSet words = new BitSet(width);
    for (int c = 0; c < width; c++) {
      if (numbers[c] > 0 && numbers[c] + markers[c] > captions[c]) {
        numeric.set(c);
      } else if (captions[c] > 0) {
        words.set(c);
      }
      if (numbers[c] + markers[c] + captions[c] > 0) {
        occupied.set(c);
      }
    }
    return new BodyKinds(numeric, occupied, words);
  }

  /** Returns how many cells of a line are captions over columns of numbers. */
  public int captionsOverNumbers(Line line) {
    int count = 0;
    for (Cell cell : line.cells()) {
      if (cell.isCaption() && numeric.get(cell.column())) {
        count++;
      }
    }
    return count;
  }

  /** Returns how many cells of a line are values in columns of numbers. */
  public int valuesInNumbers(Line line) {
    int count = 0;
    for (Cell cell : line.cells()) {
      if (cell.isValue() && numeric.get(cell.column())) {
        count++;
      }
    }
    return count;
  }
}
