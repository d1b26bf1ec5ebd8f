package org.datawarp.pipeline.extract.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.datawarp.pipeline.extract.table.DrawnSheet.Form.CSV;
import static org.datawarp.pipeline.extract.table.DrawnSheet.Form.CSV_REPEATED;
import static org.datawarp.pipeline.extract.table.DrawnSheet.Form.UNMERGED;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.extract.marker.MarkerLexicon;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where bodies end, and what the words among their numbers are, drawn with seeds. */
class BodyVariantsTest {
  private static final String[] PLACES = {
    "Bexley", "Leeds", "Truro", "York", "Derby", "Luton", "Stoke", "Wells", "Ripon", "Ely"
  };
  @TempDir Path folder;

  private static DrawnSheet table(Random random, int rows) {
    DrawnSheet sheet =
        new DrawnSheet().row("Figures by area").row("Area", "Seen", "Waiting", "Beds");
    for (int r = 0; r < rows; r++) {
      sheet.row(PLACES[r % 10] + r, random.nextInt(900), random.nextInt(900), random.nextInt(90));
    }
    return sheet.holds(List.of(2), 3, 2 + rows, 1, 4);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void notesThatBeginWithANumberOrAMarker(long seed) {
    Random random = new Random(seed);
    int rows = 4 + random.nextInt(8);
    for (int gap = 0; gap < 3; gap++) {
      table(random, rows)
          .blank(gap)
          .row(1, "Data up to and including May 2024")
          .row(2, "Beds are counted at midnight")
          .isFound("numbers, gap " + gap, folder, UNMERGED, CSV);
      table(random, rows)
          .blank(gap)
          .row("-", "denotes that the figure is not available")
          .row("[c]", "confidential, fewer than five persons")
          .isFound("markers, gap " + gap, folder, UNMERGED, CSV);
      table(random, rows)
          .blank(gap)
          .row("Notes")
          .row("1", "Data up to and including May 2024")
          .isFound("a heading, gap " + gap, folder, UNMERGED, CSV);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aNoteInEveryColumnIsOneNote(long seed) {
    Random random = new Random(seed);
    table(random, 4 + random.nextInt(8))
        .row("Source: the register of areas")
        .across(1, 4)
        .row("Figures of the last month are provisional")
        .across(1, 4)
        .isFound("merged notes", folder, CSV_REPEATED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void factsFarBelowBelongToNoTable(long seed) {
    Random random = new Random(seed);
    int rows = 4 + random.nextInt(4);
    DrawnSheet sheet = new DrawnSheet().row("Answers").row("Answer", "A", "B", "D", "E", "F", "G");
    for (int r = 0; r < rows; r++) {
      sheet.row("Answer " + PLACES[r], 1 + r, 12, 13, 15, 11, 19 + r);
    }
    sheet.holds(List.of(2), 3, 2 + rows, 1, 7);
    sheet.blank(5).row("About these data").row("Year", 2011).row("Sample", 30_565);
    sheet.isFound("facts", folder, UNMERGED, CSV);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 5, 8})
  void aLabelBetweenBlankLinesOpensASectionOfTheSameTable(int gap) {
    DrawnSheet sheet =
        new DrawnSheet().row("Registrations").row("Area", "A", "B", "C", "D", "E", "F");
    for (int r = 0; r < 4; r++) {
      sheet.row("Region " + PLACES[r], 10 + r, 12, 13, 15, 11, 19 + r);
    }
    sheet.blank(gap).row("Local Authority").blank(gap == 0 ? 0 : 1);
    for (int r = 4; r < 10; r++) {
      sheet.row(PLACES[r], 1 + r, 2, 3, r, 1, 9);
    }
    int last = 13 + gap + (gap == 0 ? 0 : 1);
    sheet.holds(List.of(2), 3, last, 1, 7).isFound("gap " + gap, folder, UNMERGED, CSV);
  }

  @ParameterizedTest
  @ValueSource(strings = {"closed", "Not given", "NA", "Not held", "Cost exceeded", "not recorded"})
  void wordsForAMissingNumberAreMarkers(String word) {
    for (int share = 2; share <= 6; share++) {
      ColumnScan scan = new ColumnScan();
      for (int r = 0; r < 30; r++) {
        text(scan, r % share == 0 ? word : Integer.toString(r * 7));
      }
      ColumnVerdict verdict = scan.decide(MarkerLexicon.fallback());
      assertThat(verdict.type()).as(word + " in one of " + share).isEqualTo(ColumnType.INTEGER);
      assertThat(verdict.tokens()).contains(word);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2016(2)", "2017(12)", "1999(1)"})
  void aYearMayHaveANote(String year) {
    ColumnScan scan = new ColumnScan();
    for (int r = 2000; r < 2010; r++) {
      text(scan, Integer.toString(r));
    }
    text(scan, year);
    assertThat(scan.decide(MarkerLexicon.fallback()).type()).isEqualTo(ColumnType.INTEGER);

    ColumnScan counts = new ColumnScan();
    text(counts, "12(2)");
    text(counts, "17(4)");
    assertThat(counts.decide(MarkerLexicon.fallback()).type()).isEqualTo(ColumnType.TEXT);
  }

  private static void text(ColumnScan scan, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    scan.text(bytes, 0, bytes.length);
  }
}
