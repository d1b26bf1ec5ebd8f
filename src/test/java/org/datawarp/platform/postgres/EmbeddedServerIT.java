package org.datawarp.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.postgres.embedded.ServerFolder;
import org.datawarp.platform.postgres.embedded.ServerLauncher;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Every test leaves the shared server stopped, as a start from there is what most of them try. */
final class EmbeddedServerIT {
  @TempDir(cleanup = CleanupMode.ALWAYS)
  static Path shared;

  @TempDir Path own;

  @AfterEach
  void theServerIsStopped() {
    server(shared).stop();
    assertThat(server(shared).status().state()).isNotEqualTo(ServerStatus.State.RUNNING);
  }

  @AfterAll
  static void nothingIsLeftHalfDone() throws IOException {
    try (var files = Files.list(shared.resolve("pg"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".new"));
    }
    PostgresExtension.deleteTree(shared.resolve("pg"));
  }

  @Test
  void theServerIsDurableAndGoesWithItsLastUser() throws IOException {
    assertThat(server(own).status().state()).isEqualTo(ServerStatus.State.ABSENT);

    try (Database database = database(shared)) {
      assertThat(setting(database, "fsync")).isEqualTo("on");
      assertThat(setting(database, "full_page_writes")).isEqualTo("on");
      assertThat(setting(database, "listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(setting(database, "TimeZone")).isEqualTo("UTC");
      assertThat(setting(database, "server_encoding")).isEqualTo("UTF8");
      assertThat(server(shared).status().state()).isEqualTo(ServerStatus.State.RUNNING);
    }

    assertThat(server(shared).status().state()).isEqualTo(ServerStatus.State.STOPPED);
    Path passfile = server(shared).passfile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passfile)))
        .isEqualTo("rw-------");
    String password = Files.readString(passfile).strip().split(":")[4];
    assertThat(Files.readString(shared.resolve("pg/server.log"))).doesNotContain(password);
  }

  @Test
  void rowsAndPortSurviveARestart() {
    int port;
    try (Database database = database(shared)) {
      run(database, "CREATE TABLE IF NOT EXISTS public.kept (x int)");
      run(database, "INSERT INTO public.kept VALUES (1)");
      port = server(shared).status().port();
    }

    try (Database database = database(shared)) {
      assertThat(value(database, "SELECT max(x)::text FROM public.kept")).isEqualTo("1");
      assertThat(server(shared).status().port()).isEqualTo(port);
    }
  }

  @Test
  void aPortThatSomebodyTookIsReplaced() throws IOException {
    int port;
    try (Database database = database(shared)) {
      setting(database, "port");
      port = server(shared).status().port();
    }

    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
        Database database = database(shared)) {
      assertThat(setting(database, "port")).isNotEqualTo(Integer.toString(taken.getLocalPort()));
    }
  }

  @Tag("slow")
  @Test
  void fourFirstStartsAtOnceMakeOneServer() throws Exception {
    List<ServerProgram> programs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      programs.add(ServerProgram.start(own.resolve("pg")));
    }

    for (ServerProgram program : programs) {
      program.awaitReady();
    }
    assertThat(server(own).status().state()).isEqualTo(ServerStatus.State.RUNNING);
    for (ServerProgram program : programs) {
      assertThat(program.end()).isZero();
    }
    assertThat(server(own).status().state()).isEqualTo(ServerStatus.State.STOPPED);
  }

  @Test
  void manyUsersInOneProgramComeAndGo() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(15);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      answers.add(
          threads.submit(
              () -> {
                try (Database database = database(shared)) {
                  return value(database, "SELECT 'here'");
                }
              }));
    }

    for (Future<String> answer : answers) {
      assertThat(answer.get()).isEqualTo("here");
    }
    threads.shutdown();
    assertThat(server(shared).status().state()).isEqualTo(ServerStatus.State.STOPPED);
  }

  @Test
  void aKilledProgramLeavesTheServerToTheNext() throws Exception {
    ServerProgram program = ServerProgram.start(shared.resolve("pg"));
    program.awaitReady();

    program.kill();

    assertThat(server(shared).status().state()).isEqualTo(ServerStatus.State.RUNNING);
    try (Database database = database(shared)) {
      assertThat(value(database, "SELECT 'here'")).isEqualTo("here");
    }
    assertThat(server(shared).status().state()).isEqualTo(ServerStatus.State.STOPPED);
  }

  @Tag("slow")
  @Test
  void aKilledServerIsStartedAgainWithItsRows() throws Exception {
    try (Database database = database(shared)) {
      run(database, "CREATE TABLE public.committed AS SELECT 7 AS x");
      killServer();

      try (Connection connection = database.open()) {
        assertThat(value(connection, "SELECT x::text FROM public.committed")).isEqualTo("7");
      }
      run(database, "DROP TABLE public.committed");
    }
  }

  @Tag("slow")
  @Test
  void aServerKilledWithItsProgramIsStartedAgain() throws Exception {
    ServerProgram program = ServerProgram.start(shared.resolve("pg"));
    program.awaitReady();

    killServer();
    program.kill();

    try (Database database = database(shared)) {
      assertThat(value(database, "SELECT 'here'")).isEqualTo("here");
    }
  }

  @Test
  void aProcessNumberUsedAgainDoesNotBlockTheStart() throws IOException {
    try (Database database = database(shared)) {
      setting(database, "port");
    }
    Files.writeString(
        shared.resolve("pg/data/postmaster.pid"),
        ProcessHandle.current().pid() + "\n" + shared + "\n1\n5432\n\n127.0.0.1\n1 2\nready   \n");

    assertThat(server(shared).status().state()).isEqualTo(ServerStatus.State.STOPPED);
    try (Database database = database(shared)) {
      assertThat(value(database, "SELECT 'here'")).isEqualTo("here");
    }
  }

  @Test
  void leftoversOfAStartThatDiedAreDoneAgain() throws IOException {
    Path folder = Files.createDirectories(own.resolve("pg"));
    Files.writeString(
        Files.createDirectories(folder.resolve("programs.new/bin")).resolve("postgres"), "half");
    Files.writeString(
        Files.createDirectories(folder.resolve("data.new")).resolve("PG_VERSION"), "18");

    try (Database database = database(own)) {
      assertThat(value(database, "SELECT 'here'")).isEqualTo("here");
    }

    assertThat(folder.resolve("programs.new")).doesNotExist();
    assertThat(folder.resolve("data.new")).doesNotExist();
  }

  @Test
  void aLongPathIsNoHindrance() throws IOException {
    Path deep = own;
    for (int i = 0; i < 5; i++) {
      deep = deep.resolve("a rather long name of a folder with blanks, number " + i);
    }
    Files.createDirectories(deep);

    try (Database database = database(deep)) {
      assertThat(value(database, "SELECT 'here'")).isEqualTo("here");
      assertThat(psql(server(deep).url())).isIn("2", "no psql");
    }
    // The session of a psql that has just ended may still be seen, so that the server goes on.
    server(deep).stop();
  }

  @Test
  void aPinnedServerGoesOnUntilItIsStopped() {
    try (Database database = database(shared)) {
      setting(database, "port");
      server(shared).pin();
    }
    assertThat(server(shared).status().state()).isEqualTo(ServerStatus.State.RUNNING);
    assertThat(server(shared).status().pinned()).isTrue();

    assertThat(server(shared).stop()).isTrue();

    assertThat(server(shared).status().state()).isEqualTo(ServerStatus.State.STOPPED);
    assertThat(server(shared).status().pinned()).isFalse();
    assertThat(server(shared).stop()).isFalse();
  }

  @Test
  void aForeignSessionKeepsTheServerRunning() throws SQLException, IOException {
    Properties login = new Properties();
    Connection foreign;
    try (Database database = database(shared)) {
      setting(database, "port");
      login.setProperty(
          "password", Files.readString(server(shared).passfile()).strip().split(":")[4]);
      foreign = DriverManager.getConnection(server(shared).jdbcUrl(), login);
    }

    assertThat(server(shared).status().state()).isEqualTo(ServerStatus.State.RUNNING);
    assertThat(value(foreign, "SELECT 'still here'")).isEqualTo("still here");

    assertThat(server(shared).stop()).isTrue();
    assertThatThrownBy(() -> value(foreign, "SELECT 1")).isInstanceOf(SQLException.class);
  }

  @Test
  void aServerInUseIsNotStopped() throws Exception {
    ServerProgram program = ServerProgram.start(shared.resolve("pg"));
    program.awaitReady();

    assertThatThrownBy(() -> server(shared).stop())
        .isInstanceOf(LockedException.class)
        .hasMessageContaining("another datawarp is using the database");

    assertThat(program.end()).isZero();
    assertThat(server(shared).status().state()).isEqualTo(ServerStatus.State.STOPPED);
  }

  @Test
  void aStartWithNothingToMigrateDoesNotLoadFlyway() throws Exception {
    try (Database database = database(shared)) {
      database.requireSchema();
    }
    Path classes = own.resolve("classes.log");

    ServerProgram program =
        ServerProgram.start(shared.resolve("pg"), "-Xlog:class+load:file=" + classes);
    program.awaitReady();
    assertThat(program.end()).isZero();

    assertThat(Files.readString(classes))
        .contains("org.postgresql.Driver ", "org.datawarp.platform.postgres.migration.Schema ")
        .doesNotContain("org.flywaydb.");
  }

  @Test
  void aLostPasswordFileIsReplaced() throws IOException {
    try (Database database = database(shared)) {
      setting(database, "port");
    }
    Files.delete(server(shared).passfile());

    try (Database database = database(shared)) {
      assertThat(value(database, "SELECT 'here'")).isEqualTo("here");
    }
  }

  @Test
  void aServerThatCannotStartSaysWhy() throws IOException {
    try (Database database = database(shared)) {
      setting(database, "port");
    }
    Path control = shared.resolve("pg/data/global/pg_control");
    byte[] sound = Files.readAllBytes(control);
    Files.write(control, new byte[100]);

    try (Database database = database(shared)) {
      assertThatThrownBy(database::open)
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("starting PostgreSQL in " + shared.resolve("pg"))
          .hasMessageMatching(".*(FATAL|PANIC): .*")
          .hasMessageNotContaining("\n");
    } finally {
      Files.write(control, sound);
    }
  }

  @Test
  void dataOfAnotherVersionNeedItsPrograms() throws IOException {
    try (Database database = database(shared)) {
      setting(database, "port");
    }
    Path version = shared.resolve("pg/data/PG_VERSION");
    String real = Files.readString(version);
    Files.writeString(version, "12\n");

    try (Database database = database(shared)) {
      assertThatThrownBy(database::open)
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("needs PostgreSQL 12");
    } finally {
      Files.writeString(version, real);
    }
    assertThat(shared.resolve("pg").resolve(real.strip())).isDirectory();
  }

  @Test
  void dataWithoutAVersionAreNeverReplaced() throws IOException {
    try (Database database = database(shared)) {
      setting(database, "port");
    }
    Path version = shared.resolve("pg/data/PG_VERSION");
    String real = Files.readString(version);
    String passfile = Files.readString(shared.resolve("pg/passfile"));
    Files.delete(version);

    try (Database database = database(shared)) {
      assertThatThrownBy(database::open)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("PG_VERSION");
    } finally {
      Files.writeString(version, real);
    }
    assertThat(shared.resolve("pg/passfile")).hasContent(passfile);
  }

  @Test
  void aFolderThatCannotBeWrittenIsAStorageFailure() throws IOException {
    Path file = Files.writeString(own.resolve("file"), "");

    try (Database database = database(file)) {
      assertThatThrownBy(database::open)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("making the database folder");
    }
  }

  @Test
  void aPathThatAShellWouldReadIsRefused() {
    try (Database database = database(own.resolve("a$b"))) {
      assertThatThrownBy(database::open)
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("a$b");
    }
  }

  @Test
  void theEverydayRoleHasNoRightButToItsSchemas() {
    try (Database database = database(shared)) {
      assertThat(value(database, RIGHTS)).isEqualTo("datawarp|f|f|f|f");
      assertThat(value(database, "SELECT has_database_privilege(current_database(), 'CREATE')"))
          .isEqualTo("t");
    }
  }

  @Test
  void aServerOfAnEarlierVersionIsTakenOverAndItsAddressGoesOnWorking() throws Exception {
    String url;
    try (Database database = database(shared)) {
      run(database, "CREATE SCHEMA old");
      run(database, "CREATE TABLE old.t (id serial, x int)");
      run(database, "CREATE VIEW old.v AS SELECT x FROM old.t");
      run(database, "CREATE TYPE old.mood AS ENUM ('fine')");
      run(
          database,
          "CREATE FUNCTION old.f() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'");
      run(
          database,
          "CREATE AGGREGATE old.total(bigint) (SFUNC = int8pl, STYPE = bigint, INITCOND = 0)");
      makeSuperuserAgain();
      url = server(shared).url();
    }
    Files.delete(shared.resolve("pg/adminfile"));

    try (Database database = database(shared)) {
      assertThat(value(database, RIGHTS)).isEqualTo("datawarp|f|f|f|f");
      assertThat(server(shared).url()).isEqualTo(url);
      assertThat(
              value(
                  database,
                  "SELECT count(*) FROM (SELECT relowner AS o FROM pg_class WHERE relnamespace ="
                      + " 'old'::regnamespace UNION ALL SELECT proowner FROM pg_proc WHERE"
                      + " pronamespace = 'old'::regnamespace UNION ALL SELECT typowner FROM pg_type"
                      + " WHERE typnamespace = 'old'::regnamespace UNION ALL SELECT nspowner FROM"
                      + " pg_namespace WHERE nspname IN ('old', 'public')) x WHERE o <>"
                      + " 'datawarp'::regrole"))
          .isEqualTo("0");
      assertThat(value(database, "SELECT defaclacl::text FROM pg_default_acl"))
          .contains("reader=r/datawarp");
      assertThat(value(database, "SELECT pg_has_role('reader', 'datawarp', 'MEMBER')"))
          .isEqualTo("t");
      assertThat(value(database, "SELECT pg_has_role('reader', 'datawarp_admin', 'MEMBER')"))
          .isEqualTo("f");
      assertThat(value(database, "SELECT old.f()::text")).isEqualTo("1");
      run(database, "INSERT INTO old.t (x) VALUES (1)");
      run(database, "DROP SCHEMA old CASCADE");
    }
    Path admin = shared.resolve("pg/adminfile");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(admin)))
        .isEqualTo("rw-------");
  }

  @Test
  void aLostAdministratorsPasswordIsReplaced() throws IOException {
    try (Database database = database(shared)) {
      assertThat(value(database, "SELECT 'here'")).isEqualTo("here");
    }
    Files.delete(shared.resolve("pg/adminfile"));

    try (Database database = database(shared)) {
      assertThat(value(database, "SELECT 'here'")).isEqualTo("here");
      assertThat(asAdministrator("SELECT 1")).isEqualTo("1");
    }
  }

  private static final String RIGHTS =
      "SELECT concat_ws('|', rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication) FROM"
          + " pg_roles WHERE rolname = session_user";

  /** Makes of a server what an earlier version made: one role, the superuser. */
  private static void makeSuperuserAgain() throws IOException {
    String password = Files.readString(server(shared).passfile()).strip().split(":")[4];
    try (Database admin =
            new Database(
                DatabaseSettings.of(
                    server(shared).adminUrl().replace("/postgres?", "/datawarp?"),
                    java.util.Map.of(),
                    shared,
                    shared),
                Clock.systemUTC());
        Connection connection = admin.open();
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "REASSIGN OWNED BY datawarp TO datawarp_admin",
              "DROP OWNED BY datawarp",
              "DROP ROLE datawarp",
              "CREATE ROLE other SUPERUSER",
              "SET LOCAL SESSION AUTHORIZATION other",
              "ALTER ROLE datawarp_admin RENAME TO datawarp",
              "ALTER ROLE datawarp PASSWORD '" + password + "'",
              "RESET SESSION AUTHORIZATION",
              "DROP ROLE other",
              "CREATE ROLE reader",
              "GRANT datawarp TO reader",
              "ALTER DEFAULT PRIVILEGES IN SCHEMA old GRANT SELECT ON TABLES TO reader")) {
        statement.execute(sql);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String asAdministrator(String sql) {
    try (Database admin =
            new Database(
                DatabaseSettings.of(server(shared).adminUrl(), java.util.Map.of(), shared, shared),
                Clock.systemUTC());
        Connection connection = admin.open()) {
      return value(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void lookingMakesNothing() {
    try (Database database = database(own)) {
      assertThat(database.hasSchema()).isFalse();
      assertThat(server(own).status().state()).isEqualTo(ServerStatus.State.ABSENT);
      assertThat(server(own).stop()).isFalse();
      assertThatThrownBy(() -> server(own).url()).isInstanceOf(DatabaseException.class);
    }

    assertThat(own).isEmptyDirectory();
  }

  @Test
  void rootRunsProgramsAsAnotherUserWhereNamespacesAreForbidden() {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    assumeThat(Files.exists(Path.of("/usr/bin/setpriv"))).isTrue();
    ServerFolder folder = new ServerFolder(own);

    ServerLauncher launcher = new ServerLauncher(folder, ServerLauncher.asUser(65534));

    assertThat(launcher.run(List.of("id", "-u"), "", 10).lastLine()).isEqualTo("65534");
    // The folder is root's own, mode 0700.
    assertThat(launcher.run(List.of("test", "-w", "."), "", 10).isSuccess()).isTrue();
  }

  private static void killServer() throws Exception {
    ProcessHandle process = ProcessHandle.of(server(shared).status().pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().get();
  }

  private static String psql(String url) throws IOException {
    try {
      Process process =
          new ProcessBuilder("psql", "-XAtw", url, "-c", "SELECT 1 + 1")
              .redirectErrorStream(true)
              .start();
      return new String(process.getInputStream().readAllBytes()).strip();
    } catch (IOException e) {
      return "no psql";
    }
  }

  private static EmbeddedServer server(Path workspace) {
    return new EmbeddedServer(workspace.resolve("pg"), Clock.systemUTC());
  }

  private static Database database(Path workspace) {
    return new Database(DatabaseSettings.embedded(workspace.resolve("pg")), Clock.systemUTC());
  }

  private static String setting(Database database, String name) {
    return value(database, "SELECT current_setting('" + name + "')");
  }

  private static String value(Database database, String sql) {
    return database.read("reading a value", connection -> value(connection, sql));
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private static void run(Database database, String sql) {
    database.write(
        "running a statement",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }
}
