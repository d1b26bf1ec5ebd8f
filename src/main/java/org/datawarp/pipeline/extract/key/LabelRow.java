package org.datawarp.pipeline.extract.key;

import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Line;

/**
 * A row that holds one text and nothing else, as it stands on the sheet.
 *
 * @param row from 1
 * @param text what it says
 * @param style where and how the text is written
 * @param afterHeader whether it stands between the header and the first row of data
 * @param afterLabel whether the row before it that holds anything is a label too
 * @param afterBlank whether a blank row is above it
 * @param isProse whether it reads like a sentence rather than a name
 */
record LabelRow(
    long row,
    String text,
    Style style,
    boolean afterHeader,
    boolean afterLabel,
    boolean afterBlank,
    boolean isProse) {
  private static final int LONGEST_NAME = 120;
  private static final int SHORT_SENTENCE = 40;

  /**
   * How a label is written: what tells one level of labels from another.
   *
   * @param column from 0
   * @param indent blanks before it, and one for an indented cell
   */
  record Style(int column, int indent, boolean bold, boolean filled, boolean wide) {
    static Style of(Cell cell, int blanks, boolean wide) {
      return new Style(
          cell.column(),
          blanks + (cell.isIndented() ? 1 : 0),
          cell.isBold(),
          cell.isFilled(),
          wide);
    }
  }

  static LabelRow of(
      Line line,
      int blanks,
      boolean wide,
      boolean afterHeader,
      boolean afterLabel,
      boolean afterBlank) {
    Cell cell = line.first();
    String text = cell.text();
    boolean sentence = text.length() > SHORT_SENTENCE && text.endsWith(".");
    return new LabelRow(
        line.row(),
        CellShape.collapse(text),
        Style.of(cell, blanks, wide),
        afterHeader,
        afterLabel,
        afterBlank,
        text.length() > LONGEST_NAME || sentence);
  }
}
