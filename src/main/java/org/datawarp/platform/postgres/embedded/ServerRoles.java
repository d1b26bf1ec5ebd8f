package org.datawarp.platform.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.platform.postgres.ServerUrl;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.platform.postgres.session.Connector;
import org.datawarp.platform.postgres.session.PasswordFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The superuser that initdb makes can neither lose that right nor give away all it owns at once
 * (PostgreSQL manual, REASSIGN OWNED). Servers of earlier versions had it under the everyday name:
 * it is renamed, and a new role takes the old name and the old password, so that addresses and
 * password files that others hold go on working.
 */
/**
 * The two roles of an embedded server. The everyday one owns its schemas and has no other right; it
 * is the one that the program, its users and everything that a restore brings work as. The other is
 * the administrator, whose password stands in a file of its own.
 */
public final class ServerRoles {
  /** The everyday role. */
  public static final String USER = "datawarp";

  /** The administrator. */
  public static final String ADMIN = "datawarp_admin";

  private static final Logger log = LoggerFactory.getLogger(ServerRoles.class);
  private static final String MAINTENANCE = "postgres";

  /** From here on schema public is the database owner's at first, not the superuser's. */
  private static final int FIRST_WITH_DATABASE_OWNER = 15;

  private static final String RENAME =
      """
      CREATE ROLE datawarp_upgrade SUPERUSER;
      SET LOCAL SESSION AUTHORIZATION datawarp_upgrade;
      ALTER ROLE datawarp RENAME TO datawarp_admin;
      ALTER ROLE datawarp_admin PASSWORD '%s';
      CREATE ROLE datawarp LOGIN BYPASSRLS PASSWORD '%s';
      RESET SESSION AUTHORIZATION;
      DROP ROLE datawarp_upgrade""";

