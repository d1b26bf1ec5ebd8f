package org.datawarp.pipeline.export.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;

/**
 * The values of one column in some rows of a Parquet file, read column by column: the loops over
 * Parquet's readers stay in one column for many rows. Hot path: arrays, not objects.
 */
final class FieldReader {
  private static final long JULIAN_EPOCH = 2_440_588;
  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final byte[] NOTHING = {};

  private final ColumnType type;
  private final PrimitiveTypeName physical;
  private final int decimalScale;
  private final int multiplier;
  private final int divisor;
  private final boolean isUnsigned;

  /** Our own numbers of more digits than DECIMAL has are texts. */
  private final boolean isText;

  final boolean[] isNull;
  final long[] values;
  final int[] scales;
  final byte[][] bytes;

  /** The number of the first row of {@link #read}; -1 before it. */
  long firstRow = -1;

  /** The number of the row at which the column's reader stands. */
  private long nextRow;

  /** The row that is being read, among those of {@link #read}. */
  private int row;

  /**
   * Makes it.
   *
   * @param rows how many rows are read at once at most
   */
  FieldReader(ColumnType type, PrimitiveType field, int rows) {
    this.isNull = new boolean[rows];
    this.values = new long[rows];
    this.scales = new int[rows];
    this.bytes = new byte[rows][];
    Arrays.fill(bytes, NOTHING);
    LogicalTypeAnnotation logical = field.getLogicalTypeAnnotation();
    TimeUnit unit = TimeUnit.MICROS;
    if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
      unit = timestamp.getUnit();
    } else if (logical instanceof TimeLogicalTypeAnnotation time) {
      unit = time.getUnit();
    }
    this.type = type;
    this.physical = field.getPrimitiveTypeName();
    this.decimalScale =
        logical instanceof DecimalLogicalTypeAnnotation decimal ? decimal.getScale() : 0;
    this.multiplier = unit == TimeUnit.MILLIS ? 1_000 : 1;
    this.divisor = unit == TimeUnit.NANOS ? 1_000 : 1;
    this.isText =
        physical == PrimitiveTypeName.BINARY && !(logical instanceof DecimalLogicalTypeAnnotation);
    this.isUnsigned =
        logical instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation whole
            && !whole.isSigned();
  }

  /** Begins a row group, whose first row has this number. */
  void begin(long row) {
    nextRow = row;
  }

  /**
   * Takes the values of some rows; those before them that were not asked for are passed over.
   *
   * @param reader of the row group's column, where this one left it
   * @param first the number of the first row
   */
  void read(ColumnReader reader, long first, int count) {
    int present = reader.getDescriptor().getMaxDefinitionLevel();
    for (; nextRow < first; nextRow++) {
      if (reader.getCurrentDefinitionLevel() == present) {
        reader.skip();
      }
      reader.consume();
    }
    nextRow = first + count;
    firstRow = first;
    for (row = 0; row < count; row++) {
      isNull[row] = reader.getCurrentDefinitionLevel() < present;
      if (!isNull[row]) {
        take(reader);
      }
      reader.consume();
    }
  }

  private void take(ColumnReader reader) {
    switch (physical) {
      case BOOLEAN -> values[row] = reader.getBoolean() ? 1 : 0;
      case INT32 -> whole(isUnsigned ? reader.getInteger() & 0xffffffffL : reader.getInteger());
      case INT64 -> whole(reader.getLong());
      case FLOAT -> values[row] = Double.doubleToLongBits(reader.getFloat());
      case DOUBLE -> values[row] = Double.doubleToLongBits(reader.getDouble());
      case INT96 -> values[row] = julianMicros(reader.getBinary());
      case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(reader.getBinary());
    }
  }

  private void whole(long stored) {
    switch (type) {
      case NUMERIC -> {
        if (isUnsigned && stored < 0) {
          number(new BigDecimal(Long.toUnsignedString(stored)));
        } else {
          values[row] = stored;
          scales[row] = decimalScale;
        }
      }
      case TIMESTAMP, TIME ->
          values[row] = divisor == 1 ? stored * multiplier : Math.floorDiv(stored, divisor);
      case TEXT, INTEGER, BIGINT, DOUBLE, DATE, BOOLEAN -> values[row] = stored;
    }
  }

  private void bytes(Binary stored) {
    bytes[row] = stored.getBytesUnsafe();
    if (type != ColumnType.NUMERIC) {
      return;
    }
    if (isText) {
      text(new String(bytes[row], StandardCharsets.US_ASCII));
    } else {
      decimal();
    }
  }

  private void text(String text) {
    if (Character.isDigit(text.charAt(text.length() - 1))) {
      number(new BigDecimal(text));
    } else {
      scales[row] = RowCursor.IN_BYTES;
    }
  }

  private void decimal() {
    byte[] stored = bytes[row];
    if (stored.length <= Long.BYTES) {
      long unscaled = stored.length == 0 ? 0 : stored[0];
      for (int i = 1; i < stored.length; i++) {
        unscaled = unscaled << Byte.SIZE | (stored[i] & 0xff);
      }
      values[row] = unscaled;
      scales[row] = decimalScale;
    } else {
      number(new BigDecimal(new BigInteger(stored), decimalScale));
    }
  }

  private void number(BigDecimal number) {
    BigDecimal stripped = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    BigDecimal plain = stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    if (plain.unscaledValue().bitLength() < Long.SIZE) {
      values[row] = plain.unscaledValue().longValue();
      scales[row] = plain.scale();
    } else {
      scales[row] = RowCursor.IN_BYTES;
      bytes[row] = plain.toPlainString().getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** Source: the 12 bytes that Impala and older Spark write: nanoseconds of the day, Julian day. */
  private static long julianMicros(Binary stored) {
    ByteBuffer buffer = ByteBuffer.wrap(stored.getBytes()).order(ByteOrder.LITTLE_ENDIAN);
    long nanos = buffer.getLong();
    long day = buffer.getInt() - JULIAN_EPOCH;
    return day * MICROS_PER_DAY + Math.floorDiv(nanos, 1_000L);
  }
}
