package org.datawarp.pipeline.export.parquet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.HashedFile;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.export.StoredColumn;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a Parquet file, row group by row group, through Parquet's own column readers. A
 * column is decoded where its values are asked for.
 */
public final class ParquetCursor implements RowCursor {
  /** Rows are read some at a time; of very many columns, or of long texts, fewer. */
  private static final int MAX_BATCH = 256;

  private static final int MIN_BATCH = 8;
  private static final int MAX_BATCH_VALUES = 1 << 16;
  private static final long MAX_BATCH_BYTES = 1 << 22;

  private final Path file;
  private final ParquetFileReader reader;
  private final List<StoredColumn> columns;
  private final MessageType schema;
  private final FieldReader[] fields;
  private final @Nullable ColumnReader[] readers;
  private final int sourceRow;
  private final int sourceColumn;
  private final int groupStep;
  private final int maxBatch;
  private int nextGroup;

  /** How many rows of the group were not read yet. */
  private long rowsLeft;

  /** How many rows of the group are read at once at most. */
  private int groupBatch;

  /** How many rows were read at once last, and which of them is the current one. */
  private int batch;

  private int row = -1;

  /** The number of the first row that was read at once last, from 0, among all that were read. */
  private long batchStart;

  /** The row group's columns; null before the first. */
  private @Nullable ColumnReadStoreImpl group;

  /**
   * Makes it.
   *
   * @param firstGroup the first row group to read, from 0
   * @param groupStep 1 to read all that follow, 2 for every second one
   */
  public ParquetCursor(
      Path file,
      ParquetFileReader reader,
      List<StoredColumn> columns,
      int firstGroup,
      int groupStep) {
    this.nextGroup = firstGroup;
    this.groupStep = groupStep;
    this.file = file;
    this.reader = reader;
    this.columns = columns;
    this.schema = reader.getFileMetaData().getSchema();
    this.fields = new FieldReader[columns.size()];
    this.maxBatch =
        Math.max(MIN_BATCH, Math.min(MAX_BATCH, MAX_BATCH_VALUES / Math.max(1, fields.length)));
    this.readers = new ColumnReader[columns.size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] =
          new FieldReader(columns.get(i).type(), schema.getType(i).asPrimitiveType(), maxBatch);
    }
    this.sourceRow = StoredColumn.indexOf(columns, "_source_row");
    this.sourceColumn = StoredColumn.indexOf(columns, "_source_column");
  }

  @Override
  public int columnCount() {
    return fields.length;
  }

  @Override
  public ColumnType type(int column) {
    return columns.get(column).type();
  }

  @Override
  public boolean next() {
    if (++row < batch) {
      return true;
    }
    try {
      while (rowsLeft == 0) {
        if (!openGroup()) {
          row = batch;
          return false;
        }
      }
      nextBatch();
      return true;
    } catch (IOException | RuntimeException e) {
      // Damaged pages surface from the library as whatever they happen to break.
      throw ParquetRows.damaged(file, e);
    }
  }

  @Override
  public long rowNumber() {
    return sourceRow < 0 || isNull(sourceRow) ? 0 : longValue(sourceRow);
  }

  @Override
  public @Nullable String sourceColumn() {
    return sourceColumn < 0 || isNull(sourceColumn)
        ? null
        : new String(bytes(sourceColumn), StandardCharsets.UTF_8);
  }

  @Override
  public boolean isNull(int column) {
    return field(column).isNull[row];
  }

  @Override
  public long longValue(int column) {
    return field(column).values[row];
  }

  @Override
  public int scale(int column) {
    return field(column).scales[row];
  }

  @Override
  public byte[] bytes(int column) {
    return field(column).bytes[row];
  }

  @Override
  public int offset(int column) {
    return 0;
  }

  @Override
  public int length(int column) {
    return field(column).bytes[row].length;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw HashedFile.unreadable(file, e);
    }
  }

  private void nextBatch() {
    batchStart += batch;
    batch = (int) Math.min(rowsLeft, groupBatch);
    rowsLeft -= batch;
    row = 0;
  }

  private FieldReader field(int column) {
    FieldReader field = fields[column];
    if (field.firstRow != batchStart) {
      decode(column, field);
    }
    return field;
  }

  private void decode(int column, FieldReader field) {
    try {
      ColumnReader values = readers[column];
      if (values == null) {
        values = Objects.requireNonNull(group).getColumnReader(schema.getColumns().get(column));
        readers[column] = values;
      }
      field.read(values, batchStart, batch);
    } catch (RuntimeException e) {
      throw ParquetRows.damaged(file, e);
    }
  }

  private boolean openGroup() throws IOException {
    if (nextGroup >= reader.getRowGroups().size()) {
      return false;
    }
    long plainBytes = reader.getRowGroups().get(nextGroup).getTotalByteSize();
    PageReadStore pages = reader.readRowGroup(nextGroup);
    nextGroup += groupStep;
    rowsLeft = pages.getRowCount();
    if (rowsLeft == 0) {
      return true;
    }
    long rowBytes = Math.max(1, plainBytes / rowsLeft);
    groupBatch = (int) Math.max(MIN_BATCH, Math.min(maxBatch, MAX_BATCH_BYTES / rowBytes));
    group =
        new ColumnReadStoreImpl(
            pages, new Unused(), schema, reader.getFileMetaData().getCreatedBy());
    Arrays.fill(readers, null);
    for (int i = 0; i < fields.length; i++) {
      fields[i].begin(batchStart + batch);
      if (pages.getPageReader(schema.getColumns().get(i)).getTotalValueCount() != rowsLeft) {
        throw new StorageException(
            file + " is damaged: a column has more or fewer values than there are rows",
            ParquetRows.DAMAGED_HINT);
      }
    }
    return true;
  }

  /** Stands where Parquet asks who takes the values; they are pulled instead. */
  private static final class Unused extends GroupConverter {
    private final PrimitiveConverter leaf = new PrimitiveConverter() {};

    @Override
    public Converter getConverter(int field) {
      return leaf;
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
