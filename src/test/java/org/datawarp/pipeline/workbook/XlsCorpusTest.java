package org.datawarp.pipeline.workbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.stream.Stream;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.usermodel.FormulaError;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.datawarp.pipeline.workbook.xls.XlsReader;
import org.datawarp.testing.GeneratedCorpus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Compares the cells of real workbooks with what POI's user model says they are. */
class XlsCorpusTest {
  private static final Path CORPUS =
      Path.of(System.getProperty("datawarp.corpus", Path.of("..", "shared", "corpus").toString()));

  @Tag("slow")
  @Test
  void everyWorkbookHasTheCellsThatPoiSees() throws IOException {
    assumeTrue(Files.isDirectory(CORPUS), "no corpus");
    List<Path> files;
    try (Stream<Path> all = Files.walk(CORPUS)) {
      files = all.filter(file -> file.toString().endsWith(".xls")).toList();
    }
    int compared = 0;
    for (Path file : files) {
      // POI's user model runs out of memory on this one, by design of its author.
      if (Files.size(file) > 700_000 || file.endsWith("OOM_alloc.xls")) {
        continue;
      }
      if (FormatDetector.look(file, "x").format() == FileFormat.XLS && !isEncrypted(file)) {
        compare(file);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(10);
  }

  @Test
  void theGeneratedWorkbookHasTheCellsThatPoiSees() throws IOException {
    compare(GeneratedCorpus.FOLDER.resolve("old-Q1-2010-11.xls"));
  }

  private static boolean isEncrypted(Path file) {
    return file.endsWith("password.xls");
  }

  private static void compare(Path file) throws IOException {
    RecordedCells ours = new RecordedCells();
    new XlsReader(ReadLimits.standard()).read(file, file.toString(), null, ours);
    try (HSSFWorkbook theirs = new HSSFWorkbook(Files.newInputStream(file))) {
      int index = 0;
      for (RecordedCells.Sheet sheet : ours.sheets) {
        if (sheet.type == CellSink.SheetType.CHART) {
          index++;
          continue;
        }
        Sheet expected = theirs.getSheetAt(index++);
        assertThat(sheet.name).isEqualTo(expected.getSheetName());
        compare(file, sheet, expected);
      }
    }
  }

  private static void compare(Path file, RecordedCells.Sheet ours, Sheet theirs) {
    int values = 0;
    for (Row row : theirs) {
      for (Cell cell : row) {
        String name = A1.cell(cell.getColumnIndex(), row.getRowNum() + 1L);
        Object value = ours.value(name);
        CellType type =
            cell.getCellType() == CellType.FORMULA
                ? cell.getCachedFormulaResultType()
                : cell.getCellType();
        String where = file + " " + ours.name + "!" + name;
        switch (type) {
          case STRING -> {
            String text = cell.getStringCellValue().replace("\r\n", "\n").replace('\r', '\n');
            assertThat(value).as(where).isEqualTo(text.isEmpty() ? null : text.replace('\0', '�'));
          }
          case NUMERIC -> assertThat(serial(value, cell)).as(where).isTrue();
          case BOOLEAN -> assertThat(value).as(where).isEqualTo(cell.getBooleanCellValue());
          case ERROR ->
              assertThat(value)
                  .as(where)
                  .isEqualTo(FormulaError.forInt(cell.getErrorCellValue()).getString());
          default -> assertThat(value).as(where).isIn(null, RecordedCells.BLANK);
        }
        values += value == null || value.equals(RecordedCells.BLANK) ? 0 : 1;
      }
    }
    assertThat(
            ours.cells.values().stream()
                .filter(cell -> !cell.value().equals(RecordedCells.BLANK))
                .count())
        .as(file + " " + ours.name)
        .isEqualTo(values);
  }

  private static boolean serial(Object ours, Cell cell) {
    double expected = cell.getNumericCellValue();
    if (ours instanceof BigDecimal number) {
      return number.doubleValue() == expected;
    }
    if (ours instanceof Double number) {
      return number == expected;
    }
    LocalDateTime poi = cell.getLocalDateTimeCellValue();
    if (ours instanceof LocalTime time) {
      return expected < 1 && poi.toLocalTime().withNano(0).equals(time.withNano(0));
    }
    LocalDateTime date = ours instanceof LocalDate day ? day.atStartOfDay() : (LocalDateTime) ours;
    return DateUtil.isCellDateFormatted(cell)
        && Math.abs(java.time.Duration.between(poi, date).toMillis()) <= 1;
  }
}
