package org.datawarp.model;

import org.datawarp.model.table.ColumnType;
import org.jspecify.annotations.Nullable;

/** A cursor over another's rows; closing closes it. */
public abstract class ForwardingCursor implements RowCursor {
  /** Whose rows these are; one that goes on with another's sets it. */
  protected RowCursor rows;

  /** Makes a cursor over another's rows. */
  protected ForwardingCursor(RowCursor rows) {
    this.rows = rows;
  }

  @Override
  public boolean next() {
    return rows.next();
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
