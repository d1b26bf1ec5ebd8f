package org.datawarp.pipeline.extract.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.extract.ReadingBudget;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.workbook.CellSink.SheetType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellSpoolTest {
  @TempDir Path folder;

  @Test
  void whatGoesInComesOutFromMemoryAndFromDisk() throws IOException {
    for (long memory : new long[] {0, 1 << 24}) {
      Random random = new Random(7);
      List<String> written = new ArrayList<>();
      try (CellSpool spool = new CellSpool(folder, memory, budget(), null)) {
        spool.beginSheet("S", null, SheetType.WORKSHEET, SheetState.VISIBLE);
        long row = 0;
        for (int r = 0; r < 20_000; r++) {
          row += 1 + random.nextInt(3);
          boolean hidden = random.nextInt(10) == 0;
          spool.beginRow(row, hidden);
          int column = random.nextInt(3);
          for (int c = 0; c < 6; c++, column += 1 + random.nextInt(200)) {
            written.add(row + "," + hidden + "," + column + "," + write(spool, column, random));
          }
        }
        spool.endSheet();

        List<String> read = read(spool.sheets().get(0), 1, Long.MAX_VALUE);

        assertThat(read).isEqualTo(written);
        long from = row / 2;
        assertThat(read(spool.sheets().get(0), from, from + 50))
            .isEqualTo(
                written.stream()
                    .filter(
                        line -> {
                          long at = Long.parseLong(line.substring(0, line.indexOf(',')));
                          return at >= from && at <= from + 50;
                        })
                    .toList());
      }
      try (var files = Files.list(folder)) {
        assertThat(files).isEmpty();
      }
    }
  }

  private static String write(CellSpool spool, int column, Random random) {
    int style = random.nextInt(4);
    long value = random.nextLong() >> random.nextInt(60);
    switch (random.nextInt(7)) {
      case 0 -> {
        int scale = random.nextInt(10);
        spool.number(column, value, scale, style);
        return "NUMBER," + style + "," + value + "," + scale;
      }
      case 1 -> {
        double number = value * 1.5;
        spool.bigNumber(column, number, style);
        return "BIG_NUMBER," + style + "," + Double.doubleToLongBits(number);
      }
      case 2 -> {
        spool.date(column, value, style);
        return "DATE," + style + "," + value;
      }
      case 3 -> {
        spool.timestamp(column, value, style);
        return "TIMESTAMP," + style + "," + value;
      }
      case 4 -> {
        spool.bool(column, value > 0, style);
        return (value > 0 ? "TRUE," : "FALSE,") + style + "," + (value > 0 ? 1 : 0);
      }
      case 5 -> {
        spool.error(column, "#N/A", style);
        return "ERROR," + style + ",#N/A";
      }
      default -> {
        String text = "é".repeat(1 + random.nextInt(200)) + value;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        spool.text(column, bytes, 0, bytes.length, style);
        return "TEXT," + style + "," + text;
      }
    }
  }

  private static List<String> read(SpooledSheet sheet, long from, long to) {
    List<String> lines = new ArrayList<>();
    SpoolReader reader = sheet.open(from, to);
    while (reader.nextRow()) {
      while (reader.nextCell()) {
        String value =
            switch (reader.kind()) {
              case TEXT, ERROR ->
                  new String(
                      reader.bytes(), reader.offset(), reader.length(), StandardCharsets.UTF_8);
              case NUMBER -> reader.value() + "," + reader.scale();
              default -> Long.toString(reader.value());
            };
        lines.add(
            reader.row()
                + ","
                + reader.hidden()
                + ","
                + reader.column()
                + ","
                + reader.kind()
                + ","
                + reader.style()
                + ","
                + value);
      }
    }
    return lines;
  }

  private static ReadingBudget budget() {
    return new ReadingBudget("test.xlsx", () -> 0);
  }

  @Test
  void whatRepeatsIsKeptOnceAndComesBackAsOftenAsItStood() {
    List<String> written = new ArrayList<>();
    byte[] text = "x".repeat(1000).getBytes(StandardCharsets.UTF_8);
    SpooledSheet sheet;
    try (CellSpool spool = new CellSpool(folder, 1 << 16, budget(), null)) {
      spool.beginSheet("S", null, SheetType.WORKSHEET, SheetState.VISIBLE);
      for (int row = 1; row <= 60; row++) {
        // Runs of six rows with a gap and a hidden row between them.
        boolean hidden = row % 10 == 7;
        if (row % 10 == 9) {
          continue;
        }
        spool.beginRow(row, hidden);
        spool.number(0, row % 10 == 8 ? 1 : 2, 0, 0);
        spool.text(3, text, 0, text.length, 1);
        spool.repeat(5);
        spool.bool(7, true, 0);
        written.add(row + "," + hidden + ",0,NUMBER,0," + (row % 10 == 8 ? 1 : 2) + ",0");
        for (int column = 3; column <= 5; column++) {
          written.add(row + "," + hidden + "," + column + ",TEXT,1," + new String(text, UTF_8));
        }
        written.add(row + "," + hidden + ",7,TRUE,0,1");
      }
      spool.endSheet();
      sheet = spool.sheets().get(0);

      assertThat(read(sheet, 1, 100)).isEqualTo(written);
      assertThat(read(sheet, 13, 25))
          .isEqualTo(
              written.stream()
                  .filter(
                      line -> {
                        int row = Integer.parseInt(line.substring(0, line.indexOf(',')));
                        return row >= 13 && row <= 25;
                      })
                  .toList());
      assertThat(sheet.store.length(0)).isLessThan(25 * 1050);
      assertThat(sheet.profiles.values(0)).isEqualTo(5);
      assertThat(sheet.profiles.numbers(0)).isEqualTo(2);
      assertThat(sheet.profiles.bold(0)).isEqualTo(3);
    }
  }

  @Test
  void aRepeatedCellHasTheShapeOfAsManySingleOnes() {
    try (CellSpool spool = new CellSpool(folder, 1 << 16, budget(), null)) {
      spool.beginSheet("S", null, SheetType.WORKSHEET, SheetState.VISIBLE);
      byte[] text = {'a', 'b'};
      spool.beginRow(1, false);
      spool.text(0, text, 0, 2, 0);
      spool.repeat(2);
      spool.number(3, 7, 0, 0);
      spool.repeat(4);
      spool.beginRow(2, false);
      for (int column = 0; column < 3; column++) {
        spool.text(column, text, 0, 2, 0);
      }
      spool.number(3, 7, 0, 0);
      spool.number(4, 7, 0, 0);
      spool.endSheet();
      RowProfiles profiles = spool.sheets().get(0).profiles;

      assertThat(profiles.hash(0)).isEqualTo(profiles.hash(1));
      assertThat(profiles.last(0)).isEqualTo(profiles.last(1)).isEqualTo(4);
      assertThat(profiles.longest(0)).isEqualTo(2);
    }
  }

  @Test
  void theSpoolMayGrowToEightTimesWhatWasReadAndNoFurther() {
    byte[] text = "y".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    try (CellSpool spool = new CellSpool(folder, 1 << 16, budget(), null)) {
      spool.beginSheet("S", null, SheetType.WORKSHEET, SheetState.VISIBLE);
      spool.contentRead(1 << 20);

      assertThatThrownBy(
              () -> {
                for (int row = 1; row <= 200; row++) {
                  spool.beginRow(row, false);
                  spool.number(0, row, 0, 0);
                  spool.text(1, text, 0, text.length, 0);
                }
              })
          .isInstanceOf(SourceUnreadableException.class)
          .hasMessageContaining("test.xlsx repeats so much that its cells fill more than 75497472");
      assertThat(spool.sheets()).isEmpty();
    }
  }

  @Test
  void aRowThatDoesNotFitInMemoryIsRefused() {
    byte[] text = "y".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    try (CellSpool spool = new CellSpool(folder, 1 << 16, budget(), null)) {
      spool.beginSheet("S", null, SheetType.WORKSHEET, SheetState.VISIBLE);
      spool.contentRead(1L << 40);
      spool.beginRow(3, false);

      assertThatThrownBy(
              () -> {
                for (int column = 0; column < 100; column++) {
                  spool.text(column, text, 0, text.length, column % 2);
                }
              })
          .isInstanceOf(SourceUnreadableException.class)
          .hasMessageContaining("more than 67108864 bytes in row 3");
    }
  }

  @Test
  void readingHasAsMuchTimeAsItsBytesNeedUntilItIsOver() {
    AtomicLong clock = new AtomicLong();
    ReadingBudget budget = new ReadingBudget("slow.csv", clock::get);
    budget.contentRead(6 << 20);
    clock.set(Duration.ofSeconds(359).toNanos());
    budget.checkTime();
    clock.set(Duration.ofSeconds(361).toNanos());

    assertThatThrownBy(budget::checkTime)
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageContaining("slow.csv could not be read in 359 seconds");
    budget.finish();
    budget.checkTime();
  }

  @Test
  void whiteSpaceIsBlankAndBlankRowsAreNotKept() {
    try (CellSpool spool = new CellSpool(folder, 1 << 20, budget(), null)) {
      spool.beginSheet("S", null, SheetType.WORKSHEET, SheetState.VISIBLE);
      spool.beginRow(1, false);
      byte[] space = " \u00A0 ".getBytes(StandardCharsets.UTF_8);
      spool.text(0, space, 0, space.length, 0);
      spool.beginRow(5, false);
      spool.number(2, 1, 0, 0);
      spool.endSheet();

      SpooledSheet sheet = spool.sheets().get(0);

      assertThat(sheet.profiles.total()).isEqualTo(1);
      assertThat(sheet.profiles.row(0)).isEqualTo(5);
      assertThat(read(sheet, 1, 9)).containsExactly("5,false,2,NUMBER,0,1,0");
    }
  }

  @Test
  void aLongCsvIsRememberedByItsHeadAndTail() {
    try (CellSpool spool = new CellSpool(folder, 1 << 16, budget(), null)) {
      spool.beginSheet(null, null, SheetType.CSV, SheetState.VISIBLE);
      for (int row = 1; row <= 10_000; row++) {
        spool.beginRow(row, false);
        spool.number(0, row, 0, 0);
      }
      spool.endSheet();

      Grid grid = Grid.of(spool.sheets().get(0));

      assertThat(grid.size()).isEqualTo(RowProfiles.HEAD + RowProfiles.TAIL);
      assertThat(grid.row(RowProfiles.HEAD)).isEqualTo(10_000 - RowProfiles.TAIL + 1);
      assertThat(grid.afterHole(RowProfiles.HEAD)).isTrue();
      assertThat(grid.line(grid.size() - 1).first().text()).isEqualTo("10000");
      assertThat(grid.line(RowProfiles.HEAD).first().value()).isEqualTo(9_001);
      assertThat(grid.entryOf(9_500)).isEqualTo(RowProfiles.HEAD + 499);
    }
  }
}
