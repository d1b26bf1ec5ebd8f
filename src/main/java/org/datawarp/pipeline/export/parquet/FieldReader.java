package org.datawarp.pipeline.export.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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

/** The value of one column in the current row of a Parquet file. Hot path: fields, not objects. */
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

  boolean isNull;
  long value;
  int scale;
  byte[] bytes = NOTHING;

  FieldReader(ColumnType type, PrimitiveType field) {
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

  /** Takes the reader's current value and moves it on. */
  void read(ColumnReader reader) {
    isNull = reader.getCurrentDefinitionLevel() < reader.getDescriptor().getMaxDefinitionLevel();
    if (!isNull) {
      switch (physical) {
        case BOOLEAN -> value = reader.getBoolean() ? 1 : 0;
        case INT32 -> whole(isUnsigned ? reader.getInteger() & 0xffffffffL : reader.getInteger());
        case INT64 -> whole(reader.getLong());
        case FLOAT -> value = Double.doubleToLongBits(reader.getFloat());
        case DOUBLE -> value = Double.doubleToLongBits(reader.getDouble());
        case INT96 -> value = julianMicros(reader.getBinary());
        case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(reader.getBinary());
      }
    }
    reader.consume();
  }

  private void whole(long stored) {
    switch (type) {
      case NUMERIC -> {
        if (isUnsigned && stored < 0) {
          number(new BigDecimal(Long.toUnsignedString(stored)));
        } else {
          value = stored;
          scale = decimalScale;
        }
      }
      case TIMESTAMP, TIME ->
          value = divisor == 1 ? stored * multiplier : Math.floorDiv(stored, divisor);
      case TEXT, INTEGER, BIGINT, DOUBLE, DATE, BOOLEAN -> value = stored;
    }
  }

  private void bytes(Binary stored) {
    bytes = stored.getBytesUnsafe();
    if (type != ColumnType.NUMERIC) {
      return;
    }
    if (isText) {
      text(new String(bytes, StandardCharsets.US_ASCII));
    } else {
      decimal();
    }
  }

  private void text(String text) {
    if (Character.isDigit(text.charAt(text.length() - 1))) {
      number(new BigDecimal(text));
    } else {
      scale = RowCursor.IN_BYTES;
    }
  }

  private void decimal() {
    if (bytes.length <= Long.BYTES) {
      long unscaled = bytes.length == 0 ? 0 : bytes[0];
      for (int i = 1; i < bytes.length; i++) {
        unscaled = unscaled << Byte.SIZE | (bytes[i] & 0xff);
      }
      value = unscaled;
      scale = decimalScale;
    } else {
      number(new BigDecimal(new BigInteger(bytes), decimalScale));
    }
  }

  private void number(BigDecimal number) {
    BigDecimal stripped = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    BigDecimal plain = stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    if (plain.unscaledValue().bitLength() < Long.SIZE) {
      value = plain.unscaledValue().longValue();
      scale = plain.scale();
    } else {
      scale = RowCursor.IN_BYTES;
      bytes = plain.toPlainString().getBytes(StandardCharsets.US_ASCII);
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
