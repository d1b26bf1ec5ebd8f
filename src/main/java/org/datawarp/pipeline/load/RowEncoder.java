package org.datawarp.pipeline.load;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.pipeline.load.TableShape.Column;
import org.jspecify.annotations.Nullable;

/*
 * Hot path: no object per value. A row is the number of its fields and then each field, as its
 * length and its bytes in the form of the type's send function; length -1 is null. The six
 * provenance values that all rows of a part share are encoded once. Source: PostgreSQL manual,
 * "COPY", section "Binary Format"; dates and timestamps count from 2000-01-01.
 */
/** Encodes a cursor's rows in COPY's binary format. Not thread-safe. */
final class RowEncoder {
  private static final int EPOCH_DAY = 10_957;
  private static final long EPOCH_MICROS = EPOCH_DAY * 86_400_000_000L;

  /* Source: PostgreSQL, src/include/datatype/timestamp.h: 4714-11-24 BC to 5874897 or 294276. */
  private static final long MIN_DAY = -2_451_545L + EPOCH_DAY;
  private static final long MAX_DAY = 2_145_031_948L + EPOCH_DAY;
  private static final long MIN_MICROS = -211_813_488_000_000_000L + EPOCH_MICROS;
  private static final long MAX_MICROS = 9_223_371_331_199_999_999L - EPOCH_MICROS;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private final String where;
  private final List<Column> columns;
  private final int nulledColumns;
  private final ProvenanceFields shared;
  private final @Nullable RowOrigin origin;
  private final long[] nulls;
  private Conversion[] conversions = {};

  /**
   * Builds an encoder for one part.
   *
   * @param where the table and file, for messages
   * @param columns the columns in the cursor's order, with their final types
   * @param nulledColumns how many columns follow that are always null
   * @param shared the provenance fields that all rows have the same
   * @param origin what one row was in the file; null where the cursor's columns say so themselves
   */
  RowEncoder(
      String where,
      List<Column> columns,
      int nulledColumns,
      ProvenanceFields shared,
      @Nullable RowOrigin origin) {
    this.where = where;
    this.columns = columns;
    this.nulledColumns = nulledColumns;
    this.shared = shared;
    this.origin = origin;
    this.nulls = new long[columns.size()];
  }

  /** Returns for each column how many nulls were encoded. */
  long[] nulls() {
    return nulls;
  }

  /** Prepares for the rows of a cursor. */
  void start(RowCursor cursor) {
    if (cursor.columnCount() != columns.size()) {
      throw new IllegalStateException(
          where + ": " + cursor.columnCount() + " columns of rows for " + columns.size());
    }
    conversions = new Conversion[columns.size()];
    for (int i = 0; i < conversions.length; i++) {
      conversions[i] = Conversion.of(cursor.type(i), columns.get(i).type());
    }
  }

  /** Encodes the cursor's current row. */
  void encode(RowCursor row, CopyBuffer out) {
    out.putShort(conversions.length + nulledColumns + shared.count() + ownFields());
    for (int i = 0; i < conversions.length; i++) {
      if (row.isNull(i)) {
        nulls[i]++;
        out.putInt(-1);
      } else {
        putValue(row, i, out);
      }
    }
    for (int i = 0; i < nulledColumns; i++) {
      out.putInt(-1);
    }
    out.putBytes(shared.bytes(), 0, shared.bytes().length);
    if (origin != null) {
      putOrigin(row, out);
    }
  }

  private int ownFields() {
    if (origin == null) {
      return 0;
    }
    return origin == RowOrigin.UNPIVOTED ? 2 : 1;
  }

  private void putOrigin(RowCursor row, CopyBuffer out) {
    long rowNumber = row.rowNumber();
    if (rowNumber > 0) {
      putLong(out, rowNumber);
    } else {
      out.putInt(-1);
    }
    if (origin == RowOrigin.UNPIVOTED) {
      putLetters(out, row.sourceColumn());
    }
  }

