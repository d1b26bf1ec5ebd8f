package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.LeftOutRows;
import org.datawarp.model.table.SheetKind;
import org.datawarp.model.table.SheetState;
import org.datawarp.model.table.TableColumn;
import org.datawarp.model.table.UnpivotMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractionTest {
  @TempDir Path folder;

  private static List<String> names(SourceTable source) {
    return source.columns().stream().map(TableColumn::name).toList();
  }

  private static List<List<String>> rows(SourcePart part) {
    List<List<String>> rows = new ArrayList<>();
    try (RowCursor cursor = part.open()) {
      while (cursor.next()) {
        List<String> row = new ArrayList<>();
        row.add(cursor.rowNumber() + (cursor.sourceColumn() == null ? "" : cursor.sourceColumn()));
        for (int c = 0; c < cursor.columnCount(); c++) {
          row.add(cursor.isNull(c) ? null : value(cursor, c));
        }
        rows.add(row);
      }
    }
    assertThat((long) rows.size()).isEqualTo(part.rowsToLoad());
    return rows;
  }

  private static String value(RowCursor cursor, int c) {
    return switch (cursor.type(c)) {
      case TEXT ->
          new String(cursor.bytes(c), cursor.offset(c), cursor.length(c), StandardCharsets.UTF_8);
      case DATE -> LocalDate.ofEpochDay(cursor.longValue(c)).toString();
      default -> BigDecimal.valueOf(cursor.longValue(c), cursor.scale(c)).toPlainString();
    };
  }

  @Test
  void numbersStayNumbersAndShorthandStandsBeside() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("Code", "Patients")
            .row("A1", 12)
            .row("A2", "[c]")
            .row("A3", "1,234 [r]")
            .row("A4", 0);

    try (Extraction extraction = sheet.extract(folder)) {
      SourceTable source = extraction.sources().get(0);

      assertThat(names(source)).containsExactly("code", "patients", "patients__marker");
      assertThat(source.columns().get(1).type()).isEqualTo(ColumnType.BIGINT);
      assertThat(rows(source.parts().get(0)))
          .containsExactly(
              Arrays.asList("2", "A1", "12", null),
              Arrays.asList("3", "A2", null, "[c]"),
              Arrays.asList("4", "A3", "1234", "[r]"),
              Arrays.asList("5", "A4", "0", null));
    }
  }

  @Test
  void rowsReconcileWhateverStandsBetweenThem() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("Code", "Patients")
            .row("North")
            .row("A1", 1)
            .blank(1)
            .row("South")
            .row("A2", 2)
            .row("Code", "Patients")
            .row("A3", 3)
            .row("Notes");

    try (Extraction extraction = sheet.extract(folder)) {
      SourcePart part = extraction.sources().get(0).parts().get(0);

      assertThat(part.counts().reconciles()).isTrue();
      assertThat(part.counts().data()).isEqualTo(3);
      assertThat(part.counts().section()).isEqualTo(1);
      assertThat(part.counts().repeatedHeader()).isEqualTo(1);
      assertThat(part.counts().blank()).isEqualTo(1);
      assertThat(LeftOutRows.text(part.leftOut()))
          .isEqualTo("1 blank row (4), 1 section row (5), 1 repeated header row (7)");
      assertThat(extraction.leftOut()).containsExactly(part.leftOut());
      assertThat(rows(part)).extracting(row -> row.get(0)).containsExactly("3", "6", "8");
    }
  }

  @Test
  void membersOfOneShapeAreOneSourceWithTheMemberAsColumn() {
    SheetFixture zip =
        SheetFixture.csv("out/North.csv")
            .row("Code", "Count")
            .row("A1", 1)
            .csvAfter("out/South.csv")
            .row("Code", "Count")
            .row("B1", 2)
            .row("Code", "Count")
            .row("B2", 3)
            .csvAfter("out/Other.csv")
            .row("Id", "Label", "Rate")
            .row("x", "y", 5)
            .row("z", "w", 6);

    try (Extraction extraction = zip.extract(folder)) {
      assertThat(extraction.tables()).hasSize(3);
      assertThat(extraction.sources()).hasSize(2);
      SourceTable both = extraction.sources().get(0);
      assertThat(names(both)).containsExactly("code", "count", "member");
      assertThat(extraction.tables().get(0).group()).isEqualTo(both.suggestedName());
      assertThat(extraction.tables().get(2).group()).isNull();
      assertThat(rows(both.parts().get(1)))
          .containsExactly(
              List.of("2", "B1", "2", "out/South.csv"), List.of("4", "B2", "3", "out/South.csv"));
      assertThat(both.parts().get(1).counts().repeatedHeader()).isEqualTo(1);
    }
  }

  @Test
  void aMemberOfAlmostTheSameShapeIsLoadedApartAndNamed() {
    SheetFixture zip =
        SheetFixture.csv("North.csv")
            .row("Code", "Name", "Count", "Rate")
            .row("A1", "a", 1, 2)
            .csvAfter("South.csv")
            .row("Code", "Name", "Count", "Rate")
            .row("B1", "b", 2, 3)
            .csvAfter("West.csv")
            .row("Code", "Name", "Counts", "Rate", "Note")
            .row("C1", "c", 2, 3, "x");

    try (Extraction extraction = zip.extract(folder)) {
      assertThat(extraction.sources()).hasSize(2);
      assertThat(extraction.warnings())
          .anyMatch(line -> line.startsWith("West.csv: loaded apart from the 2 members"))
          .anyMatch(line -> line.contains("'Count' is now 'Counts'") && line.contains("Note"));
    }
  }

  @Test
  void aTokenNobodyExplainsIsKeptAndListed() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("Code", "Patients")
            .row("A1", 1)
            .row("A2", 2)
            .row("A3", "qq")
            .row("A4", 4)
            .row("A5", 5);

    try (Extraction extraction = sheet.extract(folder)) {
      SourceTable source = extraction.sources().get(0);

      assertThat(names(source)).containsExactly("code", "patients", "patients__marker");
      assertThat(rows(source.parts().get(0)).get(2)).containsExactly("4", "A3", null, "qq");
      assertThat(extraction.warnings()).containsExactly("Waits: no legend explains qq (column B)");
      assertThat(source.parts().get(0).markers())
          .extracting(marker -> marker.token() + " " + marker.kind())
          .containsExactly("qq UNKNOWN");
    }
  }

  @Test
  void monthsAcrossBecomeRowsAndMonthsToComeNone() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("Code", "Apr-24", "May-24", "Jun-24", "Jul-24")
            .row("A1", 1, 2, "[c]")
            .row("A2", 3, null, 5);

    try (Extraction extraction = sheet.extract(folder)) {
      SourceTable source = extraction.sources().get(0);

      assertThat(names(source))
          .containsExactly(
              "code", "period", "period_start", "period_end", "value", "value__marker");
      assertThat(rows(source.parts().get(0)))
          .contains(
              Arrays.asList("2B", "A1", "2024-04", "2024-04-01", "2024-04-30", "1", null),
              Arrays.asList("2D", "A1", "2024-06", "2024-06-01", "2024-06-30", null, "[c]"))
          .hasSize(6);
      assertThat(extraction.tables().get(0).columns()).hasSize(5);
    }
    try (Extraction wide =
        sheet.extract(folder, ExtractOptions.standard().withUnpivot(UnpivotMode.OFF))) {
      assertThat(names(wide.sources().get(0))).contains("apr_24", "jul_24");
    }
  }

  @Test
  void aTableWithATotalBesideItsMonthsStaysWide() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits")
            .row("Code", "Apr-24", "May-24", "Jun-24", "Total")
            .row("A1", 1, 2, 3, 6)
            .row("A2", 4, 5, 6, 15);

    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(extraction.tables().get(0).unpivot()).isNull();
    }
  }

  @Test
  void sheetsAreToldApart() {
    SheetFixture book =
        SheetFixture.sheet("Contents")
            .row("Contents")
            .row("Waits")
            .row("Notes")
            .sheetAfter("Notes", SheetState.VISIBLE)
            .row("Notes")
            .row("1", "All figures are provisional and may change")
            .sheetAfter("Waits", SheetState.VERY_HIDDEN)
            .row("Code", "Patients")
            .row("A1", 1)
            .row("A2", 2)
            .sheetAfter("Empty", SheetState.VISIBLE);

    try (Extraction extraction = book.extract(folder)) {
      assertThat(extraction.sheets())
          .extracting(sheet -> sheet.kind())
          .containsExactly(SheetKind.CONTENTS, SheetKind.NOTES, SheetKind.DATA, SheetKind.EMPTY);
      assertThat(extraction.warnings()).anyMatch(line -> line.contains("very_hidden"));
    }
  }

  @Test
  void theReportHasItsKeysInOrder() {
    SheetFixture sheet =
        SheetFixture.sheet("Waits").row("Code", "Patients").row("A1", 1).row("A2", 2);

    try (Extraction extraction = sheet.extract(folder)) {
      Map<String, Object> report = InspectReport.of("f.xlsx", extraction);

      assertThat(report.keySet())
          .containsExactly(
              "file", "sheets", "tables", "unclaimed", "legends", "differences", "warnings");
      assertThat((List<?>) report.get("tables"))
          .singleElement()
          .satisfies(
              table ->
                  assertThat(((Map<?, ?>) table).keySet().stream().map(Object::toString).toList())
                      .startsWith("sheet", "member", "title", "header_rows", "first_data_row"));
    }
  }

  @Test
  void aFailedReadLeavesNoTemporaryFile() throws Exception {
    CellFeed feed =
        (file, name, sink) -> {
          throw new SourceUnreadableException("broken", null);
        };

    assertThatThrownBy(
            () -> new Extractor(feed, folder).extract(folder, "x", ExtractOptions.standard()))
        .isInstanceOf(SourceUnreadableException.class);
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }
}
