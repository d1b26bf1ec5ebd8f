package org.datawarp.pipeline.workbook.xls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Random;
import org.apache.poi.hssf.record.DateWindow1904Record;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.poi.hssf.usermodel.HSSFCell;
import org.apache.poi.hssf.usermodel.HSSFCellStyle;
import org.apache.poi.hssf.usermodel.HSSFFont;
import org.apache.poi.hssf.usermodel.HSSFRichTextString;
import org.apache.poi.hssf.usermodel.HSSFRow;
import org.apache.poi.hssf.usermodel.HSSFSheet;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.BorderStyle;
import org.apache.poi.ss.usermodel.FillPatternType;
import org.apache.poi.ss.usermodel.FormulaError;
import org.apache.poi.ss.usermodel.IndexedColors;
import org.apache.poi.ss.usermodel.SheetVisibility;
import org.apache.poi.ss.util.CellRangeAddress;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.RecordedCells;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XlsReaderTest {
  @TempDir Path folder;
  private final HSSFWorkbook workbook = new HSSFWorkbook();

  @Test
  void everyKindOfCellComesThrough() {
    HSSFRow row = workbook.createSheet("Data").createRow(2);
    row.createCell(0).setCellValue(12);
    row.createCell(1).setCellValue(0.1);
    row.createCell(2).setCellValue(1e300);
    row.createCell(3).setCellValue("Ünï 😀\r\nline");
    row.createCell(4).setCellValue(true);
    row.createCell(5).setCellErrorValue(FormulaError.DIV0);
    row.createCell(6).setCellValue("");
    row.createCell(7).setCellValue(-1234567.25);
    row.createCell(8).setCellValue(12.34);

    RecordedCells.Sheet sheet = read().only();

    assertThat(sheet.name).isEqualTo("Data");
    assertThat(sheet.value("A3")).isEqualTo(new BigDecimal("12"));
    assertThat(sheet.value("B3")).isEqualTo(new BigDecimal("0.1"));
    assertThat(sheet.value("C3")).isEqualTo(1e300);
    assertThat(sheet.value("D3")).isEqualTo("Ünï 😀\nline");
    assertThat(sheet.value("E3")).isEqualTo(true);
    assertThat(sheet.value("F3")).isEqualTo("#DIV/0!");
    assertThat(sheet.value("G3")).isNull();
    assertThat(sheet.value("H3")).isEqualTo(new BigDecimal("-1234567.25"));
    assertThat(sheet.value("I3")).isEqualTo(new BigDecimal("12.34"));
  }

  @Test
  void formulasGiveTheirCachedValues() {
    HSSFRow row = workbook.createSheet("Data").createRow(0);
    row.createCell(0).setCellFormula("1+1");
    row.createCell(1).setCellFormula("\"a\"&\"b\"");
    row.createCell(2).setCellFormula("1=1");
    row.createCell(3).setCellFormula("1/0");
    row.createCell(4).setCellFormula("\"\"");
    row.createCell(5).setCellFormula("REPT(\"long \",3000)");
    row.createCell(6).setCellValue("after");
    workbook.getCreationHelper().createFormulaEvaluator().evaluateAll();

    RecordedCells.Sheet sheet = read().only();

    assertThat(sheet.value("A1")).isEqualTo(BigDecimal.valueOf(2));
    assertThat(sheet.style("A1")).isEqualTo(CellSink.FORMULA);
    assertThat(sheet.value("B1")).isEqualTo("ab");
    assertThat(sheet.value("C1")).isEqualTo(true);
    assertThat(sheet.value("D1")).isEqualTo("#DIV/0!");
    assertThat(sheet.value("E1")).isNull();
    assertThat(sheet.value("F1")).isEqualTo("long ".repeat(3000));
    assertThat(sheet.value("G1")).isEqualTo("after");
  }

  @Test
  void datesFollowTheWorkbooksEpoch() {
    HSSFRow row = workbook.createSheet("Data").createRow(0);
    format(row, 0, 45_870, "yyyy-mm-dd");
    format(row, 1, 45_870.5, "yyyy-mm-dd hh:mm");
    format(row, 2, 0.25, "hh:mm");
    format(row, 3, 45_870, "0.00");

    RecordedCells.Sheet sheet = read().only();
    workbook.getInternalWorkbook().getRecords().stream()
        .filter(DateWindow1904Record.class::isInstance)
        .map(DateWindow1904Record.class::cast)
        .forEach(mode -> mode.setWindowing((short) 1));
    RecordedCells.Sheet from1904 = read().only();

    assertThat(sheet.value("A1")).isEqualTo(LocalDate.of(2025, 8, 1));
    assertThat(sheet.value("B1")).isEqualTo(LocalDateTime.of(2025, 8, 1, 12, 0));
    assertThat(sheet.value("C1")).isEqualTo(LocalTime.of(6, 0));
    assertThat(sheet.value("D1")).isEqualTo(BigDecimal.valueOf(45_870));
    assertThat(from1904.value("A1")).isEqualTo(LocalDate.of(2029, 8, 2));
  }

  @Test
  void stylesAreTold() {
    HSSFSheet data = workbook.createSheet("Data");
    HSSFRow row = data.createRow(0);
    HSSFFont bold = workbook.createFont();
    bold.setBold(true);
    style(row, 0).setFont(bold);
    fill(style(row, 1), IndexedColors.YELLOW);
    fill(style(row, 2), IndexedColors.WHITE);
    style(row, 3).setBorderBottom(BorderStyle.THIN);
    style(row, 4).setIndention((short) 2);
    style(row, 5).setDataFormat(workbook.createDataFormat().getFormat("0.0%"));
    style(row, 6).setDataFormat(workbook.createDataFormat().getFormat("£#,##0"));
    HSSFRichTextString rich = new HSSFRichTextString("Bold start");
    rich.applyFont(0, 4, bold);
    row.createCell(7).setCellValue(rich);
    fill(style(data.createRow(1), 0), IndexedColors.YELLOW);
    data.getRow(1).getCell(0).setBlank();

    RecordedCells.Sheet sheet = read().only();

    assertThat(sheet.style("A1")).isEqualTo(CellSink.BOLD);
    assertThat(sheet.style("B1")).isEqualTo(CellSink.FILLED);
    assertThat(sheet.style("C1")).isZero();
    assertThat(sheet.style("D1")).isEqualTo(CellSink.BORDERED);
    assertThat(sheet.style("E1")).isEqualTo(CellSink.INDENTED);
    assertThat(sheet.style("F1")).isEqualTo(CellSink.PERCENT);
    assertThat(sheet.style("G1")).isEqualTo(CellSink.CURRENCY);
    assertThat(sheet.style("H1")).isEqualTo(CellSink.BOLD);
    assertThat(sheet.value("A2")).isEqualTo(RecordedCells.BLANK);
  }

  @Test
  void mergesHiddenPartsAndNamesAreTold() {
    HSSFSheet data = workbook.createSheet("Data");
    data.createRow(0).createCell(0).setCellValue("x");
    data.createRow(1).createCell(0).setCellValue("y");
    data.getRow(1).setZeroHeight(true);
    data.addMergedRegion(new CellRangeAddress(0, 0, 0, 3));
    data.setColumnHidden(5, true);
    var name = workbook.createName();
    name.setNameName("values");
    name.setRefersToFormula("Data!$A$1:$D$9");
    workbook.setPrintArea(0, "$A$1:$B$2");
    data.setAutoFilter(CellRangeAddress.valueOf("A1:D5"));
    workbook.createSheet("Away");
    workbook.setSheetVisibility(1, SheetVisibility.HIDDEN);
    workbook.createSheet("Far away");
    workbook.setSheetVisibility(2, SheetVisibility.VERY_HIDDEN);

    RecordedCells cells = read();

    assertThat(cells.sheet(0).marks)
        .containsExactlyInAnyOrder(
            "MERGE A1:D1",
            "HIDDEN F:F",
            "NAME values A1:D9",
            "PRINT_AREA _xlnm.Print_Area A1:B2",
            "FILTER _xlnm._FilterDatabase A1:D5");
    assertThat(cells.sheet(0).hiddenRows).containsExactly(2L);
    assertThat(cells.sheets)
        .extracting(sheet -> sheet.state)
        .containsExactly(SheetState.VISIBLE, SheetState.HIDDEN, SheetState.VERY_HIDDEN);
  }

  @Test
  void longStringsRunOnOverRecords() {
    HSSFSheet data = workbook.createSheet("Data");
    Random random = new Random(7);
    String[] texts = new String[300];
    for (int i = 0; i < texts.length; i++) {
      String piece = random.nextBoolean() ? "narrow " : "wïde ☃ ";
      texts[i] = i + piece.repeat(1 + random.nextInt(800));
      data.createRow(i).createCell(0).setCellValue(texts[i]);
    }

    RecordedCells.Sheet sheet = read().only();

    for (int i = 0; i < texts.length; i++) {
      assertThat(sheet.value("A" + (i + 1))).isEqualTo(texts[i]);
    }
  }

  @Test
  void aPasswordIsRefusedAndTheOneOfEveryExcelIsTried() {
    workbook.createSheet("Data").createRow(0).createCell(0).setCellValue("in the open");

    try {
      Biff8EncryptionKey.setCurrentUserPassword("VelvetSweatshop");
      assertThat(read().only().value("A1")).isEqualTo("in the open");
      Biff8EncryptionKey.setCurrentUserPassword("secret");
      assertThatThrownBy(this::read)
          .isInstanceOf(SourceUnreadableException.class)
          .hasMessage("data.xls is encrypted with a password");
    } finally {
      Biff8EncryptionKey.setCurrentUserPassword(null);
    }
  }

  @Test
  void cellsThatDoNotAscendAreSorted() {
    HSSFSheet data = workbook.createSheet("Data");
    for (int i = 0; i < 5; i++) {
      HSSFRow row = data.createRow(i);
      row.createCell(0).setCellValue(i + 0.5);
      row.createCell(1).setCellValue("text " + i);
    }
    byte[] stream = workbook.getBytes();
    swapRows(stream, 1, 3);

    RecordedCells.Sheet sheet = read(container(stream)).only();

    assertThat(sheet.cells.keySet())
        .containsExactly("A1", "B1", "A2", "B2", "A3", "B3", "A4", "B4", "A5", "B5");
    assertThat(sheet.value("A2")).isEqualTo(new BigDecimal("3.5"));
    assertThat(sheet.value("B4")).isEqualTo("text 1");
  }

  @Test
  void aFileThatBreaksOffIsRefusedWhereverItDoes() {
    HSSFSheet data = workbook.createSheet("Data");
    for (int i = 0; i < 20; i++) {
      data.createRow(i).createCell(0).setCellValue("text " + i);
    }
    byte[] stream = workbook.getBytes();
    for (int length = 0; length < stream.length - 4; length += 13) {
      byte[] cut = Arrays.copyOf(stream, length);

      assertThatThrownBy(() -> read(container(cut)))
          .isInstanceOf(SourceUnreadableException.class)
          .hasMessageStartingWith("data.xls is ");
    }
  }

  @Test
  void damagedBytesNeverFailWithAnythingButARefusal() {
    HSSFRow row = workbook.createSheet("Data").createRow(0);
    row.createCell(0).setCellValue("some text");
    row.createCell(1).setCellFormula("\"a\"&\"b\"");
    row.createCell(2).setCellValue(1.5);
    byte[] stream = workbook.getBytes();
    Random random = new Random(42);

    for (int round = 0; round < 1500; round++) {
      byte[] damaged = stream.clone();
      for (int i = 0; i < 1 + round % 5; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      assertThatCode(() -> readIfReadable(damaged)).doesNotThrowAnyException();
    }
  }

  private void readIfReadable(byte[] stream) {
    XlsWorkbook damaged = new XlsWorkbook(stream, "data.xls", ReadLimits.standard());
    RecordedCells cells = new RecordedCells();
    try {
      damaged.readGlobals();
      for (XlsWorkbook.Sheet sheet : damaged.sheets()) {
        cells.beginSheet(sheet.name(), null, sheet.type(), sheet.state());
        new XlsSheet(damaged, sheet, ReadLimits.standard(), cells).read();
        cells.endSheet();
      }
    } catch (SourceUnreadableException e) {
      assertThat(e).hasMessageStartingWith("data.xls is ");
    }
  }

  /** Exchanges the row numbers of two rows' cells. */
  private static void swapRows(byte[] stream, int one, int other) {
    BiffRecords records = new BiffRecords(stream, "x");
    while (records.next()) {
      if (records.type() == 0x0203 || records.type() == 0x00fd) {
        int at = records.nextOffset() - records.length();
        if (stream[at] == one) {
          stream[at] = (byte) other;
        } else if (stream[at] == other) {
          stream[at] = (byte) one;
        }
      }
    }
  }

  private void format(HSSFRow row, int column, double value, String code) {
    HSSFCell cell = row.createCell(column);
    cell.setCellValue(value);
    HSSFCellStyle style = workbook.createCellStyle();
    style.setDataFormat(workbook.createDataFormat().getFormat(code));
    cell.setCellStyle(style);
  }

  private HSSFCellStyle style(HSSFRow row, int column) {
    HSSFCell cell = row.createCell(column);
    cell.setCellValue(1);
    HSSFCellStyle style = workbook.createCellStyle();
    cell.setCellStyle(style);
    return style;
  }

  private static void fill(HSSFCellStyle style, IndexedColors colour) {
    style.setFillPattern(FillPatternType.SOLID_FOREGROUND);
    style.setFillForegroundColor(colour.getIndex());
  }

  private RecordedCells read() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      workbook.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return read(bytes.toByteArray());
  }

  private RecordedCells read(byte[] file) {
    RecordedCells cells = new RecordedCells();
    try {
      Path path = Files.write(folder.resolve("data.xls"), file);
      new XlsReader(ReadLimits.standard()).read(path, "data.xls", null, cells);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cells;
  }

  private static byte[] container(byte[] stream) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (POIFSFileSystem container = new POIFSFileSystem();
        OutputStream out = bytes) {
      container.createDocument(new ByteArrayInputStream(stream), "Workbook");
      container.writeFilesystem(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
