package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.model.ForwardingCursor;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.LeftOutRows;
import org.datawarp.model.table.RowCounts;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.extract.Marker;
import org.datawarp.pipeline.extract.QuarantinedCell;
import org.datawarp.pipeline.extract.SourcePart;
import org.datawarp.pipeline.extract.SourceTable;
import org.jspecify.annotations.Nullable;

/**
 * Columns without any value say nothing of their type: they get the one that the table has. All
 * blank, they are null; of one that holds only markers these go into the marker column beside it.
 */
final class KnownTypes {
  private static final int NOWHERE = -1;

  private final SourceTable table;
  private final List<TableColumn> columns = new ArrayList<>();
  private final List<Integer> slots = new ArrayList<>();

  private KnownTypes(SourceTable table) {
    this.table = table;
  }

  /**
   * Returns a table as it goes on with the types that are known.
   *
   * @param known the types of the table's columns in the database, by name
   */
  static SourceTable apply(SourceTable table, Map<String, ColumnType> known) {
    boolean concerns =
        table.columns().stream().anyMatch(column -> isOther(column, known.get(column.name())));
    return concerns ? new KnownTypes(table).typed(known) : table;
  }

  private static boolean isOther(TableColumn column, @Nullable ColumnType known) {
    return column.insteadOfValues() != null
        && known != null
        && known != ColumnType.TEXT
        && column.type() == ColumnType.TEXT;
  }

  private SourceTable typed(Map<String, ColumnType> known) {
    Set<String> names = new HashSet<>();
    table.columns().forEach(column -> names.add(column.name()));
    for (int i = 0; i < table.columns().size(); i++) {
      TableColumn column = table.columns().get(i);
      ColumnType type = known.get(column.name());
      List<String> tokens = column.insteadOfValues();
      if (type == null || tokens == null || !isOther(column, type)) {
        columns.add(column);
        slots.add(i);
        continue;
      }
      columns.add(new TableColumn(column.name(), type, column.header(), tokens, column.keys()));
      slots.add(NOWHERE);
      String marker = column.name() + TableColumn.MARKER_SUFFIX;
      if (!tokens.isEmpty() && names.add(marker)) {
        columns.add(new TableColumn(marker, ColumnType.TEXT, List.of(), List.of()));
        slots.add(i);
      }
    }
    return new SourceTable(
        table.suggestedName(),
        table.title(),
        columns,
        table.parts().stream().<SourcePart>map(part -> new Part(part, columns, slots)).toList(),
        table.fingerprint());
  }

  /** A part with the columns of the table. */
  private record Part(SourcePart part, List<TableColumn> columns, List<Integer> slots)
      implements SourcePart {
    Part {
      columns = List.copyOf(columns);
      slots = List.copyOf(slots);
    }

    @Override
    public DetectedTable table() {
      return part.table();
    }

    @Override
    public RowCounts counts() {
      return part.counts();
    }

    @Override
    public List<LeftOutRows> leftOut() {
      return part.leftOut();
    }

    @Override
    public List<Marker> markers() {
      return part.markers();
    }

    @Override
    public long rowsToLoad() {
      return part.rowsToLoad();
    }

    @Override
    public List<QuarantinedCell> quarantined() {
      return part.quarantined();
    }

    @Override
    public Map<String, List<List<Object>>> keyOrigins() {
      return part.keyOrigins();
    }

    /** A column that is null stands where its cells are. */
    @Override
    public List<Integer> positions(@Nullable String sourceColumn) {
      List<Integer> own = part.positions(sourceColumn);
      List<Integer> positions = new ArrayList<>();
      int next = 0;
      for (int slot : slots) {
        int at = slot == NOWHERE ? next : slot;
        if (at < own.size()) {
          positions.add(own.get(at));
        }
        next = at + 1;
      }
      return positions;
    }

    @Override
    public RowCursor open() {
      return new Rows(part.open(), columns, slots);
    }
  }

  /** Rows of which some columns are null and others stand elsewhere. */
  private static final class Rows extends ForwardingCursor {
    private final ColumnType[] types;
    private final int[] slots;

    Rows(RowCursor rows, List<TableColumn> columns, List<Integer> slots) {
      super(rows);
      this.types = new ColumnType[columns.size()];
      this.slots = new int[columns.size()];
      for (int i = 0; i < types.length; i++) {
        this.slots[i] = slots.get(i);
        types[i] = this.slots[i] == NOWHERE ? columns.get(i).type() : rows.type(this.slots[i]);
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
    public boolean isNull(int column) {
      return slots[column] == NOWHERE || rows.isNull(slots[column]);
    }

    @Override
    public long longValue(int column) {
      return rows.longValue(slots[column]);
    }

    @Override
    public int scale(int column) {
      return rows.scale(slots[column]);
    }

    @Override
    public byte[] bytes(int column) {
      return rows.bytes(slots[column]);
    }

    @Override
    public int offset(int column) {
      return rows.offset(slots[column]);
    }

    @Override
    public int length(int column) {
      return rows.length(slots[column]);
    }
  }
}
