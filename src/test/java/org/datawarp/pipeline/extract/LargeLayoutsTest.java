package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Layouts taken to extremes cost time in proportion to their cells, and are read or refused. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LargeLayoutsTest {
  @TempDir Path folder;

  private static void table(SheetFixture sheet, int number) {
    sheet.row("*Table " + number + ": Patients by area").blank(1).row("*Area", "*Men", "*Women");
    for (int r = 0; r < 4; r++) {
      sheet.row("Area " + r, number + r, number * 2 + r);
    }
    sheet.blank(2);
  }

  @Test
  void aThousandTablesBelowEachOtherAreFound() {
    SheetFixture sheet = SheetFixture.sheet("Many");
    for (int number = 1; number <= 1_000; number++) {
      table(sheet, number);
    }

    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(extraction.found()).hasSize(1_000);
      assertThat(extraction.unclaimed()).isEmpty();
    }
  }

  @Test
  void moreAreRefusedInOneLine() {
    SheetFixture sheet = SheetFixture.sheet("Many");
    for (int number = 1; number <= 1_100; number++) {
      table(sheet, number);
    }

    assertThatThrownBy(() -> sheet.extract(folder).close())
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("sheet Many has more than 1000 tables");
  }

  @Test
  void tenThousandLabelsAreKeysOfTheRowsBelow() {
    SheetFixture sheet = SheetFixture.sheet("Labels").row("*Provider", "*Waiting", "*Seen");
    for (int label = 0; label < 10_000; label++) {
      sheet.row("*Place " + label).row("A", label, 1).row("B", label, 2);
    }

    try (Extraction extraction = sheet.extract(folder)) {
      FoundTable table = extraction.found().get(0);
      assertThat(table.keys().sections()).containsExactly("section");
      assertThat(table.keys().labelCount(0)).isEqualTo(10_000);
      assertThat(table.scan().counts().data()).isEqualTo(20_000);
    }
  }

  @Test
  void labelsAloneAreNoTable() {
    SheetFixture sheet = SheetFixture.sheet("Labels").row("*Provider", "*Waiting", "*Seen");
    for (int label = 0; label < 10_000; label++) {
      sheet.row("*Place " + label);
    }
    sheet.row("A", 1, 2);

    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(extraction.found()).hasSizeLessThanOrEqualTo(1);
      assertThat(extraction.found())
          .allSatisfy(table -> assertThat(table.scan().counts().reconciles()).isTrue());
    }
  }

  @Test
  void everyCellMayBeMerged() {
    SheetFixture sheet =
        SheetFixture.sheet("Merged").row("*Area", null, "*Men", null, "*Women", null);
    sheet.merge(1, 1, 0, 1).merge(1, 1, 2, 3).merge(1, 1, 4, 5);
    int rows = 5_000;
    for (int r = 2; r <= rows; r++) {
      sheet.row("Area " + r, null, r, null, r * 2, null);
      sheet.merge(r, r, 0, 1).merge(r, r, 2, 3).merge(r, r, 4, 5);
    }

    try (Extraction extraction = sheet.extract(folder)) {
      FoundTable table = extraction.found().get(0);
      assertThat(table.layout().headerRows()).containsExactly(1);
      assertThat(table.layout().lastData()).isEqualTo(rows);
      assertThat(table.scan().counts().data()).isEqualTo(rows - 1);
    }
  }

  @Test
  void aHeaderHasNoMoreLevelsThanPeopleRead() {
    SheetFixture sheet = SheetFixture.sheet("Levels");
    for (int level = 1; level <= 400; level++) {
      sheet.row("Key " + level, "*Group " + level, "*Men " + level, "*Women " + level);
    }
    for (int r = 1; r <= 50; r++) {
      sheet.row("Area " + r, r, r * 2, r * 3);
    }

    try (Extraction extraction = sheet.extract(folder)) {
      FoundTable table = extraction.found().get(0);
      assertThat(table.layout().headerRows()).hasSizeLessThanOrEqualTo(12).contains(400);
      assertThat(table.layout().firstData()).isEqualTo(401);
      assertThat(table.names()).allSatisfy(name -> assertThat(name.length()).isLessThan(56));
    }
  }
}
