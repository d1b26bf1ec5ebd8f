package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SheetWarningsTest {
  @Test
  void whatIsSaidOfThreeSheetsAlikeIsOneLine() {
    List<String> lines =
        List.of("A: no header", "B: no header", "the file is odd", "A: 2: x", "C: no header");

    assertThat(SheetWarnings.joined(lines, Set.of("A", "B", "C")))
        .containsExactly("3 sheets (A, B, C): no header", "the file is odd", "A: 2: x");
  }

  @Test
  void whatIsSaidOfTwoStaysTwoLines() {
    assertThat(SheetWarnings.joined(List.of("A: x", "B: x", "A: x"), Set.of("A", "B")))
        .containsExactly("A: x", "B: x");
  }

  @Test
  void fiveSheetsAreNamedAndTheOthersCounted() {
    List<String> sheets = List.of("1", "2", "3", "4", "5", "6", "7");

    assertThat(
            SheetWarnings.joined(
                sheets.stream().map(sheet -> sheet + ": x").toList(), Set.copyOf(sheets)))
        .containsExactly("7 sheets (1, 2, 3, 4, 5 and 2 more): x");
  }

  @Test
  void wordsInAColumnOfWordsAreNoShorthand(@TempDir Path folder) {
    String[] words = {"Open", "Closed", "Total", "Not held", "N/A", "x", "Unknown", "-"};
    SheetFixture sheet = SheetFixture.sheet("Sites").row("*Site", "*State", "*Visits");
    for (int i = 0; i < 40; i++) {
      sheet.row("Site " + i, words[i % words.length], i);
    }

    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(extraction.warnings()).isEmpty();
      assertThat(extraction.tables().get(0).columns())
          .allSatisfy(column -> assertThat(column.markers()).isEmpty());
    }
  }
}
