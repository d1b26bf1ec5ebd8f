package org.datawarp.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows between a table's first and last that are not loaded, of one kind.
 *
 * @param kind {@code blank}, {@code section}, {@code repeated_header} or {@code footer}
 * @param count how many there are; at least one
 * @param rows the first of them, 1-based, at most {@value #MAX_ROWS}; empty for blank ones
 */
public record LeftOutRows(String kind, long count, List<Long> rows) {
  /** How many rows are named at most. */
  public static final int MAX_ROWS = 12;

  /** Copies the list. */
  public LeftOutRows {
    rows = List.copyOf(rows);
  }

  /** Returns what is left out of a table, kind by kind. */
  static List<LeftOutRows> of(FoundTable table) {
    List<LeftOutRows> all = new ArrayList<>();
    long blank = table.scan().counts().blank();
    if (blank > 0) {
      all.add(new LeftOutRows("blank", blank, List.of()));
    }
    RowRoles roles = table.scan().roles();
    for (RowRole role : RowRole.values()) {
      long count = roles.count(role);
      if (count > 0) {
        all.add(new LeftOutRows(kind(role), count, first(roles, role)));
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

  private static List<Long> first(RowRoles roles, RowRole role) {
    List<Long> rows = new ArrayList<>();
    for (int i = 0; i < roles.size() && rows.size() < MAX_ROWS; i++) {
      if (roles.role(i) == role) {
        rows.add(roles.row(i));
      }
    }
    return rows;
  }

  /** Returns the line for people: {@code 2 section rows (5, 40)}. */
  public String text() {
    String words = kind.replace('_', ' ') + " row";
    String named = rows.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return Phrase.counted(count, words)
        + (rows.isEmpty() ? "" : " (" + named + (count > rows.size() ? ", …)" : ")"));
  }

  /** Returns several for people, on one line; empty where everything is loaded. */
  public static String text(List<LeftOutRows> all) {
    return all.stream().map(LeftOutRows::text).collect(Collectors.joining(", "));
  }
}
