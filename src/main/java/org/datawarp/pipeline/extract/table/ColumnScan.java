package org.datawarp.pipeline.extract.table;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.datawarp.pipeline.extract.cell.CellText;
import org.datawarp.pipeline.extract.cell.DateOrder;
import org.datawarp.pipeline.extract.marker.MarkerLexicon;
import org.datawarp.pipeline.extract.marker.TokenTable;
import org.datawarp.pipeline.extract.marker.TokenTable.Role;
import org.jspecify.annotations.Nullable;

/*
 * Hot path: every cell of a file comes through here. Counters and one small table of distinct
 * texts; once a column is known to be text, its cells are only counted.
 */
/**
 * The values of one column, counted over a full scan, until its type is decided. Memory is bounded:
 * {@value TokenTable#CAPACITY} distinct texts of {@value TokenTable#LONGEST} bytes are kept, and a
 * column with more or longer ones is text. Not thread-safe.
 */
public final class ColumnScan {
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /** Every number but texts with a percent sign. */
  final NumericColumnRange numbers = new NumericColumnRange();

  /** Numbers in texts with a percent sign, as printed. */
  final NumericColumnRange percentTexts = new NumericColumnRange();

  final TokenTable tokens = new TokenTable();

  long percentCells;
  long dates;
  long timestamps;
  long timed;
  long times;
  long booleans;

  /** Texts, bounds and errors: every cell that is none of the above. */
  long others;

  long codes;
  long notDayFirst;
  long notMonthFirst;
  long cells;

  /** Why the column is text whatever else it holds; null while it need not be. */
  @Nullable String textBecause;

  /** The first code with a leading zero or too many digits; null while there is none. */
  @Nullable String firstCode;

  /** Texts beyond those that are kept: none of them is a marker. */
  long unkept;

  private final CellText cell = new CellText();
  private final int patience;

  /** Starts a scan of a column whose type widens until it holds every value. */
  public ColumnScan() {
    this(0);
  }

  /**
   * Starts a scan.
   *
   * @param patience how many cells may contradict the type and be put aside
   */
  public ColumnScan(int patience) {
    this.patience = patience;
  }

  /** Returns how many cells may be put aside. */
  int patience() {
    return patience;
  }

  /** A number: unscaled × 10^-scale. */
  public void number(long unscaled, int scale) {
    cells++;
    numbers.add(unscaled, scale);
  }

  /** A number whose cell shows it as a percentage: 0.45 shown as 45%. */
  public void percent(long unscaled, int scale) {
    percentCells++;
    number(unscaled, scale);
  }

  /** A number that does not fit {@link #number}; what is no number counts as an error. */
  public void bigNumber(double value) {
    if (!Double.isFinite(value)) {
      error(Double.toString(value));
      return;
    }
    cells++;
    numbers.add(new BigDecimal(Double.toString(value)));
  }

  /** A text in UTF-8, white space around it not counting; the array is not kept. */
  public void text(byte[] utf8, int offset, int length) {
    if (textBecause != null) {
      cells++;
      others++;
      return;
    }
    switch (cell.parse(utf8, offset, length)) {
      case BLANK -> {}
      case NUMBER -> numberText(utf8);
      case MARKED_NUMBER -> {
        numberText(utf8);
        keep(utf8, cell.markerStart(), cell.end(), Role.BEHIND_NUMBER);
      }
      case BOUND -> other(utf8, Role.BOUND);
      case DATE -> {
        dateText();
        dates++;
      }
      case TIMESTAMP -> {
        dateText();
        timestamps++;
        timed++;
      }
      case TIME -> time(cell.timeMicros());
      case BOOLEAN -> bool(cell.isTrue());
      case TEXT -> other(utf8, Role.ALONE);
    }
  }

  /** A date in days since 1970-01-01. */
  public void date(long epochDay) {
    cells++;
    dates++;
  }

  /** A date with a time, in microseconds since 1970-01-01T00:00. */
  public void timestamp(long micros) {
    cells++;
    timestamps++;
    timed += micros % MICROS_PER_DAY == 0 ? 0 : 1;
  }

  /** A time in microseconds since midnight. */
  public void time(long micros) {
    cells++;
    times++;
  }

  /** TRUE or FALSE. */
  public void bool(boolean value) {
    cells++;
    booleans++;
  }

  /** An error value such as {@code #N/A}. */
  public void error(String code) {
    cells++;
    others++;
    byte[] utf8 = code.getBytes(StandardCharsets.UTF_8);
    keep(utf8, 0, utf8.length, Role.ERROR);
  }

  /** A cell without a value: it says nothing about the type. */
  public void blank() {}

  /** Decides the type; the scan can go on and be asked again. */
  public ColumnVerdict decide(MarkerLexicon lexicon) {
    return new ColumnDecision(this, lexicon).decide();
  }

  private void numberText(byte[] utf8) {
    cells++;
    if (cell.hasLeadingZero() || cell.isLongDigits()) {
      codes++;
      if (firstCode == null) {
        firstCode =
            new String(utf8, cell.start(), cell.end() - cell.start(), StandardCharsets.UTF_8);
      }
    }
    NumericColumnRange range = cell.isPercent() ? percentTexts : numbers;
    if (cell.isBig()) {
      range.add(cell.decimal());
    } else {
      range.add(cell.unscaled(), cell.scale());
    }
  }

  private void dateText() {
    cells++;
    notDayFirst += cell.isDate(DateOrder.DAY_FIRST) ? 0 : 1;
    notMonthFirst += cell.isDate(DateOrder.MONTH_FIRST) ? 0 : 1;
  }

  private void other(byte[] utf8, Role role) {
    cells++;
    others++;
    keep(utf8, cell.start(), cell.end(), role);
  }

  private void keep(byte[] utf8, int from, int to, Role role) {
    if (!tokens.add(utf8, from, to, role) && ++unkept > patience) {
      textBecause =
          to - from > TokenTable.LONGEST
              ? "a text is longer than " + TokenTable.LONGEST + " bytes"
              : "more than " + TokenTable.CAPACITY + " different texts";
    }
  }
}
