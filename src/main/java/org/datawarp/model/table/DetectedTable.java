package org.datawarp.model.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table as it lies in a file. Rows are 1-based sheet rows (for a CSV: records).
 *
 * @param sheet the sheet's name; null for a CSV
 * @param member the path inside a ZIP; null outside one
 * @param number the table's 1-based number on its sheet, top to bottom, then left to right
 * @param title the table's title, from above its header or the sheet's first cell; may be empty
 * @param headerRows the header's rows, top to bottom, gaps possible; empty when there is none
 * @param firstDataRow the first row below the header that holds data
 * @param lastDataRow the last row that holds data; less than firstDataRow when there are none
 * @param columns the columns, left to right, blank ones left out; at least one
 * @param counts how the rows reconcile
 * @param group what the table is loaded together with (members of one shape), else null
 * @param unpivot how loading turns period columns into rows, else null
 * @param reason why the table was seen where it was, for people
 * @param confidence 0 to 1
 */
public record DetectedTable(
    @Nullable String sheet,
    @Nullable String member,
    int number,
    String title,
    List<Integer> headerRows,
    long firstDataRow,
    long lastDataRow,
    List<DetectedColumn> columns,
    RowCounts counts,
    @Nullable String group,
    @Nullable Unpivot unpivot,
    String reason,
    double confidence) {
  /** Copies the lists. */
  public DetectedTable {
    headerRows = List.copyOf(headerRows);
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a table has at least one column");
    }
  }

  /** Returns the letters of the leftmost column. */
  public String firstColumn() {
    return letters(columns.get(0).position());
  }

  /** Returns the letters of the rightmost column. */
  public String lastColumn() {
    return letters(columns.get(columns.size() - 1).position());
  }

  /** Returns the letters of a zero-based column: 0 is A, 26 is AA. */
  public static String letters(int position) {
    StringBuilder text = new StringBuilder();
    for (int rest = position + 1; rest > 0; rest = (rest - 1) / 26) {
      text.insert(0, (char) ('A' + (rest - 1) % 26));
    }
    return text.toString();
  }
}
