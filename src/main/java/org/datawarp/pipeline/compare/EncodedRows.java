package org.datawarp.pipeline.compare;

import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.pipeline.compare.CellPair.Side;

/*
 * Hot path: one array for the cells of some hundred rows, and one for where they end.
 */
/**
 * Some rows of one table as bytes, one after the other: of each the cells that may name it, then
 * the others.
 */
final class EncodedRows {
  private static final int MAX_ROWS = 512;
  private static final int MAX_BYTES = 1 << 20;

  private final CellCodec codec = new CellCodec();
  private final int labels;

  /** Where each row's labels end, one after the other, and then the row. */
  private final int[] ends;

  private final long[] hashes;
  private final long[] numbers = new long[MAX_ROWS];
  private int size;
  private int row = -1;

  /**
   * Makes room.
   *
   * @param labels how many cells of a row may name it
   */
  EncodedRows(int labels) {
    this.labels = labels;
    this.ends = new int[MAX_ROWS * (labels + 1)];
    this.hashes = new long[MAX_ROWS * labels];
  }

  /**
   * Takes the next rows of a table in place of those it has, and stands before the first.
   *
   * @param labels the cells that may name a row
   * @param others its other cells; empty where they do not matter
   * @param rowColumn the column that has the sheet's row; -1 for none
   * @return whether there were any
   */
  boolean read(
      RowCursor rows, List<CellPair> labels, List<CellPair> others, Side side, int rowColumn) {
    codec.clear();
    size = 0;
    row = -1;
    int end = 0;
    while (size < MAX_ROWS && codec.length() < MAX_BYTES && rows.next()) {
      for (int i = 0; i < labels.size(); i++) {
        int from = codec.length();
        codec.add(rows, labels.get(i), side);
        hashes[size * labels.size() + i] = codec.hash(from);
        ends[end++] = codec.length();
      }
      for (int i = 0; i < others.size(); i++) {
        codec.add(rows, others.get(i), side);
      }
      ends[end++] = codec.length();
      numbers[size++] = number(rows, rowColumn);
    }
    return size > 0;
  }

  /** Returns the sheet's row of a cursor's row, from a column where there is one; 0 for unknown. */
  static long number(RowCursor row, int column) {
    boolean known = column >= 0 && row.type(column).isNumber() && !row.isNull(column);
    return known ? row.longValue(column) : row.rowNumber();
  }

  /** Moves to the next row; false at the end. */
  boolean next() {
    return ++row < size;
  }

  /** Returns the hash of a label of the row. */
  long hash(int label) {
    return hashes[row * labels + label];
  }

  /** Returns the sheet's row; 0 where nobody knows. */
  long number() {
    return numbers[row];
  }

  /** Tells whether the row has the labels of another one. */
  boolean hasLabelsOf(EncodedRows other) {
    return codec.holds(start(), labelsEnd(), other.codec, other.start(), other.labelsEnd());
  }

  /** Tells whether the row's cells that are no labels are those of another one. */
  boolean hasValuesOf(EncodedRows other) {
    return codec.holds(labelsEnd(), rowEnd(), other.codec, other.labelsEnd(), other.rowEnd());
  }

  /** Returns a copy of one label. */
  byte[] label(int label) {
    return codec.bytes(labelStart(label), labelStart(label + 1));
  }

  /** Tells whether a label is these bytes. */
  boolean isLabel(int label, byte[] bytes) {
    return codec.holds(labelStart(label), labelStart(label + 1), bytes);
  }

  /** Tells whether a label has no value. */
  boolean isGap(int label) {
    return codec.isNull(labelStart(label));
  }

  /** Returns a copy of all labels. */
  byte[] labels() {
    return codec.bytes(start(), labelsEnd());
  }

  /** Returns a copy of the cells that are no labels. */
  byte[] values() {
    return codec.bytes(labelsEnd(), rowEnd());
  }

  /**
   * Counts the cells, among those that are no labels, in which the row differs from another one.
   *
   * @param counts by cell
   */
  void count(EncodedRows other, long[] counts) {
    int mine = labelsEnd();
    int others = other.labelsEnd();
    for (int i = 0; i < counts.length; i++) {
      int toMine = codec.cellEnd(mine);
      int toOthers = other.codec.cellEnd(others);
      counts[i] += codec.holds(mine, toMine, other.codec, others, toOthers) ? 0 : 1;
      mine = toMine;
      others = toOthers;
    }
  }

  private int start() {
    return row == 0 ? 0 : ends[row * (labels + 1) - 1];
  }

  private int labelStart(int label) {
    return label == 0 ? start() : ends[row * (labels + 1) + label - 1];
  }

  private int labelsEnd() {
    return labelStart(labels);
  }

  private int rowEnd() {
    return ends[row * (labels + 1) + labels];
  }
}
