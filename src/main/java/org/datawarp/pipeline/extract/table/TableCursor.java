package org.datawarp.pipeline.extract.table;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.pipeline.extract.SourceColumn;
import org.datawarp.pipeline.extract.cell.CellConverter;
import org.datawarp.pipeline.extract.cell.CellPrinter;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.DateOrder;
import org.datawarp.pipeline.extract.key.KeyPlan;
import org.datawarp.pipeline.extract.key.KeyPlan.Label;
import org.datawarp.pipeline.extract.key.KeyState;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one table from the spool, typed. Hot path: one slot per column in parallel arrays,
 * filled row by row; text stays where the spool has it.
 */
public final class TableCursor implements RowCursor {
  private static final byte[] NOTHING = new byte[0];

  private final SpoolReader reader;
  private final RowRoles roles;
  private final ColumnType[] types;
  private final int[] columnOf;
  private final int[] valueSlot;
  private final int[] markerSlot;
  private final int[] lowerSlot;
  private final int[] upperSlot;
  private final int memberSlot;
  private final KeyState keys;
  private final int[] sectionSlot;
  private final byte[][] sectionText;
  private final @Nullable Carried[] carried;
  private final @Nullable BoundTable[] bounds;
  private final @Nullable Set<String>[] accepted;
  private final @Nullable QuarantineListener listener;
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
  private final long firstData;
  private int nextRole;
  private long row;

  /**
   * Opens the rows of a table.
   *
   * @param verdicts one per column of the layout, as the whole source has them
   * @param columns what to deliver
   * @param member the value of the MEMBER column
   * @param keys how rows get the keys that do not stand in their own cells
   * @param listener told of each cell that is put aside; null where nobody asks
   */
  public TableCursor(
      TableLayout layout,
      RowRoles roles,
      List<ColumnVerdict> verdicts,
      List<SourceColumn> columns,
      @Nullable String member,
      KeyPlan keys,
      @Nullable QuarantineListener listener) {
    this(
        layout,
        layout.sheet().open(firstRow(layout, keys), layout.lastData()),
        roles,
        verdicts,
        columns,
        member,
        keys,
        listener);
  }

  /** Labels above the first row of data govern it. */
  private static long firstRow(TableLayout layout, KeyPlan keys) {
    return keys.labels().isEmpty()
        ? layout.firstData()
        : Math.min(layout.firstData(), keys.labels().get(0).row());
  }

