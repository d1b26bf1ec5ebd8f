package org.datawarp.workflow.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.platform.postgres.EmbeddedServer;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Dumps that try to run programs on the server, while they are restored and the day after. Whether
 * they are refused or restored in part does not matter here: nothing may have run.
 */
class HostileRestoreIT extends BackupFixture {
  private static final Path FOLDER = PostgresExtension.FOLDER;
  private static EmbeddedServer embedded;
  private static long logged;

  @BeforeAll
  static void startEmbedded() throws IOException {
    // The shared server, where it is embedded, and the same folder's own where it is not.
    PostgresExtension.freshDatabase();
    embedded = new EmbeddedServer(FOLDER, Clock.systemUTC());
    embedded.start();
    logged = Files.size(FOLDER.resolve("server.log"));
  }

  @AfterAll
  static void stopEmbedded() throws IOException {
    String log = Files.readString(FOLDER.resolve("server.log")).substring((int) logged);
    embedded.close();
    // The server's own account: it refused, and no process of its ran.
    assertThat(log)
        .contains("permission denied to COPY to or from an external program")
        .doesNotContain("child process", "Permission denied");
  }

  /** How a dump tries. {@code %s} is the shell's command, its quotes doubled for SQL. */
  enum Attack {
    COPY_BEHIND_OPTIONS("COPY s.a FROM PROGRAM '%1$s' WITH (NULL ' FROM stdin WITH (');"),
    COPY_TO_PROGRAM("COPY s.a TO PROGRAM '%1$s';"),
    LATER_CALL("INSERT INTO s.a SELECT s.run(1);"),
    CALL_IN_SETVAL("SELECT pg_catalog.setval('s.q', s.run(1)::bigint, true);"),
    OTHER_STRINGS(
        "SET standard_conforming_strings = f;\n"
            + "COMMENT ON SCHEMA s IS 'a\\''; COPY s.a TO PROGRAM $$%1$s$$; --';"),
    HIDDEN_COMMIT(
        "SET standard_conforming_strings = f;\n"
            + "COMMENT ON SCHEMA s IS 'a\\''; COMMIT; BEGIN; COPY s.a TO PROGRAM $$%1$s$$; --';"),
    COMMIT("COMMIT;\nCOPY s.a TO PROGRAM '%1$s';"),
    BLOCK("DO $$ BEGIN EXECUTE 'COPY s.a TO PROGRAM ' || quote_literal('%1$s'); END $$;"),
    RESET_ROLE("RESET ROLE;\nRESET SESSION AUTHORIZATION;\nCOPY s.a TO PROGRAM '%1$s';"),
    OTHER_ROLE(
        "SET SESSION AUTHORIZATION datawarp_admin;\nSET ROLE datawarp_admin;\n"
            + "COPY s.a TO PROGRAM '%1$s';"),
    OTHER_ROLE_IN_BLOCK("DO $$ BEGIN SET ROLE datawarp_admin; COPY s.a TO PROGRAM '%1$s'; END $$;"),
    MEMBERSHIP(
        "DO $$ BEGIN EXECUTE format('GRANT pg_execute_server_program TO %%I', session_user); END $$;\n"
            + "COPY s.a TO PROGRAM '%1$s';"),
    ALTER_ROLE("DO $$ BEGIN EXECUTE format('ALTER ROLE %%I SUPERUSER', session_user); END $$;\n"),
    ALTER_SYSTEM(
        "ALTER SYSTEM SET archive_command = '%1$s';\nALTER SYSTEM SET ssl_passphrase_command = '%1$s';\n"
            + "SELECT pg_catalog.pg_reload_conf();"),
    SERVER_FILES(
        "COPY s.a TO '%2$s';\nSELECT pg_catalog.lo_export(pg_catalog.lo_from_bytea(0, 'x'), '%2$s');\n"
            + "INSERT INTO s.a SELECT length(pg_catalog.pg_read_file('/etc/passwd'));"),
    EXTENSIONS(
        "CREATE EXTENSION dblink;\nCREATE EXTENSION file_fdw;\nCREATE EXTENSION plpython3u;\n"
            + "CREATE SERVER f FOREIGN DATA WRAPPER file_fdw;\n"
            + "CREATE FOREIGN TABLE s.f (x text) SERVER f OPTIONS (program '%1$s');\n"
            + "INSERT INTO s.a SELECT 1 FROM s.f;"),
    C_FUNCTION(
        "CREATE FUNCTION s.system(cstring) RETURNS int LANGUAGE c AS '/lib/x86_64-linux-gnu/libc.so.6', 'system';\n"
            + "SELECT s.system('%1$s');"),
    EVENT_TRIGGER(
        "CREATE FUNCTION s.e() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM s.run(1); END $$;\n"
            + "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION s.e();\nCREATE TABLE s.c (x int);"),
    MATERIALIZED_VIEW(
        "CREATE MATERIALIZED VIEW s.m AS SELECT s.quiet(1) AS x WITH NO DATA;\nREFRESH MATERIALIZED VIEW s.m;"),
    VIEW("CREATE VIEW s.v AS SELECT s.quiet(b) AS x FROM s.a;\nINSERT INTO s.a VALUES (1);"),
    DEFAULT("CREATE TABLE s.d (x int DEFAULT s.quiet(1));"),
    TRIGGER(
        "CREATE FUNCTION s.t() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM s.quiet(1); RETURN NEW; END $$;\n"
            + "CREATE TRIGGER t BEFORE INSERT ON s.a FOR EACH ROW EXECUTE FUNCTION s.t();"),
    INDEX("CREATE INDEX i ON s.a (s.quiet(b));\nINSERT INTO s.a VALUES (1);"),
    CHECK("ALTER TABLE s.a ADD CONSTRAINT c CHECK (s.quiet(b) > 0) NOT VALID;"),
    POLICY(
        "ALTER TABLE s.a ENABLE ROW LEVEL SECURITY;\nALTER TABLE s.a FORCE ROW LEVEL SECURITY;\n"
            + "CREATE POLICY p ON s.a USING (s.quiet(1) > 0);"),
    SHADOWED_CATALOGUE(
        "CREATE TEMP TABLE pg_class AS SELECT * FROM pg_catalog.pg_class LIMIT 0;\n"
            + "CREATE FUNCTION s.format(text, text) RETURNS text LANGUAGE sql AS 'SELECT s.quiet(1)::text';\n"
            + "SET search_path = s, pg_catalog;\nSELECT pg_catalog.set_config('search_path', 's', false);"),
    PSQL("\\! %1$s");

