package org.datawarp.pipeline.workbook.xlsb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.RecordedCells;
import org.datawarp.pipeline.workbook.XlsxFixture;
import org.datawarp.pipeline.workbook.xlsx.XlsxReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class XlsbReaderTest {
  private static final Path CORPUS =
      Path.of(System.getProperty("datawarp.corpus", Path.of("..", "shared", "corpus").toString()));

  @TempDir Path directory;

  /** The bytes of one record after another. */
  private static final class Records {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Records add(int type, Object... fields) {
      ByteBuffer body = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
      for (Object field : fields) {
        if (field instanceof Integer number) {
          body.putInt(number);
        } else if (field instanceof Short number) {
          body.putShort(number);
        } else if (field instanceof Byte number) {
          body.put(number);
        } else if (field instanceof Double number) {
          body.putDouble(number);
        } else {
          String text = (String) field;
          body.putInt(text.length()).put(text.getBytes(StandardCharsets.UTF_16LE));
        }
      }
      header(type, body.position());
      bytes.write(body.array(), 0, body.position());
      return this;
    }

    Records header(int type, int length) {
      if (type < 0x80) {
        bytes.write(type);
      } else {
        bytes.write((type & 0x7f) | 0x80);
        bytes.write(type >> 7);
      }
      int rest = length;
      while (rest >= 0x80) {
        bytes.write((rest & 0x7f) | 0x80);
        rest >>= 7;
      }
      bytes.write(rest);
      return this;
    }

    Records row(int row, int flags) {
      return add(0, row, 0, (short) 0, (byte) 0, (byte) flags, (byte) 0);
    }
  }

  private static XlsxFixture book(Records sheet) {
    return XlsxFixture.rows("")
        .without("xl/workbook.xml")
        .without("xl/_rels/workbook.xml.rels")
        .without("xl/worksheets/sheet1.xml")
        .part(
            "_rels/.rels",
            XlsxFixture.relationships(
                XlsxFixture.relationship("r", "officeDocument", "xl/workbook.bin")))
        .part(
            "xl/workbook.bin",
            new Records()
                .add(131)
                .add(153, 1, 0)
                .add(156, 1, 7, "r1", "Täb")
                .add(132)
                .bytes
                .toByteArray())
        .part(
            "xl/_rels/workbook.bin.rels",
            XlsxFixture.relationships(
                XlsxFixture.relationship("r1", "worksheet", "worksheets/sheet1.bin")
                    + XlsxFixture.relationship("r2", "sharedStrings", "sharedStrings.bin")
                    + XlsxFixture.relationship("r3", "styles", "styles.bin")))
        .part(
            "xl/styles.bin",
            new Records()
                .add(278)
                .add(44, (short) 164, "yyyy-mm-dd")
                .add(43, (short) 220, (short) 0, (short) 400)
                .add(43, (short) 220, (short) 0, (short) 700)
                .add(45, 0, 0, 0)
                .add(45, 1, (byte) 7, (byte) 4, (short) 0, 0)
                .add(45, 1, (byte) 7, (byte) 0, (short) 0, 0)
                .add(46, (byte) 0, (byte) 0, (byte) 0, 0, 0, (byte) 1, (byte) 0, 0, 0)
                .add(617, 2)
                .add(47, xf(0, 0, 0, 0))
                .add(47, xf(164, 0, 0, 0))
                .add(47, xf(9, 1, 1, 0))
                .add(47, xf(0, 0, 2, 9))
                .add(618)
                .add(47, xf(9, 1, 1, 0))
                .bytes
                .toByteArray())
        .part(
            "xl/sharedStrings.bin",
            new Records()
                .add(159, 2, 2)
                .add(19, (byte) 0, "plain\r\n\ud83d\ude00")
                .add(19, (byte) 1, "rich", 1, (short) 0, (short) 1)
                .bytes
                .toByteArray())
        .part("xl/worksheets/sheet1.bin", sheet.bytes.toByteArray());
  }

  private static Object[] xf(int format, int font, int fill, int border) {
    return new Object[] {
      (short) 0, (short) format, (short) font, (short) fill, (short) border, (byte) 0, (byte) 0, 0
    };
  }

  private RecordedCells read(XlsxFixture book) {
    RecordedCells cells = new RecordedCells();
    new XlsbReader(ReadLimits.standard()).read(book.write(directory), "book.xlsb", null, cells);
    return cells;
  }

  @Test
  void everyTypeOfCellIsRead() {
    Records sheet =
        new Records()
            .add(129)
            .add(60, 1, 2, 0, 0, (byte) 1, (byte) 0)
            .add(145)
            .row(1, 0x10)
            .add(1, 0, 2)
            .add(2, 1, 0, (150 << 2) | 3)
            .add(2, 2, 0, (-7 << 2) | 2)
            .add(5, 3, 1, 44196.0)
            .add(3, 4, 0, (byte) 0x2A)
            .add(4, 5, 0, (byte) 1)
            .add(6, 6, 0, "in line")
            .add(7, 7, 0, 0)
            .add(7, 8, 0, 1)
            .add(8, 9, 0, "by formula", (short) 0)
            .add(9, 10, 0, 0.1, (short) 0)
            .add(10, 11, 0, (byte) 0, (short) 0)
            .add(11, 12, 0, (byte) 7, (short) 0)
            .add(62, 13, 0, (byte) 0, "runs")
            .add(2, 14, 2, 0x3ff00000)
            .add(1, 15, 3)
            .add(146)
            .add(161, 0, 8, 0, 3)
            .add(176, 0, 1, 2, 3)
            .add(130);

    RecordedCells.Sheet found = read(book(sheet)).only();

    assertThat(found.name).isEqualTo("Täb");
    assertThat(found.state).isEqualTo(SheetState.HIDDEN);
    assertThat(found.hiddenRows).containsExactly(2L);
    assertThat(found.marks)
        .containsExactlyInAnyOrder("HIDDEN B:C", "MERGE C1:D2", "FILTER autoFilter A1:D9");
    assertThat(found.cells.values().stream().map(RecordedCells.Cell::value))
        .containsExactly(
            RecordedCells.BLANK,
            new BigDecimal("1.5"),
            BigDecimal.valueOf(-7),
            LocalDate.of(2025, 1, 1),
            "#N/A",
            true,
            "in line",
            "plain\n\ud83d\ude00",
            "rich",
            "by formula",
            new BigDecimal("0.1"),
            false,
            "#DIV/0!",
            "runs",
            BigDecimal.ONE);
    assertThat(found.style("A2"))
        .isEqualTo(CellSink.BOLD | CellSink.FILLED | CellSink.PERCENT | CellSink.BORDERED);
    assertThat(found.style("I2")).isEqualTo(CellSink.BOLD | CellSink.BORDERED);
    assertThat(found.style("J2") & CellSink.FORMULA).isEqualTo(CellSink.FORMULA);
  }

  @Test
  void aTableIsTold() {
    XlsxFixture book = book(new Records().add(129).add(130));
    book.part(
        "xl/worksheets/_rels/sheet1.bin.rels",
        XlsxFixture.relationships(XlsxFixture.relationship("t", "table", "../tables/table1.bin")));
    book.part(
        "xl/tables/table1.bin",
        new Records()
            .add(343, 0, 9, 1, 3, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, "name", "Shown")
            .bytes
            .toByteArray());

    assertThat(read(book).only().marks).containsExactly("TABLE Shown B1:D10 1 0");
  }

  @Test
  void brokenRecordsAreRefused() {
    refused(new Records().add(129).row(0, 0).add(7, 0, 0, 9), "refers to shared string 9");
    refused(new Records().add(129).add(7, 0, 0, 1), "a cell stands before the first row");
    refused(new Records().add(129).row(0, 0).add(5, 0, 0, Double.NaN), "a number that is none");
    refused(new Records().add(129).row(0, 0).row(0, 0), "row 1 comes after row 1");
    refused(new Records().add(129).row(0, 0).add(2, -1, 0, 2), "has a column");
    refused(new Records().add(129).row(0, 0).add(2, 0), "a record that is too short");
    refused(new Records().add(129).row(0, 0).add(6, 0, 0, 0x7fffffff), "is cut off");
    refused(new Records().add(129).header(6, 100), "is cut off");
    refused(new Records().add(129).header(6, 0x0fffffff), "a record that is too long");
    refused(new Records().add(129).add(176, 5, 1, 0, 0), "a merged range is none");
    refused(new Records().add(130), "is not what the workbook says it is");
    refused(new Records(), "is not what the workbook says it is");
  }

  private void refused(Records sheet, String message) {
    assertThatThrownBy(() -> read(book(sheet)))
        .isInstanceOf(SourceUnreadableException.class)
        .hasMessageStartingWith("book.xlsb: ")
        .hasMessageContaining(message);
  }

  @Test
  void aBinaryWorkbookGivesWhatItsTwinGives() {
    Path twins = CORPUS.resolve("pathological");
    assumeTrue(Files.isDirectory(twins), "no corpus");

    RecordedCells binary = new RecordedCells();
    RecordedCells xml = new RecordedCells();
    new XlsbReader(ReadLimits.standard()).read(twins.resolve("poi/sample.xlsb"), "b", null, binary);
    new XlsxReader(ReadLimits.standard())
        .read(twins.resolve("poi/sample.strict.xlsx"), "x", null, xml);

    assertThat(binary.sheets).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(binary.sheet(i).cells).isEqualTo(xml.sheet(i).cells);
    }
  }

  @Test
  void theEpochOfABinaryWorkbookIsRead() {
    Path twins = CORPUS.resolve("pathological");
    assumeTrue(Files.isDirectory(twins), "no corpus");

    RecordedCells binary = new RecordedCells();
    RecordedCells xml = new RecordedCells();
    new XlsbReader(ReadLimits.standard())
        .read(twins.resolve("calamine/date_1904.xlsb"), "b", null, binary);
    new XlsxReader(ReadLimits.standard())
        .read(twins.resolve("calamine/date_1904.xlsx"), "x", null, xml);

    assertThat(binary.only().cells).isEqualTo(xml.only().cells).isNotEmpty();
  }
}
