package org.datawarp.pipeline.workbook.xlsx;

import org.datawarp.pipeline.workbook.SharedStrings;
import org.datawarp.pipeline.workbook.SheetCells;
import org.datawarp.pipeline.workbook.XmlScanner;

/**
 * Reads cells in their commonest spelling, {@code <c r="B7" s="1" t="s"><v>12</v></c>}: attributes
 * in this order, a number or a shared string, no formula.
 *
 * <p>Hot path: four cells of five in published workbooks, read in one pass over the buffer's bytes
 * at a third of the general way's cost. Whatever differs in any byte is left where it is for {@link
 * SheetScanner}, which gives the same results for these cells too.
 */
final class PlainCells {
  // Longer than any cell of this spelling: two names, two attributes, a value of 32 bytes.
  private static final int LONGEST_CELL = 128;
  private static final int LONGEST_VALUE = 32;

  private final XmlScanner xml;
  private final SheetCells cells;
  private final SharedStrings strings;

  // Of the cell at hand.
  private int at;
  private int format;
  private byte type;

  PlainCells(XmlScanner xml, SheetCells cells, SharedStrings strings) {
    this.xml = xml;
    this.cells = cells;
    this.strings = strings;
  }

  /** Reads the cells of this spelling that come next; the scanner stands behind them. */
  void read() {
    while (xml.limit - xml.at > LONGEST_CELL && cell()) {
      xml.at = at;
    }
  }

  /** Reads one cell; false if it is spelled otherwise, and nothing has happened then. */
  private boolean cell() {
    byte[] b = xml.buffer;
    int i = xml.at;
    if (b[i] != '<'
        || b[i + 1] != 'c'
        || b[i + 2] != ' '
        || b[i + 3] != 'r'
        || b[i + 4] != '='
        || b[i + 5] != '"') {
      return false;
    }
    i += 6;
    int column = 0;
    int letter;
    int end = i + 3;
    while (i < end && (letter = b[i] - 'A') >= 0 && letter < 26) {
      column = column * 26 + letter + 1;
      i++;
    }
    int row = 0;
    int digit;
    end = i + 8;
    while (i < end && (digit = b[i] - '0') >= 0 && digit <= 9) {
      row = row * 10 + digit;
      i++;
    }
    // A column or row out of place is an error, for the general way to tell.
    if (b[i] != '"' || row != cells.row() || --column <= cells.column()) {
      return false;
    }
    return attributes(b, i + 1) && value(b, column);
  }

  /** Reads the style and type from an index on. */
  private boolean attributes(byte[] b, int from) {
    int i = from;
    format = 0;
    type = 'n';
    if (b[i] == ' ' && b[i + 1] == 's' && b[i + 2] == '=' && b[i + 3] == '"') {
      i += 4;
      int end = i + 6;
      int digit;
      while (i < end && (digit = b[i] - '0') >= 0 && digit <= 9) {
        format = format * 10 + digit;
        i++;
      }
      if (b[i++] != '"') {
        return false;
      }
    }
    if (b[i] == ' ' && b[i + 1] == 't' && b[i + 2] == '=' && b[i + 3] == '"' && b[i + 5] == '"') {
      type = b[i + 4];
      i += 6;
    }
    at = i;
    return type == 'n' || type == 's';
  }

  private boolean value(byte[] b, int column) {
    int i = at;
    if (b[i] == '/' && b[i + 1] == '>') {
      cells.cell(column);
      cells.blank(format);
      at = i + 2;
      return true;
    }
    if (b[i] != '>' || b[i + 1] != '<' || b[i + 2] != 'v' || b[i + 3] != '>') {
      return false;
    }
    int from = i + 4;
    int to = from;
    int end = from + LONGEST_VALUE;
    int digits = 0;
    int digit;
    while (to < end && (digit = b[to] - '0') >= 0 && digit <= 9) {
      // Overflows only where there are too many digits for it to be used.
      digits = digits * 10 + digit;
      to++;
    }
    boolean whole = to - from <= 9 && to > from && b[to] == '<';
    while (to < end && b[to] != '<') {
      to++;
    }
    if (b[to] != '<'
        || b[to + 1] != '/'
        || b[to + 2] != 'v'
        || b[to + 3] != '>'
        || b[to + 4] != '<'
        || b[to + 5] != '/'
        || b[to + 6] != 'c'
        || b[to + 7] != '>') {
      return false;
    }
    at = to + 8;
    if (!whole) {
      return type == 'n' && cells.number(column, b, from, to, format);
    }
    if (type == 'n') {
      cells.wholeNumber(column, digits, format);
      return true;
    }
    if (!strings.select(digits)) {
      return false;
    }
    cells.cell(column);
    cells.text(strings.slab, strings.from, strings.to, strings.weight(), format, 0);
    return true;
  }
}
