package org.datawarp.pipeline.workbook;

/**
 * Reads and prints the names of cells and ranges: {@code B7}, {@code $A$1:$C$9}, {@code A:C},
 * {@code 1:3}. One instance holds the last range in its fields; no object per range.
 */
public final class A1 {
  private static final int MAX_LETTERS = 1_000_000;
  private static final long MAX_NUMBER = 99_999_999L;

  /** The last range, inclusive; rows from 1, columns from 0. */
  public long firstRow;

  public long lastRow;
  public int firstColumn;
  public int lastColumn;

  private final ReadLimits limits;
  private int at;
  private int column;
  private long row;

  public A1(ReadLimits limits) {
    this.limits = limits;
  }

  /**
   * Takes a cell or a range; one without rows or columns reaches to the limits.
   *
   * @return false if the text is none, or beyond the limits
   */
  public boolean parse(byte[] text, int from, int to) {
    at = from;
    if (!corner(text, to)) {
      return false;
    }
    firstColumn = column;
    firstRow = row;
    if (at == to) {
      lastColumn = column;
      lastRow = row;
      return row > 0 && column >= 0 && withinLimits();
    }
    if (text[at++] != ':' || !corner(text, to) || at != to) {
      return false;
    }
    lastColumn = column;
    lastRow = row;
    if ((firstColumn < 0) != (lastColumn < 0) || (firstRow <= 0) != (lastRow <= 0)) {
      return false;
    }
    complete();
    return withinLimits();
  }

  private void complete() {
    if (firstColumn < 0) {
      firstColumn = 0;
      lastColumn = limits.maxColumns() - 1;
    } else if (firstRow <= 0) {
      firstRow = 1;
      lastRow = limits.maxRows();
    }
    if (firstColumn > lastColumn) {
      int swap = firstColumn;
      firstColumn = lastColumn;
      lastColumn = swap;
    }
    if (firstRow > lastRow) {
      long swap = firstRow;
      firstRow = lastRow;
      lastRow = swap;
    }
  }

  private boolean withinLimits() {
    return lastColumn < limits.maxColumns() && lastRow <= limits.maxRows();
  }

  /** Reads one corner; what it lacks, letters or digits, becomes -1 or 0. */
  private boolean corner(byte[] text, int to) {
    int start = at;
    skipDollar(text, to);
    int letters = 0;
    while (at < to && (text[at] & ~0x20) >= 'A' && (text[at] & ~0x20) <= 'Z') {
      letters = letters * 26 + (text[at++] & ~0x20) - 'A' + 1;
      if (letters > MAX_LETTERS) {
        return false;
      }
    }
    column = letters - 1;
    skipDollar(text, to);
    long digits = 0;
    while (at < to && text[at] >= '0' && text[at] <= '9') {
      digits = digits * 10 + text[at++] - '0';
      if (digits > MAX_NUMBER) {
        return false;
      }
    }
    row = digits;
    return at > start && (column >= 0 || row > 0);
  }

  private void skipDollar(byte[] text, int to) {
    if (at < to && text[at] == '$') {
      at++;
    }
  }

  /** Returns the letters of a column that counts from 0: A for 0, AA for 26. */
  static String column(int column) {
    StringBuilder letters = new StringBuilder();
    for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
      letters.insert(0, (char) ('A' + (rest - 1) % 26));
    }
    return letters.toString();
  }

  /** Returns the name of a cell. */
  static String cell(int column, long row) {
    return column(column) + row;
  }
}
