package org.datawarp.pipeline.workbook.ods;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.Decimals;
import org.datawarp.pipeline.workbook.ExcelDates;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one table of an OpenDocument spreadsheet.
 *
 * <p>Cells and rows that repeat are handed over as often as they stand there, unless they only
 * carry a style, which files like to repeat to the end of the sheet.
 */
final class OdsSheet {
  private static final String CALC_EXT =
      "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0";

  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

  /** Blank but styled rows matter as rules above and below a table, not as painted pages. */
  private static final int MAX_PAINTED_ROWS = 16;

  private record Merge(int firstColumn, int lastColumn, long moreRows) {}

  private final OdsXml xml;
  private final OdsStyles styles;
  private final ReadLimits limits;
  private final OdsBudget budget;
  private final String displayName;
  private final CellSink sink;
  private final OdsText text;
  private final OdsRow row = new OdsRow();
  private final Decimals decimals = new Decimals();
  private final List<Merge> merges = new ArrayList<>();
  private int[] columnStyles = new int[16];
  private int styledColumns;
  private long nextColumn;
  private long nextRow = 1;

  OdsSheet(
      OdsXml xml,
      OdsStyles styles,
      ReadLimits limits,
      OdsBudget budget,
      String displayName,
      CellSink sink) {
    this.xml = xml;
    this.styles = styles;
    this.limits = limits;
    this.budget = budget;
    this.displayName = displayName;
    this.sink = sink;
    this.text = new OdsText(limits.maxCellBytes(), displayName);
  }

  /** Reads the inside of a table, or of a group of rows or columns in it. */
  void read(OdsRegions localRegions) {
    while (xml.nextChild()) {
      switch (xml.element()) {
        case "table-column" -> readColumn();
        case "table-row" -> readRow();
        case "table-row-group",
            "table-rows",
            "table-header-rows",
            "table-column-group",
            "table-columns",
            "table-header-columns",
            "named-expressions" ->
            read(localRegions);
        case "named-range" -> {
          localRegions.add(xml);
          xml.skip();
        }
        default -> xml.skip();
      }
    }
  }

  private void readColumn() {
    int repeat = xml.count("number-columns-repeated");
    int style = styles.bits(xml.attribute(OdsXml.TABLE, "default-cell-style-name"));
    long first = nextColumn;
    long end = Math.min(first + repeat, limits.maxColumns());
    if (first < end) {
      if (isHidden()) {
        sink.hiddenColumns((int) first, (int) end - 1);
      }
      if (columnStyles.length < end) {
        columnStyles = Arrays.copyOf(columnStyles, (int) Math.max(end, columnStyles.length * 2L));
      }
      Arrays.fill(columnStyles, (int) first, (int) end, style);
      styledColumns = (int) end;
    }
    nextColumn = first + repeat;
    xml.skip();
  }

  private boolean isHidden() {
    String visibility = xml.attribute(OdsXml.TABLE, "visibility");
    return "collapse".equals(visibility) || "filter".equals(visibility);
  }

  private void readRow() {
    int repeat = xml.count("number-rows-repeated");
    boolean hidden = isHidden();
    int rowStyle = -1;
    String styleName = xml.attribute(OdsXml.TABLE, "default-cell-style-name");
    if (styleName != null) {
      rowStyle = styles.bits(styleName);
    }
    row.clear();
    long column = 0;
    while (xml.nextChild()) {
      int columns = xml.count("number-columns-repeated");
      if (xml.element().equals("table-cell")) {
        readCell(column, columns, rowStyle);
        column += columns;
      } else {
        column += xml.element().equals("covered-table-cell") ? columns : 0;
        xml.skip();
      }
    }
    emitRow(repeat, hidden);
    nextRow += repeat;
  }

  private void emitRow(int repeat, boolean hidden) {
    emitMerges(row.hasValues() ? repeat : 1);
    if (row.isEmpty()) {
      return;
    }
    long times = row.hasValues() ? repeat : Math.min(repeat, MAX_PAINTED_ROWS);
    if (row.hasValues() && nextRow + times - 1 > limits.maxRows()) {
      throw Unreadable.beyondLimit(displayName, "has more than " + limits.maxRows() + " rows");
    }
    budget.spend(row.cellCount() * times, row.emittedTextBytes() * times, xml.bytesRead());
    for (long i = 0; i < times && nextRow + i <= limits.maxRows(); i++) {
      sink.beginRow(nextRow + i, hidden);
      row.emit(sink);
    }
  }

  private void emitMerges(long times) {
    for (Merge merge : merges) {
      for (long i = 0; i < times && nextRow + i + merge.moreRows <= limits.maxRows(); i++) {
        budget.spendMerge();
        long first = nextRow + i;
        sink.merge(first, first + merge.moreRows, merge.firstColumn, merge.lastColumn);
      }
    }
    merges.clear();
  }

