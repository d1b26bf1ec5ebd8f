package org.datawarp.pipeline.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.StorageException;
import org.datawarp.pipeline.export.parquet.Decompression;
import org.datawarp.pipeline.export.parquet.FileColumns;
import org.datawarp.pipeline.export.parquet.FileInput;
import org.datawarp.pipeline.export.parquet.ParquetCursor;

/**
 * Reads a Parquet file back as rows: one of ours with the exact PostgreSQL types, or a foreign flat
 * one (zstd, snappy, gzip or uncompressed) with the nearest. Times finer than a microsecond lose
 * what PostgreSQL cannot hold; times in UTC become times without a zone.
 */
public final class ParquetRows {
  public static final String DAMAGED_HINT =
      "restore the file, or export the source again with 'datawarp export'";

  private ParquetRows() {}

  /**
   * Opens a cursor over the rows, in file order. Checksums of pages are verified where there are
   * any.
   *
   * @throws StorageException if the file cannot be read or is damaged; also while reading
   */
  public static RowCursor open(Path file) {
    return openShare(file, 0, 1);
  }

  /**
   * Opens a cursor over the rows of some row groups.
   *
   * @param first the first of them, from 0; none where there are not as many
   * @param step 1 for all that follow, 2 for every second one
   */
  static RowCursor openShare(Path file, int first, int step) {
    ParquetFileReader reader = reader(file);
    try {
      return new ParquetCursor(file, reader, columns(file, reader), first, step);
    } catch (DatawarpException e) {
      closeAfter(e, reader);
      throw e;
    }
  }

  /**
   * Returns the columns in file order.
   *
   * @throws StorageException if the file cannot be read or is damaged
   */
  public static List<StoredColumn> columns(Path file) {
    try (ParquetFileReader reader = reader(file)) {
      return columns(file, reader);
    } catch (IOException e) {
      throw HashedFile.unreadable(file, e);
    }
  }

  /**
   * Counts the rows by the file's footer.
   *
   * @throws StorageException if the file cannot be read or is damaged
   */
  public static long rowCount(Path file) {
    try (ParquetFileReader reader = reader(file)) {
      return reader.getRecordCount();
    } catch (IOException e) {
      throw HashedFile.unreadable(file, e);
    }
  }

  /**
   * Returns the file's key/value metadata, sorted; ours start with {@code datawarp.}.
   *
   * @throws StorageException if the file cannot be read or is damaged
   */
  public static Map<String, String> metadata(Path file) {
    try (ParquetFileReader reader = reader(file)) {
      return new TreeMap<>(reader.getFileMetaData().getKeyValueMetaData());
    } catch (IOException e) {
      throw HashedFile.unreadable(file, e);
    }
  }

  /**
   * Reads the whole file, counting and hashing its rows.
   *
   * @throws StorageException if the file cannot be read or is damaged
   */
  public static TableHash hash(Path file) {
    return FileContents.read(file).hash();
  }

  public static StorageException damaged(Path file, Exception cause) {
    if (cause instanceof StorageException known) {
      return known;
    }
    String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new StorageException(
        file + " is not a Parquet file, or it is damaged: " + reason, DAMAGED_HINT, cause);
  }

  /**
   * Returns the names and types of a file's columns as one text: files with equal ones are read as
   * one data set.
   *
   * @throws StorageException if the file cannot be read
   */
  public static String schema(Path file) {
    try (ParquetFileReader reader = reader(file)) {
      return reader.getFileMetaData().getSchema().getFields().toString();
    } catch (IOException e) {
      throw damaged(file, e);
    }
  }

  private static ParquetFileReader reader(Path file) {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new Decompression())
            .usePageChecksumVerification()
            .build();
    try {
      return ParquetFileReader.open(new FileInput(file), options);
    } catch (java.nio.file.FileSystemException e) {
      throw HashedFile.unreadable(file, e);
    } catch (IOException | RuntimeException e) {
      // A damaged footer surfaces from the library as whatever it happens to break.
      throw damaged(file, e);
    }
  }

  private static List<StoredColumn> columns(Path file, ParquetFileReader reader) {
    try {
      return FileColumns.of(reader.getFileMetaData());
    } catch (FileColumns.UnsupportedColumn e) {
      throw new StorageException(
          "cannot read " + file + ": " + e.getMessage(),
          "only flat files of numbers, texts, dates and times are read",
          e);
    }
  }

  private static void closeAfter(DatawarpException failure, ParquetFileReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
