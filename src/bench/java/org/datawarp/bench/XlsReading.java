package org.datawarp.bench;

import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Random;
import org.apache.poi.hssf.eventusermodel.FormatTrackingHSSFListener;
import org.apache.poi.hssf.eventusermodel.HSSFEventFactory;
import org.apache.poi.hssf.eventusermodel.HSSFListener;
import org.apache.poi.hssf.eventusermodel.HSSFRequest;
import org.apache.poi.hssf.record.LabelSSTRecord;
import org.apache.poi.hssf.record.NumberRecord;
import org.apache.poi.hssf.record.Record;
import org.apache.poi.hssf.record.SSTRecord;
import org.apache.poi.hssf.usermodel.HSSFCellStyle;
import org.apache.poi.hssf.usermodel.HSSFRow;
import org.apache.poi.hssf.usermodel.HSSFSheet;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.DateUtil;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.xls.XlsReader;

/**
 * Reads an .xls workbook with Datawarp's reader or with Apache POI's events, in a process of its own
 * each: {@code make FILE [ROWS]}, {@code own FILE} or {@code events FILE}. Of the events it takes what a
 * reader needs at least: each cell's text, or its number and whether that is a date; no exact decimals,
 * hidden rows or merges.
 */
public final class XlsReading {
  private static final int COLUMNS = 20;

  private XlsReading() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "make" -> make(file, arguments.length > 2 ? Integer.parseInt(arguments[2]) : 65_000);
      case "own" -> own(file);
      case "events" -> events(file);
      default -> throw new IllegalArgumentException("make, own or events");
    }
  }

  /** A date, a name of 500 and numbers, a third of them with two decimals. */
  private static void make(Path file, int rows) throws Exception {
    Random random = new Random(19);
    try (HSSFWorkbook workbook = new HSSFWorkbook();
        OutputStream out = new FileOutputStream(file.toFile())) {
      HSSFCellStyle day = workbook.createCellStyle();
      day.setDataFormat((short) 14);
      HSSFSheet sheet = workbook.createSheet("Data");
      for (int r = 0; r <= rows; r++) {
        HSSFRow row = sheet.createRow(r);
        for (int c = 0; c < COLUMNS; c++) {
          if (r == 0) {
            row.createCell(c).setCellValue("Measure " + c);
          } else if (c == 0) {
            row.createCell(c).setCellValue(45_000 + r % 365);
            row.getCell(c).setCellStyle(day);
          } else if (c == 1) {
            row.createCell(c).setCellValue("Organisation " + random.nextInt(500));
          } else {
            int value = random.nextInt(100_000);
            row.createCell(c).setCellValue(c % 3 == 0 ? value / 100.0 : value);
          }
        }
      }
      workbook.write(out);
    }
  }

  private static void own(Path file) {
    Counting sink = new Counting();
    new XlsReader(ReadLimits.standard()).read(file, file.toString(), null, sink);
    System.out.println(sink.cells + " cells, " + sink.days + " days, " + sink.bytes + " bytes");
  }

  private static final class Counting implements CellSink {
    private long cells;
    private long days;
    private long bytes;

    @Override
    public void beginSheet(String name, String member, SheetType type, SheetState state) {}

    @Override
    public void beginRow(long row, boolean hidden) {}

    @Override
    public void blank(int column, int style) {}

    @Override
    public void number(int column, long unscaled, int scale, int style) {
      cells++;
    }

    @Override
    public void bigNumber(int column, double value, int style) {
      cells++;
    }

    @Override
    public void text(int column, byte[] utf8, int offset, int length, int style) {
      cells++;
      bytes += length;
    }

    @Override
    public void date(int column, long epochDay, int style) {
      cells++;
      days++;
    }

    @Override
    public void timestamp(int column, long micros, int style) {
      cells++;
    }

    @Override
    public void time(int column, long micros, int style) {
      cells++;
    }

    @Override
    public void bool(int column, boolean value, int style) {
      cells++;
    }

    @Override
    public void error(int column, String code, int style) {
      cells++;
    }

    @Override
    public void repeat(int lastColumn) {}

    @Override
    public void contentRead(long count) {}

    @Override
    public void merge(long firstRow, long lastRow, int firstColumn, int lastColumn) {}

    @Override
    public void region(
        RegionKind kind,
        String name,
        long firstRow,
        long lastRow,
        int firstColumn,
        int lastColumn,
        int headerRows,
        int totalRows) {}

    @Override
    public void hiddenColumns(int firstColumn, int lastColumn) {}

    @Override
    public void endSheet() {}
  }

  private static void events(Path file) throws Exception {
    Events events = new Events();
    FormatTrackingHSSFListener formats = new FormatTrackingHSSFListener(events);
    events.formats = formats;
    HSSFRequest request = new HSSFRequest();
    request.addListenerForAllRecords(formats);
    try (POIFSFileSystem container = new POIFSFileSystem(file.toFile(), true)) {
      new HSSFEventFactory().processWorkbookEvents(request, container);
    }
    System.out.println(events.cells + " cells, " + events.days + " days, " + events.bytes + " characters");
  }

  private static final class Events implements HSSFListener {
    private FormatTrackingHSSFListener formats;
    private SSTRecord texts;
    private long cells;
    private long days;
    private long bytes;

    @Override
    public void processRecord(Record record) {
      if (record instanceof SSTRecord shared) {
        texts = shared;
      } else if (record instanceof LabelSSTRecord label) {
        cells++;
        bytes += texts.getString(label.getSSTIndex()).getString().length();
      } else if (record instanceof NumberRecord number) {
        cells++;
        int format = formats.getFormatIndex(number);
        if (DateUtil.isADateFormat(format, formats.getFormatString(number))) {
          days++;
        }
      }
    }
  }
}