  private void readCell(long column, int repeat, int rowStyle) {
    int style = styleOf(column, rowStyle);
    String type = xml.attribute(OdsXml.OFFICE, "value-type");
    String value = type == null ? null : valueOf(type);
    boolean error = "error".equals(xml.attribute(CALC_EXT, "value-type"));
    if (xml.attribute(OdsXml.TABLE, "formula") != null) {
      style |= CellSink.FORMULA;
    }
    if (type != null) {
      style |= type.equals("percentage") ? CellSink.PERCENT : 0;
      style |= type.equals("currency") ? CellSink.CURRENCY : 0;
    }
    readMerge(column);
    text.clear();
    text.readBlocks(xml);
    if (text.length() == 0 && "string".equals(type)) {
      text.set(value);
    }
    if (value == null && text.length() == 0) {
      addBlank(column, repeat, style);
      return;
    }
    if (column + repeat > limits.maxColumns()) {
      throw Unreadable.beyondLimit(
          displayName, "has more than " + limits.maxColumns() + " columns in row " + nextRow);
    }
    if (error && text.length() > 0) {
      row.addText(OdsRow.Kind.ERROR, (int) column, repeat, style, text.bytes(), text.length());
    } else if (type == null || !addValue(type, value, (int) column, repeat, style)) {
      addText((int) column, repeat, style);
    }
  }

  private int styleOf(long column, int rowStyle) {
    String name = xml.attribute(OdsXml.TABLE, "style-name");
    if (name != null) {
      return styles.bits(name);
    }
    if (rowStyle >= 0) {
      return rowStyle;
    }
    return column < styledColumns ? columnStyles[(int) column] : 0;
  }

  private @Nullable String valueOf(String type) {
    return switch (type) {
      case "float", "percentage", "currency" -> xml.attribute(OdsXml.OFFICE, "value");
      case "date" -> xml.attribute(OdsXml.OFFICE, "date-value");
      case "time" -> xml.attribute(OdsXml.OFFICE, "time-value");
      case "boolean" -> xml.attribute(OdsXml.OFFICE, "boolean-value");
      case "string" -> xml.attribute(OdsXml.OFFICE, "string-value");
      default -> null;
    };
  }

  private void readMerge(long column) {
    int columns = xml.count("number-columns-spanned");
    int rows = xml.count("number-rows-spanned");
    if (columns > 1 || rows > 1) {
      long lastColumn = Math.min(column + columns, limits.maxColumns()) - 1;
      long lastRow = Math.min(nextRow + rows - 1L, limits.maxRows());
      if (column <= lastColumn && nextRow <= lastRow) {
        merges.add(new Merge((int) column, (int) lastColumn, lastRow - nextRow));
      }
    }
  }

  private void addBlank(long column, int repeat, int style) {
    if ((style & (CellSink.FILLED | CellSink.BORDERED)) != 0
        && column + repeat <= limits.maxColumns()) {
      row.addBlank((int) column, repeat, style);
    }
  }

  private void addText(int column, int repeat, int style) {
    if (text.length() == 0) {
      return;
    }
    if (row.textLength() > (64 << 20)) {
      throw Unreadable.beyondLimit(displayName, "holds more than 64 MiB of text in row " + nextRow);
    }
    row.addText(OdsRow.Kind.TEXT, column, repeat, style, text.bytes(), text.length());
  }

  /** Adds a typed value; false if the value is not what its type says, and the text counts. */
  private boolean addValue(String type, @Nullable String value, int column, int repeat, int style) {
    if (value == null) {
      return false;
    }
    try {
      switch (type) {
        case "float", "percentage", "currency" -> {
          byte[] digits = value.strip().getBytes(StandardCharsets.ISO_8859_1);
          return decimals.parse(digits, 0, digits.length) && addNumber(column, repeat, style);
        }
        case "date" -> addDate(value, column, repeat, style);
        case "time" -> addTime(value, column, repeat, style);
        case "boolean" ->
            row.add(OdsRow.Kind.BOOLEAN, column, repeat, style, value.equals("true") ? 1 : 0, 0);
        default -> {
          return false;
        }
      }
      return true;
    } catch (DateTimeException | ArithmeticException e) {
      return false;
    }
  }

  private boolean addNumber(int column, int repeat, int style) {
    if (decimals.fits()) {
      row.add(OdsRow.Kind.NUMBER, column, repeat, style, decimals.unscaled(), decimals.scale());
    } else {
      long bits = Double.doubleToLongBits(decimals.value());
      row.add(OdsRow.Kind.BIG_NUMBER, column, repeat, style, bits, 0);
    }
    return true;
  }

  private void addDate(String value, int column, int repeat, int style) {
    String date = value.strip();
    if (date.indexOf('T') < 0) {
      row.add(OdsRow.Kind.DATE, column, repeat, style, LocalDate.parse(date).toEpochDay(), 0);
      return;
    }
    LocalDateTime time = LocalDateTime.parse(date);
    if (time.toLocalTime().equals(LocalTime.MIDNIGHT)) {
      long day = time.toLocalDate().toEpochDay();
      row.add(OdsRow.Kind.DATE, column, repeat, style, day, 0);
      return;
    }
    long micros = ChronoUnit.MICROS.between(EPOCH, time);
    row.add(OdsRow.Kind.TIMESTAMP, column, repeat, style, micros, 0);
  }

  private void addTime(String value, int column, int repeat, int style) {
    Duration duration = Duration.parse(value.strip());
    long micros =
        Math.addExact(
            Math.multiplyExact(duration.getSeconds(), 1_000_000L), duration.getNano() / 1000);
    if (micros >= 0 && micros < ExcelDates.MICROS_PER_DAY) {
      row.add(OdsRow.Kind.TIME, column, repeat, style, micros, 0);
    } else {
      // A longer duration is a number of days, as in the other spreadsheet formats.
      decimals.of((double) micros / ExcelDates.MICROS_PER_DAY);
      addNumber(column, repeat, style);
    }
  }
}
