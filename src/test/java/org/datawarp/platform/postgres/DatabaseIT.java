package org.datawarp.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.table.TableName;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class DatabaseIT {
  private static final UUID WORKSPACE = new UUID(1, 2);

  @Test
  void everySessionIsSetUpAlike(Database database) throws SQLException {
    try (Connection dedicated = database.open();
        Connection pooled = database.pooled().getConnection()) {
      for (Connection connection : new Connection[] {dedicated, pooled}) {
        assertThat(connection.getAutoCommit()).isFalse();
        assertThat(value(connection, "SHOW timezone")).isEqualTo("UTC");
        assertThat(value(connection, "SHOW application_name")).isEqualTo("datawarp");
        assertThat(value(connection, "SHOW search_path")).isEqualTo("pg_catalog");
        assertThat(value(connection, "SHOW statement_timeout")).isEqualTo("0");
      }
    }
  }

  @Test
  void aWriteIsCommittedAndAReadIsNot(Database database) {
    write(database, "CREATE TABLE public.t (x int)");
    database.read(
        "inserting", c -> c.createStatement().executeUpdate("INSERT INTO public.t VALUES (1)"));
    assertThat(count(database)).isEqualTo("0");

    write(database, "INSERT INTO public.t VALUES (2)");
    assertThat(count(database)).isEqualTo("1");

    assertThatThrownBy(() -> write(database, "INSERT INTO public.t VALUES (3), (4 / 0)"))
        .isInstanceOf(DataRejectedException.class)
        .hasMessage("writing: division by zero");
    assertThat(count(database)).isEqualTo("1");
    write(database, "DROP TABLE public.t");
  }

  @Test
  void aReadWithinAReadHasASessionOfItsOwn(Database database) {
    String inner =
        database.read(
            "outer",
            outer -> {
              String outerPid = value(outer, "SELECT pg_backend_pid()");
              String innerPid = database.read("inner", c -> value(c, "SELECT pg_backend_pid()"));
              return outerPid.equals(innerPid) ? "same" : "another";
            });

    assertThat(inner).isEqualTo("another");
  }

  @Test
  void aSessionIsUsedAgain(Database database) throws SQLException {
    String pid = pid(database);

    assertThat(pid(database)).isEqualTo(pid);
    try (Connection connection = database.open()) {
      assertThat(value(connection, "SELECT pg_backend_pid()")).isEqualTo(pid);
    }
    try (Connection connection = database.openForLocks()) {
      assertThat(value(connection, "SELECT pg_backend_pid()")).isNotEqualTo(pid);
    }
  }

  @Test
  void aLongerWaitForLocksEndsWithItsLoan(Database database) throws SQLException {
    try (Connection patient = database.open(Duration.ofMinutes(7))) {
      assertThat(value(patient, "SHOW lock_timeout")).isEqualTo("7min");
      patient.rollback();
      assertThat(value(patient, "SHOW lock_timeout")).isEqualTo("7min");
    }

    try (Connection usual = database.open()) {
      assertThat(value(usual, "SHOW lock_timeout")).isEqualTo("10s");
    }
  }

  @Test
  void aTransactionGoesOnFromItsSavepointAfterWhatIsNotSupported(Database database)
      throws SQLException {
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE public.seen (x int)");
      statement.execute("CREATE VIEW public.seeing AS SELECT x FROM public.seen");
      Savepoint before = connection.setSavepoint();
      assertThatThrownBy(() -> statement.execute("ALTER TABLE public.seen ALTER x TYPE bigint"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("used by a view");

      connection.rollback(before);

      assertThat(value(connection, "SELECT count(*) FROM public.seeing")).isEqualTo("0");
    }
  }

  @Test
  void aSessionThatTheServerEndedIsReplaced(Database database) throws SQLException {
    String gone;
    try (Connection ended = database.open()) {
      gone = value(ended, "SELECT pg_backend_pid()");
      write(database, "SELECT pg_terminate_backend(" + gone + ")");
      assertThatThrownBy(() -> value(ended, "SELECT 1")).isInstanceOf(SQLException.class);
    }

    assertThat(pid(database)).isNotEqualTo(gone);
  }

  @Test
  void aWrongDatabaseNameIsNamed(DatabaseSettings settings) {
    String url = settings.url().replaceFirst("datawarp_test_[0-9_]+", "no_such");

    assertThatThrownBy(() -> open(url))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("there is no database 'no_such' at ");
  }

  @Test
  void aServerThatIsNotThereIsSaidToBeUnreachable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = socket.getLocalPort();
    }

    assertThatThrownBy(() -> open("postgresql://u:topsecret@127.0.0.1:" + port + "/d"))
        .isInstanceOf(DatabaseException.class)
        .hasMessageStartingWith("cannot reach the database at 127.0.0.1:" + port + "/d")
        .hasMessageNotContaining("topsecret")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aHostThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> open("postgresql://u@no-such-host.invalid/d"))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("no-such-host.invalid:5432/d")
        .hasMessageContaining("name is not known");
  }

  @Test
  void aPrivateLockIsFreeAgainWhenItsSessionEnds(Database database) throws SQLException {
    try (Connection second = database.openForLocks()) {
      try (Connection first = database.openForLocks()) {
        assertThat(AdvisoryLocks.tryLock(first, WORKSPACE, "adhd_aug25")).isTrue();
        assertThat(AdvisoryLocks.tryLock(second, WORKSPACE, "adhd_aug25")).isFalse();
        assertThat(AdvisoryLocks.lock(second, WORKSPACE, "adhd_aug25", Duration.ofMillis(20)))
            .isFalse();
        assertThat(AdvisoryLocks.tryLock(second, WORKSPACE, "adhd_nov25")).isTrue();
        assertThat(AdvisoryLocks.tryLock(second, new UUID(1, 3), "adhd_aug25")).isTrue();
        assertThat(AdvisoryLocks.unlock(second, WORKSPACE, "adhd_aug25")).isFalse();
      }

      assertThat(AdvisoryLocks.lock(second, WORKSPACE, "adhd_aug25", Duration.ofSeconds(30)))
          .isTrue();
      assertThat(AdvisoryLocks.unlock(second, WORKSPACE, "adhd_aug25")).isTrue();
    }
  }

  @Test
  void tableLocksLastAsLongAsTheTransaction(Database database) throws SQLException {
    TreeSet<TableName> tables = new TreeSet<>();
    tables.add(new TableName("staging", "tbl_b"));
    tables.add(new TableName("staging", "tbl_a"));
    try (Connection connection = database.open()) {
      AdvisoryLocks.lockTables(connection, tables);
      assertThat(locks(connection)).isEqualTo("2");

      connection.rollback();
      assertThat(locks(connection)).isEqualTo("0");

      connection.setAutoCommit(true);
      assertThatThrownBy(() -> AdvisoryLocks.lockTables(connection, tables))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static String pid(Database database) {
    return database.read("asking", c -> value(c, "SELECT pg_backend_pid()"));
  }

  private static String locks(Connection connection) throws SQLException {
    return value(
        connection,
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()");
  }

  private static void open(String url) throws SQLException {
    Path nowhere = Path.of("unused");
    try (Database database =
            new Database(DatabaseSettings.of(url, Map.of(), nowhere, nowhere), Clock.systemUTC());
        Connection connection = database.open()) {
      throw new AssertionError("a connection was opened: " + connection);
    }
  }

  private static String count(Database database) {
    return database.read("counting", c -> value(c, "SELECT count(*) FROM public.t"));
  }

  private static void write(Database database, String sql) {
    database.write(
        "writing",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