  /** Gives the everyday role what the administrator owns in one database; finds nothing twice. */
  private static final String HAND_OVER =
      """
      DO $hand_over$
      DECLARE
        own record;
      BEGIN
        FOR own IN
          WITH places AS (
            SELECT oid, nspname FROM pg_namespace
             WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
          ), parts AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e')
          SELECT 1 AS step, format('ALTER SCHEMA %I OWNER TO datawarp', nspname) AS sql
            FROM places WHERE (SELECT n.nspowner <> 'datawarp'::regrole FROM pg_namespace n WHERE n.oid = places.oid)
             AND NOT EXISTS (SELECT FROM parts p WHERE p.classid = 'pg_namespace'::regclass AND p.objid = places.oid)
             AND ((nspname = 'public' AND current_database() = 'datawarp') OR (SELECT n.nspowner = 10 FROM pg_namespace n WHERE n.oid = places.oid))
          UNION ALL
          SELECT 2, format('ALTER %s %I.%I OWNER TO datawarp',
                   CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                     WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, s.nspname, c.relname)
            FROM pg_class c JOIN places s ON s.oid = c.relnamespace
           WHERE c.relowner = 10 AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
             AND NOT EXISTS (SELECT FROM parts p WHERE p.classid = 'pg_class'::regclass AND p.objid = c.oid)
             AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                              AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND c.relkind = 'S')
          UNION ALL
          SELECT 3, format('ALTER TYPE %I.%I OWNER TO datawarp', s.nspname, t.typname)
            FROM pg_type t JOIN places s ON s.oid = t.typnamespace
           WHERE t.typowner = 10 AND t.typtype IN ('b', 'd', 'e', 'r')
             AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
             AND NOT EXISTS (SELECT FROM parts p WHERE p.classid = 'pg_type'::regclass AND p.objid = t.oid)
          UNION ALL
          SELECT 4, format('ALTER ROUTINE %s OWNER TO datawarp', f.oid::regprocedure)
            FROM pg_proc f JOIN places s ON s.oid = f.pronamespace
           WHERE f.proowner = 10
             AND NOT EXISTS (SELECT FROM parts p WHERE p.classid = 'pg_proc'::regclass AND p.objid = f.oid)
          UNION ALL
          SELECT 5, format('ALTER OPERATOR %s OWNER TO datawarp', o.oid::regoperator)
            FROM pg_operator o JOIN places s ON s.oid = o.oprnamespace
           WHERE o.oprowner = 10
             AND NOT EXISTS (SELECT FROM parts p WHERE p.classid = 'pg_operator'::regclass AND p.objid = o.oid)
          UNION ALL
          SELECT 6, format('ALTER COLLATION %I.%I OWNER TO datawarp', s.nspname, c.collname)
            FROM pg_collation c JOIN places s ON s.oid = c.collnamespace
           WHERE c.collowner = 10
             AND NOT EXISTS (SELECT FROM parts p WHERE p.classid = 'pg_collation'::regclass AND p.objid = c.oid)
          UNION ALL
          SELECT 7, format('ALTER STATISTICS %I.%I OWNER TO datawarp', s.nspname, x.stxname)
            FROM pg_statistic_ext x JOIN places s ON s.oid = x.stxnamespace WHERE x.stxowner = 10
          UNION ALL
          SELECT 8, format('ALTER TEXT SEARCH CONFIGURATION %I.%I OWNER TO datawarp', s.nspname, c.cfgname)
            FROM pg_ts_config c JOIN places s ON s.oid = c.cfgnamespace
           WHERE c.cfgowner = 10
             AND NOT EXISTS (SELECT FROM parts p WHERE p.classid = 'pg_ts_config'::regclass AND p.objid = c.oid)
          UNION ALL
          SELECT 8, format('ALTER TEXT SEARCH DICTIONARY %I.%I OWNER TO datawarp', s.nspname, c.dictname)
            FROM pg_ts_dict c JOIN places s ON s.oid = c.dictnamespace
           WHERE c.dictowner = 10
             AND NOT EXISTS (SELECT FROM parts p WHERE p.classid = 'pg_ts_dict'::regclass AND p.objid = c.oid)
          UNION ALL
          SELECT 9, format('ALTER LARGE OBJECT %s OWNER TO datawarp', oid)
            FROM pg_largeobject_metadata WHERE lomowner = 10
          UNION ALL
          SELECT 10, format('ALTER DEFAULT PRIVILEGES FOR ROLE datawarp %s GRANT %s ON %s TO %s',
                   CASE WHEN n.nspname IS NULL THEN '' ELSE format('IN SCHEMA %I', n.nspname) END,
                   a.privilege_type,
                   CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
                     WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END,
                   CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE format('%I', pg_get_userbyid(a.grantee)) END)
            FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace,
                 aclexplode(d.defaclacl) a
           WHERE d.defaclrole = 10 AND a.grantee <> 10 AND d.defaclobjtype IN ('r', 'S', 'f', 'T', 'n')
          UNION ALL
          SELECT 11, format('GRANT datawarp TO %I', pg_get_userbyid(member))
            FROM pg_auth_members WHERE roleid = 10
          UNION ALL
          SELECT 12, format('REVOKE datawarp_admin FROM %I', pg_get_userbyid(member))
            FROM pg_auth_members WHERE roleid = 10
          ORDER BY 1
        LOOP
          EXECUTE own.sql;
        END LOOP;
        EXECUTE format('GRANT CREATE, CONNECT, TEMPORARY ON DATABASE %I TO datawarp', current_database());
      END $hand_over$""";

  private final ServerFolder folder;

  public ServerRoles(ServerFolder folder) {
    this.folder = folder;
  }

  /**
   * Returns the statements, one a line each, that make the everyday role and its database. They run
   * in the database that others are copied from.
   */
  static List<String> making(String password, int major) {
    return List.of(
        "CREATE ROLE " + USER + " LOGIN BYPASSRLS PASSWORD '" + password + "'",
        "ALTER SCHEMA public OWNER TO " + USER,
        "CREATE DATABASE " + ServerInstaller.DATABASE,
        "ALTER SCHEMA public OWNER TO "
            + (major < FIRST_WITH_DATABASE_OWNER ? ADMIN : "pg_database_owner"),
        "GRANT CREATE, CONNECT, TEMPORARY ON DATABASE " + ServerInstaller.DATABASE + " TO " + USER);
  }

