package org.datawarp.pipeline.extract.cell;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.extract.spool.SpooledSheet;

/**
 * How numbers are seen that are stored as texts. Programs that write shorthand into a column write
 * all of it as text; then a sheet has next to no number of its own type, and its texts are read as
 * those of a CSV are. A CSV has numbers as people write them: {@code 1,234}, {@code 4.5%}, {@code
 * £12}.
 */
public enum TextNumbers {
  /** They are texts. */
  NONE {
    @Override
    Line see(Line line) {
      return line;
    }
  },
  /** Those with a sign that no code or key has are numbers. */
  WRITTEN {
    @Override
    Line see(Line line) {
      return typed(line, cell -> CellShape.isWrittenNumber(cell.text()));
    }
  },
  /** They are numbers. */
  TYPED {
    @Override
    Line see(Line line) {
      return typed(line, cell -> true);
    }
  };

  private static final int LOOK = 400;

  /** The longest text that is one number. */
  private static final int LONGEST = 24;

  abstract Line see(Line line);

  /** Tells how a sheet is to be seen: by whether its first rows hold more numbers as texts. */
  public static TextNumbers of(SpooledSheet sheet) {
    Grid grid = Grid.of(sheet);
    if (sheet.isCsv()) {
      return hasWritten(grid) ? WRITTEN : NONE;
    }
    CellText text = new CellText();
    long typed = 0;
    long texts = 0;
    long numerals = 0;
    int end = Math.min(grid.size(), LOOK);
    for (int entry = 0; entry < end; entry++) {
      int found = 0;
      for (Cell cell : grid.line(entry).cells()) {
        typed += cell.isTyped() ? 1 : 0;
        found += cell.isText() && isNumber(cell, text) ? 1 : 0;
      }
      numerals += found;
      texts += found > 0 ? grid.values(entry) : 0;
      if (typed > end) {
        return NONE;
      }
    }
    return numerals > 2 * typed && numerals * 4 >= texts ? TYPED : NONE;
  }

  private static boolean hasWritten(Grid grid) {
    int end = Math.min(grid.size(), LOOK);
    for (int entry = 0; entry < end; entry++) {
      for (Cell cell : grid.line(entry).cells()) {
        if (cell.isText() && CellShape.isWrittenNumber(cell.text())) {
          return true;
        }
      }
    }
    return false;
  }

  private static Line typed(Line line, Predicate<Cell> mayBeNumber) {
    List<Cell> cells = new ArrayList<>(line.size());
    CellText text = new CellText();
    for (Cell cell : line.cells()) {
      cells.add(cell.isText() && mayBeNumber.test(cell) ? typed(cell, text) : cell);
    }
    return new Line(line.row(), line.hidden(), cells, line.styled());
  }

  /** Returns a text as the number it is; itself where it is none, or rather a code. */
  private static Cell typed(Cell cell, CellText text) {
    return isNumber(cell, text)
        ? Cell.of(cell.column(), CellKind.NUMBER, cell.style(), "", text.unscaled(), text.scale())
        : cell;
  }

  private static boolean isNumber(Cell cell, CellText text) {
    if (cell.text().length() > LONGEST || !CellShape.isNumeral(cell.text())) {
      return false;
    }
    byte[] bytes = cell.text().getBytes(StandardCharsets.UTF_8);
    return text.parse(bytes, 0, bytes.length) == CellText.Kind.NUMBER
        && !text.hasLeadingZero()
        && !text.isLongDigits()
        && !text.isBig();
  }
}
