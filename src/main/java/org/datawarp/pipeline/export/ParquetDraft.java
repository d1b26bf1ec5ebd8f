package org.datawarp.pipeline.export;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.parquet.DecimalShape;
import org.datawarp.pipeline.export.parquet.FileMetadata;
import org.datawarp.pipeline.export.parquet.ParquetWriter;
import org.datawarp.platform.postgres.CopyReceiver;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file that takes the rows of a load while they are sent to PostgreSQL, so that they need
 * not be read from there to be written. It is byte for byte the file that reading them would give,
 * or none: rows that do not come in the order of exports, and numbers that need more digits than
 * those of the first row group, end it. {@link ParquetExporter} completes and proves it.
 *
 * <p>Nothing is created before the first row is announced. Closing deletes what was not completed.
 */
public final class ParquetDraft implements CopyReceiver, AutoCloseable {
  private final Path file;
  private final Map<String, DecimalDigits> atLeast;
  private @Nullable Content content;
  private final List<SentPart> parts = new ArrayList<>();
  private boolean isEnded;

  /**
   * Prepares a draft.
   *
   * @param file the file to write; it must not exist yet
   * @param atLeast the digits that numeric columns are given at least, by column
   */
  public ParquetDraft(Path file, Map<String, DecimalDigits> atLeast) {
    this.file = file;
    this.atLeast = Map.copyOf(atLeast);
  }

  private record Content(List<StoredColumn> columns, NewParquetFile rows, RowOrder order) {}

  @Override
  public void begin(List<Column> columns) {
    List<StoredColumn> stored =
        columns.stream()
            .map(column -> new StoredColumn(column.name(), column.type(), column.sqlType(), null))
            .toList();
    if (RowOrder.isKnown(stored)) {
      content =
          new Content(
              stored,
              NewParquetFile.create(file, stored, atLeast, null, ParquetWriter.GROUP_ROWS),
              RowOrder.of(stored));
    }
  }

  @Override
  public void beginPart(List<String> fields, List<String> shared, byte[] values) {
    Content now = content;
    if (now != null) {
      parts.add(SentPart.begin(now.columns(), fields, shared, values));
    }
  }

  @Override
  public void add(byte[] bytes, int length) {
    Content now = content;
    if (now == null) {
      return;
    }
    CopyBinaryReader rows = parts.get(parts.size() - 1).add(bytes, length);
    while (rows.next()) {
      if (!now.order().isAfterLast(rows)) {
        abandon();
        return;
      }
      now.rows().add(rows);
    }
  }

  @Override
  public void end() {
    Content now = content;
    if (now != null) {
      now.rows().endRows();
      isEnded = true;
    }
  }

  @Override
  public void abandon() {
    Content now = content;
    content = null;
    parts.clear();
    if (now != null) {
      now.rows().close();
    }
  }

  /** Returns the rows that were sent, counted and hashed; empty where they are not known. */
  public Optional<TableHash> rows() {
    Content now = content;
    return now == null ? Optional.empty() : Optional.of(now.rows().rows());
  }

  /**
   * Returns for each column how many digits its numbers have, which is known also where the file
   * cannot hold them; null where not all rows of the request were seen.
   */
  @Nullable List<DecimalShape> digits(ExportRequest request, List<StoredColumn> columns) {
    Content now = content;
    return now == null || !isFor(request, columns, now) ? null : now.rows().digits();
  }

  /**
   * Completes the file.
   *
   * @param columns the table's columns as they are now
   * @return what was written; null where the file is not the one that is asked for
   */
  @Nullable ExportReport finish(ExportRequest request, List<StoredColumn> columns) {
    Content now = content;
    if (now == null || !isFor(request, columns, now)) {
      return null;
    }
    return now.rows()
        .finish(
            FileMetadata.of(
                request.description(), columns, now.rows().coverage(), now.rows().rows()));
  }

  /** Tells whether the rows are those of a new table, which can be compared byte for byte. */
  boolean isMarked() {
    return parts.stream().allMatch(SentPart::isMarked);
  }

  /**
   * Tells whether a new table holds, byte for byte, what was sent to it and nothing else; false for
   * other tables, whose rows may lie in another order.
   *
   * @param rows how many rows were sent
   */
  boolean isStoredAsSent(Connection connection, TableName table, long rows) {
    return isMarked()
        && StagingTableReader.count(connection, table) == rows
        && parts.stream().allMatch(part -> part.isStored(connection, table));
  }

  private boolean isFor(ExportRequest request, List<StoredColumn> columns, Content now) {
    return isEnded && request.atLeast().equals(atLeast) && isSame(columns, now.columns());
  }

  /** Comments may have come since. */
  private static boolean isSame(List<StoredColumn> columns, List<StoredColumn> begun) {
    return columns.stream()
        .map(c -> new StoredColumn(c.name(), c.type(), c.sqlType(), null))
        .toList()
        .equals(begun);
  }

  @Override
  public void close() {
    abandon();
  }
}
