package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
  private static final LocalDate DAY = LocalDate.of(2024, 4, 1);

  @TempDir Path folder;

  private static SheetFixture tenRowsWith(Object... odd) {
    SheetFixture sheet = SheetFixture.sheet("Waits").row("Code", "Patients");
    sheet.row("A", 100).row("A", 101);
    for (Object value : odd) {
      sheet.row("B", value);
    }
    for (int i = 2; i < 10; i++) {
      sheet.row("A", 100 + i);
    }
    return sheet;
  }

  private Extraction extract(SheetFixture sheet, int most) {
    return sheet.extract(folder, ExtractOptions.standard().withMaxQuarantine(most));
  }

  private static ColumnType type(Extraction extraction, int column) {
    return extraction.sources().get(0).columns().get(column).type();
  }

  @Test
  void withoutAThresholdTheTypeWidens() {
    SheetFixture sheet = tenRowsWith(DAY, "12b");

    try (Extraction extraction = extract(sheet, 0)) {
      assertThat(type(extraction, 1)).isEqualTo(ColumnType.TEXT);
      assertThat(extraction.sources().get(0).parts().get(0).quarantined()).isEmpty();
    }
  }

  @Test
  void aFewContradictingCellsArePutAsideAndTheirRowsLoaded() {
    SheetFixture sheet = tenRowsWith(DAY, "12b", "[c]");

    try (Extraction extraction = extract(sheet, 2)) {
      SourceTable source = extraction.sources().get(0);
      SourcePart part = source.parts().get(0);

      assertThat(source.columns())
          .extracting(TableColumn::name)
          .containsExactly("code", "patients", "patients__marker");
      assertThat(type(extraction, 1)).isEqualTo(ColumnType.BIGINT);
      assertThat(RowTexts.of(part))
          .startsWith("A 100 .", "A 101 .", "B . .", "B . .", "B . [c]")
          .hasSize(13);
      assertThat(part.counts().data()).isEqualTo(13);
      assertThat(part.quarantined())
          .containsExactly(
              new QuarantinedCell(
                  "Waits",
                  null,
                  "B4",
                  4,
                  "patients",
                  "2024-04-01",
                  "a date in a column of type bigint"),
              new QuarantinedCell(
                  "Waits", null, "B5", 5, "patients", "12b", "a text in a column of type bigint"));
      assertThat(extraction.tables().get(0).columns().get(1).valueCount()).isEqualTo(10);
      assertThat(extraction.warnings())
          .contains("Waits: put aside, contradicting the column's type: B (2 cells)");
    }
  }

  @Test
  void oneMoreThanTheThresholdWidensTheType() {
    try (Extraction extraction = extract(tenRowsWith(DAY, "12b", "13c"), 2)) {
      assertThat(type(extraction, 1)).isEqualTo(ColumnType.TEXT);
    }
  }

  @Test
  void manyCellsAreNoExceptionWhateverTheThreshold() {
    Object[] odd = {"1a", "2a", "3a", "4a"};

    try (Extraction extraction = extract(tenRowsWith(odd), 1_000)) {
      assertThat(type(extraction, 1)).isEqualTo(ColumnType.TEXT);
    }
  }

  @Test
  void codesAndMembersOfADimensionAreNeverPutAside() {
    for (String value : List.of("007", "Total")) {
      try (Extraction extraction = extract(tenRowsWith(value), 5)) {
        assertThat(type(extraction, 1)).as(value).isEqualTo(ColumnType.TEXT);
        assertThat(extraction.sources().get(0).parts().get(0).quarantined()).isEmpty();
      }
    }
  }

  @Test
  void shorthandNobodyExplainsStaysAMarker() {
    try (Extraction extraction = extract(tenRowsWith("withdrawn"), 5)) {
      SourcePart part = extraction.sources().get(0).parts().get(0);

      assertThat(part.quarantined()).isEmpty();
      assertThat(RowTexts.of(part)).contains("B . withdrawn");
    }
  }

  @Test
  void aLongTextIsPutAsideWhole() {
    String comment = "not returned because the system was replaced ".repeat(3).strip();

    try (Extraction extraction = extract(tenRowsWith(comment), 1)) {
      SourcePart part = extraction.sources().get(0).parts().get(0);

      assertThat(type(extraction, 1)).isEqualTo(ColumnType.BIGINT);
      assertThat(part.quarantined()).extracting(QuarantinedCell::raw).containsExactly(comment);
    }
    try (Extraction extraction = extract(tenRowsWith(comment), 0)) {
      assertThat(type(extraction, 1)).isEqualTo(ColumnType.TEXT);
    }
  }

  @Test
  void datesAndTruthValuesKeepTheirTypesToo() {
    SheetFixture sheet = SheetFixture.sheet("Waits").row("Code", "Seen", "Open", "Count");
    sheet.row("A", 17, "maybe", 1).row("A", "soon 2", true, 2).row("B", "31/12/2024", false, 3);
    for (int i = 0; i < 10; i++) {
      sheet.row("A", DAY, i % 2 == 0, i);
    }

    try (Extraction extraction = extract(sheet, 3)) {
      assertThat(type(extraction, 1)).isEqualTo(ColumnType.DATE);
      assertThat(type(extraction, 2)).isEqualTo(ColumnType.BOOLEAN);
      assertThat(extraction.sources().get(0).parts().get(0).quarantined())
          .extracting(QuarantinedCell::cell, QuarantinedCell::reason)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("B2", "a number in a column of type date"),
              org.assertj.core.groups.Tuple.tuple("C2", "a text in a column of type boolean"),
              org.assertj.core.groups.Tuple.tuple("B3", "a text in a column of type date"));
    }
  }

  @Test
  void aDateInTheOtherOrderIsPutAside() {
    SheetFixture sheet = SheetFixture.sheet("Waits").row("Code", "Seen", "Count");
    sheet.row("A", "12/31/2024", 1);
    for (int i = 0; i < 9; i++) {
      sheet.row("A", "2" + i + "/12/2024", i);
    }

    try (Extraction extraction = extract(sheet, 1)) {
      SourcePart part = extraction.sources().get(0).parts().get(0);

      assertThat(type(extraction, 1)).isEqualTo(ColumnType.DATE);
      assertThat(RowTexts.of(part)).startsWith("A . 1", "A 2024-12-20 0");
      assertThat(part.quarantined()).extracting(QuarantinedCell::cell).containsExactly("B2");
      assertThat(extraction.tables().get(0).columns().get(1).valueCount()).isEqualTo(9);
    }
  }

  @Test
  void aMemberThatIsTextMakesTheWholeSourceText() {
    SheetFixture zip = SheetFixture.csv("a.csv").row("Code", "Count");
    for (int i = 0; i < 9; i++) {
      zip.row("A", i);
    }
    zip.row("A", "9x").csvAfter("b.csv").row("Code", "Count");
    for (int i = 0; i < 9; i++) {
      zip.row("B", "word " + i);
    }

    try (Extraction extraction = extract(zip, 3)) {
      SourceTable source = extraction.sources().get(0);

      assertThat(source.parts()).hasSize(2);
      assertThat(type(extraction, 1)).isEqualTo(ColumnType.TEXT);
      assertThat(source.parts().get(0).quarantined()).isEmpty();
      assertThat(RowTexts.of(source.parts().get(0))).endsWith("A 9x a.csv");
    }
  }

  @Test
  void cellsOfPeriodsNameTheColumnTheyAreMissingFrom() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits").row("Code", "Apr-24", "May-24", "Jun-24").row("A", "1x", 2, 3);
    for (int i = 0; i < 9; i++) {
      sheet.row("A", i, i, i);
    }

    try (Extraction extraction = extract(sheet, 3)) {
      SourcePart part = extraction.sources().get(0).parts().get(0);

      assertThat(part.quarantined())
          .containsExactly(
              new QuarantinedCell(
                  "Waits", null, "B2", 2, "value", "1x", "a text in a column of type bigint"));
      assertThat(RowTexts.of(part)).hasSize(30);
    }
  }

  @Test
  void fewerThanNoCellsIsABug() {
    assertThatThrownBy(() -> ExtractOptions.standard().withMaxQuarantine(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
