package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.table.LeftOutRows;
import org.datawarp.model.table.LeftOutRows.RowRange;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.extract.spool.SpoolReader;

/** Names the rows of a table that are not loaded. */
public final class LeftOutFinder {
  private final List<RowRange> ranges = new ArrayList<>();

  private LeftOutFinder() {}

  /** Returns what is left out of a table, kind by kind. */
  public static List<LeftOutRows> of(FoundTable table) {
    List<LeftOutRows> all = new ArrayList<>();
    long blank = table.scan().counts().blank();
    if (blank > 0) {
      all.add(new LeftOutRows("blank", blank, new LeftOutFinder().blank(table)));
    }
    RowRoles roles = table.scan().roles();
    for (RowRole role : RowRole.values()) {
      long count = roles.count(role);
      if (count > 0) {
        all.add(new LeftOutRows(kind(role), count, new LeftOutFinder().withRole(roles, role)));
      }
    }
    return all;
  }

  private static String kind(RowRole role) {
    return switch (role) {
      case SECTION -> "section";
      case REPEATED_HEADER -> "repeated_header";
      case FOOTER -> "footer";
    };
  }

  private List<RowRange> withRole(RowRoles roles, RowRole role) {
    for (int i = 0; i < roles.size() && !isFull(); i++) {
      if (roles.role(i) == role) {
        add(roles.row(i), roles.row(i));
      }
    }
    return named();
  }

  /** Blank rows are those the spool does not hold, or holds nothing of in the table's columns. */
  private List<RowRange> blank(FoundTable table) {
    TableLayout layout = table.layout();
    RowRoles roles = table.scan().roles();
    boolean[] inside = new boolean[layout.lastColumn() + 1];
    layout.columns().forEach(column -> inside[column.position()] = true);
    SpoolReader reader = layout.sheet().open(layout.firstData(), layout.lastData());
    long next = layout.firstData();
    while (!isFull() && reader.nextRow()) {
      long row = reader.row();
      if (row > next) {
        add(next, row - 1);
      }
      if (!roles.contains(row) && !holds(reader, inside)) {
        add(row, row);
      }
      next = row + 1;
    }
    if (!isFull() && next <= layout.lastData()) {
      add(next, layout.lastData());
    }
    return named();
  }

  private static boolean holds(SpoolReader reader, boolean[] inside) {
    while (reader.nextCell()) {
      if (reader.kind() != CellKind.BLANK
          && reader.column() < inside.length
          && inside[reader.column()]) {
        return true;
      }
    }
    return false;
  }

  /** One stretch more than is named, so that the last one named is whole. */
  private boolean isFull() {
    return ranges.size() > LeftOutRows.MAX_RANGES;
  }

  private void add(long first, long last) {
    int end = ranges.size() - 1;
    if (end >= 0 && ranges.get(end).last() + 1 == first) {
      ranges.set(end, new RowRange(ranges.get(end).first(), last));
    } else {
      ranges.add(new RowRange(first, last));
    }
  }

  private List<RowRange> named() {
    return List.copyOf(ranges.subList(0, Math.min(ranges.size(), LeftOutRows.MAX_RANGES)));
  }
}
