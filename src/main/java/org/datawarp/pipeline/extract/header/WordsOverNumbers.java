package org.datawarp.pipeline.extract.header;

import java.util.HashSet;
import java.util.Set;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.cell.MissingWords;
import org.datawarp.pipeline.extract.cell.ValueKind;
import org.datawarp.pipeline.extract.table.BodyKinds;

/** Tells words that name columns of numbers from words in place of numbers. */
final class WordsOverNumbers {
  private static final int LOOK = 40;

  private final Grid grid;
  private final BodyKinds kinds;
  private final ValueKind sense;

  WordsOverNumbers(Grid grid, BodyKinds kinds, ValueKind sense) {
    this.grid = grid;
    this.kinds = kinds;
    this.sense = sense;
  }

  /**
   * Tells whether texts that could be shorthand, {@code x} and {@code y}, name the columns: they
   * stand over all numbers, all different, with no captions above them and not once among the rows
   * below.
   */
  boolean areShortNames(int entry, Line line, int from) {
    boolean first = entry == from || grid.blankBefore(entry) > 0 || grid.values(entry - 1) < 2;
    if (!first || line.size() < 2 || sense.count(grid, entry) > 0) {
      return false;
    }
    Set<String> names = new HashSet<>();
    for (Cell cell : line.cells()) {
      boolean number = kinds.numeric().get(cell.column());
      if (!names.add(cell.text())
          || CellShape.isNumeral(cell.text())
          || (number && isBelow(entry, cell.text()))) {
        return false;
      }
    }
    int key = kinds.occupied().nextSetBit(0);
    return kinds.numeric().nextSetBit(key + 1) >= 0
        && kinds.numeric().stream().allMatch(c -> c == key || line.at(c) != null);
  }

  /** Tells whether words stand where numbers do further down; of several bounds one is enough. */
  boolean areValues(int entry, Set<String> words) {
    boolean known = false;
    for (String word : words) {
      boolean below = isBelow(entry, word);
      known |= below;
      if (!below && !MissingWords.contains(word) && !CellShape.isNumeral(word)) {
        return false;
      }
    }
    return known || words.stream().noneMatch(CellShape::isNumeral);
  }

  /** Tells whether a word stands for numbers in rows further down too. */
  private boolean isBelow(int entry, String word) {
    int end = Math.min(grid.size(), entry + LOOK);
    for (int e = entry + 1; e < end; e++) {
      for (Cell cell : grid.line(e).cells()) {
        if (kinds.numeric().get(cell.column()) && cell.text().equals(word)) {
          return true;
        }
      }
    }
    return false;
  }
}
