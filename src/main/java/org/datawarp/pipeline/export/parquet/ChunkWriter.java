package org.datawarp.pipeline.export.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.datawarp.pipeline.export.ByteSink;
import org.datawarp.pipeline.export.HashedFile;

/**
 * Writes one column of one row group as pages, compressed with zstd and each with its checksum.
 *
 * <p>Source: Apache Parquet, "File format" and "Data pages"; data pages are of version 1, which
 * every reader knows.
 */
final class ChunkWriter implements AutoCloseable {
  private static final int LEVEL = 3;
  private static final int PAGE_ROWS = 1 << 16;
  private static final int PAGE_BYTES = 1 << 20;
  private static final int MIN_PAGE_ROWS = 1 << 6;

  private final HashedFile out;
  private final ZstdCompressCtx zstd;
  private ByteSink body = new ByteSink();
  private final CRC32 crc = new CRC32();
  private byte[] compressed = new byte[0];
  private long plainBytes;

  private ChunkWriter(HashedFile out, ZstdCompressCtx zstd) {
    this.out = out;
    this.zstd = zstd;
  }

  static ChunkWriter open(HashedFile out) {
    ZstdCompressCtx zstd = new ZstdCompressCtx();
    zstd.setLevel(LEVEL);
    return new ChunkWriter(out, zstd);
  }

  /** Writes the pages and returns what the footer says about them. */
  ColumnChunk write(ParquetColumnType form, DefinitionLevels presence, PageValues values)
      throws IOException {
    long start = out.position();
    plainBytes = 0;
    ColumnMetaData meta = new ColumnMetaData();
    if (values.dictionarySize() > 0) {
      body.clear();
      values.putDictionary(body);
      writePage(dictionaryHeader(values));
      meta.setDictionary_page_offset(start);
    }
    meta.setData_page_offset(out.position());
    writeDataPages(presence, values);
    meta.setType(form.physical());
    meta.setEncodings(encodings(values));
    meta.setPath_in_schema(List.of(form.column().name()));
    meta.setCodec(CompressionCodec.ZSTD);
    meta.setNum_values(presence.rows());
    meta.setTotal_uncompressed_size(plainBytes);
    meta.setTotal_compressed_size(out.position() - start);
    meta.setStatistics(statistics(presence, values));
    ColumnChunk chunk = new ColumnChunk(start);
    chunk.setMeta_data(meta);
    return chunk;
  }

  /** Lets go of what pages take; may be called again. */
  @Override
  public void close() {
    zstd.close();
    body = new ByteSink();
    compressed = new byte[0];
  }

  private void writeDataPages(DefinitionLevels presence, PageValues values) throws IOException {
    int pageRows =
        Math.max(MIN_PAGE_ROWS, Math.min(PAGE_ROWS, PAGE_BYTES / values.bytesPerValue()));
    int value = 0;
    for (int row = 0; row < presence.rows(); row += pageRows) {
      int end = Math.min(presence.rows(), row + pageRows);
      int count = presence.values(row, end);
      body.clear();
      presence.put(body, row, end);
      values.put(body, value, value + count);
      value += count;
      PageHeader header = new PageHeader(PageType.DATA_PAGE, 0, 0);
      header.setData_page_header(
          new DataPageHeader(end - row, values.encoding(), Encoding.RLE, Encoding.RLE));
      writePage(header);
    }
  }

  private void writePage(PageHeader header) throws IOException {
    int bound = Math.toIntExact(Zstd.compressBound(body.size()));
    if (compressed.length < bound) {
      compressed = new byte[bound];
    }
    int size =
        zstd.compressByteArray(compressed, 0, compressed.length, body.bytes(), 0, body.size());
    crc.reset();
    crc.update(compressed, 0, size);
    header.setUncompressed_page_size(body.size());
    header.setCompressed_page_size(size);
    header.setCrc((int) crc.getValue());
    long start = out.position();
    Util.writePageHeader(header, out);
    plainBytes += out.position() - start + body.size();
    out.write(compressed, 0, size);
  }

  private static PageHeader dictionaryHeader(PageValues values) {
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, 0, 0);
    header.setDictionary_page_header(
        new DictionaryPageHeader(values.dictionarySize(), Encoding.PLAIN));
    return header;
  }

  private static List<Encoding> encodings(PageValues values) {
    return values.dictionarySize() > 0
        ? List.of(Encoding.RLE, Encoding.PLAIN, Encoding.RLE_DICTIONARY)
        : List.of(Encoding.RLE, values.encoding());
  }

  private static Statistics statistics(DefinitionLevels presence, PageValues values) {
    Statistics statistics = new Statistics();
    statistics.setNull_count(presence.nulls());
    byte[] min = values.min();
    byte[] max = values.max();
    if (min != null && max != null) {
      statistics.setMin_value(min);
      statistics.setMax_value(max);
    }
    return statistics;
  }
}
