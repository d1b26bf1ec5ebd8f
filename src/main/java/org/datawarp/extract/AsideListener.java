package org.datawarp.extract;

import org.datawarp.model.ColumnType;

/** Hears of the cells a cursor puts aside. */
interface AsideListener {
  /**
   * A cell contradicts its column's type.
   *
   * @param cell the reader, positioned on it
   * @param slot the cursor's column
   * @param type the column's type
   */
  void putAside(SpoolReader cell, int slot, ColumnType type);
}
