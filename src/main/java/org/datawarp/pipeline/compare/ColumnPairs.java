package org.datawarp.pipeline.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.compare.TableComparison.Retyped;
import org.datawarp.pipeline.export.StoredColumn;

/**
 * The columns of two tables side by side. A marker column belongs to the column it stands for, and
 * so do the bounds of shorthand: they are not compared on their own.
 *
 * @param cells the columns that both have, in the order of the newer table
 * @param added those that only the newer one has
 * @param removed those that only the older one has
 * @param retyped those that have another type
 */
record ColumnPairs(
    List<CellPair> cells, List<String> added, List<String> removed, List<Retyped> retyped) {
  private static final Set<String> TIMES =
      Set.of("year", "years", "month", "quarter", "week", "day", "age", "hour");
  private static final List<String> SUFFIXES =
      List.of(TableColumn.MARKER_SUFFIX, TableColumn.LOWER_SUFFIX, TableColumn.UPPER_SUFFIX);

  static ColumnPairs of(List<StoredColumn> before, List<StoredColumn> after) {
    List<CellPair> cells = new ArrayList<>();
    List<String> added = new ArrayList<>();
    List<Retyped> retyped = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      StoredColumn column = after.get(i);
      int other = StoredColumn.indexOf(before, column.name());
      if (isProvenance(column)) {
        continue;
      }
      if (other < 0) {
        added.add(column.name());
        continue;
      }
      StoredColumn old = before.get(other);
      if (!old.sqlType().equals(column.sqlType())) {
        retyped.add(new Retyped(column.name(), old.sqlType(), column.sqlType()));
      }
      if (!isPartOf(column, after)) {
        cells.add(pair(column.name(), before, other, after, i));
      }
    }
    List<String> removed =
        before.stream()
            .filter(column -> !isProvenance(column))
            .map(StoredColumn::name)
            .filter(name -> StoredColumn.indexOf(after, name) < 0)
            .toList();
    return new ColumnPairs(List.copyOf(cells), added, removed, retyped);
  }

  private static CellPair pair(
      String name, List<StoredColumn> before, int old, List<StoredColumn> after, int now) {
    String marker = name + TableColumn.MARKER_SUFFIX;
    ColumnType was = before.get(old).type();
    ColumnType is = after.get(now).type();
    boolean isLabel = !was.isNumber() || !is.isNumber();
    return new CellPair(
        name,
        old,
        now,
        StoredColumn.indexOf(before, marker),
        StoredColumn.indexOf(after, marker),
        was != is && !(was.isNumber() && is.isNumber()),
        isLabel,
        !isLabel && is != ColumnType.DOUBLE && saysTime(name));
  }

  private static boolean saysTime(String name) {
    for (String word : name.split("_")) {
      if (TIMES.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isProvenance(StoredColumn column) {
    return column.name().startsWith("_");
  }

  private static boolean isPartOf(StoredColumn column, List<StoredColumn> all) {
    for (String suffix : SUFFIXES) {
      String name = column.name();
      if (name.endsWith(suffix)
          && StoredColumn.indexOf(all, name.substring(0, name.length() - suffix.length())) >= 0) {
        return true;
      }
    }
    return false;
  }
}
