package org.datawarp.model.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns a table was loaded with: they keep their names when better rules read more of the
 * same header.
 *
 * @param sheet the sheet it was on; null for a CSV
 * @param member the path inside a ZIP; null outside one
 * @param names the columns' names, in table order, those made of others left out
 * @param headers each one's header as it was read then, level by level; empty where it had none
 * @param lastRow its last row of data then; 0 where that is not known
 */
public record LoadedColumns(
    @Nullable String sheet,
    @Nullable String member,
    List<String> names,
    List<List<String>> headers,
    long lastRow) {
  /** Columns of a table that ended at an unknown row. */
  public LoadedColumns(
      @Nullable String sheet,
      @Nullable String member,
      List<String> names,
      List<List<String>> headers) {
    this(sheet, member, names, headers, 0);
  }

  /** Copies the lists. */
  public LoadedColumns {
    names = List.copyOf(names);
    headers = headers.stream().map(List::copyOf).toList();
    if (names.size() != headers.size()) {
      throw new IllegalArgumentException(names.size() + " names of " + headers.size() + " columns");
    }
  }

  /**
   * Tells whether a table's columns are these, read by other rules: as many, each with the same
   * lowest level of its header or with none then, and none that was another column's whole header.
   *
   * @param found the headers as they are read now
   */
  public boolean areReadAnew(List<List<String>> found) {
    if (found.size() != headers.size()) {
      return false;
    }
    Set<String> others = new HashSet<>();
    headers.stream()
        .filter(header -> !header.isEmpty())
        .forEach(header -> others.add(whole(header)));
    for (int i = 0; i < found.size(); i++) {
      List<String> then = headers.get(i);
      List<String> now = found.get(i);
      boolean same = whole(then).equals(whole(now));
      boolean alike = then.isEmpty() || (!now.isEmpty() && lowest(then).equals(lowest(now)));
      if (!same && (!alike || others.contains(whole(now)))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the columns whose names would be others now, as {@code old (new)}. */
  public List<String> renamed(List<String> now) {
    List<String> list = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).equals(now.get(i))) {
        list.add(names.get(i) + " (" + now.get(i) + ")");
      }
    }
    return list;
  }

  private static String lowest(List<String> header) {
    return folded(header.get(header.size() - 1));
  }

  private static String whole(List<String> header) {
    return folded(String.join("\n", header));
  }

  private static String folded(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
