package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.datawarp.model.table.SheetSummary;
import org.datawarp.model.table.UnclaimedCells;
import org.datawarp.pipeline.extract.account.Claim;
import org.datawarp.pipeline.extract.account.SheetAccount;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every cell of a sheet belongs to something, or is listed as belonging to nothing. */
class AccountTest {
  @TempDir private Path folder;

  /** Counts the cells of a file's sheets by what they belong to, each cell once. */
  private static Map<Claim, Long> count(Extraction extraction) {
    Map<Claim, Long> counts = new EnumMap<>(Claim.class);
    for (int i = 0; i < extraction.sheets().size(); i++) {
      SpooledSheet sheet = extraction.spooled().get(i);
      SheetSummary summary = extraction.sheets().get(i);
      List<FoundTable> tables =
          extraction.found().stream().filter(table -> table.layout().sheet() == sheet).toList();
      boolean skipped = summary.why().equals(ExtractionBuilder.SKIPPED);
      SheetAccount account = SheetAccount.of(sheet, tables, summary.kind(), skipped);
      SpoolReader reader = sheet.open(1, Long.MAX_VALUE);
      while (reader.nextRow()) {
        Line line = Grid.read(reader, 0, Integer.MAX_VALUE);
        List<Claim> claims = account.claims(line);
        assertThat(claims).hasSize(line.size());
        claims.forEach(claim -> counts.merge(claim, 1L, Long::sum));
      }
    }
    return counts;
  }

  private static void assertPartition(Extraction extraction) {
    Map<Claim, Long> counts = count(extraction);
    long listed = extraction.unclaimed().stream().mapToLong(UnclaimedCells::cells).sum();
    long data =
        extraction.found().stream()
            .flatMap(table -> table.scan().cells().stream())
            .mapToLong(Long::longValue)
            .sum();
    assertThat(counts.getOrDefault(Claim.UNCLAIMED, 0L)).isEqualTo(listed);
    assertThat(counts.getOrDefault(Claim.DATA, 0L)).isEqualTo(data);
  }

  @Test
  void claimedAndUnclaimedCellsPartitionSheetsOfEveryLayout() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      SheetFixture sheet =
          random.nextInt(4) == 0 ? SheetFixture.csv(null) : SheetFixture.sheet("S" + round);
      int blocks = 1 + random.nextInt(4);
      for (int block = 0; block < blocks; block++) {
        block(sheet, random);
      }
      try (Extraction extraction = sheet.extract(folder)) {
        assertPartition(extraction);
      }
    }
  }

  private static void block(SheetFixture sheet, Random random) {
    int indent = random.nextInt(3);
    int width = 2 + random.nextInt(4);
    switch (random.nextInt(7)) {
      case 0 -> sheet.row("*A title " + random.nextInt(9)).blank(random.nextInt(2));
      case 1 -> sheet.row("Note: about the data").row("Source: somebody");
      case 2 -> sheet.row(numbers(random, indent, width));
      case 3 -> sheet.row("Published", 2024).blank(1);
      case 4 -> sheet.blank(1).row(random.nextInt(99)).blank(1);
      default -> table(sheet, random, indent, width);
    }
    sheet.blank(random.nextInt(3));
  }

  private static Object[] numbers(Random random, int indent, int width) {
    Object[] row = new Object[indent + width];
    for (int i = indent; i < row.length; i++) {
      row[i] = random.nextInt(100);
    }
    return row;
  }

  private static void table(SheetFixture sheet, Random random, int indent, int width) {
    Object[] header = new Object[indent + width];
    for (int i = indent; i < header.length; i++) {
      header[i] = "Caption " + (char) ('a' + i) + random.nextInt(20);
    }
    sheet.row(header);
    int rows = 1 + random.nextInt(6);
    for (int r = 0; r < rows; r++) {
      if (random.nextInt(4) == 0) {
        sheet.row("Section " + r);
      }
      Object[] row = numbers(random, indent, width);
      row[indent] = "key " + r;
      if (random.nextInt(5) == 0) {
        row[indent + 1] = null;
      }
      sheet.row(row);
    }
  }

  @Test
  void rowsOfNumbersThatNoTableHoldsAreListed() {
    SheetFixture sheet =
        SheetFixture.sheet("Lost")
            .row("Area", "Men", "Women")
            .row("A", 1, 2)
            .row("B", 3, 4)
            .row("C", 5, 6)
            .blank(30)
            .row(null, null, null, null, null, 1, 2);
    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(extraction.unclaimed())
          .containsExactly(
              new UnclaimedCells("Lost", null, UnclaimedCells.Place.BELOW, "F35:G35", 2, 2, 1));
      assertThat(extraction.warnings())
          .containsExactly("Lost: 2 numbers in no table and under no name: F35:G35 (below)");
    }
  }

  @Test
  void aTitleANoteAndAParameterHaveNames() {
    SheetFixture sheet =
        SheetFixture.sheet("Named")
            .row("*Waits by area")
            .row("Published", 2024)
            .blank(1)
            .row("Area", "Men", "Women")
            .row("A", 1, 2)
            .row("B", 3, 4)
            .row("C", 5, 6)
            .blank(1)
            .row("1", "Data up to May");
    try (Extraction extraction = sheet.extract(folder)) {
      assertThat(extraction.unclaimed()).isEmpty();
    }
  }

  @Test
  void aThousandTablesAreAccountedForInLinearTime() {
    SheetFixture sheet = SheetFixture.sheet("Many");
    for (int i = 0; i < 500; i++) {
      sheet.row("Area", "Men" + i, "Women").row("A", 1, 2).row("B", 3, 4).row("C", 5, 6).blank(14);
    }
    try (Extraction extraction = sheet.extract(folder)) {
      assertPartition(extraction);
    }
  }
}
