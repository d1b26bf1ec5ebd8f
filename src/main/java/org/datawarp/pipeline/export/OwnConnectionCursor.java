package org.datawarp.pipeline.export;

import java.sql.Connection;
import java.sql.SQLException;
import org.datawarp.model.ForwardingCursor;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.TableName;

/** A cursor whose connection nobody else uses: closing it closes both. */
final class OwnConnectionCursor extends ForwardingCursor {
  private final Connection connection;
  private final TableName table;

  OwnConnectionCursor(RowCursor rows, Connection connection, TableName table) {
    super(rows);
    this.connection = connection;
    this.table = table;
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
