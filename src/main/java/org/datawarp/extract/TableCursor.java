package org.datawarp.extract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.datawarp.model.ColumnType;
import org.datawarp.model.RowCursor;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one table from the spool, typed. Hot path: one slot per column in parallel arrays,
 * filled row by row; text stays where the spool has it.
 */
final class TableCursor implements RowCursor {
  private static final byte[] NOTHING = new byte[0];

  private final SpoolReader reader;
  private final RowRoles roles;
  private final ColumnType[] types;
  private final int[] columnOf;
  private final int[] valueSlot;
  private final int[] markerSlot;
  private final int memberSlot;
  private final DateOrder[] orders;
  private final int[] shifts;
  private final CellConverter converter = new CellConverter();
  private final boolean[] present;
  private final long[] values;
  private final int[] scales;
  private final byte[][] bytes;
  private final int[] offsets;
  private final int[] lengths;
  private final byte[][] owned;
  private int nextRole;
  private long row;

  /**
   * Opens the rows of a table.
   *
   * @param verdicts one per column of the layout, as the whole source has them
   * @param columns what to deliver
   * @param member the value of the MEMBER column
   */
  TableCursor(
      TableLayout layout,
      RowRoles roles,
      List<ColumnVerdict> verdicts,
      List<SourceColumn> columns,
      @Nullable String member) {
    this.reader = layout.sheet().open(layout.firstData(), layout.lastData());
    this.roles = roles;
    int count = columns.size();
    this.types = columns.stream().map(SourceColumn::type).toArray(ColumnType[]::new);
    this.columnOf = new int[layout.lastColumn() + 1];
    Arrays.fill(columnOf, -1);
    int width = layout.columns().size();
    for (int i = 0; i < width; i++) {
      columnOf[layout.columns().get(i).position()] = i;
    }
    this.valueSlot = new int[width];
    this.markerSlot = new int[width];
    Arrays.fill(valueSlot, -1);
    Arrays.fill(markerSlot, -1);
    this.orders = verdicts.stream().map(ColumnVerdict::dateOrder).toArray(DateOrder[]::new);
    this.shifts = verdicts.stream().mapToInt(ColumnVerdict::percentShift).toArray();
    this.present = new boolean[count];
    this.values = new long[count];
    this.scales = new int[count];
    this.bytes = new byte[count][];
    Arrays.fill(bytes, NOTHING);
    this.offsets = new int[count];
    this.lengths = new int[count];
    this.owned = new byte[count][];
    Arrays.fill(owned, NOTHING);
    int memberAt = -1;
    for (int slot = 0; slot < count; slot++) {
      SourceColumn column = columns.get(slot);
      switch (column.origin()) {
        case VALUE -> valueSlot[column.index()] = slot;
        case MARKER -> markerSlot[column.index()] = slot;
        case MEMBER -> memberAt = slot;
      }
    }
    this.memberSlot = memberAt;
    if (memberAt >= 0) {
      bytes[memberAt] = String.valueOf(member).getBytes(StandardCharsets.UTF_8);
      lengths[memberAt] = bytes[memberAt].length;
    }
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
    while (reader.nextRow()) {
      row = reader.row();
      while (nextRole < roles.size() && roles.row(nextRole) < row) {
        nextRole++;
      }
      if (nextRole < roles.size() && roles.row(nextRole) == row) {
        continue;
      }
      if (fill()) {
        return true;
      }
    }
    return false;
  }

  private boolean fill() {
    Arrays.fill(present, false);
    boolean any = false;
    while (reader.nextCell()) {
      int column = reader.column();
      int index = column < columnOf.length ? columnOf[column] : -1;
      if (index < 0 || reader.kind() == CellKind.BLANK) {
        continue;
      }
      any = true;
      int slot = valueSlot[index];
      if (slot >= 0) {
        converter.convert(reader, types[slot], orders[index], shifts[index]);
        take(slot, markerSlot[index]);
      }
    }
    if (memberSlot >= 0) {
      present[memberSlot] = true;
    }
    return any;
  }

  private void take(int slot, int marker) {
    if (converter.hasValue) {
      present[slot] = true;
      values[slot] = converter.value;
      scales[slot] = converter.scale;
      if (types[slot] == ColumnType.TEXT || converter.scale == IN_BYTES) {
        keep(slot, converter.bytes, converter.offset, converter.length);
      }
    }
    if (converter.hasMarker) {
      if (marker < 0) {
        throw new IllegalStateException("a marker in row " + row + " without a column for it");
      }
      present[marker] = true;
      keep(marker, converter.marker, converter.markerOffset, converter.markerLength);
    }
  }

  /**
   * Bytes of the spool stay until the next row; those of the converter only until the next cell.
   */
  private void keep(int slot, byte[] array, int offset, int length) {
    if (array == reader.bytes()) {
      bytes[slot] = array;
      offsets[slot] = offset;
    } else {
      if (owned[slot].length < length) {
        owned[slot] = new byte[Math.max(CellPrinter.MAX_BYTES, length)];
      }
      System.arraycopy(array, offset, owned[slot], 0, length);
      bytes[slot] = owned[slot];
      offsets[slot] = 0;
    }
    lengths[slot] = length;
  }

  @Override
  public long rowNumber() {
    return row;
  }

  @Override
  public @Nullable String sourceColumn() {
    return null;
  }

  @Override
  public boolean isNull(int column) {
    return !present[column];
  }

  @Override
  public long longValue(int column) {
    return values[column];
  }

  @Override
  public int scale(int column) {
    return scales[column];
  }

  @Override
  public byte[] bytes(int column) {
    return bytes[column];
  }

  @Override
  public int offset(int column) {
    return offsets[column];
  }

  @Override
  public int length(int column) {
    return lengths[column];
  }

  @Override
  public void close() {
    // The spool is closed with its extraction.
  }
}
