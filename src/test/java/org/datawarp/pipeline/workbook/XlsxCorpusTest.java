package org.datawarp.pipeline.workbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.usermodel.FormulaError;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.pipeline.workbook.xlsx.XlsxReader;
import org.datawarp.testing.GeneratedCorpus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real workbooks, cell by cell against Apache POI. */
final class XlsxCorpusTest {
  /** Larger files cost POI a gigabyte; raise it to compare them too. */
  private static final long LARGEST = Long.getLong("datawarp.corpus.largest", 150_000);

  private static final Path CORPUS =
      Path.of(System.getProperty("datawarp.corpus", Path.of("..", "shared", "corpus").toString()));

  /** Why a file is refused, for those that are. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "cqc_mortality_care_homes.xlsx", "not a complete ZIP container",
          "~$granular_mortality_file.xlsx", "not a complete ZIP container",
          "pass_protected.xlsx", "not a complete ZIP container",
          "poc-shared-strings.xlsx", "the row after row 0 has a wrong number",
          "poc-xmlbomb.xlsx", "xl/sharedStrings.xml has a document type declaration",
          "duplicate-filename.xlsx", "xl/worksheets/sheet1.xml is in the container twice");

  private static List<Path> workbooks(String extension) {
    assumeTrue(Files.isDirectory(CORPUS), "no corpus");
    return workbooks(CORPUS, extension);
  }

  private static List<Path> workbooks(Path folder, String extension) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(extension)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Checks the order of cells and keeps none. */
  private static final class Checked extends RecordedCells {
    @Override
    void put(Sheet sheet, int at, long row, Cell cell) {}
  }

  private static RecordedCells read(Path file) {
    return read(file, new RecordedCells());
  }

  private static RecordedCells read(Path file, RecordedCells cells) {
    new XlsxReader(ReadLimits.standard()).read(file, file.getFileName().toString(), null, cells);
    return cells;
  }

  @Tag("slow")
  @Test
  void onlyTheKnownFilesAreRefusedAndForTheirReason() {
    Map<String, String> refused = new HashMap<>();
    for (Path file : workbooks(".xlsx")) {
      try {
        assertThat(read(file, new Checked()).sheets).isNotEmpty();
      } catch (SourceUnreadableException e) {
        refused.put(file.getFileName().toString(), e.getMessage());
      }
    }

    assertThat(refused.keySet()).isEqualTo(REFUSED.keySet());
    refused.forEach((name, message) -> assertThat(message).contains(REFUSED.get(name)));
  }

  @Tag("slow")
  @Test
  void everyCellHasTheValueThatPoiGives() throws IOException {
    int compared = 0;
    Map<String, String> unreadToPoi = new HashMap<>();
    for (Path file : workbooks(".xlsx")) {
      String name = file.getFileName().toString();
      if (Files.size(file) > LARGEST || REFUSED.containsKey(name)) {
        continue;
      }
      try (OPCPackage container = OPCPackage.open(file.toFile(), PackageAccess.READ);
          XSSFWorkbook workbook = new XSSFWorkbook(container)) {
        compare(name, read(file), workbook);
        compared++;
      } catch (InvalidFormatException | RuntimeException e) {
        unreadToPoi.put(name, e.toString());
      }
    }
    // POI refuses strict workbooks, and some that it finds damaged and that are read here.
    assertThat(unreadToPoi).containsOnlyKeys("sample.strict.xlsx", "empty_s_attribute.xlsx");
    assertThat(compared).isGreaterThan(30);
  }

  @Test
  void everyCellOfTheGeneratedWorkbooksHasTheValueThatPoiGives() throws IOException {
    List<Path> generated = workbooks(GeneratedCorpus.FOLDER, ".xlsx");
    for (Path file : generated) {
      try (XSSFWorkbook workbook = new XSSFWorkbook(Files.newInputStream(file))) {
        compare(file.toString(), read(file), workbook);
      }
    }
    assertThat(generated).hasSizeGreaterThan(5);
  }

  private static void compare(String name, RecordedCells ours, XSSFWorkbook workbook) {
    assertThat(ours.sheets).as(name).hasSize(workbook.getNumberOfSheets());
    for (int i = 0; i < workbook.getNumberOfSheets(); i++) {
      Sheet sheet = workbook.getSheetAt(i);
      Map<String, Object> expected = new TreeMap<>();
      for (Row row : sheet) {
        for (Cell cell : row) {
          Object value = value(cell);
          if (value != null) {
            expected.put(cell.getAddress().formatAsString(), value);
          }
        }
      }
      Map<String, Object> found = new TreeMap<>();
      ours.sheet(i)
          .cells
          .forEach(
              (cell, value) -> {
                if (value.value() != RecordedCells.BLANK) {
                  found.put(cell, comparable(value.value()));
                }
              });
      assertThat(ours.sheet(i).name).isEqualTo(sheet.getSheetName());
      assertThat(found).as(name + " " + sheet.getSheetName()).isEqualTo(expected);
    }
  }

  private static Object value(Cell cell) {
    CellType type =
        cell.getCellType() == CellType.FORMULA
            ? cell.getCachedFormulaResultType()
            : cell.getCellType();
    return switch (type) {
      case STRING -> {
        String text = cell.getStringCellValue().replace("\r\n", "\n").replace('\r', '\n');
        yield text.isEmpty() ? null : text;
      }
      case BOOLEAN -> cell.getBooleanCellValue();
      case ERROR -> FormulaError.forInt(cell.getErrorCellValue()).getString();
      case NUMERIC -> numeric(cell);
      default -> null;
    };
  }

  private static Object numeric(Cell cell) {
    double number = cell.getNumericCellValue();
    boolean elapsed = cell.getCellStyle().getDataFormatString().startsWith("[h");
    if (!DateUtil.isCellDateFormatted(cell) || (elapsed && number >= 1)) {
      return number;
    }
    LocalDateTime moment = cell.getLocalDateTimeCellValue();
    return number < 1 ? moment.toLocalTime() : moment;
  }

  private static Object comparable(Object value) {
    if (value instanceof BigDecimal number) {
      return number.doubleValue();
    }
    if (value instanceof LocalDate date) {
      return date.atStartOfDay();
    }
    return value;
  }
}