    private final String sql;

    Attack(String sql) {
      this.sql = sql;
    }

    String dump(String command, Path file) {
      return """
          CREATE SCHEMA s;
          CREATE TABLE s.a (b int);
          CREATE SEQUENCE s.q;
          CREATE FUNCTION s.run(x int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $f$
            BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ' || quote_literal('%1$s'); RETURN x; END $f$;
          CREATE FUNCTION s.quiet(x int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $f$
            BEGIN BEGIN RESET ROLE; EXCEPTION WHEN OTHERS THEN NULL; END;
            RETURN s.run(x); EXCEPTION WHEN OTHERS THEN RETURN x; END $f$;
          """
              .formatted(command)
          + sql.formatted(command, file)
          + "\n";
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingRunsOnAServerOfAPerson(Attack attack) throws Exception {
    attack(attack, String.valueOf(PostgresExtension.ownedDatabase().url()));
  }

  @ParameterizedTest
  @EnumSource
  void nothingRunsOnTheEmbeddedServer(Attack attack) throws Exception {
    String url = embedded.url();
    clear(url);
    try {
      attack(attack, url);
    } finally {
      clear(url);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"COPY_BEHIND_OPTIONS", "LATER_CALL", "OTHER_STRINGS", "TRIGGER"})
  void nothingRunsWhereASuperuserRestores(Attack attack) throws Exception {
    attack(attack, String.valueOf(PostgresExtension.freshDatabase().url()));
  }

  @Test
  void whatNeedsMoreIsLeftOutByNameAndTheRestIsThere() throws IOException {
    String url = String.valueOf(PostgresExtension.ownedDatabase().url());
    String dump =
        """
        CREATE SCHEMA s;
        CREATE EXTENSION file_fdw;
        CREATE TABLE s.a (b int);
        CREATE FUNCTION s.c(cstring) RETURNS int LANGUAGE c AS 'libc', 'system';
        CREATE VIEW s.v AS SELECT s.c('x'::cstring) AS x;
        COPY s.a (b) FROM stdin;
        7
        \\.
        """;

    RestoreOutcome outcome = restore(dump, url);

    assertThat(outcome.leftOut()).hasSize(3);
    assertThat(outcome.leftOut().get(0)).startsWith("CREATE EXTENSION file_fdw (");
    assertThat(outcome.leftOut().get(1))
        .startsWith("CREATE FUNCTION s.c(cstring) RETURNS int LANGUAGE c AS 'libc")
        .endsWith("(permission denied for language c)");
    assertThat(outcome.leftOut().get(2)).startsWith("CREATE VIEW s.v ");
    assertThat(outcome.isComplete()).isFalse();
    assertThat(outcome.rows()).isEqualTo(1);
  }

  private void attack(Attack attack, String url) throws Exception {
    Path marker = folder.resolve("ran");
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String command =
          "touch " + marker + "; echo > /dev/tcp/127.0.0.1/" + listening.getLocalPort();
      try {
        restore(attack.dump(command, marker), url);
      } catch (DatawarpException e) {
        assertThat(e.exitCode().status()).isIn(14, 15, 18);
      }
      useTheDayAfter(url);

      assertThat(marker).doesNotExist();
      listening.setSoTimeout(1);
      org.assertj.core.api.Assertions.assertThatThrownBy(listening::accept)
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  private RestoreOutcome restore(String dump, String url) throws IOException {
    Path file = folder.resolve("dump.sql");
    Files.writeString(file, dump, StandardCharsets.UTF_8);
    Machine machine = new Machine("here", DatabaseSettings.of(url, Map.of(), folder, folder));
    return machine
        .backup()
        .restore(
            new BackupRestoreRequest(
                file.toString(), null, null, url, Duration.ZERO, "backup restore"),
            RunListener.SILENT);
  }

  /** Reads and writes everything that came, as the program does: as the database's own login. */
  private void useTheDayAfter(String url) throws SQLException {
    List<String> statements = new ArrayList<>();
    try (Database database = open(url);
        Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      try (ResultSet owner =
          statement.executeQuery(
              "SELECT rolsuper AND NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 's' AND"
                  + " nspowner = r.oid) FROM pg_roles r WHERE rolname = session_user")) {
        owner.next();
        if (owner.getBoolean(1)) {
          return; // What belongs to a role of its own is not for a superuser; the program refuses.
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT relname, relkind FROM pg_class WHERE relkind IN ('r', 'v', 'm') AND"
                  + " relnamespace = to_regnamespace('s')")) {
        while (rows.next()) {
          String name = "s." + rows.getString(1);
          statements.add("SELECT * FROM " + name);
          statements.add(
              rows.getString(2).equals("m")
                  ? "REFRESH MATERIALIZED VIEW " + name
                  : "INSERT INTO " + name + " DEFAULT VALUES");
          statements.add("ANALYZE " + name);
        }
      }
      for (String sql : statements) {
        try {
          statement.execute(sql);
        } catch (SQLException e) {
          assertThat(e.getSQLState().toLowerCase(Locale.ROOT)).isNotBlank();
        }
      }
    }
  }

  private void clear(String url) throws SQLException {
    try (Database database = open(url);
        Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS s CASCADE");
      connection.commit();
    }
  }
}
