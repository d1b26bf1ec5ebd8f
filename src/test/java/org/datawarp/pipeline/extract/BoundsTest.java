package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.datawarp.model.table.BoundsMode;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.SheetState;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.workbook.CellSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundsTest {
  private static final ExtractOptions COLUMNS =
      ExtractOptions.standard().withBounds(BoundsMode.COLUMNS);

  @TempDir Path folder;

  private static List<String> names(Extraction extraction) {
    return extraction.sources().get(0).columns().stream().map(TableColumn::name).toList();
  }

  private static List<String> rows(Extraction extraction) {
    return RowTexts.of(extraction.sources().get(0).parts().get(0));
  }

  private static SheetFixture counts() {
    return SheetFixture.sheet("Waits")
        .row("Code", "Patients", "Beds")
        .row("A", "<5", 1)
        .row("B", "1-4", 2)
        .row("C", 12, 3)
        .row("D", ">100", 4)
        .row("E", "≤7", 5)
        .row("F", "[c]", 6)
        .row("G", 3, 7);
  }

  @Test
  void boundsAreColumnsOnlyWhereWanted() {
    try (Extraction extraction = counts().extract(folder)) {
      assertThat(names(extraction)).containsExactly("code", "patients", "patients__marker", "beds");
    }
    try (Extraction extraction = counts().extract(folder, COLUMNS)) {
      assertThat(names(extraction))
          .containsExactly(
              "code", "patients", "patients__marker", "patients__lo", "patients__hi", "beds");
      assertThat(extraction.sources().get(0).columns().get(3).type()).isEqualTo(ColumnType.NUMERIC);
      assertThat(rows(extraction))
          .containsExactly(
              "A . <5 . 4 1",
              "B . 1-4 1 4 2",
              "C 12 . . . 3",
              "D . >100 101 . 4",
              "E . ≤7 . 7 5",
              "F . [c] . . 6",
              "G 3 . . . 7");
    }
  }

  @Test
  void aMeasureIsBelowItsBoundByLessThanOne() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("Code", "Days")
            .row("A", "<5", null)
            .row("B", new BigDecimal("7.25"))
            .row("C", new BigDecimal("8.5"))
            .row("D", ">10");

    try (Extraction extraction = sheet.extract(folder, COLUMNS)) {
      assertThat(rows(extraction))
          .containsExactly("A . <5 . 5", "B 7.25 . . .", "C 8.5 . . .", "D . >10 10 .");
    }
  }

  @Test
  void percentagesStoredAsFractionsHaveBoundsInFractions() {
    CellFeed feed =
        (file, name, sink) -> {
          sink.beginSheet("S", null, CellSink.SheetType.WORKSHEET, SheetState.VISIBLE);
          sink.beginRow(1, false);
          text(sink, 0, "Code");
          text(sink, 1, "Share");
          for (int row = 2; row < 6; row++) {
            sink.beginRow(row, false);
            text(sink, 0, "A");
            if (row == 3) {
              text(sink, 1, ">95%");
            } else {
              sink.number(1, 45, 2, CellSink.PERCENT);
            }
          }
          sink.endSheet();
          return List.of();
        };

    try (Extraction extraction = new Extractor(feed, folder).extract(folder, "x", COLUMNS)) {
      assertThat(rows(extraction)).contains("A 0.45 . . .", "A . >95% 0.95 .");
    }
  }

  private static void text(CellSink sink, int column, String text) {
    byte[] utf8 = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    sink.text(column, utf8, 0, utf8.length, 0);
  }

  @Test
  void theLegendGivesBoundsToItsShorthand() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("Key: * denotes suppressed values between 1 and 7")
            .blank(1)
            .row("Code", "Patients")
            .row("C", 9)
            .row("C", 8)
            .row("A", "*")
            .row("B", "12*");

    try (Extraction extraction = sheet.extract(folder, COLUMNS)) {
      assertThat(rows(extraction))
          .containsExactly("C 9 . . .", "C 8 . . .", "A . * 1 7", "B 12 * . .");
    }
  }

  @Test
  void periodsAcrossTheColumnsHaveBoundsToo() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("Code", "Apr-24", "May-24", "Jun-24")
            .row("A", 1, "<5", "<5")
            .row("B", 2, 3, "<5");

    try (Extraction extraction = sheet.extract(folder, COLUMNS)) {
      assertThat(names(extraction)).endsWith("value", "value__marker", "value__lo", "value__hi");
      assertThat(rows(extraction))
          .contains(
              "A 2024-04 2024-04-01 2024-04-30 1 . . .",
              "B 2024-06 2024-06-01 2024-06-30 . <5 . 4");
    }
  }

  @Test
  void columnsWithoutBoundsAndTextsGetNone() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("Age", "Patients")
            .row("0-4", "[c]")
            .row("5-9", 2)
            .row("90+", 3);

    try (Extraction extraction = sheet.extract(folder, COLUMNS)) {
      assertThat(names(extraction)).containsExactly("age", "patients", "patients__marker");
    }
  }
}
