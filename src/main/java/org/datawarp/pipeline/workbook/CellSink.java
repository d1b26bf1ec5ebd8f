package org.datawarp.pipeline.workbook;

import org.datawarp.model.table.SheetState;
import org.jspecify.annotations.Nullable;

/**
 * Receives the cells of a file in one pass, in file order.
 *
 * <p>Order of calls: for each sheet {@link #beginSheet}, then for each row that holds anything
 * {@link #beginRow} and its cells from left to right, with {@link #merge}, {@link #region}, {@link
 * #hiddenColumns} at any time before {@link #endSheet} (an XLSX tells merges only after its cells).
 * Rows ascend; a reader sorts or refuses a file whose rows do not. Columns count from 0, rows from
 * 1. Blank cells are not reported, except styled ones in {@link #blank}. The byte arrays are the
 * reader's and are valid during the call only. Hot path: no object per cell.
 *
 * <p>A style is a set of the bits below.
 */
public interface CellSink {
  /** The text is bold (the whole cell; for rich text: its first run). */
  int BOLD = 1;

  /** The cell has a fill colour other than white. */
  int FILLED = 2;

  /** The text is indented. */
  int INDENTED = 4;

  /** The number format shows a percentage. */
  int PERCENT = 8;

  /** The cell has a top or bottom border. */
  int BORDERED = 16;

  /** The number format shows a currency. */
  int CURRENCY = 32;

  /** The cell is a formula; its value is the cached one. */
  int FORMULA = 64;

  /** What a region of a workbook is. */
  enum RegionKind {
    /** An Excel table (ListObject); its first row is the header unless headerRows is 0. */
    TABLE,
    /** A defined name that refers to one rectangle. */
    NAME,
    /** The print area. */
    PRINT_AREA,
    /** The range of an automatic filter; its first row is a header. */
    FILTER
  }

  /** What kind of sheet begins. */
  enum SheetType {
    /** Cells in a grid. */
    WORKSHEET,
    /** A chart on a sheet of its own; it has no cells. */
    CHART,
    /** A text file with separators: values have no types of their own, every row is a record. */
    CSV
  }

  /**
   * Starts a sheet.
   *
   * @param name the sheet's name; null for a CSV
   * @param member the path inside a ZIP; null outside one
   */
  void beginSheet(@Nullable String name, @Nullable String member, SheetType type, SheetState state);

  /**
   * Starts a row.
   *
   * @param row 1-based, greater than the row before
   * @param hidden whether the workbook hides it
   */
  void beginRow(long row, boolean hidden);

  /**
   * An empty cell with a fill or a border. In a CSV: the empty last field of a record that is wider
   * than every one before, so that a file's width is known where its last fields are always empty.
   */
  void blank(int column, int style);

  /**
   * A number that fits: unscaled × 10^-scale. From a spreadsheet: the shortest decimal that reads
   * back as the cell's double, without trailing zeros. From a CSV: only a field whose text is
   * exactly what printing the value with that scale gives ({@code -12}, {@code 1.50}; not {@code
   * 007}, {@code +1}, {@code 1e5}, {@code .5}, {@code -0}), so that the text can be restored.
   *
   * @param scale 0 to 18
   */
  void number(int column, long unscaled, int scale, int style);

  /** A spreadsheet number that does not fit {@link #number}. */
  void bigNumber(int column, double value, int style);

  /** Text in valid UTF-8, not empty, line breaks as {@code \n}. */
  void text(int column, byte[] utf8, int offset, int length, int style);

  /** A date in days since 1970-01-01, both workbook epochs resolved. */
  void date(int column, long epochDay, int style);

  /** A date with a time, in microseconds since 1970-01-01T00:00 without a zone. */
  void timestamp(int column, long micros, int style);

  /** A time of day (or a duration under 24 hours) in microseconds since midnight. */
  void time(int column, long micros, int style);

  /** TRUE or FALSE. */
  void bool(int column, boolean value, int style);

  /** An error value such as {@code #DIV/0!}. */
  void error(int column, String code, int style);

  /**
   * The cell just handed over, which is not {@link #blank}, stands in the columns after it too.
   *
   * @param lastColumn the last of them, greater than the cell's own
   */
  void repeat(int lastColumn);

  /**
   * So much more of the file was read: bytes of its content, unpacked. Told before the cells in it,
   * from time to time, whatever the reader counts by; a reader may tell the same part only once.
   */
  void contentRead(long bytes);

  /**
   * So many more bytes of content are going to be read, as the file says of itself: told before
   * they are, only to tell how far the reading is, and believed for nothing else.
   */
  default void contentExpected(long bytes) {}

  /** Merged cells, inclusive; the value stands in the top left one. */
  void merge(long firstRow, long lastRow, int firstColumn, int lastColumn);

  /**
   * A marked rectangle of this sheet, inclusive.
   *
   * @param name the table's or the defined name
   * @param headerRows for a TABLE its header rows (0 or 1), else 0
   * @param totalRows for a TABLE its total rows (0 or 1), else 0
   */
  void region(
      RegionKind kind,
      String name,
      long firstRow,
      long lastRow,
      int firstColumn,
      int lastColumn,
      int headerRows,
      int totalRows);

  /** Columns the workbook hides, inclusive. */
  void hiddenColumns(int firstColumn, int lastColumn);

  /** Ends the sheet. */
  void endSheet();
}
