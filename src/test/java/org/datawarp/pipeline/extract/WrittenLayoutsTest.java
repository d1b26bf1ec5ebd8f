package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sheets as publishers lay them out, with what a careful reader sees on them. */
class WrittenLayoutsTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "layouts");

  @TempDir Path folder;

  static List<WrittenLayout> layouts() throws IOException {
    List<WrittenLayout> layouts = new ArrayList<>();
    try (var files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        layouts.addAll(WrittenLayout.read(file));
      }
    }
    return layouts;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layouts")
  void holdsWhatAReaderSees(WrittenLayout layout) {
    assertThat(layout.found(folder, false)).isEqualTo(layout.expected());
    if (layout.isForCsv()) {
      assertThat(layout.found(folder, true)).as("as a CSV").isEqualTo(layout.expected());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layouts")
  void isReadAlikeHoweverItIsWritten(WrittenLayout layout) {
    SoftAssertions all = new SoftAssertions();
    isFound(all, "without bold letters", layout.with(WrittenLayout::undressed, 0));
    if (!layout.needsMerges()) {
      isFound(all, "without merged cells", layout.with(WrittenLayout::unmerged, 0));
    }
    isFound(all, "one column to the right", layout.with(WrittenLayout::indented, 0));
    isFound(all, "with a gap between groups", layout.with(WrittenLayout::spaced, 0));
    isFound(all, "with numbers as texts", layout.with(WrittenLayout::textual, 0));
    isFound(all, "with notes below", layout.with(WrittenLayout::annotated, 0));
    isFound(all, "with withheld numbers", layout.with(WrittenLayout::withheld, 0));
    if (!layout.needsMerges()) {
      all.assertThat(layout.found(folder, true)).as("a CSV").isEqualTo(layout.expected());
      all.assertThat(layout.with(WrittenLayout::repeated, 0).found(folder, true))
          .as("a CSV with merged cells repeated")
          .isEqualTo(layout.expected());
    }
    List<List<String>> lines =
        List.of(List.of("Back to contents"), List.of("*Statistics of 2024"), List.of(""));
    isFound(all, "lower", layout.with(rows -> WrittenLayout.below(lines, rows), 3));
    all.assertAll();
  }

  private void isFound(SoftAssertions all, String how, WrittenLayout layout) {
    all.assertThat(layout.found(folder, false)).as(how).isEqualTo(layout.expected());
  }
}
