package org.datawarp.workflow.convert;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.ss.usermodel.WorkbookFactory;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.export.ValueText;
import org.datawarp.pipeline.extract.SourceTable;

/** Reads converted files as other programs do: DuckDB and Apache POI; first the columns' names. */
final class WrittenFiles {
  private WrittenFiles() {}

  /** Returns what a table holds, read from the extraction. */
  static List<List<String>> wanted(SourceTable table) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(table.columns().stream().map(TableColumn::name).toList());
    try (RowCursor cursor = table.parts().get(0).open()) {
      while (cursor.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < cursor.columnCount(); i++) {
          row.add(cursor.isNull(i) ? null : ValueText.of(cursor, i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  static List<List<String>> parquet(Path file, List<TableColumn> columns) throws SQLException {
    return duck("read_parquet('" + quoted(file) + "')", columns);
  }

  static List<List<String>> csv(Path file, List<TableColumn> columns) throws SQLException {
    return duck(
        "read_csv('"
            + quoted(file)
            + "', header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"',"
            + " nullstr = '', allow_quoted_nulls = false, parallel = false,"
            + " max_line_size = 20000000)",
        columns);
  }

  private static String quoted(Path file) {
    return file.toString().replace("'", "''");
  }

  private static List<List<String>> duck(String from, List<TableColumn> columns)
      throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet names = statement.executeQuery("SELECT * FROM " + from + " LIMIT 0")) {
      List<String> head = new ArrayList<>();
      for (int i = 1; i <= names.getMetaData().getColumnCount(); i++) {
        head.add(names.getMetaData().getColumnName(i));
      }
      rows.add(head);
      try (ResultSet found =
          statement.executeQuery("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM " + from)) {
        while (found.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 0; i < columns.size(); i++) {
            row.add(plain(found.getString(i + 1), columns.get(i).type()));
          }
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static String plain(String text, ColumnType type) {
    return text == null || type != ColumnType.NUMERIC ? text : ValueText.of(new BigDecimal(text));
  }

  static List<List<String>> xlsx(Path file, List<TableColumn> columns) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (Workbook workbook = WorkbookFactory.create(file.toFile(), null, true)) {
      for (Row found : workbook.getSheetAt(0)) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
          row.add(text(found.getCell(i), columns.get(i).type()));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static String text(Cell cell, ColumnType type) {
    if (cell == null || cell.getCellType() == CellType.BLANK) {
      return null;
    }
    if (cell.getCellType() == CellType.STRING) {
      return cell.getStringCellValue();
    }
    if (cell.getCellType() == CellType.BOOLEAN) {
      return String.valueOf(cell.getBooleanCellValue());
    }
    double value = cell.getNumericCellValue();
    if (!DateUtil.isCellDateFormatted(cell)) {
      return ValueText.of(BigDecimal.valueOf(value));
    }
    LocalDateTime time = DateUtil.getLocalDateTime(value);
    return switch (type) {
      case DATE -> time.toLocalDate().toString();
      case TIME -> time.toLocalTime() + (time.getSecond() == 0 ? ":00" : "");
      default ->
          time.toLocalDate() + " " + time.toLocalTime() + (time.getSecond() == 0 ? ":00" : "");
    };
  }
}
