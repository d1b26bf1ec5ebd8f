package org.datawarp.pipeline.workbook;

import org.datawarp.model.error.SourceUnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * Hands the cells of a sheet to the sink by the sink's rules: rows that ascend and begin with their
 * first cell, columns that ascend, blanks only with a style.
 *
 * <p>A row or cell that comes twice or too early is refused: the sheet has been handed over up to
 * there, and which of two values holds cannot be known. Hot path: no object per cell.
 */
public final class SheetCells {
  private static final int BLANK_STYLES = CellSink.FILLED | CellSink.BORDERED;

  private final CellSink sink;
  private final CellStyles styles;
  private final ExcelDates dates;
  private final ReadLimits limits;
  private final Refusal refusal;
  private final Decimals decimals = new Decimals();
  private String sheet = "";
  private long row;
  private int column;
  private boolean rowHidden;
  private boolean rowBegun;
  private long items;

  public SheetCells(
      CellSink sink, CellStyles styles, ExcelDates dates, ReadLimits limits, Refusal refusal) {
    this.sink = sink;
    this.styles = styles;
    this.dates = dates;
    this.limits = limits;
    this.refusal = refusal;
  }

  public void beginSheet(SheetEntry entry, @Nullable String member) {
    sheet = entry.name();
    row = 0;
    column = -1;
    rowBegun = true;
    items = 0;
    sink.beginSheet(sheet, member, entry.type(), entry.state());
  }

  public void endSheet() {
    sink.endSheet();
  }

  /** The row of the cells that follow, from 1. */
  public long row() {
    return row;
  }

  /** The column of the cell placed last, from 0; -1 before the first of a row. */
  public int column() {
    return column;
  }

  /** Moves to a row; the sink hears of it with the first cell that holds anything. */
  public void row(long number, boolean hidden) {
    if (number <= row) {
      throw refusal.damaged(
          "sheet '" + Refusal.quote(sheet) + "': row " + number + " comes after row " + row);
    }
    if (number > limits.maxRows()) {
      throw refusal.beyond(
          "sheet '" + Refusal.quote(sheet) + "' has a row " + number, limits.maxRows());
    }
    row = number;
    rowHidden = hidden;
    rowBegun = false;
    column = -1;
  }

  /** Moves to a cell of the row. */
  public void cell(int next) {
    if (next <= column) {
      throw refusal.damaged(
          "sheet '"
              + Refusal.quote(sheet)
              + "': cell "
              + A1.cell(next, row)
              + (next == column ? " comes twice" : " comes after " + A1.cell(column, row)));
    }
    if (next >= limits.maxColumns()) {
      throw refusal.beyond(
          "sheet '" + Refusal.quote(sheet) + "' has a column " + A1.column(next),
          limits.maxColumns());
    }
    column = next;
  }

  private void begin() {
    if (!rowBegun) {
      rowBegun = true;
      sink.beginRow(row, rowHidden);
    }
  }

  public void blank(int format) {
    int style = styles.bits(format);
    if ((style & BLANK_STYLES) != 0) {
      begin();
      sink.blank(column, style);
    }
  }

  /**
   * Takes a number as text, as a date where the format makes it one.
   *
   * @return false if the text is no number; nothing was handed over then
   */
  public boolean number(byte[] text, int from, int to, int format, int formula) {
    if (!decimals.parse(text, from, to)) {
      return false;
    }
    number(format, formula);
    return true;
  }

  /** Moves to a cell and takes a number, as {@link #number(byte[], int, int, int, int)} does. */
  public boolean number(int next, byte[] text, int from, int to, int format) {
    if (!decimals.parse(text, from, to)) {
      return false;
    }
    cell(next);
    number(format, 0);
    return true;
  }

  /** Moves to a cell and takes a whole number, as a date where the format makes it one. */
  public void wholeNumber(int next, int value, int format) {
    cell(next);
    begin();
    NumberFormat.Kind kind = styles.kind(format);
    int style = styles.bits(format);
    if (kind == NumberFormat.Kind.NUMBER || !dates.emit(sink, column, value, kind, style)) {
      sink.number(column, value, 0, style);
    }
  }

  /** Takes a number, as a date where the format makes it one. */
  public void number(double value, int format, int formula) {
    decimals.of(value);
    number(format, formula);
  }

  private void number(int format, int formula) {
    begin();
    NumberFormat.Kind kind = styles.kind(format);
    int style = styles.bits(format) | formula;
    if (kind == NumberFormat.Kind.NUMBER
        || !dates.emit(sink, column, decimals.value(), kind, style)) {
      decimals.emit(sink, column, style);
    }
  }

  /** Takes a text; an empty one is a blank. */
  public void text(byte[] utf8, int from, int to, RichText.Weight weight, int format, int formula) {
    if (from == to) {
      blank(format);
      return;
    }
    begin();
    sink.text(column, utf8, from, to - from, weight.apply(styles.bits(format)) | formula);
  }

  public void bool(boolean value, int format, int formula) {
    begin();
    sink.bool(column, value, styles.bits(format) | formula);
  }

  public void error(String code, int format, int formula) {
    begin();
    sink.error(column, code, styles.bits(format) | formula);
  }

  /**
   * Takes a date, time or both in ISO 8601.
   *
   * @return false if the text is none; nothing was handed over then
   */
  public boolean isoDate(byte[] text, int from, int to, int format, int formula) {
    IsoDates iso = IsoDates.parse(text, from, to);
    if (iso == null) {
      return false;
    }
    begin();
    iso.emit(sink, column, styles.kind(format), styles.bits(format) | formula);
    return true;
  }

  public void merge(A1 range) {
    countItem("merged ranges");
    sink.merge(range.firstRow, range.lastRow, range.firstColumn, range.lastColumn);
  }

  public void hiddenColumns(int first, int last) {
    countItem("column ranges");
    if (first >= 0 && first <= last && first < limits.maxColumns()) {
      sink.hiddenColumns(first, Math.min(last, limits.maxColumns() - 1));
    }
  }

  private void countItem(String what) {
    if (++items > limits.maxItems()) {
      throw refusal.beyond(
          "sheet '" + Refusal.quote(sheet) + "' has too many " + what, limits.maxItems());
    }
  }

  public void regions(SheetEntry entry) {
    for (Region region : entry.regions()) {
      region.emit(sink);
    }
  }

  /** The failure that the cell at hand is wrong. */
  public SourceUnreadableException wrongCell(String how) {
    return refusal.damaged(
        "sheet '" + Refusal.quote(sheet) + "', cell " + A1.cell(column, row) + ": " + how);
  }

  /** The failure that something on the sheet is wrong. */
  public SourceUnreadableException wrong(String how) {
    return refusal.damaged("sheet '" + Refusal.quote(sheet) + "': " + how);
  }

  /** The failure that the cell at hand holds too long a text. */
  public SourceUnreadableException tooLong() {
    return refusal.beyond(
        "sheet '" + Refusal.quote(sheet) + "', cell " + A1.cell(column, row) + " is too long",
        limits.maxCellBytes());
  }
}
