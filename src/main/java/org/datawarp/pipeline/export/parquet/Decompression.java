package org.datawarp.pipeline.export.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** What Parquet's reader needs to open pages without Hadoop: zstd, snappy, gzip or nothing. */
public final class Decompression implements CompressionCodecFactory {
  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return new Pages(codec);
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new IllegalStateException("pages are compressed by ChunkWriter");
  }

  @Override
  public void release() {}

  private static final class Pages implements BytesInputDecompressor {
    private final CompressionCodecName codec;

    Pages(CompressionCodecName codec) {
      this.codec = codec;
    }

    @Override
    public BytesInput decompress(BytesInput page, int plainSize) throws IOException {
      return BytesInput.from(plain(page.toInputStream().readAllBytes(), plainSize));
    }

    @Override
    public void decompress(ByteBuffer page, int size, ByteBuffer out, int plainSize)
        throws IOException {
      byte[] bytes = new byte[size];
      page.get(bytes);
      out.put(plain(bytes, plainSize));
    }

    @Override
    public void release() {}

    private byte[] plain(byte[] bytes, int plainSize) throws IOException {
      byte[] plain = plainBytes(bytes, plainSize);
      if (plain.length != plainSize) {
        throw new IOException("a page holds " + plain.length + " bytes, not " + plainSize);
      }
      return plain;
    }

    private byte[] plainBytes(byte[] bytes, int plainSize) throws IOException {
      return switch (codec) {
        case ZSTD -> Zstd.decompress(bytes, plainSize);
        case SNAPPY -> Snappy.uncompress(bytes);
        case UNCOMPRESSED -> bytes;
        case GZIP -> {
          try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            yield in.readNBytes(plainSize + 1);
          }
        }
        case LZO, BROTLI, LZ4, LZ4_RAW ->
            throw new IOException("pages compressed with " + codec + " are not supported");
      };
    }
  }
}
