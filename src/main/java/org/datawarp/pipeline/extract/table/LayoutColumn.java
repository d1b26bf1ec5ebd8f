package org.datawarp.pipeline.extract.table;

import java.util.List;

/**
 * A column of a table's layout.
 *
 * @param position zero-based column of the sheet
 * @param header the header's levels, top to bottom, equal neighbours once; empty without any
 * @param values how many values the body holds; -1 where it was not counted
 */
public record LayoutColumn(int position, List<String> header, long values) {
  public LayoutColumn {
    header = List.copyOf(header);
  }
}
