package org.datawarp.pipeline.extract.table;

import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.extract.spool.SpoolReader;

/** Hears of the cells a cursor puts aside. */
public interface QuarantineListener {
  /**
   * A cell contradicts its column's type.
   *
   * @param cell the reader, positioned on it
   * @param slot the cursor's column
   * @param type the column's type
   */
  void putAside(SpoolReader cell, int slot, ColumnType type);
}
