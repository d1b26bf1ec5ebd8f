package org.datawarp.bench;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.schema.MessageType;
import org.datawarp.model.RowCursor;
import org.datawarp.pipeline.export.HashedFile;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.pipeline.export.parquet.Decompression;
import org.datawarp.pipeline.export.parquet.ParquetWriter;

/**
 * Reads a Parquet file of Datawarp's and writes its rows again, in a process of its own each: {@code read
 * FROM} only reads, {@code own FROM TO} writes with Datawarp's pages, {@code library FROM TO} with
 * parquet-java's ColumnWriteStore and ParquetFileWriter, both with zstd 3, page checksums and groups of
 * as many rows.
 */
public final class ParquetWriting {
  private ParquetWriting() {}

  public static void main(String[] arguments) throws Exception {
    Path from = Path.of(arguments[1]);
    try (RowCursor rows = ParquetRows.open(from)) {
      switch (arguments[0]) {
        case "read" -> {
          while (rows.next()) {}
        }
        case "own" -> own(rows, ParquetRows.columns(from), Path.of(arguments[2]));
        case "library" -> library(rows, schema(from), Path.of(arguments[2]));
        default -> throw new IllegalArgumentException("read, own or library");
      }
    }
  }

  private static void own(RowCursor rows, List<StoredColumn> columns, Path to) throws IOException {
    Files.deleteIfExists(to);
    try (HashedFile file = HashedFile.create(to);
        ParquetWriter writer = ParquetWriter.open(file, columns, null)) {
      while (rows.next()) {
        writer.add(rows);
      }
      writer.finish(Map.of());
      file.finish();
    }
  }

  private static MessageType schema(Path file) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new Decompression())
            .build();
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
      return reader.getFileMetaData().getSchema();
    }
  }

  private static void library(RowCursor rows, MessageType schema, Path to) throws IOException {
    ParquetProperties properties =
        ParquetProperties.builder().withPageSize(1 << 20).withPageWriteChecksumEnabled(true).build();
    try (ParquetFileWriter file =
        new ParquetFileWriter(
            new LocalOutputFile(to), schema, ParquetFileWriter.Mode.OVERWRITE, 1L << 40, 0, null, properties)) {
      file.start();
      boolean more = rows.next();
      while (more) {
        more = group(rows, schema, properties, file);
      }
      file.end(Map.of());
    }
  }

  private static boolean group(
      RowCursor rows, MessageType schema, ParquetProperties properties, ParquetFileWriter file)
      throws IOException {
    boolean more = true;
    long count = 0;
    try (ColumnChunkPageWriteStore pages =
            new ColumnChunkPageWriteStore(
                new Compressor(), schema, new HeapByteBufferAllocator(), 64, true);
        ColumnWriteStore store = properties.newColumnWriteStore(schema, pages, pages)) {
      List<ColumnDescriptor> columns = schema.getColumns();
      ColumnWriter[] writers = new ColumnWriter[columns.size()];
      for (int i = 0; i < writers.length; i++) {
        writers[i] = store.getColumnWriter(columns.get(i));
      }
      for (; more && count < ParquetWriter.GROUP_ROWS; count++) {
        for (int i = 0; i < writers.length; i++) {
          write(rows, i, columns.get(i), writers[i]);
        }
        store.endRecord();
        more = rows.next();
      }
      store.flush();
      file.startBlock(count);
      pages.flushToFileWriter(file);
      file.endBlock();
    }
    return more;
  }

  private static void write(RowCursor rows, int i, ColumnDescriptor column, ColumnWriter writer) {
    if (rows.isNull(i)) {
      writer.writeNull(0, 0);
      return;
    }
    int defined = column.getMaxDefinitionLevel();
    switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case BINARY ->
          writer.write(
              Binary.fromReusedByteArray(rows.bytes(i), rows.offset(i), rows.length(i)), 0, defined);
      case INT32 -> writer.write((int) rows.longValue(i), 0, defined);
      case INT64 -> writer.write(rows.longValue(i), 0, defined);
      case BOOLEAN -> writer.write(rows.longValue(i) != 0, 0, defined);
      case DOUBLE -> writer.write(Double.longBitsToDouble(rows.longValue(i)), 0, defined);
      default -> throw new IllegalArgumentException("not in the benchmark: " + column);
    }
  }

  private static final class Compressor implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput page) throws IOException {
      return BytesInput.from(Zstd.compress(page.toInputStream().readAllBytes(), 3));
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {}
  }
}
