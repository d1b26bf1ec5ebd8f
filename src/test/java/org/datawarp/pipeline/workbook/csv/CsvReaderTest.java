package org.datawarp.pipeline.workbook.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.RecordedCells;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final ReadLimits SMALL = new ReadLimits(1 << 20, 10, 20, 1 << 20, 10, 4, 10, 10);

  @TempDir Path folder;
  private List<String> warnings = List.of();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "7",
        "-12",
        "1.50",
        "0.0",
        "-0.5",
        "100000",
        "9223372036854775807",
        "0.000000000000000001",
        "123456789012345678",
      })
  void aNumberThatPrintsAsItsTextIsANumber(String text) {
    RecordedCells.Sheet sheet = read("a,b\n" + text + ",\"" + text + "\"\n");

    assertThat(sheet.value("A2")).isEqualTo(new BigDecimal(text));
    assertThat(sheet.value("B2")).isEqualTo(new BigDecimal(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "007",
        "+1",
        "1e5",
        ".5",
        "5.",
        "-0",
        "-0.00",
        "-",
        "--1",
        "1.2.3",
        " 1",
        "1 ",
        "1%",
        "£1",
        "9223372036854775808",
        "99999999999999999999",
        "0.0000000000000000001",
        "-.5",
        "1-2",
        "١",
        "12a",
        "2025-01-02"
      })
  void otherFieldsStayText(String text) {
    RecordedCells.Sheet sheet = read("a,b\n" + text + ",\"" + text + "\"\n");

    assertThat(sheet.value("A2")).isEqualTo(text);
    assertThat(sheet.value("B2")).isEqualTo(text);
  }

  @Test
  void blankRecordsCountAndAreNotReported() {
    RecordedCells.Sheet sheet = read("a,b\n\n , \t\n\"\",\n1,2\n\n");

    assertThat(sheet.cells.keySet()).containsExactly("A1", "B1", "A5", "B5");
  }

  @Test
  void everyLineEndEndsARecord() {
    RecordedCells.Sheet sheet = read("a,b\r\n1,2\r3,4\n\r\n5,6");

    assertThat(sheet.cells.keySet())
        .containsExactly("A1", "B1", "A2", "B2", "A3", "B3", "A5", "B5");
  }

  @Test
  void quotesProtectSeparatorsLineEndsAndQuotes() {
    RecordedCells.Sheet sheet =
        read("a,b,c\n\"x, y\",\"two\r\nlines\rthree\nfour\",\"say \"\"hi\"\"\"\n1,2,3\n");

    assertThat(sheet.value("A2")).isEqualTo("x, y");
    assertThat(sheet.value("B2")).isEqualTo("two\nlines\nthree\nfour");
    assertThat(sheet.value("C2")).isEqualTo("say \"hi\"");
    assertThat(sheet.value("C3")).isEqualTo(BigDecimal.valueOf(3));
    assertThat(warnings).isEmpty();
  }

  @Test
  void recordsMayDifferInLength() {
    RecordedCells.Sheet sheet = read("Title\n\na,b,c\n1,2\n1,2,3,4,\n");

    assertThat(sheet.cells.keySet())
        .containsExactly("A1", "A3", "B3", "C3", "A4", "B4", "A5", "B5", "C5", "D5");
  }

  @Test
  void aQuoteInsideAFieldMeansItself() {
    assertThat(read("a,b\n5\" pipe,x\n").value("A2")).isEqualTo("5\" pipe");
  }

  @Test
  void textAfterAClosingQuoteIsAppendedAndBlanksThereAreDropped() {
    RecordedCells.Sheet sheet = read("a,b,c\n\"x, y\" z,\"12\"  ,\"q\"\"r\"!\n");

    assertThat(sheet.value("A2")).isEqualTo("x, y z");
    assertThat(sheet.value("B2")).isEqualTo(BigDecimal.valueOf(12));
    assertThat(sheet.value("C2")).isEqualTo("q\"r!");
  }

  @Test
  void aQuoteClosedInsideALaterLineIsText() {
    RecordedCells.Sheet sheet = read("a,b\n\"open,1\n2,\"x\"\n3,4\n");

    assertThat(sheet.value("A2")).isEqualTo("\"open");
    assertThat(sheet.value("B2")).isEqualTo(BigDecimal.ONE);
    assertThat(sheet.value("B3")).isEqualTo("x");
    assertThat(sheet.value("B4")).isEqualTo(BigDecimal.valueOf(4));
    assertThat(warnings).singleElement().asString().contains("file.csv", "1", "record 2");
  }

  @Test
  void aQuoteThatNothingClosesIsText() {
    RecordedCells.Sheet sheet = read("a,b\n1,\"open\n2,3\n");

    assertThat(sheet.value("B2")).isEqualTo("\"open");
    assertThat(sheet.value("B3")).isEqualTo(BigDecimal.valueOf(3));
    assertThat(warnings).hasSize(1);
  }

  @Test
  void aRecordWithAnUnclosedQuoteIsKeptWholeAndNamed() {
    RecordedCells.Sheet sheet =
        read("a,b,c\nA1,\"Leeds, open,1\nA2,\"York, x\",2\nA3,Hull,3\nA4,\"Bath, open,4\n");

    assertThat(sheet.value("B2")).isEqualTo("\"Leeds, open");
    assertThat(sheet.value("C2")).isEqualTo(BigDecimal.ONE);
    assertThat(sheet.value("B3")).isEqualTo("York, x");
    assertThat(sheet.value("B5")).isEqualTo("\"Bath, open");
    assertThat(sheet.value("C5")).isEqualTo(BigDecimal.valueOf(4));
    assertThat(warnings).singleElement().asString().endsWith(": 2, in records 2 and 5");
  }

  @Test
  void aQuoteThatALaterInchMarkWouldCloseSwallowsNoRecords() {
    RecordedCells.Sheet sheet =
        read("a,b,c\nA1,\"open,1\nA2,b,2\nA3,b,3\nA4,size 5\",4\nA5,b,5\n" + "A,b,6\n".repeat(20));

    assertThat(sheet.value("B2")).isEqualTo("\"open");
    assertThat(sheet.value("B5")).isEqualTo("size 5\"");
    assertThat(sheet.value("C6")).isEqualTo(BigDecimal.valueOf(5));
    assertThat(warnings).singleElement().asString().endsWith("in record 2");
  }

  @Test
  void loneQuotesThatMeanDittoSwallowNoRecords() {
    RecordedCells.Sheet sheet = read("a,b,c\nA1,x,1\nA2,\",2\nA3,\",3\nA4,y,4\n");

    assertThat(sheet.value("B3")).isEqualTo("\"");
    assertThat(sheet.value("B4")).isEqualTo("\"");
    assertThat(sheet.value("C5")).isEqualTo(BigDecimal.valueOf(4));
  }

  @Test
  void textOfSeveralLinesStaysOneField() {
    RecordedCells.Sheet sheet =
        read(
            "a,b,c\nA1,\"two\nlines\",1\nA2,\"x, y\nz, w, v\",2\n"
                + "A3,\"1, High Street,\nYork\",3\n");

    assertThat(sheet.value("B2")).isEqualTo("two\nlines");
    assertThat(sheet.value("B3")).isEqualTo("x, y\nz, w, v");
    assertThat(sheet.value("B4")).isEqualTo("1, High Street,\nYork");
    assertThat(warnings).isEmpty();
  }

  @Test
  void apostrophesEncloseFieldsWhereTheyAreTheQuote() {
    RecordedCells.Sheet sheet =
        read("'a','b'\n'Leeds, ''N'' x',1\n'two\nlines','2'\n" + "'x',4\n".repeat(20) + "'tis,3\n");

    assertThat(sheet.value("A2")).isEqualTo("Leeds, 'N' x");
    assertThat(sheet.value("A3")).isEqualTo("two\nlines");
    assertThat(sheet.value("B3")).isEqualTo(BigDecimal.valueOf(2));
    assertThat(sheet.value("A24")).isEqualTo("'tis");
    assertThat(sheet.value("B24")).isEqualTo(BigDecimal.valueOf(3));
  }

  @Test
  void blanksSeparate() {
    RecordedCells.Sheet sheet =
        read("  code waits   rate \r\n  A1      12    3.5\r\n\r\n  \"A 2\"    7   1.25  \r\n");

    assertThat(sheet.cells.keySet())
        .containsExactly("A1", "B1", "C1", "A2", "B2", "C2", "A4", "B4", "C4");
    assertThat(sheet.value("A4")).isEqualTo("A 2");
    assertThat(sheet.value("C4")).isEqualTo(new BigDecimal("1.25"));
  }

  @Test
  void blanksBehindSeparatorsAreDroppedWhereAllHaveThem() {
    RecordedCells.Sheet sheet = read("a, b, c\nA1, \"x, y\", 1\nA2,  z, 2\nA3, , 3");

    assertThat(sheet.value("B1")).isEqualTo("b");
    assertThat(sheet.value("B2")).isEqualTo("x, y");
    assertThat(sheet.value("C2")).isEqualTo(BigDecimal.ONE);
    assertThat(sheet.value("B3")).isEqualTo("z");
    assertThat(sheet.cells.keySet()).doesNotContain("B4").contains("C4");
  }

  @Test
  void aHeaderThatDoesNotNameTheRowsNumbersStandsOverTheOthers() {
    RecordedCells.Sheet sheet = read("\"x\",\"y\"\n\"1\",5,6\n\"2\",7,8\n");

    assertThat(sheet.value("B1")).isEqualTo("x");
    assertThat(sheet.value("C1")).isEqualTo("y");
    assertThat(sheet.value("A2")).isEqualTo(BigDecimal.ONE);
    assertThat(warnings).singleElement().asString().contains("record 1 has a name less");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,\"x,1\n",
        "a,\",1\n",
        "a,\"\"\"x,1\n",
        "a,5\",1\n",
        "\",\",\n",
        "\"\n",
        "\"a\"\"\n"
      })
  void aMillionQuotesTakeNoLonger(String line) {
    int lines = 1_000_000 / (int) line.chars().filter(c -> c == '"').count();
    Path file = write(("a,b,c\n" + line.repeat(lines)).getBytes(StandardCharsets.UTF_8));
    AtomicLong calls = new AtomicLong();
    CellSink counting =
        (CellSink)
            Proxy.newProxyInstance(
                CellSink.class.getClassLoader(),
                new Class<?>[] {CellSink.class},
                (proxy, method, arguments) -> {
                  calls.incrementAndGet();
                  return null;
                });

    assertTimeout(
        Duration.ofSeconds(20),
        () -> new CsvReader(ReadLimits.standard()).read(file, "file.csv", null, counting));

    assertThat(calls.get()).isGreaterThan(3);
  }

  @Test
  void aNulByteIsRefusedNamingItsRecord() {
    assertThatThrownBy(() -> read("a,b\n1,2\n3,x\0y\n"))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageContaining("file.csv: record 3 holds a NUL byte");
    assertThatThrownBy(() -> read("a,b\n1,2\n3,\"x\0y\"\n"))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageContaining("file.csv: record 3 holds a NUL byte");
  }

  @Test
  void tooLongAFieldIsRefusedNamingItsRecord() {
    assertThatThrownBy(() -> readLimited("a,b\n1," + "x".repeat(21) + "\n"))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("file.csv: record 2 has a field longer than 20 bytes");
    assertThatThrownBy(() -> readLimited("a,b\n1," + "x".repeat(300_000)))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("file.csv: record 2 has a field longer than 20 bytes");
  }

  @Test
  void aQuoteThatRunsOnForLongIsText() {
    String rest = "1,2\n".repeat(100_000);

    RecordedCells.Sheet sheet = readLimited("a,b\n\"open,2\n" + rest);

    assertThat(sheet.value("A2")).isEqualTo("\"open");
    assertThat(sheet.value("B100002")).isEqualTo(BigDecimal.valueOf(2));
  }

  @Test
  void tooManyFieldsAreRefusedNamingTheRecord() {
    assertThatThrownBy(() -> readLimited("a,b\n1,2,3,4,5\n"))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessage("file.csv: record 2 has more than 4 fields");
  }

  @Test
  void aLineThatNamesTheSeparatorDecidesAndCounts() {
    RecordedCells.Sheet sheet = read("sep=;\r\na;b,c\r\n1;2,5\r\n");

    assertThat(sheet.cells.keySet()).containsExactly("A2", "B2", "A3", "B3");
    assertThat(sheet.value("B3")).isEqualTo("2,5");
    assertThat(read("\"sep=|\"\na|b\n").value("B2")).isEqualTo("b");
  }

  @Test
  void everyEncodingComesOutAsUtf8() {
    String text = "name,cost\nCafé – 😀,£5\nx,“q”\n";

    for (Charset charset :
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      for (String mark : List.of("", "\ufeff")) {
        RecordedCells.Sheet sheet = read((mark + text).getBytes(charset));

        assertThat(sheet.value("A1")).as("%s '%s'", charset, mark).isEqualTo("name");
        assertThat(sheet.value("A2")).isEqualTo("Café – 😀");
        assertThat(sheet.value("B2")).isEqualTo("£5");
        assertThat(sheet.value("B3")).isEqualTo("“q”");
      }
    }
  }

  @Test
  void oneByteAtTheEndDecidesForWindows1252() {
    String text = "name,cost\n" + "plain,1\n".repeat(100_000) + "Café – “q”,£5\n";

    RecordedCells.Sheet sheet = read(text.getBytes(WINDOWS_1252));

    assertThat(sheet.value("A100002")).isEqualTo("Café – “q”");
    assertThat(sheet.value("B100002")).isEqualTo("£5");
    assertThat(warnings).isEmpty();
  }

  @Test
  void aFileOfBothEncodingsIsReadAsBothAndSaysSo() throws IOException {
    byte[] good = "name,cost\nCafé,£5\nÉcole,€3\n".getBytes(StandardCharsets.UTF_8);
    byte[] stray = "Señor,1\n".getBytes(WINDOWS_1252);
    Path file = folder.resolve("file.csv");
    Files.write(file, good);
    Files.write(file, stray, java.nio.file.StandardOpenOption.APPEND);

    RecordedCells.Sheet sheet = readFile(file, ReadLimits.standard());

    assertThat(sheet.value("A2")).isEqualTo("Café");
    assertThat(sheet.value("A4")).isEqualTo("Señor");
    assertThat(warnings).singleElement().asString().contains("mixes UTF-8 and Windows-1252");
  }

  @Test
  void aLoneSurrogateBecomesAReplacementCharacter() {
    byte[] bytes = "\ufeffa,b\nx?,y\n".getBytes(StandardCharsets.UTF_16LE);
    bytes[12] = 0;
    bytes[13] = (byte) 0xd8;

    assertThat(read(bytes).value("A2")).isEqualTo("x\ufffd");
  }

  @Test
  void fieldsOfBlanksAreBlank() {
    assertThat(read("a,b,c,d\n\u00a0,\u2003 \u3000,\"\u200b\",\u1680\n").cells.keySet())
        .containsExactly("A1", "B1", "C1", "D1", "D2");
  }

  @Test
  void theSheetIsACsvWithoutAName() {
    RecordedCells.Sheet sheet = read("a,b\n");

    assertThat(sheet.name).isNull();
    assertThat(sheet.type).isEqualTo(CellSink.SheetType.CSV);
    assertThat(sheet.cells.keySet()).containsExactly("A1", "B1");
  }

  private RecordedCells.Sheet read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private RecordedCells.Sheet readLimited(String text) {
    return readFile(write(text.getBytes(StandardCharsets.UTF_8)), SMALL);
  }

  private RecordedCells.Sheet read(byte[] bytes) {
    return readFile(write(bytes), ReadLimits.standard());
  }

  private RecordedCells.Sheet readFile(Path file, ReadLimits limits) {
    RecordedCells cells = new RecordedCells();
    warnings = new CsvReader(limits).read(file, "file.csv", null, cells);
    return cells.only();
  }

  private Path write(byte[] bytes) {
    try {
      return Files.write(folder.resolve("file.csv"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
