package org.datawarp.pipeline.load;

import org.datawarp.model.table.ColumnType;

/** Which type holds the values of two types without changing one of them. */
final class TypeLattice {
  private TypeLattice() {}

  /**
   * Returns the narrowest type that holds every value of both types exactly.
   *
   * <p>Whole numbers and decimals do not fit a double exactly, nor the other way round: together
   * they are numeric, which holds both.
   */
  static ColumnType join(ColumnType one, ColumnType other) {
    if (one == other) {
      return one;
    }
    if (one.isNumber() && other.isNumber()) {
      boolean whole = isWhole(one) && isWhole(other);
      return whole ? ColumnType.BIGINT : ColumnType.NUMERIC;
    }
    if (isDay(one) && isDay(other)) {
      return ColumnType.TIMESTAMP;
    }
    return ColumnType.TEXT;
  }

  private static boolean isWhole(ColumnType type) {
    return type == ColumnType.INTEGER || type == ColumnType.BIGINT;
  }

  private static boolean isDay(ColumnType type) {
    return type == ColumnType.DATE || type == ColumnType.TIMESTAMP;
  }
}
