package org.datawarp.pipeline.export;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The transaction that settings for one read are local to: the connection's own, else one that ends
 * when this is closed.
 */
final class ReadTransaction implements AutoCloseable {
  private final Connection connection;
  private final boolean isOwn;

  private ReadTransaction(Connection connection, boolean isOwn) {
    this.connection = connection;
    this.isOwn = isOwn;
  }

  static ReadTransaction begin(Connection connection) throws SQLException {
    boolean isOwn = connection.getAutoCommit();
    if (isOwn) {
      connection.setAutoCommit(false);
    }
    return new ReadTransaction(connection, isOwn);
  }

  @Override
  public void close() throws SQLException {
    if (isOwn) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
