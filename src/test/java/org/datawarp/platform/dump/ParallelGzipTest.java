package org.datawarp.platform.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelGzipTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 524_287, 524_288, 524_289, 3_000_000})
  void gunzipReadsWhatWasWritten(int size) throws IOException {
    byte[] bytes = sample(size);

    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed(bytes))).readAllBytes())
        .isEqualTo(bytes);
  }

  @Test
  void whatDoesNotCompressIsWrittenToo() throws IOException {
    byte[] bytes = new byte[2_000_000];
    new Random(1).nextBytes(bytes);

    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed(bytes))).readAllBytes())
        .isEqualTo(bytes);
  }

  @Test
  void anUnfinishedFileIsSeenToBeCutOff() throws IOException {
    byte[] bytes = packed(sample(2_000_000));
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 9);

    assertThatThrownBy(() -> new GZIPInputStream(new ByteArrayInputStream(cut)).readAllBytes())
        .isInstanceOf(EOFException.class);
  }

  @Test
  void aFailureBelowComesUp() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    assertThatThrownBy(
            () -> {
              try (ParallelGzip gzip = new ParallelGzip(full, 2)) {
                gzip.write(sample(5_000_000));
                gzip.finish();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ParallelGzip gzip = new ParallelGzip(out, 3)) {
      for (int at = 0; at < bytes.length; at += 70_001) {
        gzip.write(bytes, at, Math.min(70_001, bytes.length - at));
      }
      gzip.finish();
      assertThat(gzip.sizeBytes()).isEqualTo(bytes.length);
    }
    return out.toByteArray();
  }

  private static byte[] sample(int size) {
    byte[] bytes = new byte[size];
    Random random = new Random(3);
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(4));
    }
    return bytes;
  }
}
