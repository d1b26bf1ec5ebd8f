package org.datawarp.pipeline.export.csv;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.CsvOption;
import org.datawarp.pipeline.export.ByteSink;
import org.datawarp.pipeline.export.HashedFile;
import org.datawarp.pipeline.export.ValueText;

/**
 * Writes rows as CSV: RFC 4180 (lines end with CR LF), UTF-8, one header line. Without options
 * there is no byte order mark, and the values are the table's, unchanged: a text that starts with
 * {@code =} is not disarmed.
 */
public final class CsvExport {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private enum Formulas {
    AS_THEY_ARE,
    ESCAPED
  }

  private CsvExport() {}

  /**
   * Writes a file and forces it to disk. Null is an empty field, the empty string {@code ""}.
   *
   * @param names one name per column of the cursor
   * @param rows the rows; closed by the caller
   * @param target the file to write; it must not exist yet
   * @return how many rows were written
   * @throws org.datawarp.model.error.StorageException if the file cannot be written; nothing is
   *     left then
   */
  public static long write(List<String> names, RowCursor rows, Path target) {
    return write(names, rows, target, Set.of());
  }

  /** Writes as {@link #write(List, RowCursor, Path)}, with options. */
  public static long write(
      List<String> names, RowCursor rows, Path target, Set<CsvOption> options) {
    Formulas formulas =
        options.contains(CsvOption.ESCAPE_FORMULAS) ? Formulas.ESCAPED : Formulas.AS_THEY_ARE;
    ByteSink line = new ByteSink();
    try (HashedFile file = HashedFile.create(target)) {
      if (options.contains(CsvOption.BYTE_ORDER_MARK)) {
        line.write(BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
      }
      for (int i = 0; i < names.size(); i++) {
        separate(line, i);
        putName(line, names.get(i), formulas);
      }
      end(line, file);
      long count = 0;
      while (rows.next()) {
        for (int column = 0; column < names.size(); column++) {
          separate(line, column);
          if (!rows.isNull(column)) {
            put(line, rows, column, formulas);
          }
        }
        end(line, file);
        count++;
      }
      file.finish();
      return count;
    } catch (IOException e) {
      throw HashedFile.unwritable(target, e);
    }
  }

  private static void putName(ByteSink line, String name, Formulas formulas) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    boolean escapes = formulas == Formulas.ESCAPED && isFormula(bytes, 0, bytes.length);
    putText(line, escapes ? "'" + name : name);
  }

  private static void put(ByteSink line, RowCursor rows, int column, Formulas formulas) {
    if (rows.type(column) == ColumnType.TEXT) {
      byte[] bytes = rows.bytes(column);
      int offset = rows.offset(column);
      int length = rows.length(column);
      if (formulas == Formulas.ESCAPED && isFormula(bytes, offset, length)) {
        putText(line, "'" + new String(bytes, offset, length, StandardCharsets.UTF_8));
      } else {
        putText(line, bytes, offset, length);
      }
    } else {
      putText(line, ValueText.of(rows, column));
    }
  }

  private static void putText(ByteSink line, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    putText(line, bytes, 0, bytes.length);
  }

  private static void putText(ByteSink line, byte[] bytes, int offset, int length) {
    if (!needsQuotes(bytes, offset, length)) {
      line.write(bytes, offset, length);
      return;
    }
    line.write('"');
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '"') {
        line.write('"');
      }
      line.write(bytes[i]);
    }
    line.write('"');
  }

  /** Source: OWASP, "CSV Injection". */
  private static boolean isFormula(byte[] bytes, int offset, int length) {
    int first = offset;
    while (first < offset + length && bytes[first] == ' ') {
      first++;
    }
    if (first == offset + length) {
      return false;
    }
    return switch (bytes[first]) {
      case '=', '+', '-', '@', '\t', '\r', '\n' -> true;
      default -> false;
    };
  }

  private static boolean needsQuotes(byte[] bytes, int offset, int length) {
    if (length == 0 || bytes[offset] == ' ' || bytes[offset + length - 1] == ' ') {
      return true;
    }
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '"' || bytes[i] == ',' || bytes[i] == '\n' || bytes[i] == '\r') {
        return true;
      }
    }
    return false;
  }

  private static void separate(ByteSink line, int column) {
    if (column > 0) {
      line.write(',');
    }
  }

  private static void end(ByteSink line, HashedFile file) throws IOException {
    line.write('\r');
    line.write('\n');
    file.write(line.bytes(), 0, line.size());
    line.clear();
  }
}
