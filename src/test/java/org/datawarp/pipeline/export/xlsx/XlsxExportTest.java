package org.datawarp.pipeline.export.xlsx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.ss.usermodel.WorkbookFactory;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.GivenRows;
import org.datawarp.pipeline.export.StoredColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XlsxExportTest {
  private static final List<StoredColumn> COLUMNS =
      List.of(
          StoredColumn.of("text", ColumnType.TEXT),
          StoredColumn.of("number", ColumnType.NUMERIC),
          StoredColumn.of("big", ColumnType.BIGINT),
          StoredColumn.of("day", ColumnType.DATE),
          StoredColumn.of("time", ColumnType.TIMESTAMP),
          StoredColumn.of("truth", ColumnType.BOOLEAN));
  private static final List<String> NAMES = COLUMNS.stream().map(StoredColumn::name).toList();

  @TempDir Path folder;

  @Test
  void anotherReaderFindsTheValuesAndNoFormula() throws IOException {
    Path file = folder.resolve("rows.xlsx");
    List<List<Object>> rows =
        List.of(
            Arrays.asList(
                "=1+1 <&> \u0001 _x0041_",
                new BigDecimal("12.5"),
                9_007_199_254_740_993L,
                LocalDate.of(2025, 8, 1),
                LocalDateTime.of(2025, 8, 1, 12, 0),
                true),
            Arrays.asList(null, null, 5L, LocalDate.of(1850, 1, 1), null, null));

    XlsxExport.write(NAMES, new GivenRows(COLUMNS, rows), file);

    try (Workbook workbook = WorkbookFactory.create(file.toFile(), null, true)) {
      Row first = workbook.getSheetAt(0).getRow(1);
      assertThat(workbook.getSheetAt(0).getRow(0).getCell(2).getStringCellValue()).isEqualTo("big");
      assertThat(first.getCell(0).getCellType()).isEqualTo(CellType.STRING);
      assertThat(first.getCell(0).getStringCellValue()).isEqualTo("=1+1 <&> \u0001 _x0041_");
      assertThat(first.getCell(1).getNumericCellValue()).isEqualTo(12.5);
      assertThat(first.getCell(2).getStringCellValue()).isEqualTo("9007199254740993");
      assertThat(DateUtil.isCellDateFormatted(first.getCell(3))).isTrue();
      assertThat(first.getCell(3).getLocalDateTimeCellValue())
          .isEqualTo(LocalDateTime.of(2025, 8, 1, 0, 0));
      assertThat(first.getCell(4).getLocalDateTimeCellValue())
          .isEqualTo(LocalDateTime.of(2025, 8, 1, 12, 0));
      assertThat(first.getCell(5).getBooleanCellValue()).isTrue();
      Row second = workbook.getSheetAt(0).getRow(2);
      Cell blank = second.getCell(0, Row.MissingCellPolicy.RETURN_BLANK_AS_NULL);
      assertThat(blank).isNull();
      assertThat(second.getCell(3).getStringCellValue()).isEqualTo("1850-01-01");
    }
  }

  @Test
  void moreColumnsThanASheetHoldsAreRefused() {
    Path file = folder.resolve("wide.xlsx");
    List<String> names = Collections.nCopies(XlsxExport.MAX_COLUMNS + 1, "c");

    assertThatThrownBy(() -> XlsxExport.write(names, new GivenRows(List.of(), List.of()), file))
        .isInstanceOf(RefusedException.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void moreRowsThanASheetHoldsAreRefusedAndNothingIsLeft() {
    Path file = folder.resolve("long.xlsx");
    List<StoredColumn> columns = List.of(StoredColumn.of("n", ColumnType.BIGINT));
    List<Object> row = List.of(1L);
    RowCursor rows = new GivenRows(columns, Collections.nCopies(XlsxExport.MAX_ROWS + 1, row));

    assertThatThrownBy(() -> XlsxExport.write(List.of("n"), rows, file))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("1048575");
    assertThat(file).doesNotExist();
  }
}
