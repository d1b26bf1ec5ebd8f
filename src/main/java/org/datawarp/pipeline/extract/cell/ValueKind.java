package org.datawarp.pipeline.extract.cell;

/** What counts as a number on a sheet. */
public enum ValueKind {
  /** Cells typed as numbers, dates, times or booleans. */
  TYPED,
  /** Texts made of digits too: for sheets whose numbers are all stored as text. */
  NUMERALS;

  public boolean isNumber(Cell cell) {
    return switch (this) {
      case TYPED -> cell.isTyped();
      case NUMERALS -> cell.isTyped() || (cell.isText() && CellShape.isNumeral(cell.text()));
    };
  }

  /** Counts the numbers of an entry; quick for typed ones. */
  public int count(Grid grid, int entry) {
    return switch (this) {
      case TYPED -> grid.numbers(entry);
      case NUMERALS -> (int) grid.line(entry).cells().stream().filter(this::isNumber).count();
    };
  }
}
