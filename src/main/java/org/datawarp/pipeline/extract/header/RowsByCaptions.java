package org.datawarp.pipeline.extract.header;

import java.util.HashSet;
import java.util.Set;
import java.util.function.BiPredicate;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.table.BodyKinds;

/** Tells what a row of words next to captions is: more of them, a label, a fact or a record. */
final class RowsByCaptions {
  private final Grid grid;
  private final int from;
  private final BodyKinds kinds;
  private final BiPredicate<Integer, Line> isLowest;

  /**
   * Looks at rows from an entry on.
   *
   * @param isLowest tells whether an entry can be the lowest level of a header
   */
  RowsByCaptions(Grid grid, int from, BodyKinds kinds, BiPredicate<Integer, Line> isLowest) {
    this.grid = grid;
    this.from = from;
    this.kinds = kinds;
    this.isLowest = isLowest;
  }

  /**
   * Tells whether a row has the captions that the one right above lacks, and none of the keys that
   * this one names: answers under their questions.
   */
  boolean namesRest(int entry, Line line) {
    if (entry == from
        || grid.blankBefore(entry) > 0
        || line.size() < 2
        || !line.cells().stream().allMatch(Cell::isCaption)) {
      return false;
    }
    Line above = grid.line(entry - 1);
    int keys = 0;
    for (Cell cell : above.cells()) {
      keys += cell.column() < line.first().column() ? 1 : 0;
    }
    long rest = line.cells().stream().filter(cell -> above.at(cell.column()) == null).count();
    return keys > 1
        && rest > 0
        && above.first().column() == kinds.occupied().nextSetBit(0)
        && isLowest.test(entry - 1, above);
  }

  /**
   * Tells whether a row says nothing but some captions right above it again, as cells of a
   * spreadsheet that are merged downwards do in a CSV.
   */
  boolean saysAgain(int entry, int lowest) {
    Line line = grid.line(entry);
    Line captions = grid.line(lowest);
    return grid.row(entry) == captions.row() + 1
        && line.size() < captions.size()
        && line.cells().stream()
            .allMatch(
                cell -> {
                  Cell caption = captions.at(cell.column());
                  return cell.isCaption() && caption != null && caption.text().equals(cell.text());
                });
  }

  /** Tells whether one text stands right under a caption of its column, as a section's label. */
  boolean isLabel(int entry, Line line) {
    if (line.size() != 1 || entry == from || grid.blankBefore(entry) > 0) {
      return false;
    }
    Line above = grid.line(entry - 1);
    Cell label = line.first();
    Cell caption = above.at(label.column());
    return label.isCaption()
        && caption != null
        && caption.isCaption()
        && !caption.text().equals(label.text())
        && label.column() == kinds.occupied().nextSetBit(0)
        && above.size() > 2
        && isLowest.test(entry - 1, above);
  }

  /**
   * Tells whether captions, all different, stand right above most cells of a row, or its words
   * under captions of their own.
   */
  boolean isRecord(Line line) {
    int entry = grid.entryOf(line.row());
    if (entry <= from || grid.blankBefore(entry) > 0) {
      return false;
    }
    Line above = grid.line(entry - 1);
    Set<String> captions = new HashSet<>();
    int words = 0;
    int named = 0;
    for (Cell cell : line.cells()) {
      Cell caption = above.at(cell.column());
      boolean word = cell.isCaption() && !kinds.numeric().get(cell.column());
      words += word ? 1 : 0;
      if (caption != null && caption.isCaption()) {
        captions.add(caption.text());
        named += word ? 1 : 0;
      }
    }
    return captions.size() * 2 > line.size() || (words > 1 && named == words);
  }

  /**
   * Tells whether the captions that one row lacks stand in a row above a blank one: the keys' and
   * others, and one for what the lower row tells apart.
   */
  boolean hasRest(Line line, int top) {
    Line lower = grid.line(top);
    int first = kinds.occupied().nextSetBit(0);
    int rest = 0;
    for (Cell cell : line.cells()) {
      if (!cell.isCaption()) {
        return false;
      }
      rest += lower.at(cell.column()) == null ? 1 : 0;
    }
    return line.size() > 2
        && rest > 1
        && rest < line.size()
        && line.first().column() == first
        && lower.at(first) == null;
  }

  /** Tells whether a row above fills the same columns with words: rows of words are no captions. */
  boolean isAmongRecords(int entry, Line line) {
    if (entry == from || line.size() < 3 || grid.blankBefore(entry) > 0) {
      return false;
    }
    Line above = grid.line(entry - 1);
    return above.size() == line.size()
        && above.cells().stream().allMatch(cell -> line.at(cell.column()) != null)
        && above.cells().stream().skip(1).allMatch(Cell::isCaption);
  }

  /**
   * Tells whether a row is a word and its value over two columns that are named below, the key as
   * well: no caption of a group, which leaves the key to the row below or names it alone.
   */
  static boolean isFact(Line line, Line lower, int edge) {
    Cell first = line.first();
    Cell key = lower.at(first.column());
    return line.size() == 2
        && lower.size() > 2
        && first.column() <= edge
        && first.isCaption()
        && key != null
        && !key.text().equals(first.text())
        && line.last().column() == first.column() + 1
        && lower.at(line.last().column()) != null;
  }
}
