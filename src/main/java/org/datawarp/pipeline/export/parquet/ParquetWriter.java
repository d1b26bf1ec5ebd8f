package org.datawarp.pipeline.export.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.export.ByteSink;
import org.datawarp.pipeline.export.ColumnSummary;
import org.datawarp.pipeline.export.HashedFile;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.platform.io.SideTask;
import org.jspecify.annotations.Nullable;

/*
 * Rows are taken apart into columns at once and written group by group. Parquet's own record
 * consumer needs about twice the time for the same pages (docs: toolbox, "Parquet").
 *
 * How many digits a numeric column needs is known only at its end, yet its pages are written long
 * before. So the first group decides, and a later number that does not fit makes the writer stop
 * writing and only look at the rest: the caller then starts again with what was seen.
 *
 * A full group is encoded, compressed and written by a thread of its own, while rows go into the
 * other set of buffers. The file, the pages' writer and the tallies are that thread's meanwhile;
 * everybody else waits for it first.
 */
/** Writes rows as a Parquet file; its bytes depend on the rows and the metadata alone. */
public final class ParquetWriter implements AutoCloseable {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final String CREATED_BY = "datawarp version 1.0.0 (build export)";
  private static final int FORMAT_VERSION = 2;

  /** How many rows a row group has at most. */
  public static final int GROUP_ROWS = 1 << 18;

  private static final long GROUP_BYTES = 48L << 20;

  private final HashedFile out;
  private final ChunkWriter chunks;
  private final List<StoredColumn> columns;
  private ColumnBuffer[] buffers;
  private ColumnBuffer @Nullable [] otherBuffers;
  private @Nullable SideTask<Boolean> writing;
  private final DecimalShape[] seen;
  private final ParquetColumnType[] forms;
  private final @Nullable ColumnStatistics[] tallies;
  private final int rowsPerGroup;
  private LongValues longs = new LongValues();
  private final List<RowGroup> groups = new ArrayList<>();
  private boolean isDecided;
  private boolean fits = true;
  private int groupRows;
  private long groupBytes;
  private long rows;

  private ParquetWriter(
      HashedFile out,
      ChunkWriter chunks,
      List<StoredColumn> columns,
      ColumnBuffer[] buffers,
      DecimalShape[] seen,
      boolean isDecided,
      int rowsPerGroup) {
    this.out = out;
    this.chunks = chunks;
    this.columns = columns;
    this.buffers = buffers;
    this.seen = seen;
    this.isDecided = isDecided;
    this.rowsPerGroup = rowsPerGroup;
    this.forms = new ParquetColumnType[buffers.length];
    this.tallies = new ColumnStatistics[buffers.length];
  }

  /**
   * Begins a file.
   *
   * @param out the file; closed by the caller
   * @param known for each column how many digits its numbers have, or null where nobody has looked
   */
  public static ParquetWriter open(
      HashedFile out, List<StoredColumn> columns, @Nullable List<DecimalShape> known)
      throws IOException {
    List<DecimalShape> least = columns.stream().map(column -> DecimalShape.NONE).toList();
    return open(out, columns, least, known, GROUP_ROWS);
  }

  /**
   * Begins a file as {@link #open(HashedFile, List, List)} does.
   *
   * @param least for each column how many digits its numbers are given at least
   * @param rowsPerGroup how many rows a row group has at most, from 1
   */
  public static ParquetWriter open(
      HashedFile out,
      List<StoredColumn> columns,
      List<DecimalShape> least,
      @Nullable List<DecimalShape> known,
      int rowsPerGroup)
      throws IOException {
    ColumnBuffer[] buffers = buffers(columns);
    DecimalShape[] seen = new DecimalShape[columns.size()];
    for (int i = 0; i < buffers.length; i++) {
      seen[i] = known == null ? least.get(i) : known.get(i);
    }
    out.write(MAGIC);
    ParquetWriter writer =
        new ParquetWriter(
            out, ChunkWriter.open(out), columns, buffers, seen, known != null, rowsPerGroup);
    if (known != null) {
      writer.decide();
    }
    return writer;
  }

  /** Adds the cursor's current row. */
  public void add(RowCursor row) throws IOException {
    long added = 0;
    for (ColumnBuffer buffer : buffers) {
      added += buffer.add(row);
    }
    groupBytes += added;
    groupRows++;
    if (groupRows == rowsPerGroup || groupBytes >= GROUP_BYTES) {
      endGroup();
    }
  }

  /**
   * Writes the rows that are left and lets go of the memory they took; none can follow.
   *
   * @return whether every number fitted
   */
  public boolean endRows() throws IOException {
    if (groupRows > 0 || !isDecided) {
      measureGroup();
      awaitGroup();
      if (fits && groupRows > 0) {
        writeGroup(buffers, groupRows);
      }
      beginGroup();
    }
    awaitGroup();
    buffers = new ColumnBuffer[0];
    otherBuffers = null;
    longs = new LongValues();
    chunks.close();
    return fits;
  }

