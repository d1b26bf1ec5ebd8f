package org.datawarp.extract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a table to find it again: its header texts rather than its address.
 *
 * @param name what the table is called in messages, usually its source code
 * @param sheet the sheet it was on; null for a CSV
 * @param title its title then; may be empty
 * @param headers its columns' headers then, left to right, levels joined with {@code " / "}
 */
public record TableAnchor(String name, @Nullable String sheet, String title, List<String> headers) {
  /** Copies the list. */
  public TableAnchor {
    headers = List.copyOf(headers);
  }
}
