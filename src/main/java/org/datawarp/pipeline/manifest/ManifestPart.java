package org.datawarp.pipeline.manifest;

import java.util.List;
import java.util.Map;
import org.datawarp.model.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * Where some rows of a source lie. Rows are 1-based sheet rows (for a CSV: records).
 *
 * @param url the file
 * @param sheet the sheet; null for a CSV
 * @param member the path inside a ZIP; null outside one
 * @param tableNumber the table's number on its sheet, from 1
 * @param headerRows the header's rows
 * @param firstDataRow the first data row
 * @param lastDataRow the last data row
 * @param firstColumn letters of the leftmost column
 * @param lastColumn letters of the rightmost column
 * @param rows rows loaded from it
 * @param extra keys Datawarp does not know, kept as they were
 */
public record ManifestPart(
    String url,
    @Nullable String sheet,
    @Nullable String member,
    int tableNumber,
    List<Integer> headerRows,
    long firstDataRow,
    long lastDataRow,
    @Nullable String firstColumn,
    @Nullable String lastColumn,
    long rows,
    Map<String, ? extends @Nullable Object> extra) {
  /** Copies the rows, and takes the secrets out of the address. */
  public ManifestPart {
    url = Secrets.blotted(url);
    headerRows = List.copyOf(headerRows);
  }
}
