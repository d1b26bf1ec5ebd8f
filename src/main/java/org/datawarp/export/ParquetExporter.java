package org.datawarp.export;

import java.sql.Connection;
import org.datawarp.model.TableName;

/** Writes rows of a staging table to a Parquet file and proves that the file holds them. */
public final class ParquetExporter {
  /**
   * Writes a file, forces it to disk and reads it back whole: its count and hash must equal those
   * of the rows read from the database.
   *
   * <p>Streams: memory stays bounded however many rows there are. The file's bytes depend on the
   * rows and on the description alone. Reads the table once; twice when a number far down needs
   * more decimals than those before.
   *
   * @return what was written
   * @throws org.datawarp.error.DatabaseException if the table cannot be read
   * @throws org.datawarp.error.StorageException if the file cannot be written or differs from the
   *     rows; nothing is left at the target then
   * @throws org.datawarp.error.DataRejectedException if a value cannot be held, such as an infinite
   *     date
   */
  public ExportReport export(Connection connection, ExportRequest request) {
    throw new IllegalStateException("unfinished");
  }

  /**
   * Counts and hashes rows as they stand in the database.
   *
   * @throws org.datawarp.error.DatabaseException if the table cannot be read
   */
  public RowsHash hash(Connection connection, TableName table, RowFilter filter) {
    throw new IllegalStateException("unfinished");
  }
}
