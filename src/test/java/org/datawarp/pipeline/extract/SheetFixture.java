package org.datawarp.pipeline.extract;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.extract.spool.CellSpool;
import org.datawarp.pipeline.extract.table.TableFinder;
import org.datawarp.pipeline.extract.table.TableLayout;
import org.datawarp.pipeline.workbook.CellSink;
import org.jspecify.annotations.Nullable;

/** Draws sheets in code: a row of values, null for blank, {@code *bold} for bold text. */
public final class SheetFixture {
  private interface Step {
    void feed(CellSink sink);
  }

  private final List<Step> steps = new ArrayList<>();
  private long row;

  public static SheetFixture sheet(String name) {
    SheetFixture fixture = new SheetFixture();
    fixture.steps.add(
        sink -> sink.beginSheet(name, null, CellSink.SheetType.WORKSHEET, SheetState.VISIBLE));
    return fixture;
  }

  public static SheetFixture csv(@Nullable String member) {
    SheetFixture fixture = new SheetFixture();
    fixture.steps.add(
        sink -> sink.beginSheet(null, member, CellSink.SheetType.CSV, SheetState.VISIBLE));
    return fixture;
  }

  public SheetFixture sheetAfter(String name, SheetState state) {
    steps.add(CellSink::endSheet);
    row = 0;
    steps.add(sink -> sink.beginSheet(name, null, CellSink.SheetType.WORKSHEET, state));
    return this;
  }

  SheetFixture csvAfter(String member) {
    steps.add(CellSink::endSheet);
    row = 0;
    steps.add(sink -> sink.beginSheet(null, member, CellSink.SheetType.CSV, SheetState.VISIBLE));
    return this;
  }

  public SheetFixture blank(int rows) {
    row += rows;
    return this;
  }

  public SheetFixture row(Object... values) {
    long number = ++row;
    steps.add(
        sink -> {
          sink.beginRow(number, false);
          for (int c = 0; c < values.length; c++) {
            if (values[c] != null) {
              cell(sink, c, values[c]);
            }
          }
        });
    return this;
  }

  public SheetFixture merge(long firstRow, long lastRow, int firstColumn, int lastColumn) {
    steps.add(sink -> sink.merge(firstRow, lastRow, firstColumn, lastColumn));
    return this;
  }

  public SheetFixture table(
      String name, long firstRow, long lastRow, int firstColumn, int lastColumn) {
    steps.add(
        sink ->
            sink.region(
                CellSink.RegionKind.TABLE, name, firstRow, lastRow, firstColumn, lastColumn, 1, 0));
    return this;
  }

  SheetFixture hide(int firstColumn, int lastColumn) {
    steps.add(sink -> sink.hiddenColumns(firstColumn, lastColumn));
    return this;
  }

  private static void cell(CellSink sink, int column, Object value) {
    if (value instanceof Integer number) {
      sink.number(column, number, 0, 0);
    } else if (value instanceof BigDecimal decimal) {
      sink.number(column, decimal.unscaledValue().longValue(), decimal.scale(), 0);
    } else if (value instanceof LocalDate date) {
      sink.date(column, date.toEpochDay(), 0);
    } else if (value instanceof Boolean flag) {
      sink.bool(column, flag, 0);
    } else {
      String text = value.toString();
      boolean bold = text.startsWith("*") && text.length() > 1;
      byte[] bytes = (bold ? text.substring(1) : text).getBytes(StandardCharsets.UTF_8);
      sink.text(column, bytes, 0, bytes.length, bold ? CellSink.BOLD : 0);
    }
  }

  void feed(CellSink sink) {
    steps.forEach(step -> step.feed(sink));
    sink.endSheet();
  }

  /** Returns the tables of the first sheet. */
  public List<TableLayout> layouts(Path folder) {
    CellSpool spool = new CellSpool(folder, 1 << 20, new ReadingBudget("test", () -> 0), null);
    feed(spool);
    return TableFinder.find(spool.sheets().get(0));
  }

  public Extraction extract(Path folder, ExtractOptions options) {
    CellFeed feed =
        (file, name, sink) -> {
          feed(sink);
          return List.of();
        };
    return new Extractor(feed, folder).extract(folder, "test", options);
  }

  public Extraction extract(Path folder) {
    return extract(folder, ExtractOptions.standard());
  }
}
