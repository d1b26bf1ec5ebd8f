package org.datawarp.pipeline.export.parquet;

import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.datawarp.pipeline.export.StoredColumn;

/**
 * How a column lies in a Parquet file.
 *
 * <p>Source: Apache Parquet, "Logical types".
 *
 * @param physical the type its pages hold
 * @param range for DECIMAL the digits, else {@link DecimalShape#NONE}
 */
record ParquetColumnType(StoredColumn column, Type physical, DecimalShape range) {
  /** The bytes of a decimal that does not fit a long. */
  static final int DECIMAL_BYTES = 16;

  /** Returns the form of a column; the range counts for NUMERIC alone. */
  static ParquetColumnType of(StoredColumn column, DecimalShape range) {
    Type physical =
        switch (column.type()) {
          case TEXT -> Type.BYTE_ARRAY;
          case INTEGER, DATE -> Type.INT32;
          case BIGINT, TIMESTAMP, TIME -> Type.INT64;
          case DOUBLE -> Type.DOUBLE;
          case BOOLEAN -> Type.BOOLEAN;
          case NUMERIC ->
              switch (range.decimalBytes()) {
                case Integer.BYTES -> Type.INT32;
                case Long.BYTES -> Type.INT64;
                case DECIMAL_BYTES -> Type.FIXED_LEN_BYTE_ARRAY;
                default -> Type.BYTE_ARRAY;
              };
        };
    return new ParquetColumnType(column, physical, range);
  }

  boolean isDecimal() {
    return column.type() == org.datawarp.model.table.ColumnType.NUMERIC && range.isDecimal();
  }

  /** Returns the type for people, such as {@code DECIMAL(12,2)}. */
  String text() {
    return switch (column.type()) {
      case TEXT -> "STRING";
      case INTEGER -> "INT32";
      case BIGINT -> "INT64";
      case DOUBLE -> "DOUBLE";
      case DATE -> "DATE";
      case TIMESTAMP -> "TIMESTAMP";
      case TIME -> "TIME";
      case BOOLEAN -> "BOOLEAN";
      case NUMERIC ->
          isDecimal() ? "DECIMAL(" + range.precision() + "," + range.scale() + ")" : "STRING";
    };
  }

  SchemaElement schema() {
    SchemaElement element = new SchemaElement(column.name());
    element.setType(physical);
    element.setRepetition_type(FieldRepetitionType.OPTIONAL);
    switch (column.type()) {
      case TEXT -> string(element);
      case DATE -> {
        element.setConverted_type(ConvertedType.DATE);
        element.setLogicalType(LogicalType.DATE(new DateType()));
      }
      // No converted type: the older annotation would mean UTC.
      case TIMESTAMP ->
          element.setLogicalType(LogicalType.TIMESTAMP(new TimestampType(false, micros())));
      case TIME -> element.setLogicalType(LogicalType.TIME(new TimeType(false, micros())));
      case NUMERIC -> {
        if (isDecimal()) {
          decimal(element);
        } else {
          string(element);
        }
      }
      case INTEGER, BIGINT, DOUBLE, BOOLEAN -> {}
    }
    return element;
  }

  private void decimal(SchemaElement element) {
    if (physical == Type.FIXED_LEN_BYTE_ARRAY) {
      element.setType_length(DECIMAL_BYTES);
    }
    element.setConverted_type(ConvertedType.DECIMAL);
    element.setPrecision(range.precision());
    element.setScale(range.scale());
    element.setLogicalType(LogicalType.DECIMAL(new DecimalType(range.scale(), range.precision())));
  }

  private static void string(SchemaElement element) {
    element.setConverted_type(ConvertedType.UTF8);
    element.setLogicalType(LogicalType.STRING(new StringType()));
  }

  private static TimeUnit micros() {
    return TimeUnit.MICROS(new MicroSeconds());
  }
}
