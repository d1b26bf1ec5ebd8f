package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.datawarp.model.table.KeyOrigin;
import org.datawarp.model.table.SectionMode;
import org.datawarp.model.table.TableChoice;
import org.datawarp.model.table.TableColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows keep what they are rows of: labels above them, merged keys, keys printed once a group. */
class RowKeysTest {
  @TempDir private Path folder;

  private List<String> rows(Extraction extraction) {
    return RowTexts.of(extraction.sources().get(0).parts().get(0));
  }

  private static List<String> names(Extraction extraction) {
    return extraction.sources().get(0).columns().stream().map(TableColumn::name).toList();
  }

  private static SheetFixture sections() {
    return SheetFixture.sheet("Waits")
        .row("Provider", "Waiting", "Seen")
        .row("North")
        .row("A", 1, 2)
        .row("B", 3, 4)
        .row("South")
        .row("A", 5, 6)
        .row("B", 7, 8);
  }

  @Test
  void aLabelAloneIsAKeyOfTheRowsBelowIt() {
    try (Extraction extraction = sections().extract(folder)) {
      assertThat(names(extraction)).containsExactly("section", "provider", "waiting", "seen");
      assertThat(rows(extraction))
          .containsExactly("North A 1 2", "North B 3 4", "South A 5 6", "South B 7 8");
      assertThat(extraction.tables().get(0).columns())
          .extracting(column -> column.name())
          .containsExactly("provider", "waiting", "seen");
      assertThat(extraction.warnings()).isEmpty();
    }
  }

  @Test
  void labelsThatAreDroppedAndLeaveRowsAlikeAreToldOf() {
    ExtractOptions drop = ExtractOptions.standard().withSections(SectionMode.DROP);
    try (Extraction extraction = sections().extract(folder, drop)) {
      assertThat(names(extraction)).containsExactly("provider", "waiting", "seen");
      assertThat(extraction.warnings())
          .singleElement()
          .asString()
          .contains("Waits", "cannot be told apart", "6–7");
    }
  }

  @Test
  void oneTableCanDropItsLabels() {
    TableChoice choice =
        new TableChoice(
            "Waits", null, List.of(), null, List.of(), null, null, SectionMode.DROP, null);
    ExtractOptions options = ExtractOptions.standard().withChoices(List.of(choice));
    try (Extraction extraction = sections().extract(folder, options)) {
      assertThat(names(extraction)).doesNotContain("section");
    }
  }

