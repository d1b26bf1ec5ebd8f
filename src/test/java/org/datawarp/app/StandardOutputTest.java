package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardOutputTest {
  @Test
  void whatIsWrittenIsWhole() {
    StandardOutput output = new StandardOutput(OutputStream.nullOutputStream());
    print(output);
    assertThat(output.failure()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"No space left on device,No space left on device", "Broken pipe,"})
  void aFullDiskIsAFailureAndAReaderThatLeftIsNone(String message, String failure) {
    StandardOutput output =
        new StandardOutput(
            new OutputStream() {
              @Override
              public void write(int value) throws IOException {
                throw new IOException(message);
              }
            });
    print(output);
    assertThat(output.failure().orElse(null)).isEqualTo(failure);
  }

  private static void print(StandardOutput output) {
    PrintWriter writer = new PrintWriter(output, false, StandardCharsets.UTF_8);
    writer.println("a result");
    writer.flush();
  }
}
