package org.datawarp.pipeline.load;

import org.datawarp.model.table.ColumnType;

/** How a cursor's value becomes a field of a column that is of the same type or a wider one. */
enum Conversion {
  INT4,
  INT8,
  NUMERIC,
  NUMERIC_FROM_LONG,
  NUMERIC_FROM_DOUBLE,
  FLOAT8,
  DATE,
  TIMESTAMP,
  TIMESTAMP_FROM_DATE,
  TIME,
  BOOLEAN,
  TEXT,
  TEXT_FROM_LONG,
  TEXT_FROM_NUMERIC,
  TEXT_FROM_DOUBLE,
  TEXT_FROM_DATE,
  TEXT_FROM_TIMESTAMP,
  TEXT_FROM_TIME,
  TEXT_FROM_BOOLEAN;

  /**
   * Returns the conversion from a value's type to a column's.
   *
   * @throws IllegalStateException if the column is narrower or of another kind
   */
  static Conversion of(ColumnType from, ColumnType to) {
    return switch (to) {
      case TEXT -> toText(from);
      case INTEGER -> isWhole(from) ? INT4 : none(from, to);
      case BIGINT -> isWhole(from) ? INT8 : none(from, to);
      case NUMERIC -> toNumeric(from);
      case DOUBLE -> from == ColumnType.DOUBLE ? FLOAT8 : none(from, to);
      case DATE -> from == ColumnType.DATE ? DATE : none(from, to);
      case TIMESTAMP ->
          switch (from) {
            case TIMESTAMP -> TIMESTAMP;
            case DATE -> TIMESTAMP_FROM_DATE;
            case TEXT, INTEGER, BIGINT, NUMERIC, DOUBLE, TIME, BOOLEAN -> none(from, to);
          };
      case TIME -> from == ColumnType.TIME ? TIME : none(from, to);
      case BOOLEAN -> from == ColumnType.BOOLEAN ? BOOLEAN : none(from, to);
    };
  }

  private static Conversion toNumeric(ColumnType from) {
    return switch (from) {
      case INTEGER, BIGINT -> NUMERIC_FROM_LONG;
      case NUMERIC -> NUMERIC;
      case DOUBLE -> NUMERIC_FROM_DOUBLE;
      case TEXT, DATE, TIMESTAMP, TIME, BOOLEAN -> none(from, ColumnType.NUMERIC);
    };
  }

  private static Conversion toText(ColumnType from) {
    return switch (from) {
      case TEXT -> TEXT;
      case INTEGER, BIGINT -> TEXT_FROM_LONG;
      case NUMERIC -> TEXT_FROM_NUMERIC;
      case DOUBLE -> TEXT_FROM_DOUBLE;
      case DATE -> TEXT_FROM_DATE;
      case TIMESTAMP -> TEXT_FROM_TIMESTAMP;
      case TIME -> TEXT_FROM_TIME;
      case BOOLEAN -> TEXT_FROM_BOOLEAN;
    };
  }

  private static boolean isWhole(ColumnType type) {
    return type == ColumnType.INTEGER || type == ColumnType.BIGINT;
  }

  private static Conversion none(ColumnType from, ColumnType to) {
    throw new IllegalStateException("rows of type " + from + " for a column of type " + to);
  }
}
