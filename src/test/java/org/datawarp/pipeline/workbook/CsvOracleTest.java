package org.datawarp.pipeline.workbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.workbook.csv.CsvDialect;
import org.datawarp.pipeline.workbook.csv.CsvScanner;
import org.datawarp.pipeline.workbook.csv.TextProbe;
import org.datawarp.testing.GeneratedCorpus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
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

      assertRead(text, separator);
    }
  }

  @Tag("slow")
  @Test
  void everyCsvOfTheCorpusReadsTheSame() throws IOException {
    assumeTrue(Files.isDirectory(CORPUS), "no corpus");
    everyCsvReadsTheSame(CORPUS);
  }

  @Test
  void everyGeneratedCsvReadsTheSame() throws IOException {
    everyCsvReadsTheSame(GeneratedCorpus.FOLDER);
  }

  /** Why CSV is split by hand: FastCSV has no way to end a field that nothing closes. */
  @Test
  void aRecordWithAnUnclosedQuoteSwallowsThoseAfterItInFastCsv() throws IOException {
    String text = "a,b\nA1,\"open\nA2,x\nA3,y\n";
    try (de.siegmar.fastcsv.reader.CsvReader<CsvRecord> records =
        de.siegmar.fastcsv.reader.CsvReader.builder()
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(text)) {
      assertThat(records.stream().map(CsvRecord::getFields))
          .containsExactly(List.of("a", "b"), List.of("A1", "open\nA2,x\nA3,y\n"));
    }
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

        Compared compared = new Compared(text, separator);
        new org.datawarp.pipeline.workbook.csv.CsvReader(ReadLimits.standard())
            .read(file, file.toString(), null, compared);

        compared.finish();
      }
    }
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

  private static void assertRead(String text, char separator) {
    Compared compared = new Compared(text, separator);
    compared.beginSheet(null, null, CellSink.SheetType.CSV, SheetState.VISIBLE);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      new CsvScanner(
              new ByteArrayInputStream(bytes),
              "x",
              CsvDialect.of(separator),
              1 << 20,
              16_384,
              compared)
          .scan();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    compared.finish();
  }

  /**
   * Asks FastCSV for its next field with every cell that is read; cells of white space count for
   * neither.
   */
  private static final class Compared extends RecordedCells {
    private final Iterator<CsvRecord> records;
    private List<String> fields = List.of();
    private int index;
    private long theirRow;

    Compared(String text, char separator) {
      records =
          de.siegmar.fastcsv.reader.CsvReader.builder()
              .fieldSeparator(separator)
              .skipEmptyLines(false)
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .ofCsvRecord(text)
              .iterator();
    }

    @Override
    void put(Sheet sheet, int at, long row, Cell cell) {
      String ours =
          cell.value() instanceof BigDecimal number
              ? number.toPlainString()
              : cell.value().toString();
      String theirs = next();
      if (theirRow != row || index - 1 != at || !ours.equals(theirs)) {
        assertThat(A1.cell(at, row) + " " + ours)
            .isEqualTo(theirs == null ? "the end" : A1.cell(index - 1, theirRow) + " " + theirs);
      }
    }

    /** Checks that no field is left. */
    void finish() {
      String left = next();
      assertThat(left).as("field that was not read, of row %s", theirRow).isNull();
    }

    /** Returns the next field that has a text, null where there is none. */
    private @Nullable String next() {
      while (true) {
        while (index < fields.size()) {
          String field = fields.get(index++);
          if (field.indexOf('\r') >= 0) {
            field = field.replace("\r\n", "\n").replace('\r', '\n');
          }
          if (!isBlank(field)) {
            return field;
          }
        }
        if (!records.hasNext()) {
          return null;
        }
        fields = records.next().getFields();
        theirRow++;
        index = 0;
      }
    }

    private static boolean isBlank(String field) {
      return field.chars().allMatch(c -> Character.isWhitespace(c) || c == '\u00a0');
    }
  }
}
