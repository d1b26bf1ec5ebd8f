package org.datawarp.model.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a table to find it again and to tell what differs: its header texts first,
 * its address only to say that it moved.
 *
 * @param name what the table is called in messages, usually its source code
 * @param sheet the sheet it was on; null for a CSV
 * @param title its title then; may be empty
 * @param headers its columns' headers then, left to right, levels joined with {@code " / "}
 * @param headerRows the header's rows then; empty where there was none or it is not known
 * @param firstColumn the letters of its leftmost column then; null where that is not known
 */
public record TableAnchor(
    String name,
    @Nullable String sheet,
    String title,
    List<String> headers,
    List<Integer> headerRows,
    @Nullable String firstColumn) {
  /** Copies the lists. */
  public TableAnchor {
    headers = List.copyOf(headers);
    headerRows = List.copyOf(headerRows);
  }

  /** Makes one whose address is not remembered. */
  public TableAnchor(String name, @Nullable String sheet, String title, List<String> headers) {
    this(name, sheet, title, headers, List.of(), null);
  }
}
