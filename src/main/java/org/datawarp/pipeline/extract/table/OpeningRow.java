package org.datawarp.pipeline.extract.table;

import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.cell.ValueKind;
import org.datawarp.pipeline.extract.header.HeaderFinder;
import org.datawarp.pipeline.extract.header.NumericHeader;
import org.datawarp.pipeline.extract.spool.MergeIndex;
import org.jspecify.annotations.Nullable;

/** Tells which rows under a table's data could be the header of another table. */
final class OpeningRow {
  private final Grid grid;
  private final BodyKinds kinds;
  private final ValueKind sense;
  private final @Nullable Line header;

  OpeningRow(Grid grid, BodyKinds kinds, ValueKind sense, @Nullable Line header) {
    this.grid = grid;
    this.kinds = kinds;
    this.sense = sense;
    this.header = header;
  }

  /** Tells whether a row can be the header of another table: captions over numbers. */
  boolean mayOpenTable(int entry, Line line, int last) {
    if (sense.count(grid, entry) > 0) {
      return (line.size() > 2 || areOverCaptions(entry))
          && (grid.blankBefore(entry) > 0
              || hasKeyOfHeader(line)
              || CsvLists.isTitled(grid, last + 1, entry))
          && NumericHeader.isNumbered(grid, entry);
    }
    int captions = kinds.captionsOverNumbers(line);
    int numeric = kinds.numeric().cardinality();
    boolean apart = grid.blankBefore(entry) > 0 || grid.values(entry - 1) == 1;
    if (apart && areNamesOfPeriods(line)) {
      return true;
    }
    if (line.cells().stream().filter(NumericHeader::isWrittenValue).count() > captions) {
      return false; // a record whose numbers are text
    }
    if (grid.sheet().isCsv() && CsvLists.isTitled(grid, last + 1, entry) && areNames(line)) {
      return true;
    }
    if (captions == 0 || (captions * 2 < Math.min(numeric, 8) && captions < 3)) {
      return grid.blankBefore(entry) > 0
          ? captionIsMerged(line, captions)
              || namesItsOwn(line, captions)
              || (areCaptions(line)
                  && (areOverNumbersAmongWords(entry) || areOverNarrowRows(entry, line)))
          : grid.values(entry - 1) == 1 && namesItsOwn(line, captions);
    }
    return captions > kinds.valuesInNumbers(line);
  }

  /** Tells whether a row of captions stands right under a row after a blank one. */
  private boolean areOverCaptions(int entry) {
    return grid.blankBefore(entry) > 0
        && entry + 1 < grid.size()
        && grid.blankBefore(entry + 1) == 0
        && grid.values(entry + 1) > 2
        && grid.line(entry + 1).cells().stream().allMatch(Cell::isCaption);
  }

  /** Tells whether a row has nothing but captions, bands and years among them. */
  private static boolean areNames(Line line) {
    return line.size() > 2
        && line.cells().stream()
            .allMatch(cell -> cell.isCaption() || NumericHeader.isNameInText(cell));
  }

  private boolean hasKeyOfHeader(Line line) {
    return header != null && header.first().text().equals(line.first().text());
  }

  /** Tells whether a short row has nothing but a key and captions: a narrower table's header. */
  private boolean namesItsOwn(Line line, int captions) {
    return captions > 0
        && captions >= line.size() - 1
        && line.size() >= 2
        && !BodyFinder.isNote(line, kinds);
  }

  private static boolean areCaptions(Line line) {
    return line.size() > 2
        && line.cells().stream().allMatch(Cell::isCaption)
        && !CellShape.isFooter(line.first().text());
  }

  /** Tells whether the row below one has numbers in columns of words. */
  private boolean areOverNumbersAmongWords(int entry) {
    return entry + 1 < grid.size()
        && grid.blankBefore(entry + 1) == 0
        && grid.line(entry + 1).cells().stream()
            .anyMatch(cell -> sense.isNumber(cell) && kinds.words().get(cell.column()));
  }

  /** Tells whether two rows fill the columns of the captions above them, half as many as others. */
  private boolean areOverNarrowRows(int entry, Line line) {
    if (line.size() * 2 > kinds.occupied().cardinality() || entry + 2 >= grid.size()) {
      return false;
    }
    for (int e = entry + 1; e <= entry + 2; e++) {
      Line below = grid.line(e);
      if (grid.blankBefore(e) > 0
          || below.size() < line.size() - 1
          || kinds.valuesInNumbers(below) == 0
          || below.cells().stream().anyMatch(cell -> line.at(cell.column()) == null)) {
        return false;
      }
    }
    return true;
  }

  private boolean captionIsMerged(Line line, int captions) {
    if (captions == 0) {
      return false;
    }
    MergeIndex merges = MergeIndex.of(grid.sheet(), line.row(), line.row());
    return line.cells().stream()
        .anyMatch(
            cell ->
                cell.isCaption()
                    && kinds.numeric().get(cell.column())
                    && merges.isWide(line.row(), cell.column()));
  }

  /** Tells whether years or bands in text, two or more, stand over numbers beside captions. */
  private boolean areNamesOfPeriods(Line line) {
    long names =
        line.cells().stream()
            .filter(cell -> kinds.numeric().get(cell.column()))
            .filter(HeaderFinder::isNameInDigits)
            .count();
    return names >= 2
        && line.first().isCaption()
        && line.cells().stream()
            .allMatch(cell -> cell.isCaption() || HeaderFinder.isNameInDigits(cell));
  }
}
