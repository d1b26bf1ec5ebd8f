package org.datawarp.pipeline.extract.spool;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.DetectedTable;
import org.jspecify.annotations.Nullable;

/**
 * Gives the rows of a wide table as long ones: for each row one for each period, with the columns
 * that stay, the period with its first and last day, and the measures. Hot path: it only maps
 * columns to slots of the wide cursor.
 */
public final class LongCursor implements RowCursor {
  /** A slot of the period's text. */
  public static final int PERIOD = -1;

  /** A slot of the period's first day. */
  public static final int START = -2;

  /** A slot of the period's last day. */
  public static final int END = -3;

  private final RowCursor wide;
  private final ColumnType[] types;
  private final int[][] slots;
  private final byte[][] labels;
  private final long[] starts;
  private final long[] ends;
  private final String[] letters;
  private int period;
  private int[] current;

  /**
   * Wraps a wide cursor; closes it when closed.
   *
   * @param types of the long columns
   * @param slots per period, per long column: the wide column, or one of the constants
   * @param positions per period the sheet column of its first measure
   */
  public LongCursor(
      RowCursor wide,
      List<ColumnType> types,
      int[][] slots,
      List<Period> periods,
      int[] positions) {
    this.wide = wide;
    this.types = types.toArray(new ColumnType[0]);
    this.slots = slots;
    this.labels =
        periods.stream()
            .map(value -> value.label().getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    this.starts = periods.stream().mapToLong(value -> value.start().toEpochDay()).toArray();
    this.ends = periods.stream().mapToLong(value -> value.end().toEpochDay()).toArray();
    this.letters = new String[positions.length];
    for (int i = 0; i < positions.length; i++) {
      letters[i] = DetectedTable.letters(positions[i]);
    }
    this.period = slots.length - 1;
    this.current = slots[period];
  }

  @Override
  public int columnCount() {
    return types.length;
  }

  @Override
  public ColumnType type(int column) {
    return types[column];
  }

  @Override
  public boolean next() {
    period++;
    if (period >= slots.length) {
      if (!wide.next()) {
        period = slots.length - 1;
        return false;
      }
      period = 0;
    }
    current = slots[period];
    return true;
  }

  @Override
  public long rowNumber() {
    return wide.rowNumber();
  }

  @Override
  public @Nullable String sourceColumn() {
    return letters[period];
  }

  @Override
  public boolean isNull(int column) {
    int slot = current[column];
    return slot >= 0 && wide.isNull(slot);
  }

  @Override
  public long longValue(int column) {
    int slot = current[column];
    return switch (slot) {
      case START -> starts[period];
      case END -> ends[period];
      case PERIOD -> 0;
      default -> wide.longValue(slot);
    };
  }

  @Override
  public int scale(int column) {
    int slot = current[column];
    return slot < 0 ? 0 : wide.scale(slot);
  }

  @Override
  public byte[] bytes(int column) {
    int slot = current[column];
    return slot < 0 ? labels[period] : wide.bytes(slot);
  }

  @Override
  public int offset(int column) {
    int slot = current[column];
    return slot < 0 ? 0 : wide.offset(slot);
  }

  @Override
  public int length(int column) {
    int slot = current[column];
    return slot < 0 ? labels[period].length : wide.length(slot);
  }

  @Override
  public void close() {
    wide.close();
  }
}
