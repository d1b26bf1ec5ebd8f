package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.datawarp.model.Progress;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of a long CSV that somebody takes while it is read. */
class StreamedRowsTest {
  /** With texts as long as these, five megabytes: the head is two. */
  private static final int ROWS = 20_000;

  private static final String LONG = "-a-code-as-long-as-a-name".repeat(9);
  private static final String HEADER = "Code,Patients,Rate,Day\n";

  @TempDir Path folder;

  /** Takes rows as text. */
  private static final class Taker implements StreamedRows {
    final CountDownLatch ended = new CountDownLatch(1);
    final List<String> rows = new ArrayList<>();
    volatile List<TableColumn> columns = List.of();

    @Override
    public void take(List<TableColumn> taken, RowCursor cursor) {
      columns = taken;
      try {
        rows.addAll(RowTexts.of(cursor));
      } finally {
        ended.countDown();
      }
    }
  }

  @Test
  void theRowsAreThoseOfTheTable() throws Exception {
    Taker taker = new Taker();

    try (Extraction extraction = extract(csv("", ""), taker)) {
      taker.ended.await();

      SourceTable source = extraction.early().orElseThrow();
      assertThat(taker.columns)
          .extracting(TableColumn::name, TableColumn::type)
          .containsExactly(
              tuple("code", ColumnType.TEXT),
              tuple("patients", ColumnType.BIGINT),
              tuple("patients__marker", ColumnType.TEXT),
              tuple("rate", ColumnType.NUMERIC),
              tuple("day", ColumnType.DATE));
      assertThat(taker.rows).hasSize(ROWS).isEqualTo(RowTexts.of(source.parts().get(0)));
    }
  }

  /** Lines before the header and after the rows that the head's guess does not foresee. */
  static Stream<List<String>> surprises() {
    return Stream.of(
        List.of("", "R1,many,1.5,01/08/2025\n"),
        List.of("", "R1,c,1.5,01/08/2025\n"),
        List.of("", "R1,0017,1.5,01/08/2025\n"),
        List.of("", "R1,1.5,1.5,01/08/2025\n"),
        List.of("", "R1,1,1.5,08/31/2025\n"),
        List.of("", "R1,1,1.5,01/08/2025,more\n"),
        List.of("", HEADER),
        List.of("", "\nNotes\nA note on the data that nobody would take for a row\n"));
  }

  @ParameterizedTest
  @MethodSource("surprises")
  void whatTheHeadDoesNotShowIsNotLost(List<String> around) throws Exception {
    Taker taker = new Taker();

    try (Extraction extraction = extract(csv(around.get(0), around.get(1)), taker);
        Extraction plain = extract(csv(around.get(0), around.get(1)))) {
      taker.ended.await();

      SourceTable source = extraction.sources().get(0);
      boolean counts = extraction.early().isPresent() && taker.rows.size() == source.rowsToLoad();
      List<String> rows = RowTexts.of(plain.sources().get(0).parts().get(0));
      assertThat(counts && !taker.rows.equals(rows)).as("wrong rows are taken for right").isFalse();
      assertThat(source.columns()).isEqualTo(plain.sources().get(0).columns());
      assertThat(RowTexts.of(source.parts().get(0))).isEqualTo(rows);
    }
  }

  @Test
  void linesBeforeTheHeaderAreNoRows() throws Exception {
    Taker taker = new Taker();

    try (Extraction extraction = extract(csv("Code list,,,\n\n", ""), taker)) {
      SourceTable source = extraction.sources().get(0);

      assertThat(source.rowsToLoad()).isEqualTo(ROWS);
      assertThat(extraction.early()).isEmpty();
    }
  }

  @Test
  void aShortFileIsNotGivenEarly() throws IOException {
    Taker taker = new Taker();

    try (Extraction extraction = extract(HEADER + "R1,1,1.5,01/08/2025\n", taker)) {
      assertThat(extraction.early()).isEmpty();
      assertThat(taker.columns).isEmpty();
    }
  }

  @Test
  void aTakerThatFailsStopsNothing() throws IOException {
    StreamedRows failing =
        (columns, rows) -> {
          rows.next();
          throw new DataRejectedException("no", "try again");
        };

    try (Extraction extraction = extract(csv("", ""), failing)) {
      assertThat(extraction.sources().get(0).rowsToLoad()).isEqualTo(ROWS);
      assertThat(extraction.early()).isEmpty();
    }
  }

  @Test
  void closingEndsATakerThatWouldWaitForEver() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    StreamedRows waiting =
        (columns, rows) -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        };

    // Two kinds of rows: equal ones are kept once, and would make a short file.
    String rows = "R1,1,1.5,01/08/2025\nR2,1,1.5,01/08/2025\n".replace(",1,", LONG + ",1,");
    Extraction extraction = extract(HEADER + rows.repeat(8_000), waiting);
    extraction.close();

    assertThat(interrupted.getCount()).isZero();
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }

  private static String csv(String before, String after) {
    StringBuilder csv = new StringBuilder(before).append(HEADER);
    for (int n = 1; n <= ROWS; n++) {
      csv.append('R').append(n).append(LONG).append(',');
      csv.append(n % 10 == 0 ? "*" : String.valueOf(n)).append(',');
      csv.append(n).append(".5,").append(n % 9 + 1).append("/08/2025\n");
    }
    return csv.append(after).toString();
  }

  private Extraction extract(String csv, StreamedRows taker) throws IOException {
    return extractor()
        .extract(file(csv), "long.csv", ExtractOptions.standard(), taker, Progress.NONE);
  }

  private Extraction extract(String csv) throws IOException {
    return extractor().extract(file(csv), "long.csv", ExtractOptions.standard());
  }

  private Extractor extractor() {
    return Extractor.over(new WorkbookReader(ReadLimits.standard(), folder), folder);
  }

  private Path file(String csv) throws IOException {
    return Files.writeString(folder.resolve("long.csv"), csv);
  }
}