  @Test
  void labelsNestByOrder() {
    SheetFixture sheet =
        SheetFixture.sheet("Nested")
            .row("Age", "Men", "Women")
            .row("England")
            .row("2023")
            .row("0 to 4", 1, 2)
            .row("5 to 9", 1, 2)
            .row("2024")
            .row("0 to 4", 3, 4)
            .row("5 to 9", 3, 4)
            .row("Wales")
            .row("2023")
            .row("0 to 4", 5, 6)
            .row("5 to 9", 5, 6);
    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(names(extraction)).startsWith("section_1", "section_2", "age");
      assertThat(rows(extraction))
          .contains("England 2023 0 to 4 1 2", "England 2024 5 to 9 3 4", "Wales 2023 0 to 4 5 6");
    }
  }

  @Test
  void labelsNestByIndentAndStyle() {
    SheetFixture byIndent =
        SheetFixture.sheet("Indent")
            .row("Trust", "Men", "Women")
            .row("North")
            .row("  Acute")
            .row("A", 1, 2)
            .row("B", 1, 2)
            .row("  Mental")
            .row("A", 3, 4)
            .row("South")
            .row("  Acute")
            .row("A", 5, 6);
    try (Extraction extraction = byIndent.extract(folder)) {
      assertThat(rows(extraction))
          .containsExactly(
              "North Acute A 1 2", "North Acute B 1 2", "North Mental A 3 4", "South Acute A 5 6");
    }
    SheetFixture byStyle =
        SheetFixture.sheet("Style")
            .row("Trust", "Men", "Women")
            .row("*North")
            .row("Acute")
            .row("A", 1, 2)
            .row("Mental")
            .row("A", 3, 4)
            .row("*South")
            .row("Acute")
            .row("A", 5, 6);
    try (Extraction extraction = byStyle.extract(folder)) {
      assertThat(rows(extraction))
          .containsExactly("North Acute A 1 2", "North Mental A 3 4", "South Acute A 5 6");
    }
  }

  @Test
  void aTotalOverAllIsInNoSection() {
    SheetFixture sheet = sections().row("Total", 16, 20);
    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(rows(extraction)).contains("South B 7 8", ". Total 16 20");
    }
  }

  @Test
  void aRowWithoutValuesIsNoSection() {
    SheetFixture sheet =
        SheetFixture.sheet("Gaps")
            .row("Provider", "Waiting", "Seen")
            .row("A", 1, 2)
            .row("B", 3, 4)
            .row("C")
            .row("D", 5, 6)
            .row("E", 7, 8);
    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(names(extraction)).doesNotContain("section");
      assertThat(extraction.warnings()).isEmpty();
    }
  }

  @Test
  void aMergedKeyIsFilledDown() {
    SheetFixture sheet =
        SheetFixture.sheet("Merged")
            .row("Region", "Sex", "Count")
            .row("North", "Men", 1)
            .row(null, "Women", 2)
            .row("South", "Men", 3)
            .row(null, "Women", 4)
            .merge(2, 3, 0, 0)
            .merge(4, 5, 0, 0);
    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(rows(extraction))
          .containsExactly("North Men 1", "North Women 2", "South Men 3", "South Women 4");
      assertThat(extraction.sources().get(0).columns().get(0).keys()).isEqualTo(KeyOrigin.MERGES);
      assertThat(extraction.sources().get(0).parts().get(0).keyOrigins())
          .isEqualTo(Map.of("region", List.of(List.of("A2", 3L, 3L), List.of("A4", 5L, 5L))));
    }
  }

  @Test
  void aKeyPrintedOnTheFirstRowOfEachGroupIsFilledDown() {
    SheetFixture sheet =
        SheetFixture.csv(null)
            .row("Region", "Sex", "Count")
            .row("North", "Men", 1)
            .row(null, "Women", 2)
            .row("South", "Men", 3)
            .row(null, "Women", 4)
            .row(null, "Total", 9);
    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(rows(extraction))
          .startsWith("North Men 1", "North Women 2", "South Men 3", "South Women 4");
      assertThat(extraction.sources().get(0).columns().get(0).keys()).isEqualTo(KeyOrigin.GROUPS);
    }
  }

  @Test
  void aColumnLeftBlankNowAndThenIsNotFilled() {
    SheetFixture sheet =
        SheetFixture.csv(null)
            .row("Flag", "Provider", "Count")
            .row("New", "A", 1)
            .row(null, "B", 2)
            .row("New", "C", 3)
            .row(null, "D", 4)
            .row("Closed", "E", 5)
            .row(null, "F", 5);
    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(rows(extraction)).contains(". B 2", ". D 4", ". F 5");
    }
  }

  @Test
  void aPersonSaysWhatIsFilledDown() {
    SheetFixture sheet =
        SheetFixture.sheet("Merged")
            .row("Region", "Sex", "Count")
            .row("North", "Men", 1)
            .row(null, "Women", 2)
            .row("South", "Men", 3)
            .row(null, "Women", 4)
            .merge(2, 3, 0, 0);
    TableChoice none =
        new TableChoice("Merged", null, List.of(), null, List.of(), null, null, null, List.of());
    try (Extraction extraction =
        sheet.extract(folder, ExtractOptions.standard().withChoices(List.of(none)))) {
      assertThat(rows(extraction)).contains(". Women 2", ". Women 4");
      assertThat(extraction.warnings())
          .singleElement()
          .asString()
          .contains("cannot be told apart", "5");
    }
    TableChoice region =
        new TableChoice(
            "Merged", null, List.of(), null, List.of(), null, null, null, List.of("Region"));
    try (Extraction extraction =
        sheet.extract(folder, ExtractOptions.standard().withChoices(List.of(region)))) {
      assertThat(rows(extraction)).contains("North Women 2");
    }
  }

  @Test
  void labelsAreTracedToTheirCells() {
    try (Extraction extraction = sections().extract(folder)) {
      assertThat(extraction.sources().get(0).parts().get(0).keyOrigins())
          .isEqualTo(Map.of("section", List.of(List.of("A2", 3L, 4L), List.of("A5", 6L, 7L))));
    }
  }

  @Test
  void labelsOverPeriodColumnsStayWithTheirRows() {
    SheetFixture sheet =
        SheetFixture.sheet("Months")
            .row("Provider", "Apr-24", "May-24", "Jun-24")
            .row("*North")
            .row("A", 1, 2, 3)
            .row("B", 4, 5, 6)
            .row("*South")
            .row("A", 7, 8, 9)
            .row("B", 1, 2, 3);
    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(names(extraction)).startsWith("section", "provider", "period");
      assertThat(rows(extraction).get(0)).startsWith("North A");
    }
  }

  @Test
  @Timeout(20)
  void tenThousandLabelsTakeLinearTime() {
    SheetFixture sheet = SheetFixture.sheet("Many").row("Provider", "Waiting", "Seen");
    for (int i = 0; i < 10_000; i++) {
      sheet.row("Group " + i).row("A", i, 2).row("B", i, 3);
    }
    try (Extraction extraction = sheet.extract(folder)) {
      List<String> rows = rows(extraction);
      assertThat(rows).hasSize(20_000).contains("Group 9999 B 9999 3");
    }
  }

  @Test
  void labelsAllThroughALongCsvGovernTheirRows() {
    SheetFixture sheet = SheetFixture.csv(null).row("Provider", "Waiting", "Seen");
    for (int i = 0; i < 2_000; i++) {
      sheet.row("Group " + i).row("A", i, 2).row("B", i, 3);
    }
    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(rows(extraction)).contains("Group 5 A 5 2", "Group 1999 B 1999 3");
    }
  }

  @Test
  void labelsThatCannotAllBeSeenGovernNoRow() {
    SheetFixture sheet = SheetFixture.csv(null).row("Provider", "Waiting", "Seen");
    for (int i = 0; i < 4_000; i++) {
      sheet.row("P" + i, i, 2);
    }
    for (int i = 0; i < 900; i++) {
      sheet.row("Group " + i).row("A", i, 2).row("B", i, 3);
    }
    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(rows(extraction))
          .contains("B 899 3")
          .noneMatch(row -> row.startsWith("Group 899 "));
    }
  }

  @Test
  void whateverIsGroupedComesBackAsItWasGrouped() {
    Random random = new Random(7);
    for (int round = 0; round < 30; round++) {
      SheetFixture sheet = SheetFixture.sheet("Random").row("Area", "Group", "Count");
      List<String> wanted = new java.util.ArrayList<>();
      int areas = 3 + random.nextInt(4);
      for (int area = 0; area < areas; area++) {
        int size = 2 + random.nextInt(4);
        for (int i = 0; i < size; i++) {
          sheet.row(i == 0 ? "area" + area : null, "g" + i, area * 10 + i);
          wanted.add("area" + area + " g" + i + " " + (area * 10 + i));
        }
      }
      try (Extraction extraction = sheet.extract(folder)) {
        assertThat(rows(extraction)).isEqualTo(wanted);
      }
    }
  }
}
