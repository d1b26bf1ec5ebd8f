package org.datawarp.model.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One business column of a source as it is loaded, marker columns included.
 *
 * @param name the physical name, at most 55 bytes (a marker column: plus its suffix)
 * @param type never INTEGER or DOUBLE for new columns
 * @param header the header's levels as written, for people and for matching; empty for made columns
 * @param markers for a column with markers: the distinct tokens met
 * @param keys where values come from that do not stand in the rows' own cells
 * @param insteadOfValues the markers in a column without any value, none where it is all blank: its
 *     type says nothing then; null for a column with values
 */
public record TableColumn(
    String name,
    ColumnType type,
    List<String> header,
    List<String> markers,
    KeyOrigin keys,
    @Nullable List<String> insteadOfValues) {
  /** The suffix of the column that holds a numeric column's markers. */
  public static final String MARKER_SUFFIX = "__marker";

  /** The suffix of the column that holds the least values a numeric column's markers stand for. */
  public static final String LOWER_SUFFIX = "__lo";

  /** The suffix of the column that holds the greatest values they stand for. */
  public static final String UPPER_SUFFIX = "__hi";

  /** Copies the lists. */
  public TableColumn {
    header = List.copyOf(header);
    markers = List.copyOf(markers);
    insteadOfValues = insteadOfValues == null ? null : List.copyOf(insteadOfValues);
  }

  /** Makes a column with values. */
  public TableColumn(
      String name, ColumnType type, List<String> header, List<String> markers, KeyOrigin keys) {
    this(name, type, header, markers, keys, null);
  }

  /** Makes a column whose values all stand in the rows' own cells, or are made of them. */
  public TableColumn(String name, ColumnType type, List<String> header, List<String> markers) {
    this(name, type, header, markers, KeyOrigin.CELLS);
  }

  /** Returns the header as one text, levels joined with {@code " / "}. */
  public String originalName() {
    return String.join(" / ", header);
  }
}
