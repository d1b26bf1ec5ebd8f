package org.datawarp.workflow.publication;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.datawarp.model.RowCursor;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.extract.SourcePart;
import org.datawarp.pipeline.extract.SourceTable;

/**
 * How much of an older issue a newer one holds, by the keys of rows: texts, dates, and numbers that
 * say a time. Only tables with several times in a key column count: places alone are in every
 * issue.
 *
 * @param keys the rows of the older issue's tables that were compared
 * @param found those of them whose key is in the newer issue
 */
record IssueOverlap(long keys, long found) {
  private static final double ALL = 0.98;
  private static final double SOME = 0.3;
  private static final long MOST_ROWS = 400_000;
  private static final int SAMPLE = 200;
  private static final Set<String> TIMES =
      Set.of("year", "month", "quarter", "week", "date", "period", "fy", "day");

  /** Tells whether the newer issue holds all that the older one does. */
  boolean isCumulative() {
    return keys > 0 && found >= ALL * keys;
  }

  /** Tells whether the newer issue holds a part of what the older one does. */
  boolean isPartial() {
    return !isCumulative() && keys > 0 && found >= SOME * keys;
  }

  int percent() {
    return keys == 0 ? 0 : (int) (100 * found / keys);
  }

  /** Compares the tables of two issues. */
  static IssueOverlap of(List<SourceTable> older, List<SourceTable> newer) {
    long keys = 0;
    long found = 0;
    for (SourceTable table : older) {
      SourceTable twin =
          newer.stream()
              .filter(other -> other.fingerprint().equals(table.fingerprint()))
              .findFirst()
              .orElse(null);
      List<String> columns = keyColumns(table);
      if (twin == null
          || table.rowsToLoad() > MOST_ROWS
          || twin.rowsToLoad() > MOST_ROWS
          || !hasTimes(table, columns)) {
        continue;
      }
      Set<Long> known = new HashSet<>();
      each(twin, columns, (cursor, at) -> known.add(key(cursor, at)));
      long[] counts = new long[2];
      each(
          table,
          columns,
          (cursor, at) -> {
            counts[0]++;
            counts[1] += known.contains(key(cursor, at)) ? 1 : 0;
          });
      keys += counts[0];
      found += counts[1];
    }
    return new IssueOverlap(keys, found);
  }

  private interface RowReader {
    void read(RowCursor cursor, int[] columns);
  }

  private static List<String> keyColumns(SourceTable table) {
    List<String> columns = new ArrayList<>();
    for (TableColumn column : table.columns()) {
      boolean isMade =
          column.name().endsWith(TableColumn.MARKER_SUFFIX)
              || column.name().endsWith(TableColumn.LOWER_SUFFIX)
              || column.name().endsWith(TableColumn.UPPER_SUFFIX);
      if (!isMade && (isText(column) || isTime(column))) {
        columns.add(column.name());
      }
    }
    return columns;
  }

  private static boolean isText(TableColumn column) {
    return column.type() == ColumnType.TEXT;
  }

  private static boolean isTime(TableColumn column) {
    return column.type() == ColumnType.DATE
        || column.type() == ColumnType.TIMESTAMP
        || TIMES.contains(column.name().toLowerCase(Locale.ROOT));
  }

  /** Tells whether a key column names several times. */
  private static boolean hasTimes(SourceTable table, List<String> columns) {
    Map<String, Set<String>> values = new HashMap<>();
    Set<String> notTimes = new HashSet<>();
    Set<String> typed = new HashSet<>();
    table.columns().stream().filter(IssueOverlap::isTime).forEach(c -> typed.add(c.name()));
    each(
        table,
        columns,
        (cursor, at) -> {
          for (int i = 0; i < at.length; i++) {
            String name = columns.get(i);
            Set<String> seen = values.computeIfAbsent(name, key -> new HashSet<>());
            if (cursor.isNull(at[i]) || seen.size() >= SAMPLE || notTimes.contains(name)) {
              continue;
            }
            String value = text(cursor, at[i]);
            if (seen.add(value)
                && !typed.contains(name)
                && PeriodParser.ofHeader(value).isEmpty()) {
              notTimes.add(name);
            }
          }
        });
    return values.entrySet().stream()
        .anyMatch(entry -> !notTimes.contains(entry.getKey()) && entry.getValue().size() > 1);
  }

  private static void each(SourceTable table, List<String> columns, RowReader reader) {
    List<String> names = table.columns().stream().map(TableColumn::name).toList();
    int[] at = columns.stream().mapToInt(names::indexOf).toArray();
    for (SourcePart part : table.parts()) {
      try (RowCursor cursor = part.open()) {
        while (cursor.next()) {
          reader.read(cursor, at);
        }
      }
    }
  }

  private static String text(RowCursor cursor, int column) {
    return cursor.type(column) == ColumnType.TEXT
        ? new String(
            cursor.bytes(column),
            cursor.offset(column),
            cursor.length(column),
            StandardCharsets.UTF_8)
        : String.valueOf(cursor.longValue(column));
  }

  /** Returns a hash of a row's key; two rows of one hash are rare enough for a proposal. */
  private static long key(RowCursor cursor, int[] columns) {
    long hash = 1;
    for (int column : columns) {
      hash = hash * 1_000_003 + (cursor.isNull(column) ? 0 : hash(cursor, column));
    }
    return hash;
  }

  private static long hash(RowCursor cursor, int column) {
    if (cursor.type(column) != ColumnType.TEXT) {
      return cursor.longValue(column) * 0x9E3779B97F4A7C15L;
    }
    long hash = 0xcbf29ce484222325L;
    byte[] bytes = cursor.bytes(column);
    int end = cursor.offset(column) + cursor.length(column);
    for (int i = cursor.offset(column); i < end; i++) {
      hash = (hash ^ bytes[i]) * 0x100000001b3L;
    }
    return hash;
  }
}
