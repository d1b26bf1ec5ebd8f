package org.datawarp.platform.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.testing.SampleDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DumpRoundTripIT {
  private DatabaseSettings source;
  private DumpReport dumped;
  private byte[] dump = new byte[0];

  @BeforeAll
  void dump() throws SQLException, IOException {
    source = PostgresExtension.migratedDatabase();
    SampleDatabase.fill(source);
    SampleDatabase.addSource(source, "adhd_aug25", 100);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Database database = new Database(source, Clock.systemUTC());
        Connection connection = database.open();
        DumpSnapshot snapshot = open(connection)) {
      dumped = new DumpWriter().write(snapshot, out, DumpListener.SILENT);
    }
    dump = out.toByteArray();
  }

  @Test
  void whatIsReadBackIsWhatWasWritten() throws SQLException {
    DatabaseSettings target = PostgresExtension.freshDatabase();

    RestoreReport restored = read(target, dump);

    assertThat(restored.skipped()).isEmpty();
    DumpReport again = compare(target);
    assertThat(again.tables()).containsExactlyElementsOf(dumped.tables());
    assertThat(again.things()).isEqualTo(dumped.things());
    assertThat(again.leftOut()).isEmpty();
  }

  @Test
  void aDumpOfTheRestoredIsTheSameTextButForCasts() throws SQLException, IOException {
    DatabaseSettings target = PostgresExtension.freshDatabase();
    read(target, dump);
    byte[] second = dump(target);
    DatabaseSettings third = PostgresExtension.freshDatabase();
    read(third, second);

    assertThat(withoutCasts(second)).isEqualTo(withoutCasts(dump));
    // From the second on, PostgreSQL writes its casts alike.
    assertThat(lines(dump(third))).isEqualTo(lines(second));
  }

  @Test
  void whatIsForARoleThatIsMissingIsPassedOverAndTold() throws SQLException, IOException {
    DatabaseSettings granting = PostgresExtension.migratedDatabase();
    String role = "missing_" + System.nanoTime();
    PostgresExtension.execute(
        granting,
        "CREATE ROLE " + role,
        "CREATE ROLE \"" + role + "'s \\ friend\"",
        "CREATE SCHEMA IF NOT EXISTS staging",
        "CREATE TABLE staging.shared (x int)",
        "GRANT SELECT ON staging.shared TO " + role + ", \"" + role + "'s \\ friend\"",
        "ALTER TABLE staging.shared OWNER TO " + role,
        "CREATE POLICY mine ON staging.shared TO " + role + ", \"" + role + "'s \\ friend\"");
    byte[] written = dump(granting);
    PostgresExtension.execute(
        granting,
        "DROP OWNED BY " + role + ", \"" + role + "'s \\ friend\"",
        "DROP ROLE " + role + ", \"" + role + "'s \\ friend\"");
    DatabaseSettings target = PostgresExtension.freshDatabase();

    RestoreReport restored = read(target, written);

    String told = "grants or ownership for a role that is missing here: ";
    assertThat(restored.skipped())
        .containsExactlyInAnyOrder(
            told + role, told + role + "'s \\ friend", told + role + ", " + role + "'s \\ friend");
  }

  private static byte[] dump(DatabaseSettings settings) throws SQLException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Database database = new Database(settings, Clock.systemUTC());
        Connection connection = database.open();
        DumpSnapshot snapshot = open(connection)) {
      new DumpWriter().write(snapshot, out, DumpListener.SILENT);
    }
    return out.toByteArray();
  }

  private static List<String> lines(byte[] dump) {
    return new String(dump, StandardCharsets.UTF_8).lines().toList();
  }

  private static List<String> withoutCasts(byte[] dump) {
    return lines(dump).stream()
        .map(line -> line.replaceAll("::(character varying|text)(\\[\\])?|[()]", ""))
        .toList();
  }

  static DumpSnapshot open(Connection connection) {
    return DumpSnapshot.open(
        connection, DumpScope.withAlso(List.of()), Clock.systemUTC(), Duration.ofSeconds(5));
  }

  static RestoreReport read(DatabaseSettings target, byte[] dump) throws SQLException {
    try (Database database = new Database(target, Clock.systemUTC());
        Connection connection = database.open()) {
      RestoreReport report =
          DumpReader.read(
              connection,
              () -> new ByteArrayInputStream(dump),
              "test.sql",
              Long.MAX_VALUE,
              database.migrations(),
              DumpListener.SILENT);
      connection.commit();
      return report;
    }
  }

  static DumpReport compare(DatabaseSettings target) throws SQLException {
    try (Database database = new Database(target, Clock.systemUTC());
        Connection connection = database.open();
        DumpSnapshot snapshot = open(connection)) {
      return new DumpWriter().compare(snapshot, DumpListener.SILENT);
    }
  }
}
