package org.datawarp.pipeline.extract.key;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.datawarp.pipeline.extract.table.RowRoles;
import org.datawarp.pipeline.extract.table.TableLayout;

/**
 * Tells of each value that does not stand in its row's own cell where it stands, so that it can be
 * traced as any other value can.
 */
public final class KeyOriginList {
  private final FoundTable table;
  private final TableLayout layout;
  private final KeyState state;
  private final long[] labelRows;
  private final int[] labelColumns;
  private final Map<String, List<Stretch>> stretches = new LinkedHashMap<>();

  private KeyOriginList(FoundTable table) {
    this.table = table;
    this.layout = table.layout();
    this.state = new KeyState(table.keys(), layout.columns().size());
    this.labelRows = new long[table.keys().sections().size()];
    this.labelColumns = new int[labelRows.length];
  }

  /** The rows that one cell stands for. */
  private static final class Stretch {
    private final String cell;
    private final long first;
    private long last;

    Stretch(String cell, long row) {
      this.cell = cell;
      this.first = row;
      this.last = row;
    }
  }

  /**
   * Reads a table once more and returns, by column, the cells that stand for other rows: each as
   * {@code [cell, first row, last row]}. Costs nothing where every value stands in its own row.
   */
  public static Map<String, List<List<Object>>> of(FoundTable table) {
    if (table.keys().isEmpty()) {
      return Map.of();
    }
    KeyOriginList list = new KeyOriginList(table);
    list.rows();
    Map<String, List<List<Object>>> origins = new LinkedHashMap<>();
    list.stretches.forEach(
        (column, all) ->
            origins.put(
                column,
                all.stream()
                    .map(stretch -> List.<Object>of(stretch.cell, stretch.first, stretch.last))
                    .toList()));
    return origins;
  }

  private void rows() {
    List<KeyPlan.Label> labels = table.keys().labels();
    long from =
        labels.isEmpty() ? layout.firstData() : Math.min(layout.firstData(), labels.get(0).row());
    SpoolReader reader = layout.sheet().open(from, layout.lastData());
    RowRoles roles = table.scan().roles();
    int next = roles.indexFrom(from);
    while (reader.nextRow()) {
      long row = reader.row();
      boolean known = next < roles.size() && roles.row(next) == row;
      next += known ? 1 : 0;
      if (known || row < layout.firstData()) {
        label(row);
      } else if (holds(reader)) {
        state.endRow(row);
        name(row);
      }
    }
  }

  private void label(long row) {
    KeyPlan.Label label = state.nextLabel(row);
    if (label != null && label.row() == row && label.level() >= 0) {
      state.take(label);
      labelRows[label.level()] = row;
      labelColumns[label.level()] = label.column();
    }
  }

  private boolean holds(SpoolReader reader) {
    boolean any = false;
    while (reader.nextCell()) {
      int index = reader.kind() == CellKind.BLANK ? -1 : layout.indexOf(reader.column());
      if (index >= 0) {
        any = true;
        state.hold(index);
      }
    }
    return any;
  }

  private void name(long row) {
    for (int level = 0; level < labelRows.length; level++) {
      if (state.labelRow(level, row) > 0) {
        add(table.keys().sections().get(level), labelColumns[level], labelRows[level], row);
      }
    }
    for (int index : state.fillable()) {
      if (state.isFilled(index)) {
        int column = layout.columns().get(index).position();
        add(table.names().get(index), column, state.from(index), row);
      }
    }
  }

  private void add(String column, int position, long from, long row) {
    List<Stretch> all = stretches.computeIfAbsent(column, key -> new ArrayList<>());
    String cell = DetectedTable.letters(position) + from;
    Stretch last = all.isEmpty() ? null : all.get(all.size() - 1);
    if (last != null && last.cell.equals(cell)) {
      last.last = row;
    } else {
      all.add(new Stretch(cell, row));
    }
  }
}
