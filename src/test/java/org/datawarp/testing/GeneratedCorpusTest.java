package org.datawarp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The corpus in the repository; {@code -Dgolden.update=true} writes it anew. */
final class GeneratedCorpusTest {
  @Test
  void theCommittedFilesAreWhatTheGeneratorMakes() throws IOException {
    Map<String, byte[]> made = GeneratedCorpus.files();
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GeneratedCorpus.FOLDER);
      for (Map.Entry<String, byte[]> file : made.entrySet()) {
        Files.write(GeneratedCorpus.FOLDER.resolve(file.getKey()), file.getValue());
      }
    }

    try (Stream<Path> committed = Files.list(GeneratedCorpus.FOLDER)) {
      assertThat(committed.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(made.keySet());
    }
    for (Map.Entry<String, byte[]> file : made.entrySet()) {
      assertThat(Files.readAllBytes(GeneratedCorpus.FOLDER.resolve(file.getKey())))
          .as(file.getKey())
          .isEqualTo(file.getValue());
    }
  }
}
