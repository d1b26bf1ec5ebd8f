package org.datawarp.pipeline.export;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an export wrote and proved.
 *
 * @param file the file, complete and forced to disk
 * @param rowCount the number of rows
 * @param rowHash the rows' hash, see {@link TableHash}
 * @param sha256 the SHA-256 of the file's bytes in hexadecimal
 * @param sizeBytes the file's size
 * @param periods the labels in {@code _period}, in order of their start
 * @param firstDay the least {@code _period_start}, or null
 * @param lastDay the greatest {@code _period_end}, or null
 * @param columns one summary per column, in table order
 */
public record ExportReport(
    Path file,
    long rowCount,
    String rowHash,
    String sha256,
    long sizeBytes,
    List<String> periods,
    @Nullable LocalDate firstDay,
    @Nullable LocalDate lastDay,
    List<ColumnSummary> columns) {
  /** Copies the lists. */
  public ExportReport {
    periods = List.copyOf(periods);
    columns = List.copyOf(columns);
  }

  /** Returns the report of the same file at another place. */
  public ExportReport at(Path place) {
    return new ExportReport(
        place, rowCount, rowHash, sha256, sizeBytes, periods, firstDay, lastDay, columns);
  }
}
