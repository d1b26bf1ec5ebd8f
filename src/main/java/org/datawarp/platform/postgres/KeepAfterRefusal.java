package org.datawarp.platform.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Keeps a session after a statement that PostgreSQL does not support, such as changing a column
 * that a view uses: the transaction may go on from a savepoint.
 */
final class KeepAfterRefusal implements SQLExceptionOverride {
  @java.lang.Override
  public Override adjudicate(SQLException e) {
    return SqlErrors.NOT_SUPPORTED.equals(e.getSQLState())
        ? Override.DO_NOT_EVICT
        : Override.CONTINUE_EVICT;
  }
}
