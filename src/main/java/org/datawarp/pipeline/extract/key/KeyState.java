package org.datawarp.pipeline.extract.key;

import java.util.Arrays;
import org.datawarp.model.table.KeyOrigin;
import org.datawarp.pipeline.extract.key.KeyPlan.Label;
import org.jspecify.annotations.Nullable;

/**
 * Follows a plan through the rows of a table, top to bottom: which blank cells are filled, and from
 * which row. Hot path: primitive arrays, nothing made per row.
 */
public final class KeyState {
  private final KeyPlan plan;
  private final int[] fillable;
  private final boolean[] held;
  private final boolean[] filled;
  private final long[] from;
  private final long[] until;
  private final long[] labels;
  private int nextLabel;

  /**
   * Starts above the first row.
   *
   * @param width how many columns the table has
   */
  public KeyState(KeyPlan plan, int width) {
    this.plan = plan;
    int[] columns = new int[width];
    this.held = new boolean[width];
    this.filled = new boolean[width];
    this.from = new long[width];
    this.until = new long[width];
    this.labels = new long[plan.sections().size()];
    int count = 0;
    for (int i = 0; i < width; i++) {
      if (plan.fill(i) != KeyOrigin.CELLS) {
        columns[count++] = i;
      }
    }
    this.fillable = Arrays.copyOf(columns, count);
  }

  /** Returns the columns that can be filled, left to right. */
  public int[] fillable() {
    return fillable;
  }

  /** Returns the next label at or above a row that has not been taken; null where there is none. */
  public @Nullable Label nextLabel(long row) {
    return nextLabel < plan.labels().size() && plan.labels().get(nextLabel).row() <= row
        ? plan.labels().get(nextLabel++)
        : null;
  }

  /** Takes a label: it governs the rows that follow, and ends those of its level and below. */
  public void take(Label label) {
    if (label.level() < 0) {
      return;
    }
    labels[label.level()] = label.row();
    Arrays.fill(labels, label.level() + 1, labels.length, 0);
    for (int index : fillable) {
      if (plan.fill(index) == KeyOrigin.GROUPS) {
        from[index] = 0;
      }
    }
  }

  /** Notes that a row's own cell holds a value. */
  public void hold(int index) {
    held[index] = true;
  }

  /** Ends a row: decides which of its blank cells are filled. */
  public void endRow(long row) {
    for (int at = 0; at < fillable.length; at++) {
      int index = fillable[at];
      filled[index] = false;
      if (held[index]) {
        held[index] = false;
        from[index] = row;
        boolean merged = plan.fill(index) == KeyOrigin.MERGES;
        until[index] = merged ? plan.mergedTo(index, row) : Long.MAX_VALUE;
        endInner(at);
      } else {
        filled[index] = from[index] > 0 && row <= until[index] && row != plan.apart();
      }
    }
  }

  /** A new value of an outer key ends the groups of those inside it. */
  private void endInner(int at) {
    for (int inner = at + 1; inner < fillable.length; inner++) {
      if (plan.fill(fillable[inner]) == KeyOrigin.GROUPS) {
        from[fillable[inner]] = 0;
      }
    }
  }

  /** Tells whether a blank cell of the row that was ended is filled. */
  public boolean isFilled(int index) {
    return filled[index];
  }

  /** Returns the row that a filled cell's value stands in. */
  public long from(int index) {
    return from[index];
  }

  /** Returns the row of the label that governs a row at a level; 0 for none. */
  public long labelRow(int level, long row) {
    return row == plan.apart() ? 0 : labels[level];
  }
}
