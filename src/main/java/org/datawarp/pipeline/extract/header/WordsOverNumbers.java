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
    Set<String> overNumbers = new HashSet<>();
    for (Cell cell : line.cells()) {
      if (!names.add(cell.text()) || CellShape.isNumeral(cell.text())) {
        return false;
      }
      if (kinds.numeric().get(cell.column())) {
        overNumbers.add(cell.text());
      }
    }
    if (!below(entry, overNumbers).isEmpty()) {
      return false;
    }
    int key = kinds.occupied().nextSetBit(0);
    return kinds.numeric().nextSetBit(key + 1) >= 0
        && kinds.numeric().stream().allMatch(c -> c == key || line.at(c) != null);
  }

  /** Tells whether words stand where numbers do further down; of several bounds one is enough. */
  boolean areValues(int entry, Set<String> words) {
    Set<String> known = below(entry, words);
    for (String word : words) {
      if (!known.contains(word) && !MissingWords.contains(word) && !CellShape.isNumeral(word)) {
        return false;
      }
    }
    return !known.isEmpty() || words.stream().noneMatch(CellShape::isNumeral);
  }

  /** Returns the words that stand for numbers in rows further down too. */
  private Set<String> below(int entry, Set<String> words) {
    Set<String> found = new HashSet<>();
    int end = Math.min(grid.size(), entry + LOOK);
    for (int e = entry + 1; e < end; e++) {
      for (Cell cell : grid.line(e).cells()) {
        if (kinds.numeric().get(cell.column()) && words.contains(cell.text())) {
          found.add(cell.text());
        }
      }
    }
    return found;
  }
}
