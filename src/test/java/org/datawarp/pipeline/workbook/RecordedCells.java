package org.datawarp.pipeline.workbook;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.table.SheetState;
import org.jspecify.annotations.Nullable;

/** A sink that remembers what it is given, and fails a test when the sink's rules are broken. */
public class RecordedCells implements CellSink {
  /** A value with its style. */
  public record Cell(Object value, int style) {}

  /** One sheet: cells by name, such as {@code B7}; the rest as lines of text. */
  public static final class Sheet {
    public final String name;
    final String member;
    public final SheetType type;
    public final SheetState state;
    public final Map<String, Cell> cells = new LinkedHashMap<>();
    public final List<String> marks = new ArrayList<>();
    public final List<Long> hiddenRows = new ArrayList<>();

    Sheet(String name, String member, SheetType type, SheetState state) {
      this.name = name;
      this.member = member;
      this.type = type;
      this.state = state;
    }

    public Object value(String cell) {
      Cell found = cells.get(cell);
      return found == null ? null : found.value();
    }

    public int style(String cell) {
      return cells.get(cell).style();
    }
  }

  /** Stands for a blank cell with a style. */
  public static final String BLANK = "(blank)";

  public final List<Sheet> sheets = new ArrayList<>();
  long contentBytes;
  private boolean open;
  private long row;
  private int column;
  private @Nullable Cell last;

  public Sheet sheet(int index) {
    return sheets.get(index);
  }

  public Sheet only() {
    if (sheets.size() != 1) {
      throw new AssertionError("not one sheet: " + sheets.size());
    }
    return sheets.get(0);
  }

  private Sheet current() {
    return sheets.get(sheets.size() - 1);
  }

  private void put(int at, Object value, int style) {
    if (!open || row == 0 || at <= column) {
      throw new AssertionError("cell out of order: column " + at + " of row " + row);
    }
    column = at;
    last = new Cell(value, style);
    put(current(), at, row, last);
  }

  /** Keeps a cell. */
  void put(Sheet sheet, int at, long of, Cell cell) {
    sheet.cells.put(A1.cell(at, of), cell);
  }

  @Override
  public void beginSheet(String name, String member, SheetType type, SheetState state) {
    if (open) {
      throw new AssertionError("the sheet before is open");
    }
    open = true;
    row = 0;
    sheets.add(new Sheet(name, member, type, state));
  }

  @Override
  public void beginRow(long number, boolean hidden) {
    if (number <= row) {
      throw new AssertionError("row out of order: " + number);
    }
    row = number;
    column = -1;
    last = null;
    if (hidden) {
      current().hiddenRows.add(number);
    }
  }

  @Override
  public void repeat(int lastColumn) {
    Cell repeated = last;
    if (repeated == null || lastColumn <= column) {
      throw new AssertionError("nothing to repeat at column " + column + " of row " + row);
    }
    for (int at = column + 1; at <= lastColumn; at++) {
      put(at, repeated.value(), repeated.style());
    }
  }

  @Override
  public void contentRead(long bytes) {
    if (bytes < 0) {
      throw new AssertionError("read " + bytes + " bytes");
    }
    contentBytes += bytes;
  }

  @Override
  public void blank(int at, int style) {
    if (style != 0) { // without a style it only tells how wide a CSV is
      put(at, BLANK, style);
    }
  }

  @Override
  public void number(int at, long unscaled, int scale, int style) {
    if (scale < 0 || scale > 18) {
      throw new AssertionError("scale " + scale);
    }
    put(at, BigDecimal.valueOf(unscaled, scale), style);
  }

  @Override
  public void bigNumber(int at, double value, int style) {
    put(at, value, style);
  }

  @Override
  public void text(int at, byte[] utf8, int offset, int length, int style) {
    if (length == 0) {
      throw new AssertionError("empty text");
    }
    try {
      put(
          at,
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(utf8, offset, length))
              .toString(),
          style);
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8", e);
    }
  }

  @Override
  public void date(int at, long epochDay, int style) {
    put(at, LocalDate.ofEpochDay(epochDay), style);
  }

  @Override
  public void timestamp(int at, long micros, int style) {
    put(
        at,
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L),
            (int) Math.floorMod(micros, 1_000_000L) * 1000,
            ZoneOffset.UTC),
        style);
  }

  @Override
  public void time(int at, long micros, int style) {
    put(at, LocalTime.ofNanoOfDay(micros * 1000), style);
  }

  @Override
  public void bool(int at, boolean value, int style) {
    put(at, value, style);
  }

  @Override
  public void error(int at, String code, int style) {
    put(at, code, style);
  }

  @Override
  public void merge(long firstRow, long lastRow, int firstColumn, int lastColumn) {
    current()
        .marks
        .add("MERGE " + A1.cell(firstColumn, firstRow) + ":" + A1.cell(lastColumn, lastRow));
  }

  @Override
  public void region(
      RegionKind kind,
      String name,
      long firstRow,
      long lastRow,
      int firstColumn,
      int lastColumn,
      int headerRows,
      int totalRows) {
    current()
        .marks
        .add(
            kind
                + " "
                + name
                + " "
                + A1.cell(firstColumn, firstRow)
                + ":"
                + A1.cell(lastColumn, lastRow)
                + (kind == RegionKind.TABLE ? " " + headerRows + " " + totalRows : ""));
  }

  @Override
  public void hiddenColumns(int firstColumn, int lastColumn) {
    current().marks.add("HIDDEN " + A1.column(firstColumn) + ":" + A1.column(lastColumn));
  }

  @Override
  public void endSheet() {
    open = false;
  }
}
