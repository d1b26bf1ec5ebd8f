package org.datawarp.model.table;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Rows between a table's first and last that are not loaded, of one kind.
 *
 * @param kind {@code blank}, {@code section}, {@code repeated_header} or {@code footer}
 * @param count how many there are; at least one
 * @param rows where they are, top to bottom, the first {@value #MAX_RANGES} stretches of them
 */
public record LeftOutRows(String kind, long count, List<RowRange> rows) {
  /** How many stretches are named at most. */
  public static final int MAX_RANGES = 12;

  /**
   * A stretch of rows. It is written as its two ends.
   *
   * @param first the first, 1-based
   * @param last the last, inclusive
   */
  public record RowRange(long first, long last) implements Iterable<Long> {
    /** Returns the two ends. */
    @Override
    public Iterator<Long> iterator() {
      return List.of(first, last).iterator();
    }

    @Override
    public String toString() {
      return first == last ? Long.toString(first) : first + "–" + last;
    }
  }

  /** Copies the rows. */
  public LeftOutRows {
    rows = List.copyOf(rows);
  }

  /** Returns the line for people: {@code 3 section rows (5, 40–41)}. */
  public String text() {
    String words = kind.replace('_', ' ') + (count == 1 ? " row" : " rows");
    long named = rows.stream().mapToLong(range -> range.last() - range.first() + 1).sum();
    return String.format(Locale.ENGLISH, "%,d ", count)
        + words
        + " ("
        + rows.stream().map(RowRange::toString).collect(Collectors.joining(", "))
        + (count > named ? ", …)" : ")");
  }

  /** Returns several for people, on one line; empty where everything is loaded. */
  public static String text(List<LeftOutRows> all) {
    return all.stream().map(LeftOutRows::text).collect(Collectors.joining(", "));
  }
}
