package org.datawarp.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.datawarp.error.DatabaseException;

/**
 * What stands in schema {@code datawarp}.
 *
 * @param state how it compares with what this program knows
 * @param version the newest migration applied, 0 when there is no history
 */
record Schema(State state, int version) {
  /** The newest file in {@code migrations/}. */
  static final int KNOWN_VERSION = 9;

  /** How a schema compares with what this program knows. */
  enum State {
    ABSENT,
    LEGACY,
    BEHIND,
    CURRENT,
    NEWER
  }

  /** Looks, without Flyway: two short queries. The connection's transaction stays open. */
  static Schema read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean history;
      boolean sources;
      try (ResultSet result =
          statement.executeQuery(
              """
              SELECT to_regclass('datawarp.flyway_schema_history') IS NOT NULL,
                     to_regclass('datawarp.tbl_data_sources') IS NOT NULL""")) {
        result.next();
        history = result.getBoolean(1);
        sources = result.getBoolean(2);
      }
      if (!history) {
        return new Schema(sources ? State.LEGACY : State.ABSENT, 0);
      }
      try (ResultSet result =
          statement.executeQuery(
              """
              SELECT coalesce(max(version::int), 0) FROM datawarp.flyway_schema_history
               WHERE success AND version ~ '^[0-9]+$'""")) {
        result.next();
        return of(result.getInt(1));
      }
    }
  }

  private static Schema of(int version) {
    if (version > KNOWN_VERSION) {
      return new Schema(State.NEWER, version);
    }
    return new Schema(version == KNOWN_VERSION ? State.CURRENT : State.BEHIND, version);
  }

  /** Refuses a schema that only another program may touch. */
  Schema requireOurs() {
    return switch (state) {
      case ABSENT, BEHIND, CURRENT -> this;
      case LEGACY ->
          throw new DatabaseException(
              "schema datawarp was made by the Python version (2.1): it is an estate to be adopted first",
              "see what it holds: datawarp adopt --audit");
      case NEWER ->
          throw new DatabaseException(
              "schema datawarp was written by a newer datawarp: its version is "
                  + version
                  + ", this program knows "
                  + KNOWN_VERSION,
              "install the newer datawarp");
    };
  }
}
