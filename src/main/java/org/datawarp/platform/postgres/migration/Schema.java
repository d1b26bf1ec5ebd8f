package org.datawarp.platform.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.postgres.Sql;
import org.jspecify.annotations.Nullable;

/**
 * What stands in schema {@code datawarp}.
 *
 * @param state how it compares with what this program knows
 * @param version the newest migration applied, 0 when there is no history
 */
public record Schema(State state, int version) {
  /** The newest file in {@code migrations/}. */
  static final int KNOWN_VERSION = 25;

  /** How a schema compares with what this program knows. */
  public enum State {
    ABSENT,
    LEGACY,
    BEHIND,
    CURRENT,
    NEWER
  }

  /**
   * What is there, and whose a restored database is, where the session's role has more rights than
   * its owner.
   */
  private static final String WHAT_IS_THERE =
      """
      SELECT to_regclass('datawarp.flyway_schema_history') IS NOT NULL,
             to_regclass('datawarp.tbl_data_sources') IS NOT NULL,
             (SELECT min(o.rolname) FROM pg_namespace n JOIN pg_roles o ON o.oid = n.nspowner, pg_roles me
       WHERE n.nspname = 'datawarp' AND me.rolname = session_user AND (me.rolsuper OR me.rolcreaterole)
         AND starts_with(o.rolname, 'datawarp_restored_'))""";

  private record Found(boolean hasHistory, boolean hasSources, @Nullable String ordinaryRole) {}

  /** Looks, without Flyway: two short queries. The connection's transaction stays open. */
  public static Schema read(Connection connection) throws SQLException {
    Found found =
        Sql.one(
            connection,
            WHAT_IS_THERE,
            row -> new Found(row.getBoolean(1), row.getBoolean(2), row.getString(3)));
    if (found.ordinaryRole() != null) {
      throw tooManyRights(found.ordinaryRole());
    }
    if (!found.hasHistory()) {
      return new Schema(found.hasSources() ? State.LEGACY : State.ABSENT, 0);
    }
    return of(
        (int)
            Sql.number(
                connection,
                """
                SELECT coalesce(max(version::int), 0) FROM datawarp.flyway_schema_history
                 WHERE success AND version ~ '^[0-9]+$'"""));
  }

  /** Triggers, views and defaults that came with a dump run as whoever uses their table. */
  private static RefusedException tooManyRights(String role) {
    return new RefusedException(
        "this database was restored and belongs to role "
            + role
            + "; what a dump brought never runs with more rights than that role has",
        "ALTER ROLE " + role + " LOGIN PASSWORD '...'; then name that role in the URL");
  }

  private static Schema of(int version) {
    if (version > KNOWN_VERSION) {
      return new Schema(State.NEWER, version);
    }
    return new Schema(version == KNOWN_VERSION ? State.CURRENT : State.BEHIND, version);
  }

  /** Refuses a schema that only another program may touch. */
  public Schema requireOurs() {
    return switch (state) {
      case ABSENT, BEHIND, CURRENT -> this;
      case LEGACY ->
          throw new DatabaseException(
              "schema datawarp was made by the Python version (2.1): it is an estate to be adopted first",
              "datawarp adopt --audit counts what it holds, adopt --dry-run shows what would become of it");
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
