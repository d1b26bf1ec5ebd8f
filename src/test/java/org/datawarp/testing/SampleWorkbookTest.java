package org.datawarp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;

/** The sample in the repository; {@code -Dgolden.update=true} writes it anew. */
final class SampleWorkbookTest {
  @Test
  void theCommittedSampleIsWhatTheGeneratorMakes() throws IOException {
    byte[] made = SampleWorkbook.bytes();
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(SampleWorkbook.FILE.getParent());
      Files.write(SampleWorkbook.FILE, made);
    }

    byte[] committed = Files.readAllBytes(SampleWorkbook.FILE);

    assertThat(committed).isEqualTo(made);
  }

  @Test
  void theSampleIsSmall() {
    assertThat(SampleWorkbook.bytes()).hasSizeLessThan(20_000);
  }

  @Test
  void anotherReaderSeesTheSameTables() throws IOException {
    try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(SampleWorkbook.bytes()))) {
      XSSFSheet providers = book.getSheet("Table 1");
      XSSFSheet regions = book.getSheet("Table 2");

      assertThat(book.getNumberOfSheets()).isEqualTo(4);
      assertThat(providers.getTables()).hasSize(1);
      assertThat(providers.getTables().get(0).getArea().formatAsString()).isEqualTo("A4:H16");
      assertThat(providers.getRow(15).getCell(3).getNumericCellValue()).isEqualTo(6238);
      assertThat(regions.getMergedRegions())
          .extracting(CellRangeAddress::formatAsString)
          .containsExactlyInAnyOrder("A3:A4", "B3:B4", "C3:E3", "F3:H3");
      assertThat((Object) regions.getRow(5)).isNull();
      assertThat(regions.getRow(9).getCell(3).getStringCellValue()).isEqualTo("[c]");
    }
  }

  @Test
  void theTotalsOfProvidersAndRegionsAgree() throws IOException {
    try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(SampleWorkbook.bytes()))) {
      XSSFSheet providers = book.getSheet("Table 1");
      XSSFSheet regions = book.getSheet("Table 2");

      assertThat(sum(providers, 5, 15, 3)).isEqualTo(number(providers, 4, 3));
      assertThat(sum(regions, 6, 12, 2)).isEqualTo(number(regions, 4, 2));
      assertThat(sum(regions, 6, 12, 5)).isEqualTo(number(regions, 4, 5));
      assertThat(number(regions, 4, 2) + number(regions, 4, 5)).isEqualTo(number(providers, 4, 3));
      assertThat(number(regions, 4, 3) + number(regions, 4, 6)).isEqualTo(number(providers, 4, 4));
    }
  }

  private static double sum(XSSFSheet sheet, int firstIndex, int lastIndex, int column) {
    double sum = 0;
    for (int i = firstIndex; i <= lastIndex; i++) {
      sum += number(sheet, i, column);
    }
    return sum;
  }

  private static double number(XSSFSheet sheet, int rowIndex, int column) {
    return sheet.getRow(rowIndex).getCell(column).getNumericCellValue();
  }
}
