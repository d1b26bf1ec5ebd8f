package org.datawarp.pipeline.extract.table;

import java.util.List;
import java.util.Objects;
import org.datawarp.model.table.LoadedColumns;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.spool.SpooledSheet;

/** How the tables of one sheet are loaded: what was one table stays one. */
public final class LoadedTables {
  /** No table with such headers is loaded. */
  static final long NONE = -1;

  /** So many tables are tried as one with what is below them: each try reads on to the end. */
  private static final int MOST_TRIES = 20;

  private final ExtractOptions options;
  private final SpooledSheet sheet;
  private final long lastRow;
  private int tries;

  private LoadedTables(ExtractOptions options, SpooledSheet sheet) {
    this.options = options;
    this.sheet = sheet;
    this.lastRow =
        options.loaded().stream()
            .filter(
                table ->
                    Objects.equals(table.sheet(), sheet.name)
                        && Objects.equals(table.member(), sheet.member))
            .mapToLong(LoadedColumns::lastRow)
            .max()
            .orElse(NONE);
  }

  /** Returns how the tables of a sheet are loaded. */
  public static LoadedTables of(ExtractOptions options, SpooledSheet sheet) {
    return new LoadedTables(options, sheet);
  }

  /** Returns the last row of the table with such headers, 0 where it is not known; or NONE. */
  long lastRow(List<LayoutColumn> columns) {
    if (lastRow == NONE) {
      return NONE;
    }
    List<List<String>> headers = columns.stream().map(LayoutColumn::header).toList();
    return options
        .loadedAs(sheet.name, sheet.member, headers)
        .map(LoadedColumns::lastRow)
        .orElse(NONE);
  }

  /** Returns the last row of all tables; NONE where none is loaded. */
  long lastRow() {
    return lastRow;
  }

  /** Tells whether a table that ends at a row may be loaded as one with what is below it. */
  boolean mayGoOn(long row) {
    return row < lastRow && tries++ < MOST_TRIES;
  }
}
