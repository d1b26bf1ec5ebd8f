package org.datawarp.pipeline.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Random;
import org.apache.poi.ss.usermodel.DateUtil;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.workbook.NumberFormat.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExcelDatesTest {
  private static Object read(ExcelDates dates, double serial, Kind kind) {
    RecordedCells cells = new RecordedCells();
    cells.beginSheet("s", null, CellSink.SheetType.WORKSHEET, SheetState.VISIBLE);
    cells.beginRow(1, false);
    return dates.emit(cells, 0, serial, kind, 0) ? cells.only().value("A1") : "number";
  }

  @ParameterizedTest
  @CsvSource({
    "FROM_1900, 1, DATE, 1900-01-01",
    "FROM_1900, 59, DATE, 1900-02-28",
    "FROM_1900, 60, DATE, number",
    "FROM_1900, 61, DATE, 1900-03-01",
    "FROM_1900, 45658, DATE, 2025-01-01",
    "FROM_1900, 2958465, DATE, 9999-12-31",
    "FROM_1900, 2958466, DATE, number",
    "FROM_1900, 1E300, DATE, number",
    "FROM_1900, -1, DATE, number",
    "FROM_1900, 0, DATE, number",
    "FROM_1900, NaN, DATE, number",
    "FROM_1904, 0, DATE, 1904-01-01",
    "FROM_1904, 44196, DATE, 2025-01-01",
    "FROM_1904, 2957003, DATE, 9999-12-31",
    "FROM_1904, 2957004, DATE, number",
    "FROM_1900, 45658.5, DATE, 2025-01-01T12:00",
    "FROM_1900, 45658.99999999999, DATE, 2025-01-02",
    "FROM_1900, 45658.000000000007, DATE, 2025-01-01",
    "FROM_1900, 45658, DATE_TIME, 2025-01-01T00:00",
    "FROM_1900, 0.75, DATE_TIME, 18:00",
    "FROM_1900, 0, DATE_TIME, number",
    "FROM_1904, 0.75, DATE_TIME, 1904-01-01T18:00",
    "FROM_1900, 0, TIME, 00:00",
    "FROM_1900, 0.5, TIME, 12:00",
    "FROM_1900, 0.999999, TIME, 23:59:59.914",
    "FROM_1900, 45658.25, TIME, 2025-01-01T06:00",
    "FROM_1900, 0.25, DURATION, 06:00",
    "FROM_1900, 1, DURATION, number",
    "FROM_1900, 1.5, DURATION, number",
    "FROM_1900, 0.9999999999999, DURATION, number",
    "FROM_1900, 45658, NUMBER, number"
  })
  void aSerialIsWhatItsFormatSays(ExcelDates dates, double serial, Kind kind, String expected) {
    assertThat(read(dates, serial, kind)).hasToString(expected);
  }

  @Test
  void everyDayAndMillisecondAgreesWithPoi() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double serial = 61 + random.nextInt(2_900_000) + random.nextInt(86_400) / 86_400.0;
      boolean from1904 = random.nextBoolean();
      LocalDateTime expected = DateUtil.getLocalDateTime(serial, from1904, true);
      ExcelDates dates = from1904 ? ExcelDates.FROM_1904 : ExcelDates.FROM_1900;

      assertThat(read(dates, serial, Kind.DATE_TIME)).as("%s", serial).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2024-01-31, GENERAL, 2024-01-31",
    "2024-01-31T00:00:00, DATE, 2024-01-31",
    "2024-01-31T00:00:00, DATE_TIME, 2024-01-31T00:00",
    "2024-01-31T12:30:15.5Z, DATE, 2024-01-31T12:30:15.500",
    "T08:15, TIME, 08:15",
    "08:15:30, TIME, 08:15:30"
  })
  void anIsoDateIsRead(String text, String format, String expected) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    RecordedCells cells = new RecordedCells();
    cells.beginSheet("s", null, CellSink.SheetType.WORKSHEET, SheetState.VISIBLE);
    cells.beginRow(1, false);

    Kind kind = format.equals("GENERAL") ? Kind.NUMBER : Kind.valueOf(format);
    IsoDates.parse(bytes, 0, bytes.length).emit(cells, 0, kind, 0);

    assertThat(cells.only().value("A1")).hasToString(expected);
    assertThat(cells.only().value("A1"))
        .isInstanceOfAny(LocalDate.class, LocalDateTime.class, LocalTime.class);
  }

  @ParameterizedTest
  @CsvSource({"2024-13-01", "x", "T", "''", "2024-01-31T12:30+01:00"})
  void whatIsNoIsoDateIsNone(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    assertThat(IsoDates.parse(bytes, 0, bytes.length)).isNull();
  }
}
