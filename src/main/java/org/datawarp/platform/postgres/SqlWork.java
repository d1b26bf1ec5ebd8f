package org.datawarp.platform.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Work done over a connection that somebody else opens, ends and closes. */
@FunctionalInterface
public interface SqlWork<T> {
  /** Does the work; neither commits nor closes. */
  T apply(Connection connection) throws SQLException;
}
