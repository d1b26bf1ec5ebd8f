package org.datawarp.extract;

/** What counts as a number on a sheet. */
enum ValueSense {
  /** Cells typed as numbers, dates, times or booleans. */
  TYPED,
  /** Texts made of digits too: for sheets whose numbers are all stored as text. */
  NUMERALS;

  boolean isNumber(Cell cell) {
    return switch (this) {
      case TYPED -> cell.isTyped();
      case NUMERALS -> cell.isTyped() || (cell.isText() && CellShape.isNumeral(cell.text()));
    };
  }

  /** Counts the numbers of an entry; quick for typed ones. */
  int count(Grid grid, int entry) {
    return switch (this) {
      case TYPED -> grid.numbers(entry);
      case NUMERALS -> (int) grid.line(entry).cells().stream().filter(this::isNumber).count();
    };
  }
}
