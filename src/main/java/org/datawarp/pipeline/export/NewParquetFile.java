package org.datawarp.pipeline.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.datawarp.model.RowCursor;
import org.datawarp.model.RowHash;
import org.datawarp.model.error.StorageException;
import org.datawarp.pipeline.export.parquet.DecimalShape;
import org.datawarp.pipeline.export.parquet.ParquetWriter;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file that is being written, and what is known of its rows: their hash and the periods
 * they cover. Closing deletes it, unless {@link #finish} ran.
 */
final class NewParquetFile implements AutoCloseable {
  private final Path path;
  private final HashedFile file;
  private final ParquetWriter writer;
  private final RowHash hash;
  private final Coverage coverage;

  private NewParquetFile(
      Path path, HashedFile file, ParquetWriter writer, RowHash hash, Coverage coverage) {
    this.path = path;
    this.file = file;
    this.writer = writer;
    this.hash = hash;
    this.coverage = coverage;
  }

  /**
   * Creates a file.
   *
   * @param atLeast the digits that numeric columns are given at least
   * @param known for each column how many digits its numbers have; null where nobody has looked
   * @throws StorageException if it exists or cannot be written
   */
  static NewParquetFile create(
      Path path,
      List<StoredColumn> columns,
      Map<String, DecimalDigits> atLeast,
      @Nullable List<DecimalShape> known,
      int rowsPerGroup) {
    HashedFile file = HashedFile.create(path);
    try {
      List<DecimalShape> least =
          columns.stream().map(column -> shape(atLeast.get(column.name()))).toList();
      return new NewParquetFile(
          path,
          file,
          ParquetWriter.open(file, columns, least, known, rowsPerGroup),
          RowHash.of(columns.stream().map(StoredColumn::name).toList(), TableHash.EXCLUDED),
          new Coverage(columns));
    } catch (IOException e) {
      StorageException failure = HashedFile.unwritable(path, e);
      try {
        file.close();
      } catch (IOException closing) {
        failure.addSuppressed(closing);
      }
      throw failure;
    }
  }

  private static DecimalShape shape(@Nullable DecimalDigits digits) {
    return digits == null
        ? new DecimalShape(0, 0, true)
        : new DecimalShape(digits.before(), digits.after(), true);
  }

  /** Adds the cursor's current row. */
  void add(RowCursor row) {
    try {
      writer.add(row);
    } catch (IOException e) {
      throw HashedFile.unwritable(path, e);
    }
    hash.add(row);
    coverage.add(row);
  }

  /** Writes the rows that are left and lets go of the memory they took; none can follow. */
  void endRows() {
    try {
      writer.endRows();
    } catch (IOException e) {
      throw HashedFile.unwritable(path, e);
    }
  }

  /** Returns the rows so far, counted and hashed. */
  TableHash rows() {
    return new TableHash(hash.rowCount(), hash.hex());
  }

  Coverage coverage() {
    return coverage;
  }

  /** Returns for each column how many digits its numbers have. */
  List<DecimalShape> digits() {
    return writer.seen();
  }

  /**
   * Writes the footer and forces the file to disk.
   *
   * @return what was written; null where a number did not fit, and then the file is of no use
   */
  @Nullable ExportReport finish(Map<String, String> metadata) {
    try {
      if (!writer.finish(metadata)) {
        return null;
      }
      String sha256 = file.finish();
      TableHash rows = rows();
      return new ExportReport(
          path,
          rows.rowCount(),
          rows.hex(),
          sha256,
          file.position(),
          coverage.periods(),
          coverage.firstDay(),
          coverage.lastDay(),
          writer.summaries());
    } catch (IOException e) {
      throw HashedFile.unwritable(path, e);
    }
  }

  @Override
  public void close() {
    try (file) {
      writer.close();
    } catch (IOException e) {
      throw HashedFile.unwritable(path, e);
    }
  }
}
