package org.datawarp.pipeline.export;

import java.sql.Connection;
import java.sql.SQLException;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableName;
import org.jspecify.annotations.Nullable;

/** A cursor whose connection nobody else uses: closing it closes both. */
final class OwnConnectionCursor implements RowCursor {
  private final RowCursor rows;
  private final Connection connection;
  private final TableName table;

  OwnConnectionCursor(RowCursor rows, Connection connection, TableName table) {
    this.rows = rows;
    this.connection = connection;
    this.table = table;
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
  public boolean next() {
    return rows.next();
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
    try (connection) {
      rows.close();
    } catch (SQLException e) {
      throw StagingTableReader.unreadable(table, e);
    }
  }
}
