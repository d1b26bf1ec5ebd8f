package org.datawarp.pipeline.extract.header;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.table.BodyKinds;
import org.datawarp.pipeline.extract.table.SheetClassifier;

/** Tells whether a CSV's first record names its columns, where no column of numbers tells. */
public final class CsvHeader {
  private static final int LOOK = 50;
  private static final int MAX_LENGTH = 200;

  private CsvHeader() {}

  /** Tells whether an entry is a header: names, each once, that are not like the values below. */
  public static boolean matches(Grid grid, int entry) {
    Line line = grid.line(entry);
    Set<String> texts = new HashSet<>();
    boolean numbered = isNumbered(grid, entry, line);
    for (Cell cell : line.cells()) {
      if ((numbered && NumberNames.of(cell) != null) || isNumberOverWords(grid, entry, cell)) {
        continue;
      }
      if (!cell.isText()
          || CellShape.isNumeral(cell.text())
          || cell.text().length() > MAX_LENGTH
          || !texts.add(SheetClassifier.fold(cell.text()))) {
        return false;
      }
    }
    int alike = 0;
    int unlike = 0;
    for (Cell cell : line.cells()) {
      switch (comparison(grid, entry, cell)) {
        case 1 -> alike++;
        case -1 -> unlike++;
        default -> {}
      }
    }
    return alike == 0 || unlike > alike;
  }

  /**
   * Returns the topmost row right above the data that has words for most columns, each once, though
   * none stands over a number; -1 without one.
   */
  static int topmost(Grid grid, int from, int anchor, BodyKinds kinds) {
    int names = -1;
    for (int entry = anchor - 1; entry >= from && grid.blankBefore(entry + 1) == 0; entry--) {
      Line line = grid.line(entry);
      if (line.size() < 2
          || line.size() * 2 < kinds.occupied().cardinality()
          || !line.cells().stream().allMatch(Cell::isCaption)) {
        break;
      }
      names = matches(grid, entry) ? entry : names;
    }
    return names;
  }

  /** Tells whether a number stands over values that are none, times or words, as a code does. */
  private static boolean isNumberOverWords(Grid grid, int entry, Cell cell) {
    if (!cell.isTyped()) {
      return false;
    }
    int values = 0;
    int end = Math.min(grid.size(), entry + 1 + LOOK);
    for (int e = entry + 1; e < end; e++) {
      Cell below = grid.line(e).at(cell.column());
      if (below != null && below.isTyped()) {
        return false;
      }
      values += below == null ? 0 : 1;
    }
    return values >= 2;
  }

  /** Tells whether numbers ascend over columns of words: positions, years, doses. */
  private static boolean isNumbered(Grid grid, int entry, Line line) {
    long last = -1;
    int count = 0;
    for (Cell cell : line.cells()) {
      NumberNames.NumberName name = NumberNames.of(cell);
      if (name == null) {
        continue;
      }
      if (name.number() <= last) {
        return false;
      }
      last = name.number();
      count++;
      int end = Math.min(grid.size(), entry + 4);
      for (int e = entry + 1; e < end; e++) {
        Cell below = grid.line(e).at(cell.column());
        if (below != null && (below.isTyped() || CellShape.isNumeral(below.text()))) {
          return false;
        }
      }
    }
    return count >= 3;
  }

  /** Returns 1 where a cell is like those below it, -1 where it is unlike them, 0 for no idea. */
  private static int comparison(Grid grid, int entry, Cell cell) {
    int end = Math.min(grid.size(), entry + 1 + LOOK);
    int values = 0;
    int sameShape = 0;
    String shape = shape(cell.text());
    boolean coded = shape.indexOf('9') >= 0;
    for (int e = entry + 1; e < end; e++) {
      Cell below = grid.line(e).at(cell.column());
      if (below == null || repeats(grid, entry, e)) {
        continue;
      }
      values++;
      if (below.text().equals(cell.text())) {
        return 1;
      }
      if (shape(below.text()).equals(shape)) {
        sameShape++;
      }
    }
    if (values < 2) {
      return 0;
    }
    if (coded && sameShape * 2 >= values) {
      return 1;
    }
    return sameShape == 0 ? -1 : 0;
  }

  /** Tells whether a row is the header once more. */
  private static boolean repeats(Grid grid, int entry, int other) {
    List<String> names = grid.line(entry).cells().stream().map(Cell::text).toList();
    return names.size() > 1
        && names.equals(grid.line(other).cells().stream().map(Cell::text).toList());
  }

  /** Returns a text with its letters as a, its digits as 9 and runs of either as one. */
  private static String shape(String text) {
    StringBuilder shape = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      char sort = Character.isDigit(letter) ? '9' : Character.isLetter(letter) ? 'a' : letter;
      if (sort != 'a' || shape.length() == 0 || shape.charAt(shape.length() - 1) != 'a') {
        shape.append(sort);
      }
    }
    return shape.toString();
  }
}
