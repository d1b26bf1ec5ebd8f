package org.datawarp.workflow.diff;

import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.extract.SourcePart;
import org.jspecify.annotations.Nullable;

/** The rows of all parts of a table, one part after the other. */
final class PartRows implements RowCursor {
  private final List<SourcePart> parts;
  private int part;
  private RowCursor rows;

  /**
   * Opens them.
   *
   * @param parts at least one
   */
  PartRows(List<SourcePart> parts) {
    this.parts = parts;
    this.rows = parts.get(0).open();
  }

  @Override
  public boolean next() {
    while (!rows.next()) {
      if (part + 1 == parts.size()) {
        return false;
      }
      rows.close();
      rows = parts.get(++part).open();
    }
    return true;
  }

  @Override
  public int columnCount() {
    return rows.columnCount();
  }

  @Override
  public ColumnType type(int column) {
    return rows.type(column);
  }

  @Override
  public long rowNumber() {
    return rows.rowNumber();
  }

  @Override
  public @Nullable String sourceColumn() {
    return rows.sourceColumn();
  }

  @Override
  public boolean isNull(int column) {
    return rows.isNull(column);
  }

  @Override
  public long longValue(int column) {
    return rows.longValue(column);
  }

  @Override
  public int scale(int column) {
    return rows.scale(column);
  }

  @Override
  public byte[] bytes(int column) {
    return rows.bytes(column);
  }

  @Override
  public int offset(int column) {
    return rows.offset(column);
  }

  @Override
  public int length(int column) {
    return rows.length(column);
  }

  @Override
  public void close() {
    rows.close();
  }
}
