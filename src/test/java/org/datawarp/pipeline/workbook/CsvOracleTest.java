package org.datawarp.pipeline.workbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.workbook.csv.CsvDialect;
import org.datawarp.pipeline.workbook.csv.CsvScanner;
import org.datawarp.pipeline.workbook.csv.TextProbe;
import org.datawarp.testing.GeneratedCorpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the scanner with FastCSV, an independent reader. */
class CsvOracleTest {
  private static final Path CORPUS =
      Path.of(System.getProperty("datawarp.corpus", Path.of("..", "shared", "corpus").toString()));
  private static final List<String> PIECES =
      List.of(
          "",
          "a",
          "Ünï",
          "😀",
          "0",
          "12",
          "-3.50",
          "007",
          "x,y",
          "p;q",
          "t\tt",
          "\"",
          "\"\"",
          "line\nbreak",
          " ",
          "  12",
          "- ",
          "9223372036854775807",
          "long ".repeat(60),
          "\n",
          "|");

  @ParameterizedTest
  @ValueSource(chars = {',', ';', '\t', '|'})
  void whatIsWrittenIsReadBack(char separator) {
    Random random = new Random(20_250_801L + separator);
    for (int round = 0; round < 60; round++) {
      String text = randomText(random, separator, round % 6 == 0 ? 3000 : 20);

      assertSame(ours(text, separator), theirs(text, separator));
    }
  }

  @Test
  void everyCsvOfTheCorpusReadsTheSame() throws IOException {
    assumeTrue(Files.isDirectory(CORPUS), "no corpus");
    everyCsvReadsTheSame(CORPUS);
  }

  @Test
  void everyGeneratedCsvReadsTheSame() throws IOException {
    everyCsvReadsTheSame(GeneratedCorpus.FOLDER);
  }

  private static void everyCsvReadsTheSame(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> tables =
          files
              .filter(file -> file.toString().endsWith(".csv"))
              // This one has a quote that is never closed; FastCSV reads the rest as one field.
              .filter(file -> !file.endsWith("issue-1066.csv"))
              .toList();
      assertThat(tables).isNotEmpty();
      for (Path file : tables) {
        TextProbe probe = TextProbe.of(file);
        char separator =
            org.datawarp.pipeline.workbook.csv.CsvReader.sample(probe, file).separator();
        Charset charset =
            switch (probe.encoding()) {
              case WINDOWS_1252 -> Charset.forName("windows-1252");
              case UTF_8, UTF_8_WITH_WINDOWS_1252 -> StandardCharsets.UTF_8;
              case UTF_16LE -> StandardCharsets.UTF_16LE;
              case UTF_16BE -> StandardCharsets.UTF_16BE;
            };
        String text = new String(Files.readAllBytes(file), charset).replaceFirst("^\ufeff", "");

        RecordedCells cells = new RecordedCells();
        new org.datawarp.pipeline.workbook.csv.CsvReader(ReadLimits.standard())
            .read(file, file.toString(), null, cells);

        assertSame(texts(cells), theirs(text, separator));
      }
    }
  }

  /** Compares cell by cell, since the difference of two large maps cannot be read. */
  private static void assertSame(Map<String, String> ours, Map<String, String> theirs) {
    theirs.forEach((cell, text) -> assertThat(ours.get(cell)).as(cell).isEqualTo(text));
    assertThat(ours.keySet()).isEqualTo(theirs.keySet());
  }

  private static String randomText(Random random, char separator, int rows) {
    StringWriter text = new StringWriter();
    try (CsvWriter writer =
        CsvWriter.builder()
            .fieldSeparator(separator)
            .quoteStrategy(random.nextBoolean() ? QuoteStrategies.ALWAYS : QuoteStrategies.REQUIRED)
            .lineDelimiter(
                List.of(LineDelimiter.LF, LineDelimiter.CR, LineDelimiter.CRLF)
                    .get(random.nextInt(3)))
            .build(text)) {
      for (int row = 0; row < rows; row++) {
        writer.writeRecord(randomFields(random));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String[] randomFields(Random random) {
    String[] values = new String[1 + random.nextInt(6)];
    for (int i = 0; i < values.length; i++) {
      values[i] = PIECES.get(random.nextInt(PIECES.size()));
      if (random.nextInt(4) == 0) {
        values[i] += PIECES.get(random.nextInt(PIECES.size()));
      }
    }
    return values;
  }

  private static Map<String, String> ours(String text, char separator) {
    RecordedCells cells = new RecordedCells();
    cells.beginSheet(null, null, CellSink.SheetType.CSV, SheetState.VISIBLE);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      new CsvScanner(
              new ByteArrayInputStream(bytes),
              "x",
              CsvDialect.of(separator),
              1 << 20,
              16_384,
              cells)
          .scan();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts(cells);
  }

  private static Map<String, String> texts(RecordedCells cells) {
    Map<String, String> texts = new LinkedHashMap<>();
    cells
        .only()
        .cells
        .forEach(
            (name, cell) ->
                texts.put(
                    name,
                    cell.value() instanceof BigDecimal number
                        ? number.toPlainString()
                        : cell.value().toString()));
    return texts;
  }

  private static Map<String, String> theirs(String text, char separator) {
    Map<String, String> texts = new LinkedHashMap<>();
    CsvReaderBuilder builder =
        de.siegmar.fastcsv.reader.CsvReader.builder()
            .fieldSeparator(separator)
            .skipEmptyLines(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
    long row = 0;
    try (var reader = builder.ofCsvRecord(text)) {
      for (CsvRecord each : reader) {
        row++;
        for (int i = 0; i < each.getFieldCount(); i++) {
          String field = each.getField(i).replace("\r\n", "\n").replace('\r', '\n');
          if (!field.replace('\u00a0', ' ').isBlank()) {
            texts.put(A1.cell(i, row), field);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }
}
