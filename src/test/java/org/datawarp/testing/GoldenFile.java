package org.datawarp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that people or scripts read, kept beside the tests and reviewed like code. */
public final class GoldenFile {
  private GoldenFile() {}

  /**
   * Compares a text with a file of {@code src/test/resources/golden}; {@code -Dgolden.update=true}
   * writes the file instead.
   */
  public static void check(String name, String text) {
    checkAt(Path.of("src", "test", "resources", "golden", name), text);
  }

  /** Compares a text with a file of the project, in the same way. */
  public static void checkAt(Path file, String text) {
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
      }
      assertThat(file).exists();
      assertThat(text)
          .as("%s; rewrite it with -Dgolden.update=true", file)
          .isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
