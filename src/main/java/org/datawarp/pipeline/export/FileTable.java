package org.datawarp.pipeline.export;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of a file that is exported without ever being loaded.
 *
 * @param title its title, or its name where it has none
 * @param file the file's name
 * @param member the path inside a ZIP; null outside one
 * @param sheet the sheet's name; null for a CSV
 * @param columns its columns, in the order of the rows' cursor
 */
public record FileTable(
    String title,
    String file,
    @Nullable String member,
    @Nullable String sheet,
    List<StoredColumn> columns) {
  /** Copies the list. */
  public FileTable {
    columns = List.copyOf(columns);
  }
}