  /** Writes what is left and, unless a number did not fit, the footer; tells whether all did. */
  public boolean finish(Map<String, String> metadata) throws IOException {
    if (endRows()) {
      writeFooter(metadata);
    }
    return fits;
  }

  /** Returns for each column how many digits its numbers have. */
  public List<DecimalShape> seen() {
    return List.of(seen);
  }

  /** Returns what the file holds, column by column. */
  public List<ColumnSummary> summaries() {
    List<ColumnSummary> summaries = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      summaries.add(tally(i).summary(written(i), markers(columns.get(i).name())));
    }
    return summaries;
  }

  @Override
  public void close() {
    SideTask<Boolean> task = writing;
    if (task != null) {
      task.close();
    }
    chunks.close();
  }

  private List<String> markers(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name + TableColumn.MARKER_SUFFIX)) {
        return tally(i).texts();
      }
    }
    return List.of();
  }

  private ColumnStatistics tally(int column) {
    ColumnStatistics tally = tallies[column];
    if (tally == null) {
      throw new IllegalStateException("the forms are decided first");
    }
    return tally;
  }

  /** Returns the form in the footer: digits may have grown within what the pages hold. */
  private ParquetColumnType written(int column) {
    ParquetColumnType form = forms[column];
    return form.range().isDecimal() ? ParquetColumnType.of(form.column(), seen[column]) : form;
  }

  private void decide() {
    for (int i = 0; i < buffers.length; i++) {
      forms[i] = ParquetColumnType.of(columns.get(i), seen[i]);
      tallies[i] = new ColumnStatistics(forms[i]);
    }
    isDecided = true;
  }

  private void endGroup() throws IOException {
    measureGroup();
    awaitGroup();
    ColumnBuffer[] full = buffers;
    if (fits) {
      int count = groupRows;
      buffers = otherBuffers == null ? buffers(columns) : otherBuffers;
      otherBuffers = full;
      writing = SideTask.start("datawarp-pages", () -> writeFull(full, count));
    } else {
      clear(full);
    }
    beginGroup();
  }

  private void measureGroup() {
    for (int i = 0; i < buffers.length; i++) {
      if (buffers[i] instanceof NumericBuffer numbers) {
        seen[i] = seen[i].union(numbers.range());
        fits = fits && (!isDecided || forms[i].range().holds(seen[i]));
      }
    }
    if (!isDecided) {
      decide();
    }
  }

  private void beginGroup() {
    rows += groupRows;
    groupRows = 0;
    groupBytes = 0;
  }

  /** Waits for the group before to be written. */
  private void awaitGroup() throws IOException {
    try (SideTask<Boolean> task = writing) {
      writing = null;
      if (task != null) {
        task.join();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private boolean writeFull(ColumnBuffer[] full, int count) {
    try {
      writeGroup(full, count);
      clear(full);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ColumnBuffer[] buffers(List<StoredColumn> columns) {
    ColumnBuffer[] buffers = new ColumnBuffer[columns.size()];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = ColumnBuffer.of(columns.get(i).type(), i);
    }
    return buffers;
  }

  private static void clear(ColumnBuffer[] buffers) {
    for (ColumnBuffer buffer : buffers) {
      buffer.clear();
    }
  }

  private void writeGroup(ColumnBuffer[] full, int count) throws IOException {
    long start = out.position();
    long plainBytes = 0;
    List<ColumnChunk> written = new ArrayList<>(full.length);
    for (int i = 0; i < full.length; i++) {
      PageValues values = full[i].values(forms[i], longs);
      ColumnChunk chunk = chunks.write(forms[i], full[i].presence, values);
      values.tally(tally(i));
      tally(i).addNulls(full[i].presence.nulls());
      plainBytes += chunk.getMeta_data().getTotal_uncompressed_size();
      written.add(chunk);
    }
    RowGroup group = new RowGroup(written, plainBytes, count);
    group.setFile_offset(start);
    group.setTotal_compressed_size(out.position() - start);
    if (groups.size() <= Short.MAX_VALUE) {
      group.setOrdinal((short) groups.size());
    }
    groups.add(group);
  }

  private void writeFooter(Map<String, String> metadata) throws IOException {
    List<SchemaElement> schema = new ArrayList<>();
    SchemaElement root = new SchemaElement("rows");
    root.setNum_children(columns.size());
    schema.add(root);
    List<ColumnOrder> orders = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      schema.add(written(i).schema());
      orders.add(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
    }
    FileMetaData footer = new FileMetaData(FORMAT_VERSION, schema, rows, groups);
    footer.setCreated_by(CREATED_BY);
    footer.setColumn_orders(orders);
    List<KeyValue> entries = new ArrayList<>();
    metadata.forEach((key, value) -> entries.add(new KeyValue(key).setValue(value)));
    footer.setKey_value_metadata(entries);
    ByteSink bytes = new ByteSink();
    Util.writeFileMetaData(footer, bytes);
    bytes.writeInt(bytes.size());
    out.write(bytes.bytes(), 0, bytes.size());
    out.write(MAGIC);
  }
}