  private void putValue(RowCursor row, int column, CopyBuffer out) {
    switch (conversions[column]) {
      case INT4 -> putInt(out, intValue(row, column));
      case INT8 -> putLong(out, row.longValue(column));
      case NUMERIC -> putNumeric(row, column, out);
      case NUMERIC_FROM_LONG -> NumericFormat.put(out, row.longValue(column), 0);
      case NUMERIC_FROM_DOUBLE -> putNumericFromDouble(row, column, out);
      case FLOAT8 -> putLong(out, row.longValue(column));
      case DATE -> putInt(out, (int) (within(row, column, MIN_DAY, MAX_DAY) - EPOCH_DAY));
      case TIMESTAMP -> putLong(out, within(row, column, MIN_MICROS, MAX_MICROS) - EPOCH_MICROS);
      case TIMESTAMP_FROM_DATE ->
          putLong(
              out,
              within(row, column, MIN_MICROS / MICROS_PER_DAY, MAX_MICROS / MICROS_PER_DAY)
                      * MICROS_PER_DAY
                  - EPOCH_MICROS);
      case TIME -> putLong(out, within(row, column, 0, MICROS_PER_DAY));
      case BOOLEAN -> {
        out.putInt(1);
        out.putByte((int) row.longValue(column));
      }
      case TEXT -> putText(row, column, out);
      case TEXT_FROM_NUMERIC -> putTextFromNumeric(row, column, out);
      case TEXT_FROM_LONG -> TextFormat.putLong(out, row.longValue(column));
      case TEXT_FROM_DOUBLE ->
          TextFormat.putDouble(out, Double.longBitsToDouble(row.longValue(column)));
      case TEXT_FROM_DATE -> TextFormat.putDate(out, within(row, column, MIN_DAY, MAX_DAY));
      case TEXT_FROM_TIMESTAMP ->
          TextFormat.putTimestamp(out, within(row, column, MIN_MICROS, MAX_MICROS));
      case TEXT_FROM_TIME -> TextFormat.putTime(out, within(row, column, 0, MICROS_PER_DAY));
      case TEXT_FROM_BOOLEAN -> TextFormat.putBoolean(out, row.longValue(column) != 0);
    }
  }

  private void putTextFromNumeric(RowCursor row, int column, CopyBuffer out) {
    if (row.scale(column) == RowCursor.IN_BYTES) {
      putText(row, column, out);
    } else {
      TextFormat.putDecimal(out, row.longValue(column), scale(row, column));
    }
  }

  private void putNumeric(RowCursor row, int column, CopyBuffer out) {
    if (row.scale(column) != RowCursor.IN_BYTES) {
      NumericFormat.put(out, row.longValue(column), scale(row, column));
    } else if (!NumericFormat.put(out, row.bytes(column), row.offset(column), row.length(column))) {
      throw rejected(row, column, "holds a number that PostgreSQL cannot store");
    }
  }

  private void putNumericFromDouble(RowCursor row, int column, CopyBuffer out) {
    double value = Double.longBitsToDouble(row.longValue(column));
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw rejected(row, column, "holds " + value + ", which is not a number");
    }
    byte[] text = TextFormat.doubleText(value).getBytes(StandardCharsets.US_ASCII);
    if (!NumericFormat.put(out, text, 0, text.length)) {
      throw new IllegalStateException("not decimal text: " + value);
    }
  }

  private int scale(RowCursor row, int column) {
    int scale = row.scale(column);
    if (scale > NumericFormat.MAX_SCALE) {
      throw rejected(row, column, "holds a number with " + scale + " decimals");
    }
    return scale;
  }

  private int intValue(RowCursor row, int column) {
    return (int) within(row, column, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private long within(RowCursor row, int column, long min, long max) {
    long value = row.longValue(column);
    if (value < min || value > max) {
      throw rejected(
          row, column, "holds a value out of the range of " + columns.get(column).type());
    }
    return value;
  }

  private DataRejectedException rejected(RowCursor row, int column, String what) {
    return new DataRejectedException(
        where + ": row " + row.rowNumber() + ", column " + columns.get(column).name() + " " + what,
        "correct the file, or declare the column as text in the manifest");
  }

  private static void putText(RowCursor row, int column, CopyBuffer out) {
    int length = row.length(column);
    out.putInt(length);
    out.putBytes(row.bytes(column), row.offset(column), length);
  }

  private static void putInt(CopyBuffer out, int value) {
    out.putInt(4);
    out.putInt(value);
  }

  private static void putLong(CopyBuffer out, long value) {
    out.putInt(8);
    out.putLong(value);
  }

  private static void putLetters(CopyBuffer out, @Nullable String text) {
    if (text == null) {
      out.putInt(-1);
      return;
    }
    int field = out.startField();
    for (int i = 0; i < text.length(); i++) {
      out.putByte(text.charAt(i));
    }
    out.endField(field);
  }
}
