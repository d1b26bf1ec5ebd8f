package org.datawarp.lifecycle.version;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.load.PeriodCounts;
import org.datawarp.pipeline.load.VersionRows;
import org.datawarp.pipeline.load.VersionRowsLoader;
import org.datawarp.platform.io.FileHash;
import org.jspecify.annotations.Nullable;

/**
 * Brings the rows of a version back into their staging table, with all their provenance, and proves
 * it: count and row hash of what then is in the table equal those of the file.
 */
public final class VersionRowReader {
  private VersionRowReader() {}

  /**
   * What was done, in the caller's transaction, which is still open.
   *
   * @param deleted rows that were there before
   * @param hash the rows that are there now
   * @param table what became of the table
   */
  public record Loaded(long deleted, TableHash hash, VersionRowsLoader.Table table) {}

  /**
   * Reads a version whole and checks it against what was recorded of it.
   *
   * @param sha256 what its SHA-256 has to be; null where that was never recorded
   * @return its rows' count and hash
   * @throws NotFoundException if the file is gone
   * @throws StorageException if it has been changed or is damaged
   */
  public static TableHash prove(Path file, @Nullable String sha256) {
    if (!Files.isRegularFile(file)) {
      throw new NotFoundException(
          file + " is gone", "see 'datawarp history SOURCE' for other versions");
    }
    if (sha256 != null && !FileHash.sha256(file).equals(sha256)) {
      throw new StorageException(
          file + " has been changed since it was kept", "choose another version");
    }
    TableHash hash = ParquetRows.hash(file);
    Map<String, String> metadata = ParquetRows.metadata(file);
    String count = metadata.get("datawarp.row_count");
    String recorded = metadata.get("datawarp.row_hash");
    if ((count != null && !count.equals(String.valueOf(hash.rowCount())))
        || (recorded != null && !recorded.equals(hash.hex()))) {
      throw new StorageException(
          file + " does not hold the rows it was written with", "choose another version");
    }
    return hash;
  }

  /**
   * Replaces rows by those of a version.
   *
   * @param filter which rows the version stands for: all of the table, one period, or those without
   * @param grantSelectTo the roles that may read the table if it has to be made
   * @throws DataRejectedException if what arrives differs from the file; the caller rolls back
   */
  public static Loaded replace(
      Connection connection,
      TableName table,
      RowFilter filter,
      Path file,
      TableHash proven,
      List<String> grantSelectTo) {
    VersionRows kept =
        new VersionRows(
            table,
            file.toString(),
            ParquetRows.columns(file).stream()
                .map(
                    column ->
                        new VersionRows.KeptColumn(
                            column.name(), column.type(), column.sqlType(), column.comment()))
                .toList(),
            () -> ParquetRows.open(file),
            proven.rowCount(),
            grantSelectTo);
    long deleted = delete(connection, table, filter);
    VersionRowsLoader.Table became = VersionRowsLoader.load(connection, kept);
    count(connection, table, filter);
    TableHash now = new ParquetExporter().hash(connection, table, filter);
    if (!now.equals(proven)) {
      throw new DataRejectedException(
          "the rows of "
              + file
              + " do not come back as they are into "
              + table
              + ": "
              + now.rowCount()
              + " rows of "
              + proven.rowCount()
              + (now.rowCount() == proven.rowCount() ? ", with other values" : ""),
          "nothing was changed; look for a trigger or a changed column type on the table");
    }
    return new Loaded(deleted, now, became);
  }

  /**
   * Deletes the rows that a filter lets through; a table that is gone has none.
   *
   * @return how many there were
   */
  public static long delete(Connection connection, TableName table, RowFilter filter) {
    long deleted = deleteRows(connection, table, filter);
    if (deleted > 0) {
      count(connection, table, filter);
    }
    return deleted;
  }

  private static void count(Connection connection, TableName table, RowFilter filter) {
    boolean isOne = filter instanceof RowFilter.Periods periods && periods.labels().size() == 1;
    PeriodCounts.align(
        connection, table, isOne ? ((RowFilter.Periods) filter).labels().get(0) : null);
  }

  private static long deleteRows(Connection connection, TableName table, RowFilter filter) {
    if (filter instanceof RowFilter.All) {
      return VersionRowsLoader.deleteAll(connection, table);
    }
    if (filter instanceof RowFilter.Periods periods && periods.labels().size() == 1) {
      return VersionRowsLoader.deletePeriod(connection, table, periods.labels().get(0));
    }
    if (filter instanceof RowFilter.WithoutPeriod) {
      return VersionRowsLoader.deletePeriod(connection, table, null);
    }
    throw new IllegalStateException("rows are deleted by table or period, not by " + filter);
  }

  /**
   * Returns which rows of its table an export holds.
   *
   * @param period what {@code tbl_exports} says of it; null for a file of every row
   */
  public static RowFilter filter(@Nullable String period) {
    return period == null ? RowFilter.all() : RowFilter.periods(List.of(period));
  }
}
