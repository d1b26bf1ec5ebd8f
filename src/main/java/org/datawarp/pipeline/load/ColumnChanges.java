package org.datawarp.pipeline.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.model.table.ColumnType;

/**
 * In what the columns of rows differ from those of the table that takes them.
 *
 * @param added the columns that the table gets, with their types
 * @param missing business columns of the table that the rows do not have
 * @param widened columns whose type changes
 */
public record ColumnChanges(
    Map<String, ColumnType> added, List<String> missing, List<Widening> widened) {
  /** The rows have the table's columns. */
  public static final ColumnChanges NONE = new ColumnChanges(Map.of(), List.of(), List.of());

  /** Sorts and copies. */
  public ColumnChanges {
    added = Collections.unmodifiableMap(new TreeMap<>(added));
    missing = List.copyOf(missing);
    widened = List.copyOf(widened);
  }

  /**
   * Returns a line for each.
   *
   * @param last the columns of the rows before: one that was missing there is no news
   */
  public List<String> lines(Map<String, ColumnType> last) {
    List<String> lines = new ArrayList<>();
    added.keySet().stream()
        .filter(name -> !Provenance.NAMES.contains(name))
        .forEach(name -> lines.add("new column " + name));
    missing.stream().filter(last::containsKey).forEach(name -> lines.add("no column " + name));
    widened.forEach(widening -> lines.add(widening.toString()));
    return lines;
  }
}
