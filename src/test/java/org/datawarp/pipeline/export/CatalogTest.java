package org.datawarp.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.datawarp.model.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
  private static final CatalogEntry FULL =
      entry("b_source", "2025-08", "2025-10", LocalDate.of(2025, 8, 1));
  private static final CatalogEntry SPARSE = entry("a_source", null, null, null);

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBackSortedBySource() {
    Path file = folder.resolve("catalog.parquet");

    Catalog.write(file, List.of(FULL, SPARSE));

    assertThat(Catalog.read(file)).containsExactly(SPARSE, FULL);
  }

  @Test
  void anEmptyCatalogueIsAFileToo() {
    Path file = folder.resolve("catalog.parquet");

    Catalog.write(file, List.of());

    assertThat(Catalog.read(file)).isEmpty();
  }

  @Test
  void theOrderOfEntriesDoesNotChangeTheBytes() {
    Path one = folder.resolve("one.parquet");
    Path two = folder.resolve("two.parquet");

    Catalog.write(one, List.of(FULL, SPARSE));
    Catalog.write(two, List.of(SPARSE, FULL));

    assertThat(one).hasSameBinaryContentAs(two);
  }

  @Test
  void aMissingCatalogueIsNamed() {
    assertThatThrownBy(() -> Catalog.read(folder.resolve("none.parquet")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("none.parquet");
  }

  private static CatalogEntry entry(String source, String min, String max, LocalDate day) {
    return new CatalogEntry(
        source,
        "A title, \"quoted\"",
        "",
        1_234_567_890_123L,
        17,
        42,
        min,
        max,
        day,
        day,
        "output/current/" + source + ".parquet",
        "ab".repeat(32),
        "cd".repeat(16),
        "Open Government Licence v3.0",
        "Contains …",
        day,
        "https://example.test/");
  }
}
