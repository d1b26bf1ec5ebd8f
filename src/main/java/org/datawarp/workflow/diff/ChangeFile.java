package org.datawarp.workflow.diff;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.compare.RowChange;
import org.datawarp.pipeline.compare.RowChange.ValueChange;
import org.datawarp.pipeline.export.FileTable;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.io.IoErrors;
import org.jspecify.annotations.Nullable;

/**
 * Every row that differs, on its way to a Parquet file: one line for each revised value, and one
 * for each row that came or went. Lines lie in a temporary file until all of them are there.
 */
final class ChangeFile implements AutoCloseable {
  private static final List<StoredColumn> COLUMNS =
      List.of(
          StoredColumn.of("table", ColumnType.TEXT),
          StoredColumn.of("change", ColumnType.TEXT),
          StoredColumn.of("key", ColumnType.TEXT),
          StoredColumn.of("column", ColumnType.TEXT),
          StoredColumn.of("before", ColumnType.TEXT),
          StoredColumn.of("after", ColumnType.TEXT),
          StoredColumn.of("row_before", ColumnType.BIGINT),
          StoredColumn.of("row_after", ColumnType.BIGINT));
  private static final int TEXTS = 6;
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path lines;
  private final DataOutputStream out;
  private long count;

  ChangeFile(Path folder) {
    this.lines = folder.resolve("changes");
    try {
      this.out =
          new DataOutputStream(
              new BufferedOutputStream(Files.newOutputStream(lines), BUFFER_BYTES));
    } catch (IOException e) {
      throw unusable(lines, e);
    }
  }

  /** Adds a row that differs. */
  void add(String table, RowChange change) {
    String key = JsonCodec.writeLine(change.key());
    if (change.values().isEmpty()) {
      write(table, change, key, null);
    }
    change.values().forEach(value -> write(table, change, key, value));
  }

  private void write(String table, RowChange change, String key, @Nullable ValueChange value) {
    try {
      text(table);
      text(change.kind().text());
      text(key);
      text(value == null ? null : value.column());
      text(value == null ? null : value.before());
      text(value == null ? null : value.after());
      out.writeLong(number(change.rowBefore()));
      out.writeLong(number(change.rowAfter()));
      count++;
    } catch (IOException e) {
      throw unusable(lines, e);
    }
  }

  private static long number(@Nullable Long row) {
    return row == null ? -1 : row;
  }

  private void text(@Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(-1);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Writes the Parquet file, whole and read back; to be called once, when every row is there. */
  void export(String title, Path target) {
    try {
      out.close();
    } catch (IOException e) {
      throw unusable(lines, e);
    }
    new ParquetExporter()
        .export(
            new FileTable(title, title, null, null, COLUMNS),
            () -> new Lines(lines, count),
            target);
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw unusable(lines, e);
    }
  }

  private static StorageException unusable(Path file, IOException cause) {
    return new StorageException(
        "cannot use " + file + ": " + IoErrors.of(cause), "make room, then start again", cause);
  }

  /** Reads the lines back. */
  private static final class Lines implements RowCursor {
    private final Path file;
    private final DataInputStream in;
    private final byte @Nullable [][] texts = new byte[TEXTS][];
    private final long[] numbers = new long[COLUMNS.size() - TEXTS];
    private long left;

    Lines(Path file, long count) {
      this.file = file;
      this.left = count;
      try {
        this.in =
            new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
      } catch (IOException e) {
        throw unusable(file, e);
      }
    }

    @Override
    public boolean next() {
      if (left == 0) {
        return false;
      }
      left--;
      try {
        for (int i = 0; i < TEXTS; i++) {
          int length = in.readInt();
          texts[i] = length < 0 ? null : in.readNBytes(length);
        }
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = in.readLong();
        }
        return true;
      } catch (IOException e) {
        throw unusable(file, e);
      }
    }

    @Override
    public int columnCount() {
      return COLUMNS.size();
    }

    @Override
    public ColumnType type(int column) {
      return COLUMNS.get(column).type();
    }

    @Override
    public long rowNumber() {
      return 0;
    }

    @Override
    public @Nullable String sourceColumn() {
      return null;
    }

    @Override
    public boolean isNull(int column) {
      return column < TEXTS ? texts[column] == null : numbers[column - TEXTS] < 0;
    }

    @Override
    public long longValue(int column) {
      return numbers[column - TEXTS];
    }

    @Override
    public int scale(int column) {
      return 0;
    }

    @Override
    public byte[] bytes(int column) {
      byte[] text = texts[column];
      return text == null ? new byte[0] : text;
    }

    @Override
    public int offset(int column) {
      return 0;
    }

    @Override
    public int length(int column) {
      return bytes(column).length;
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw unusable(file, e);
      }
    }
  }
}
