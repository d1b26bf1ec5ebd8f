package org.datawarp.pipeline.extract.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.extract.Extractor;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files long enough to be typed while they are read. */
class StreamingScanTest {
  private static final int ROWS = 40_000;

  @TempDir Path folder;

  @Test
  void aTableUnderItsHeaderIsTypedWithAllItsRows() throws IOException {
    StringBuilder csv = new StringBuilder("Code,Patients,Rate\n");
    for (int n = 1; n <= ROWS; n++) {
      if (n == 20_000) {
        csv.append("Code,Patients,Rate\n");
      }
      csv.append("R").append(n).append(',');
      csv.append(n == ROWS ? "*" : String.valueOf(n)).append(',').append(n).append(".5\n");
    }

    try (Extraction extraction = extract(csv)) {
      DetectedTable table = extraction.tables().get(0);
      SourceTable source = extraction.sources().get(0);

      assertThat(table.counts().data()).isEqualTo(ROWS);
      assertThat(table.counts().repeatedHeader()).isEqualTo(1);
      assertThat(table.lastDataRow()).isEqualTo(ROWS + 2L);
      assertThat(source.rowsToLoad()).isEqualTo(ROWS);
      assertThat(types(source))
          .containsExactly(ColumnType.TEXT, ColumnType.BIGINT, ColumnType.TEXT, ColumnType.NUMERIC);
      assertThat(source.columns().get(1).markers()).containsExactly("*");
    }
  }

  @Test
  void linesBeforeTheHeaderAndWiderRowsAreSeenAllTheSame() throws IOException {
    StringBuilder csv = new StringBuilder("Statistics of waiting,\nPublished in August 2025,\n\n");
    csv.append("Code,Patients,Rate\n");
    for (int n = 1; n <= ROWS; n++) {
      csv.append("R").append(n).append(',').append(n).append(',').append(n % 7).append('\n');
    }

    try (Extraction extraction = extract(csv)) {
      DetectedTable table = extraction.tables().get(0);

      assertThat(table.headerRows()).containsExactly(4);
      assertThat(table.counts().data()).isEqualTo(ROWS);
      assertThat(types(extraction.sources().get(0)))
          .containsExactly(ColumnType.TEXT, ColumnType.BIGINT, ColumnType.BIGINT);
    }
  }

  @Test
  void aColumnThatTurnsToTextAtTheVeryEndIsText() throws IOException {
    StringBuilder csv = new StringBuilder("Code,Reference\n");
    for (int n = 1; n <= ROWS; n++) {
      csv.append("R").append(n).append(',').append(n == ROWS ? "00017" : "17").append('\n');
    }

    try (Extraction extraction = extract(csv)) {
      assertThat(types(extraction.sources().get(0)))
          .containsExactly(ColumnType.TEXT, ColumnType.TEXT);
    }
  }

  private Extraction extract(StringBuilder csv) throws IOException {
    Path file = Files.writeString(folder.resolve("long.csv"), csv);
    return Extractor.over(new WorkbookReader(ReadLimits.standard(), folder), folder)
        .extract(file, "long.csv", ExtractOptions.standard());
  }

  private static List<ColumnType> types(SourceTable source) {
    return source.columns().stream().map(TableColumn::type).toList();
  }
}
