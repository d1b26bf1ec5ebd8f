package org.datawarp.pipeline.export;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;
import org.jspecify.annotations.Nullable;

/** The periods that rows report on, collected while they pass. */
public final class Coverage {
  private final int label;
  private final int start;
  private final int end;
  private final Map<String, Long> starts = new HashMap<>();
  private byte[] last = {};
  private long first = Long.MAX_VALUE;
  private long latest = Long.MIN_VALUE;

  Coverage(List<StoredColumn> columns) {
    this.label = StoredColumn.indexOf(columns, "_period");
    this.start = date(columns, "_period_start");
    this.end = date(columns, "_period_end");
  }

  void add(RowCursor row) {
    long day = Long.MAX_VALUE;
    if (start >= 0 && !row.isNull(start)) {
      day = row.longValue(start);
      first = Math.min(first, day);
    }
    if (end >= 0 && !row.isNull(end)) {
      latest = Math.max(latest, row.longValue(end));
    }
    if (label >= 0 && row.type(label) == ColumnType.TEXT && !row.isNull(label)) {
      addLabel(row, day);
    }
  }

  /** Returns the labels in order of their first day, those without one last. */
  public List<String> periods() {
    return starts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
        .map(Map.Entry::getKey)
        .toList();
  }

  public @Nullable LocalDate firstDay() {
    return first == Long.MAX_VALUE ? null : LocalDate.ofEpochDay(first);
  }

  public @Nullable LocalDate lastDay() {
    return latest == Long.MIN_VALUE ? null : LocalDate.ofEpochDay(latest);
  }

  private void addLabel(RowCursor row, long day) {
    int from = row.offset(label);
    int to = from + row.length(label);
    // Rows come period by period, so nearly every label equals the one before.
    if (!starts.isEmpty() && Arrays.equals(last, 0, last.length, row.bytes(label), from, to)) {
      return;
    }
    last = Arrays.copyOfRange(row.bytes(label), from, to);
    starts.merge(new String(last, StandardCharsets.UTF_8), day, Math::min);
  }

  private static int date(List<StoredColumn> columns, String name) {
    int index = StoredColumn.indexOf(columns, name);
    return index >= 0 && columns.get(index).type() == ColumnType.DATE ? index : -1;
  }
}
