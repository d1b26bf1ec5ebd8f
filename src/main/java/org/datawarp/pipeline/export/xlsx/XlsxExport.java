package org.datawarp.pipeline.export.xlsx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.LongFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.HashedFile;
import org.datawarp.pipeline.export.NoteLine;
import org.datawarp.pipeline.export.ValueText;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as a workbook of one sheet, or with a second one of notes. Texts are inline strings,
 * so none is ever a formula; whole numbers of more than 15 digits become texts too, since Excel
 * would round them.
 *
 * <p>Source: ECMA-376, part 1, chapter 18 (SpreadsheetML).
 */
public final class XlsxExport {
  /** The most rows a sheet holds below its header. */
  public static final int MAX_ROWS = 1_048_575;

  /** The most columns a sheet holds. */
  public static final int MAX_COLUMNS = 16_384;

  private static final int MAX_CELL_CHARS = 32_767;
  private static final int MAX_DIGITS = 15;
  private static final long FIRST_EXACT_DAY = -25_508; // 1900-03-01
  private static final long LAST_DAY = 2_932_896; // 9999-12-31
  private static final long EPOCH_DAYS = 25_569;
  private static final double MICROS_PER_DAY = 86_400_000_000.0;
  private static final int DATE_STYLE = 1;
  private static final int TIMESTAMP_STYLE = 2;
  private static final int TIME_STYLE = 3;
  private static final int HEADER_STYLE = 4;
  private static final int WRAPPED_STYLE = 5;

  private XlsxExport() {}

  /**
   * Writes a file and forces it to disk.
   *
   * @param names one name per column of the cursor
   * @param rows the rows; closed by the caller
   * @param target the file to write; it must not exist yet
   * @return how many rows were written
   * @throws RefusedException if there are more rows or columns, or a longer text, than a sheet
   *     holds; nothing is left then
   * @throws org.datawarp.model.error.StorageException if the file cannot be written; nothing is
   *     left then
   */
  public static long write(List<String> names, RowCursor rows, Path target) {
    return write(names, rows, target, null);
  }

  /**
   * Writes a file as {@link #write(List, RowCursor, Path)} does, with a second sheet "Notes".
   *
   * @param notes gives the lines of that sheet, once the number of rows is known; null for none
   */
  public static long write(
      List<String> names,
      RowCursor rows,
      Path target,
      @Nullable LongFunction<List<NoteLine>> notes) {
    if (names.size() > MAX_COLUMNS) {
      throw tooMuch(names.size() + " columns; a sheet holds " + MAX_COLUMNS);
    }
    try (HashedFile file = HashedFile.create(target);
        ZipOutputStream zip = new ZipOutputStream(file, StandardCharsets.UTF_8)) {
      if (notes == null) {
        XlsxParts.writeForOne(zip);
      } else {
        XlsxParts.writeForTwo(zip);
      }
      entry(zip, "xl/worksheets/sheet1.xml");
      long count = writeSheet(names, rows, zip);
      zip.closeEntry();
      if (notes != null) {
        entry(zip, "xl/worksheets/sheet2.xml");
        writeNotes(notes.apply(count), zip);
        zip.closeEntry();
      }
      zip.finish();
      file.finish();
      return count;
    } catch (IOException e) {
      throw HashedFile.unwritable(target, e);
    }
  }

  /** Opens an entry with a fixed time, so that equal rows give equal bytes. */
  static void entry(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    zip.putNextEntry(entry);
  }

  private static long writeSheet(List<String> names, RowCursor rows, ZipOutputStream zip)
      throws IOException {
    StringBuilder line = new StringBuilder(XlsxParts.SHEET_START);
    line.append("<row>");
    for (String name : names) {
      text(line, name, HEADER_STYLE);
    }
    flush(line.append("</row>"), zip);
    long count = 0;
    while (rows.next()) {
      if (++count > MAX_ROWS) {
        throw tooMuch("more than " + MAX_ROWS + " rows; a sheet holds no more");
      }
      line.append("<row>");
      for (int column = 0; column < names.size(); column++) {
        if (rows.isNull(column)) {
          line.append("<c/>");
        } else {
          cell(line, rows, column);
        }
      }
      flush(line.append("</row>"), zip);
    }
    flush(line.append(XlsxParts.SHEET_END), zip);
    return count;
  }

