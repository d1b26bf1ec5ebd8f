package org.datawarp.pipeline.export.parquet;

import java.util.Arrays;
import org.datawarp.pipeline.export.ByteSink;

/** Which rows of a column in one row group hold a value. */
final class DefinitionLevels {
  /** One level per row; not kept while every row holds a value. */
  private int[] levels = new int[0];

  private int rows;
  private int values;

  int rows() {
    return rows;
  }

  int values() {
    return values;
  }

  int nulls() {
    return rows - values;
  }

  void clear() {
    rows = 0;
    values = 0;
  }

  void addNull() {
    if (values == rows) {
      ensure();
      Arrays.fill(levels, 0, rows, 1);
    } else {
      ensure();
    }
    levels[rows++] = 0;
  }

  void addValue() {
    if (values < rows) {
      ensure();
      levels[rows] = 1;
    }
    rows++;
    values++;
  }

  /** Returns how many of the rows {@code from..to)} hold a value. */
  int values(int from, int to) {
    if (values == rows) {
      return to - from;
    }
    int count = 0;
    for (int i = from; i < to; i++) {
      count += levels[i];
    }
    return count;
  }

  /** Writes the definition levels of the rows {@code from..to)}, length first. */
  void put(ByteSink out, int from, int to) {
    int at = out.size();
    out.writeInt(0);
    if (values == rows) {
      RleBitPackingWriter.repeat(out, 1, to - from, 1);
    } else {
      RleBitPackingWriter.put(out, levels, from, to, 1);
    }
    out.overwriteInt(at, out.size() - at - Integer.BYTES);
  }

  private void ensure() {
    if (rows >= levels.length) {
      levels = Arrays.copyOf(levels, Math.max(rows * 2, 1 << 10));
    }
  }
}
