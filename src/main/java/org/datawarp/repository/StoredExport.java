package org.datawarp.repository;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An export as the database knows it.
 *
 * @param source the source's code
 * @param period the stored form of the period it holds; null where it holds every row
 * @param path the file, relative to the workspace
 * @param descriptionPath the {@code .md} beside it
 * @param sha256 the SHA-256 of the file
 * @param sizeBytes its size
 * @param rowCount its rows
 * @param rowHash the hash of its rows
 * @param columns name and PostgreSQL type of each column, in table order
 * @param firstDay the first day reported on
 * @param lastDay the last day reported on
 * @param run the run that wrote it
 * @param catalogEntry the catalogue's line, as JSON's values
 */
public record StoredExport(
    String source,
    @Nullable String period,
    String path,
    @Nullable String descriptionPath,
    String sha256,
    long sizeBytes,
    long rowCount,
    String rowHash,
    List<Map<String, String>> columns,
    @Nullable LocalDate firstDay,
    @Nullable LocalDate lastDay,
    String run,
    Map<String, ? extends @Nullable Object> catalogEntry) {
  /** Copies the columns. */
  public StoredExport {
    columns = List.copyOf(columns);
  }
}
