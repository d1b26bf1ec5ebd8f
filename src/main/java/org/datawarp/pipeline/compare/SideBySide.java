package org.datawarp.pipeline.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.pipeline.compare.CellPair.Side;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.platform.io.SideTask;
import org.jspecify.annotations.Nullable;

/**
 * One reading of two tables, row beside row: what their labels say, and, where every row of both
 * has the same labels as the row beside it, which is how figures are revised, all that differs.
 *
 * <p>As long as the labels are the same one sample of them stands for both. The older table is read
 * and encoded on a thread of its own. Used once.
 */
final class SideBySide {
  private static final String SOURCE_ROW = "_source_row";
  private static final int AHEAD = 4;

  private final List<CellPair> labels;
  private final List<CellPair> others;
  private final int[][] candidates;
  private final int wanted;
  private final long[] revised;
  private final List<Pair> pairs = new ArrayList<>();
  private Labels before;
  private Labels after;
  private long rows;
  private long changed;

  /** Whether the labels of all rows were the same so far; read by the thread that is ahead. */
  private volatile boolean isInPlace = true;

  /**
   * Two rows with the same labels and other values.
   *
   * @param labels as bytes
   * @param before without a key
   * @param after without a key
   */
  record Pair(byte[] labels, EncodedRow before, EncodedRow after) {}

  /**
   * What differs between tables whose rows have the same labels in the same order.
   *
   * @param labels the cells that may name a row
   * @param others the other cells
   * @param rows how many rows each has
   * @param changed how many rows differ
   * @param revised in how many rows each of the other cells differs
   * @param pairs the first rows that differ, as many as were wanted
   */
  record InPlace(
      List<CellPair> labels,
      List<CellPair> others,
      long rows,
      long changed,
      long[] revised,
      List<Pair> pairs) {
    /** Tells whether there are as many pairs as are wanted now. */
    boolean hasAll(int wanted) {
      return pairs.size() >= Math.min(changed, wanted);
    }
  }

  /**
   * Makes it.
   *
   * @param labels the cells that may name a row
   * @param others the other cells
   * @param candidates the labels of each candidate for a key, by their place
   * @param wanted how many pairs of rows that differ are wanted
   */
  SideBySide(List<CellPair> labels, List<CellPair> others, int[][] candidates, int wanted) {
    this.labels = labels;
    this.others = others;
    this.candidates = candidates;
    this.wanted = wanted;
    this.revised = new long[others.size()];
    this.before = new Labels(labels.size(), candidates.length);
    this.after = before;
  }

  /** What the labels of the older table say. */
  Labels before() {
    return before;
  }

  /** What those of the newer one say. */
  Labels after() {
    return after;
  }

  /** What differs, where all rows have the labels of the row beside them; else null. */
  @Nullable InPlace inPlace() {
    return isInPlace ? new InPlace(labels, others, rows, changed, revised, pairs) : null;
  }

  /** Reads both. */
  void read(ComparedTable old, ComparedTable now) {
    BlockingQueue<EncodedRows> ahead = new ArrayBlockingQueue<>(AHEAD);
    try (SideTask<Boolean> older = SideTask.start("datawarp-compare", () -> readAhead(old, ahead));
        RowCursor cursor = now.rows().get()) {
      int rowColumn = StoredColumn.indexOf(now.columns(), SOURCE_ROW);
      EncodedRows one = new EncodedRows(labels.size());
      EncodedRows other = new EncodedRows(labels.size());
      boolean hasOne = true;
      boolean hasOther = true;
      while (hasOne || hasOther) {
        if (hasOne && !one.next()) {
          one = ahead.take();
          hasOne = one.next();
        }
        if (hasOther && !other.next()) {
          hasOther = other.read(cursor, labels, wantedCells(), Side.AFTER, rowColumn);
          other.next();
        }
        meet(hasOne ? one : null, hasOther ? other : null);
      }
      older.join();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Reads a table to its end: breaking off a COPY would spoil its connection. */
  private boolean readAhead(ComparedTable table, BlockingQueue<EncodedRows> ahead) {
    try {
      try (RowCursor cursor = table.rows().get()) {
        int rowColumn = StoredColumn.indexOf(table.columns(), SOURCE_ROW);
        EncodedRows rows = new EncodedRows(labels.size());
        while (rows.read(cursor, labels, wantedCells(), Side.BEFORE, rowColumn)) {
          ahead.put(rows);
          rows = new EncodedRows(labels.size());
        }
      } finally {
        // Whoever waits for rows goes on, and asks then what has failed.
        ahead.put(new EncodedRows(labels.size()));
      }
      return true;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static InterruptedRunException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new InterruptedRunException("stopped while comparing rows", null, cause);
  }

  private List<CellPair> wantedCells() {
    return isInPlace ? others : List.of();
  }

  private void meet(@Nullable EncodedRows one, @Nullable EncodedRows other) {
    if (one != null && other != null && isInPlace && one.hasLabelsOf(other)) {
      add(other, after);
      compare(one, other);
      return;
    }
    if (one != null || other != null) {
      part();
    }
    if (one != null) {
      add(one, before);
    }
    if (other != null) {
      add(other, after);
    }
  }

  private void compare(EncodedRows one, EncodedRows other) {
    rows++;
    if (one.hasValuesOf(other)) {
      return;
    }
    changed++;
    one.count(other, revised);
    if (pairs.size() < wanted) {
      pairs.add(new Pair(other.labels(), row(one), row(other)));
    }
  }

  private static EncodedRow row(EncodedRows rows) {
    return new EncodedRow(new byte[0], rows.values(), rows.number());
  }

  /** From here on each table has labels of its own. */
  private void part() {
    if (isInPlace) {
      isInPlace = false;
      before = new Labels(after);
      pairs.clear();
    }
  }

  private void add(EncodedRows row, Labels to) {
    for (int i = 0; i < to.constancy.length; i++) {
      to.constancy[i].add(row, i);
    }
    for (int c = 0; c < candidates.length; c++) {
      long hash = 0;
      for (int part : candidates[c]) {
        hash = CellCodec.mixed(hash * 31 + row.hash(part));
      }
      to.samples[c].add(hash);
    }
  }

  /** What the labels of one table say. */
  static final class Labels {
    private final Constancy[] constancy;
    private final KeySample[] samples;

    private Labels(int labels, int candidates) {
      constancy = new Constancy[labels];
      Arrays.setAll(constancy, i -> new Constancy());
      samples = new KeySample[candidates];
      Arrays.setAll(samples, i -> new KeySample());
    }

    private Labels(Labels other) {
      constancy = Arrays.stream(other.constancy).map(Constancy::new).toArray(Constancy[]::new);
      samples = Arrays.stream(other.samples).map(KeySample::new).toArray(KeySample[]::new);
    }

    /** Whether a label holds one value. */
    Constancy constancy(int label) {
      return constancy[label];
    }

    /** The values of a candidate. */
    KeySample sample(int candidate) {
      return samples[candidate];
    }
  }
}
