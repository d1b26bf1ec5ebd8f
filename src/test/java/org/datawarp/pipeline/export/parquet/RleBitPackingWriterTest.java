package org.datawarp.pipeline.export.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.datawarp.pipeline.export.ByteSink;
import org.junit.jupiter.api.Test;

class RleBitPackingWriterTest {
  @Test
  void parquetsOwnDecoderReadsWhatIsEncoded() throws IOException {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      int max = 1 + random.nextInt(1 << (1 + random.nextInt(17)));
      int[] values = new int[1 + random.nextInt(400)];
      for (int i = 0; i < values.length; ) {
        int run = random.nextBoolean() ? 1 : 1 + random.nextInt(40);
        int end = Math.min(values.length, i + run);
        Arrays.fill(values, i, end, random.nextInt(max + 1));
        i = end;
      }
      int width = RleBitPackingWriter.width(max);
      int from = random.nextInt(values.length);
      ByteSink out = new ByteSink();

      RleBitPackingWriter.put(out, values, from, values.length, width);

      RunLengthBitPackingHybridDecoder decoder =
          new RunLengthBitPackingHybridDecoder(
              width, ByteBufferInputStream.wrap(ByteBuffer.wrap(out.bytes(), 0, out.size())));
      for (int i = from; i < values.length; i++) {
        assertThat(decoder.readInt()).isEqualTo(values[i]);
      }
    }
  }
}
