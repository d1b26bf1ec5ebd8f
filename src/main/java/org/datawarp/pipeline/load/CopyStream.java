package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** One {@code COPY ... FROM STDIN}. Closing cancels it, unless {@link #finish()} ran. */
final class CopyStream implements AutoCloseable {
  private final CopyIn copy;

  private CopyStream(CopyIn copy) {
    this.copy = copy;
  }

  static CopyStream open(Connection connection, String sql) throws SQLException {
    return new CopyStream(connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql));
  }

  void write(CopyBuffer buffer) throws SQLException {
    copy.writeToCopy(buffer.bytes(), 0, buffer.length());
  }

  /** Ends the copy and returns how many rows PostgreSQL counted. */
  long finish() throws SQLException {
    return copy.endCopy();
  }

  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