  /** A note that is longer than a cell is cut: it may not keep the rows from being written. */
  private static void writeNotes(List<NoteLine> notes, ZipOutputStream zip) throws IOException {
    StringBuilder line = new StringBuilder(XlsxParts.NOTES_START);
    for (NoteLine note : notes) {
      line.append("<row>");
      for (int column = 0; column < note.cells().size(); column++) {
        String text = note.cells().get(column);
        boolean isHead = note.kind() == NoteLine.Kind.HEADING || isLabel(note, column);
        text(line, cut(text), isHead ? HEADER_STYLE : WRAPPED_STYLE);
      }
      flush(line.append("</row>"), zip);
    }
    flush(line.append(XlsxParts.SHEET_END), zip);
  }

  private static String cut(String text) {
    if (text.length() <= MAX_CELL_CHARS) {
      return text;
    }
    int end = MAX_CELL_CHARS - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  private static boolean isLabel(NoteLine note, int column) {
    return note.kind() == NoteLine.Kind.ENTRY && column == 0;
  }

  private static RefusedException tooMuch(String what) {
    return new RefusedException(
        "the rows do not fit a workbook: " + what, "use --format csv or --format parquet instead");
  }

  private static void cell(StringBuilder out, RowCursor rows, int column) {
    ColumnType type = rows.type(column);
    switch (type) {
      case TEXT -> text(out, ValueText.of(rows, column), 0);
      case INTEGER, BIGINT, NUMERIC -> number(out, ValueText.of(rows, column));
      case DOUBLE -> {
        double value = Double.longBitsToDouble(rows.longValue(column));
        String text = Double.toString(value);
        if (Double.isFinite(value)) {
          value(out, text, 0);
        } else {
          text(out, text, 0);
        }
      }
      case DATE -> {
        long day = rows.longValue(column);
        if (isExact(day)) {
          value(out, Long.toString(day + EPOCH_DAYS), DATE_STYLE);
        } else {
          text(out, ValueText.of(rows, column), 0);
        }
      }
      case TIMESTAMP -> {
        double days = rows.longValue(column) / MICROS_PER_DAY;
        if (isExact((long) Math.floor(days))) {
          value(out, Double.toString(days + EPOCH_DAYS), TIMESTAMP_STYLE);
        } else {
          text(out, ValueText.of(rows, column), 0);
        }
      }
      case TIME -> value(out, Double.toString(rows.longValue(column) / MICROS_PER_DAY), TIME_STYLE);
      case BOOLEAN ->
          out.append("<c t=\"b\"><v>").append(rows.longValue(column)).append("</v></c>");
    }
  }

  private static boolean isExact(long day) {
    return day >= FIRST_EXACT_DAY && day <= LAST_DAY;
  }

  private static void number(StringBuilder out, String text) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      digits += Character.isDigit(text.charAt(i)) ? 1 : 0;
    }
    if (digits > MAX_DIGITS || !Character.isDigit(text.charAt(text.length() - 1))) {
      text(out, text, 0);
    } else {
      value(out, text, 0);
    }
  }

  private static void value(StringBuilder out, String number, int style) {
    out.append("<c");
    if (style > 0) {
      out.append(" s=\"").append(style).append('"');
    }
    out.append("><v>").append(number).append("</v></c>");
  }

  private static void text(StringBuilder out, String text, int style) {
    if (text.length() > MAX_CELL_CHARS) {
      throw tooMuch("a text has " + text.length() + " characters; a cell holds " + MAX_CELL_CHARS);
    }
    out.append("<c t=\"inlineStr\"");
    if (style > 0) {
      out.append(" s=\"").append(style).append('"');
    }
    out.append("><is><t xml:space=\"preserve\">");
    XlsxParts.escape(out, text);
    out.append("</t></is></c>");
  }

  private static void flush(StringBuilder line, ZipOutputStream zip) throws IOException {
    zip.write(line.toString().getBytes(StandardCharsets.UTF_8));
    line.setLength(0);
  }
}