  /** Returns the statement that gives the administrator a password, where there is one yet. */
  static String newAdminPassword(String password) {
    return "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '"
        + ADMIN
        + "') THEN ALTER ROLE "
        + ADMIN
        + " PASSWORD '"
        + password
        + "'; END IF; END $$";
  }

  /** Tells whether both roles are as they are to be: one look at a file. */
  boolean areReady() {
    return Files.exists(folder.adminPassfile());
  }

  /** Writes down a password for the administrator before a server is told of it; returns it. */
  String preparePassword() {
    Path prepared = folder.preparedAdminPassfile();
    if (!Files.exists(prepared)) {
      String password = ServerConfiguration.newPassword();
      folder.write(prepared, PasswordFile.line(ServerInstaller.HOST, ADMIN, password) + "\n");
    }
    return password(prepared);
  }

  /**
   * Makes the everyday role of a running server an ordinary one. Only while the start lock is held;
   * whatever dies on the way is finished by the next start.
   *
   * @param port the server's
   */
  public void ensure(int port) {
    if (areReady()) {
      return;
    }
    try {
      if (isSuperuser(port)) {
        separate(port);
      } else if (!Files.exists(folder.preparedAdminPassfile())) {
        log.debug("the administrator's password is lost; the next start gives it a new one");
        return;
      }
      for (String database : databases(port)) {
        execute(connector(port, database, ADMIN, folder.preparedAdminPassfile()), HAND_OVER);
      }
      Files.move(
          folder.preparedAdminPassfile(),
          folder.adminPassfile(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (SQLException e) {
      throw SqlErrors.translate("making role " + USER + " an ordinary one", e);
    } catch (IOException e) {
      throw ServerFolder.failed("writing " + folder.adminPassfile(), e);
    }
  }

  private void separate(int port) throws SQLException {
    String admin = preparePassword();
    execute(
        connector(port, ServerInstaller.DATABASE, USER, folder.passfile()),
        RENAME.formatted(admin, password(folder.passfile())),
        HAND_OVER);
    log.info("role {} of the embedded server is no superuser any more; {} is", USER, ADMIN);
  }

  private boolean isSuperuser(int port) throws SQLException {
    try (Connection connection =
        connector(port, ServerInstaller.DATABASE, USER, folder.passfile()).open()) {
      return Sql.is(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = session_user");
    }
  }

  private List<String> databases(int port) throws SQLException {
    try (Connection connection =
        connector(port, MAINTENANCE, ADMIN, folder.preparedAdminPassfile()).open()) {
      return Sql.texts(connection, "SELECT datname FROM pg_database WHERE datallowconn");
    }
  }

  private static void execute(Connector connector, String... statements) throws SQLException {
    try (Connection connection = connector.open()) {
      connection.setAutoCommit(false);
      Sql.run(connection, statements);
      connection.commit();
    }
  }

  private Connector connector(int port, String database, String role, Path passfile) {
    return Connector.to(
        ServerUrl.parse(url(port, database, role, passfile)),
        DatabaseSettings.embedded(folder.path()));
  }

  /** Returns the address of a database for a role. */
  public static String url(int port, String database, String role, Path passfile) {
    return "postgresql://"
        + role
        + "@"
        + ServerInstaller.HOST
        + ":"
        + port
        + "/"
        + ServerUrl.encode(database)
        + "?passfile="
        + ServerUrl.encode(passfile.toString());
  }

  private static String password(Path passfile) {
    try {
      String line = Files.readString(passfile, StandardCharsets.UTF_8).strip();
      return line.substring(line.lastIndexOf(':') + 1);
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + passfile + ": " + e.getMessage(),
          "run datawarp db stop; the next start makes a new one",
          e);
    }
  }
}
