package org.datawarp.model;

import org.datawarp.model.table.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over typed rows: how rows pass between packages.
 *
 * <p>Starts before the first row. Values are read in place: what {@link #bytes} returns is valid
 * until the next call of {@link #next}. Columns are counted from 0. One thread at a time; whoever
 * opened it closes it. The hot path of the program runs through this interface: implementations
 * reuse their buffers and make no object per value.
 */
public interface RowCursor extends AutoCloseable {
  /** The {@link #scale} of a NUMERIC value that does not fit a long: its digits are in bytes. */
  int IN_BYTES = Integer.MIN_VALUE;

  /** Returns the number of columns. */
  int columnCount();

  /** Returns the type of a column; fixed for the life of the cursor. */
  ColumnType type(int column);

  /** Moves to the next row; false at the end. */
  boolean next();

  /**
   * Returns the 1-based row of the sheet (for CSV: record) that the current row was read from, or 0
   * where rows do not come from a file.
   */
  long rowNumber();

  /** Returns the letters of the sheet column an unpivoted row was read from, else null. */
  @Nullable String sourceColumn();

  /** Tells whether the value is SQL null. */
  boolean isNull(int column);

  /**
   * Returns a value that fits a long: INTEGER and BIGINT as they are; NUMERIC its unscaled value,
   * see {@link #scale}; DATE days since 1970-01-01; TIMESTAMP microseconds since 1970-01-01T00:00;
   * TIME microseconds since midnight; BOOLEAN 0 or 1; DOUBLE the bits of {@link
   * Double#doubleToLongBits}.
   */
  long longValue(int column);

  /**
   * Returns the scale of a NUMERIC value, 0 or more: the value is {@link #longValue} × 10^-scale.
   * {@link #IN_BYTES} means that the value, without trailing zeros, does not fit a long and {@link
   * #bytes} holds it as plain ASCII decimal text without exponent, leading or trailing zeros, such
   * as {@code -12345678901234567890.5}.
   */
  int scale(int column);

  /** Returns the array holding a TEXT value in UTF-8 (or a long NUMERIC one). */
  byte[] bytes(int column);

  /** Returns where the value starts in {@link #bytes}. */
  int offset(int column);

  /** Returns the length of the value in {@link #bytes}, in bytes. */
  int length(int column);

  @Override
  void close();
}
