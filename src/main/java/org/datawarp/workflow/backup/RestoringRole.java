package org.datawarp.workflow.backup;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.jspecify.annotations.Nullable;

/**
 * The role as which a restore logs in: one that owns its schemas and has no other right. Whatever a
 * dump says then runs with that role's rights only, and what it leaves behind belongs to it.
 *
 * <p>The role that the database was opened with is that role where it has no further right, as on
 * the embedded server. Else, where it may, it makes one for this database.
 */
final class RestoringRole implements AutoCloseable {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** What the session's role may do beside owning schemas; one line each. */
  private static final String FURTHER_RIGHTS =
      """
      SELECT r.said FROM pg_roles me,
        LATERAL (VALUES ('is a superuser', me.rolsuper), ('may make roles', me.rolcreaterole),
                        ('may make databases', me.rolcreatedb), ('may replicate', me.rolreplication)) r (said, has)
       WHERE me.rolname = session_user AND r.has
       UNION ALL
      SELECT format('is a member of %s', g.rolname) FROM pg_roles me, pg_roles g
       WHERE me.rolname = session_user AND NOT me.rolsuper AND g.oid <> me.oid
         AND pg_has_role(me.oid, g.oid, 'MEMBER') AND g.rolname <> 'pg_database_owner'
         AND (g.rolsuper OR g.rolcreaterole OR g.rolcreatedb OR g.rolreplication OR g.rolname ~ '^pg_')
       UNION ALL
      SELECT format('may call %s', p.oid::regprocedure) FROM pg_proc p, pg_roles me
       WHERE me.rolname = session_user AND NOT me.rolsuper
         AND p.pronamespace = 'pg_catalog'::regnamespace AND p.proacl IS NOT NULL
         AND NOT EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0)
         AND has_function_privilege(me.oid, p.oid, 'EXECUTE')
      """;

  private static final String PLACE =
      """
      SELECT quote_ident(current_database()), (SELECT oid FROM pg_database WHERE datname = current_database()),
             has_database_privilege(current_database(), 'CREATE')
      """;

  private final Database database;
  private final @Nullable Database maker;
  private final @Nullable String made;
  private boolean used;

  private RestoringRole(Database database, @Nullable Database maker, @Nullable String made) {
    this.database = database;
    this.maker = maker;
    this.made = made;
  }

  /**
   * Finds the role, or makes it.
   *
   * @throws RefusedException if there is none and none can be made; the hint is the SQL that an
   *     administrator runs
   */
  static RestoringRole of(Database target) {
    try (Connection connection = target.open()) {
      List<String> rights = furtherRights(connection);
      Place place = Place.of(connection);
      if (rights.isEmpty()) {
        if (!place.mayCreate()) {
          throw refused("the database's role may not make schemas in it", place);
        }
        return new RestoringRole(target, null, null);
      }
      requireEmpty(connection);
      String password = newPassword();
      make(connection, place, password, rights);
      return new RestoringRole(target.as(place.role(), password), target, place.role());
    } catch (SQLException e) {
      throw SqlErrors.translate("looking for the role to restore as", e);
    }
  }

  /** Refuses a database that has anything in it, naming what is there. */
  static void requireEmpty(Connection connection) throws SQLException {
    List<String> there = EmptyDatabaseCheck.found(connection);
    if (!there.isEmpty()) {
      throw new RefusedException(
          "the database is not empty: " + String.join(", ", there),
          "name an empty one with --into, or use an empty folder with --workspace");
    }
  }

  /** Returns the database, for sessions that are logged in as the role. */
  Database database() {
    return database;
  }

  /** Returns the role's name where it was made now; it is kept, and can no longer log in. */
  @Nullable String keep() {
    used = true;
    return made;
  }

  /** Takes away a role that was made and not used; locks one that was. */
  @Override
  public void close() {
    if (maker == null || made == null) {
      return;
    }
    database.close();
    try (Connection connection = maker.open()) {
      Sql.run(
          connection,
          used
              ? "ALTER ROLE " + made + " NOLOGIN PASSWORD NULL"
              : "DROP OWNED BY " + made + "; DROP ROLE " + made);
      connection.commit();
    } catch (SQLException e) {
      throw SqlErrors.translate("locking role " + made, e);
    }
  }

  private static void make(Connection connection, Place place, String password, List<String> rights)
      throws SQLException {
    String role = place.role();
    try {
      boolean exists =
          Sql.is(connection, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ?)", role);
      Sql.run(
          connection,
          (exists ? "ALTER ROLE " : "CREATE ROLE ")
              + role
              + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '"
              + password
              + "'",
          "GRANT CREATE, CONNECT, TEMPORARY ON DATABASE " + place.quoted() + " TO " + role,
          "DO $$ BEGIN IF to_regnamespace('public') IS NOT NULL THEN GRANT USAGE, CREATE ON SCHEMA"
              + " public TO "
              + role
              + "; END IF; END $$");
      if (!Sql.is(
          connection, "SELECT has_database_privilege(?, current_database(), 'CREATE')", role)) {
        connection.rollback();
        throw refused(said(rights), place);
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw refused(said(rights), place);
      }
      throw e;
    }
  }

  private static String said(List<String> rights) {
    return "the database's role "
        + String.join(", ", rights.subList(0, Math.min(3, rights.size())))
        + " and cannot make another";
  }

  private static RefusedException refused(String why, Place place) {
    return new RefusedException(
        why + "; a dump is only read as a role that has no right but to its own schemas",
        String.format(
            Locale.ROOT,
            "ask an administrator to run: CREATE ROLE datawarp LOGIN PASSWORD '...' NOSUPERUSER"
                + " NOCREATEDB NOCREATEROLE NOREPLICATION; GRANT CREATE, CONNECT, TEMPORARY ON"
                + " DATABASE %s TO datawarp; then name that role in the database's URL",
            place.quoted()));
  }

  private static List<String> furtherRights(Connection connection) throws SQLException {
    return Sql.texts(connection, FURTHER_RIGHTS);
  }

  private static String newPassword() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /**
   * The database that is restored into.
   *
   * @param quoted its name as SQL has it
   * @param role the name of the role that is made for it
   * @param mayCreate whether the session's role may make schemas in it
   */
  private record Place(String quoted, String role, boolean mayCreate) {
    static Place of(Connection connection) throws SQLException {
      return Sql.one(
          connection,
          PLACE,
          row ->
              new Place(
                  row.getString(1), Database.RESTORED_OWNER + row.getLong(2), row.getBoolean(3)));
    }
  }
}