  private TableCursor(
      TableLayout layout,
      SpoolReader reader,
      RowRoles roles,
      List<ColumnVerdict> verdicts,
      List<SourceColumn> columns,
      @Nullable String member,
      KeyPlan keys,
      @Nullable QuarantineListener listener) {
    this.listener = listener;
    this.reader = reader;
    this.firstData = layout.firstData();
    this.keys = new KeyState(keys, layout.columns().size());
    this.sectionSlot = new int[keys.sections().size()];
    Arrays.fill(sectionSlot, -1);
    this.sectionText = new byte[keys.sections().size()][];
    Arrays.fill(sectionText, NOTHING);
    this.carried = carried(this.keys, layout.columns().size());
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
    this.lowerSlot = new int[width];
    this.upperSlot = new int[width];
    for (int[] slots : List.of(valueSlot, markerSlot, lowerSlot, upperSlot)) {
      Arrays.fill(slots, -1);
    }
    this.accepted = accepted(verdicts);
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
        case LOWER -> lowerSlot[column.index()] = slot;
        case UPPER -> upperSlot[column.index()] = slot;
        case SECTION -> {
          if (column.index() < sectionSlot.length) {
            sectionSlot[column.index()] = slot;
          }
        }
        case MEMBER -> memberAt = slot;
      }
    }
    this.bounds = bounds(verdicts);
    this.memberSlot = memberAt;
    if (memberAt >= 0) {
      bytes[memberAt] = String.valueOf(member).getBytes(StandardCharsets.UTF_8);
      lengths[memberAt] = bytes[memberAt].length;
    }
  }

  /**
   * Opens rows that are still coming, as a table's head has them.
   *
   * @param listener told of every cell that contradicts its column
   */
  public static TableCursor ofStream(
      TableLayout layout,
      SpoolReader reader,
      List<ColumnVerdict> verdicts,
      List<SourceColumn> columns,
      QuarantineListener listener) {
    TableCursor cursor =
        new TableCursor(
            layout, reader, new RowRoles(), verdicts, columns, null, KeyPlan.NONE, listener);
    for (int i = 0; i < cursor.accepted.length; i++) {
      cursor.accepted[i] = Set.copyOf(verdicts.get(i).tokens());
    }
    return cursor;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static @Nullable Set<String>[] accepted(List<ColumnVerdict> verdicts) {
    @Nullable Set<String>[] accepted = new Set[verdicts.size()];
    for (int i = 0; i < accepted.length; i++) {
      ColumnVerdict verdict = verdicts.get(i);
      accepted[i] = verdict.putAside() > 0 ? Set.copyOf(verdict.tokens()) : null;
    }
    return accepted;
  }

  private @Nullable BoundTable[] bounds(List<ColumnVerdict> verdicts) {
    @Nullable BoundTable[] tables = new BoundTable[verdicts.size()];
    for (int i = 0; i < tables.length; i++) {
      boolean wanted = lowerSlot[i] >= 0 || upperSlot[i] >= 0;
      tables[i] = wanted ? new BoundTable(verdicts.get(i), types[valueSlot[i]]) : null;
    }
    return tables;
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
      boolean known = nextRole < roles.size() && roles.row(nextRole) == row;
      if (known || row < firstData) {
        takeLabel();
        continue;
      }
      if (fill()) {
        fillKeys();
        return true;
      }
    }
    return false;
  }

  private void takeLabel() {
    Label label = keys.nextLabel(row);
    if (label == null || label.row() != row || label.level() < 0) {
      return;
    }
    while (reader.nextCell()) {
      if (reader.column() == label.column()) {
        keys.take(label);
        sectionText[label.level()] =
            CellShape.collapse(converter.asText(reader)).getBytes(StandardCharsets.UTF_8);
      }
    }
  }

  /** Gives a row the keys that stand above it. */
  private void fillKeys() {
    for (int level = 0; level < sectionSlot.length; level++) {
      int slot = sectionSlot[level];
      if (slot >= 0 && keys.labelRow(level, row) > 0) {
        present[slot] = true;
        bytes[slot] = sectionText[level];
        offsets[slot] = 0;
        lengths[slot] = sectionText[level].length;
      }
    }
    if (carried.length == 0) {
      return;
    }
    for (int index : keys.fillable()) {
      int slot = valueSlot[index];
      Carried carry = carried[index];
      if (slot < 0 || carry == null) {
        continue;
      }
      int marker = markerSlot[index];
      if (present[slot] || (marker >= 0 && present[marker])) {
        keys.hold(index);
        carry.value = copy(slot, carry.value);
        carry.marker = marker < 0 ? null : copy(marker, carry.marker);
      }
    }
    keys.endRow(row);
    for (int index : keys.fillable()) {
      Carried carry = carried[index];
      if (carry != null && valueSlot[index] >= 0 && keys.isFilled(index)) {
        paste(carry.value, valueSlot[index]);
        if (markerSlot[index] >= 0) {
          paste(carry.marker, markerSlot[index]);
        }
      }
    }
  }

  private Slot copy(int from, @Nullable Slot into) {
    Slot slot = into == null ? new Slot() : into;
    slot.present = present[from];
    slot.value = values[from];
    slot.scale = scales[from];
    slot.bytes =
        present[from] && (types[from] == ColumnType.TEXT || scales[from] == IN_BYTES)
            ? Arrays.copyOfRange(bytes[from], offsets[from], offsets[from] + lengths[from])
            : NOTHING;
    return slot;
  }

  private void paste(@Nullable Slot from, int slot) {
    if (from != null) {
      present[slot] = from.present;
      values[slot] = from.value;
      scales[slot] = from.scale;
      bytes[slot] = from.bytes;
      offsets[slot] = 0;
      lengths[slot] = from.bytes.length;
    }
  }

  private static @Nullable Carried[] carried(KeyState keys, int width) {
    @Nullable Carried[] carried = new Carried[keys.fillable().length == 0 ? 0 : width];
    for (int index : keys.fillable()) {
      carried[index] = new Carried();
    }
    return carried;
  }

  /** What a column's last own cell gave. */
  private static final class Carried {
    private @Nullable Slot value;
    private @Nullable Slot marker;
  }

  /** One value, apart from the spool. */
  private static final class Slot {
    private boolean present;
    private long value;
    private int scale;
    private byte[] bytes = NOTHING;
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
        if (!isPutAside(index, slot)) {
          take(slot, markerSlot[index]);
          BoundTable table = bounds[index];
          if (table != null && converter.hasMarker && !converter.hasValue) {
            takeBounds(table.find(marker()), lowerSlot[index], upperSlot[index]);
          }
        }
      }
    }
    if (memberSlot >= 0) {
      present[memberSlot] = true;
    }
    return any;
  }

  /** Tells whether a cell contradicts its column's type; only columns that may have such ask. */
  private boolean isPutAside(int index, int slot) {
    Set<String> markers = accepted[index];
    if (markers == null) {
      if (converter.isMisfit) {
        throw new IllegalStateException(
            "cell "
                + DetectedTable.letters(reader.column())
                + row
                + " is no "
                + types[slot].text()
                + ", but the scan of its column said so");
      }
      return false;
    }
    boolean aside = converter.isMisfit || (converter.hasMarker && !markers.contains(marker()));
    if (aside && listener != null) {
      listener.putAside(reader, slot, types[slot]);
    }
    return aside;
  }

  private String marker() {
    return new String(
        converter.marker, converter.markerOffset, converter.markerLength, StandardCharsets.UTF_8);
  }

  private void takeBounds(BoundTable.@Nullable Bounds found, int lower, int upper) {
    if (found != null) {
      takeBound(found.lower(), lower);
      takeBound(found.upper(), upper);
    }
  }

  private void takeBound(@Nullable BigDecimal bound, int slot) {
    if (bound != null && slot >= 0) {
      present[slot] = true;
      values[slot] = bound.unscaledValue().longValueExact();
      scales[slot] = bound.scale();
    }
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
