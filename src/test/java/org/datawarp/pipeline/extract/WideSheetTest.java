package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import org.datawarp.model.error.SourceUnreadableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sheets as wide as a workbook allows must not cost the square of their width. */
class WideSheetTest {
  private static final int WIDTH = 16_384;

  @TempDir Path folder;

  private static Object[] row(int start) {
    Object[] values = new Object[WIDTH];
    Arrays.setAll(values, i -> start + i);
    return values;
  }

  @Test
  void countersOverEveryColumnAreRead() {
    Object[] odd = row(7);
    Arrays.setAll(odd, i -> i * 31 % 977);
    SheetFixture sheet = SheetFixture.sheet("Wide").row(row(1)).row(odd).row(row(5)).row(odd);

    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(extraction.tables()).hasSize(1);
      assertThat(InspectPage.of("wide", extraction).length()).isLessThan(20_000_000);
    }
  }

  @Test
  void captionsOverEveryColumnAreRead() {
    Object[] captions = new Object[WIDTH];
    Arrays.setAll(captions, i -> "Caption " + i);

    try (Extraction extraction =
        SheetFixture.sheet("Wide").row(captions).row(row(1)).row(row(9)).extract(folder)) {
      assertThat(extraction.tables().get(0).columns()).hasSize(WIDTH);
    }
  }

  @Test
  void hundredsOfTablesOnOneSheetAreRead() {
    SheetFixture sheet = SheetFixture.sheet("Many");
    for (int i = 0; i < 900; i++) {
      sheet.row("Code " + i, "Beds " + i, "Days " + i).row("A", i, 2).row("B", i, 3).blank(1);
    }

    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(extraction.tables()).hasSize(900);
      assertThat(InspectPage.of("many", extraction).length()).isLessThan(40_000_000);
    }
  }

  @Test
  void tablesInRowsAndColumnsAreRead() {
    SheetFixture sheet = SheetFixture.sheet("Many");
    for (int i = 0; i < 300; i++) {
      sheet.row("Code", "Beds " + i, null, null, "Code", "Days " + i);
      sheet.row("A", i, null, null, "B", 2).row("B", i, null, null, "C", 3).blank(1);
    }

    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(extraction.tables()).hasSize(600);
    }
  }

  @Test
  void aSheetOfTooManyTablesIsRefusedInOneLine() {
    SheetFixture sheet = SheetFixture.sheet("Many");
    for (int i = 0; i < 5_000; i++) {
      sheet.row("Code " + i, "Beds " + i, "Days " + i).row("A", i, 2).row("B", i, 3).blank(1);
    }

    assertThatThrownBy(() -> sheet.extract(folder))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("sheet Many has more than 1000 tables");
  }

  @Test
  void thousandsOfMergesAreRead() {
    SheetFixture sheet = SheetFixture.sheet("Merged");
    for (int i = 0; i < 20_000; i++) {
      sheet.row("Region " + i, null, i, null).merge(3L * i + 1, 3L * i + 1, 0, 1);
      sheet.row(null, "Part", "Name").row("x", "y", i);
    }

    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(extraction.sheets()).hasSize(1);
      assertThat(InspectPage.of("merged", extraction).length()).isLessThan(40_000_000);
    }
  }
}
