package org.datawarp.pipeline.extract.table;

import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.datawarp.pipeline.extract.spool.SpooledSheet;

/** How many values each column of a range of rows holds, from a full scan. */
final class ColumnCounts {
  private final int[] values;
  private final boolean[] constant;
  private final long[] firstHash;
  private final long[] last;
  private long rows;

  private ColumnCounts(int width) {
    this.values = new int[width];
    this.constant = new boolean[width];
    this.firstHash = new long[width];
    this.last = new long[width];
  }

  /** Counts the values between two rows, both included, without the rows that are not data. */
  static ColumnCounts scan(SpooledSheet sheet, long firstRow, long lastRow, RowRoles roles) {
    ColumnCounts counts = new ColumnCounts(Math.max(sheet.profiles.maxColumn() + 1, 1));
    SpoolReader reader = sheet.open(firstRow, lastRow);
    while (reader.nextRow()) {
      if (!roles.contains(reader.row())) {
        counts.row(reader);
      }
    }
    return counts;
  }

  private void row(SpoolReader reader) {
    boolean any = false;
    while (reader.nextCell()) {
      int column = reader.column();
      CellKind kind = reader.kind();
      if (kind == CellKind.BLANK || column >= values.length) {
        continue;
      }
      any = true;
      last[column] = rows + 1;
      long hash = kind.code * 31L + reader.value() * 7 + reader.scale();
      if (kind == CellKind.TEXT || kind == CellKind.ERROR) {
        hash = 17;
        for (int i = 0; i < reader.length(); i++) {
          hash = hash * 31 + reader.bytes()[reader.offset() + i];
        }
      }
      if (values[column]++ == 0) {
        firstHash[column] = hash;
        constant[column] = true;
      } else if (firstHash[column] != hash) {
        constant[column] = false;
      }
    }
    if (any) {
      rows++;
    }
  }

  /** Returns the number of rows that hold anything. */
  long rows() {
    return rows;
  }

  /** Returns the number of values of a column. */
  int values(int column) {
    return column < values.length ? values[column] : 0;
  }

  /** Tells whether a column has a value in every row down to its last one. */
  boolean isDense(int column) {
    return values(column) > 0 && values[column] == last[column];
  }

  /** Tells whether all values of a column are the same. */
  boolean isConstant(int column) {
    return column < values.length && constant[column];
  }
}
