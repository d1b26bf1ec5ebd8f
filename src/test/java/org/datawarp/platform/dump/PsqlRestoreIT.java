package org.datawarp.platform.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.testing.InstalledPostgres;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.testing.SampleDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Dumps of an installed PostgreSQL, ours and pg_dump's, restored by psql and by our reader. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PsqlRestoreIT {
  @TempDir private Path folder = Path.of("");
  private DatabaseSettings source;

  @BeforeAll
  void fill() {
    assumeTrue(InstalledPostgres.majorVersion().isPresent(), "no PostgreSQL is installed");
    source = InstalledPostgres.freshDatabase();
    try (Database database = new Database(source, Clock.systemUTC())) {
      database.requireSchema();
    }
    SampleDatabase.fill(source);
    SampleDatabase.addSource(source, "adhd_aug25", 100);
  }

  @Test
  void psqlRestoresOurDumpWithoutAWord() throws SQLException, IOException {
    Written own = write(false);
    DatabaseSettings target = InstalledPostgres.freshDatabase();

    String said = InstalledPostgres.psql(target, own.file());

    assertThat(
            said.replaceAll("(?s)\\s*set_config.*?\\(1 row\\)|\\s*setval.*?\\(1 row\\)", "")
                .strip())
        .isEmpty();
    requireSame(own.report(), target);
  }

  @Test
  void psqlRestoresOurDumpIntoANewerServer() throws SQLException, IOException {
    Written own = write(false);
    DatabaseSettings target = PostgresExtension.freshDatabase();

    InstalledPostgres.psql(target, own.file());

    assertThat(DumpRoundTripIT.compare(target).tables())
        .containsExactlyElementsOf(own.report().tables());
  }

  @Test
  void pgDumpHoldsTheSameAsOurWriter() throws SQLException, IOException {
    Written own = write(false);

    Written theirs = write(true);

    assertThat(theirs.report().writer()).startsWith("pg_dump ");
    assertThat(theirs.report().tables()).containsExactlyInAnyOrderElementsOf(own.report().tables());
    assertThat(theirs.report().things()).isEqualTo(own.report().things());
  }

  @Test
  void psqlRestoresPgDumpsDump() throws SQLException, IOException {
    Written theirs = write(true);
    DatabaseSettings target = InstalledPostgres.freshDatabase();

    InstalledPostgres.psql(target, theirs.file());

    requireSame(theirs.report(), target);
  }

  @Test
  void ourReaderRestoresPgDumpsDump() throws SQLException, IOException {
    Written theirs = write(true);
    assertThat(Files.readString(theirs.file())).contains("\\restrict ");
    DatabaseSettings target = InstalledPostgres.freshDatabase();

    DumpRoundTripIT.read(target, Files.readAllBytes(theirs.file()));

    requireSame(theirs.report(), target);
  }

  @Test
  void ourReaderRestoresPgDumpsDumpWithOwnersAndGrantsIntoANewerServer()
      throws SQLException, IOException {
    PostgresExtension.execute(
        source,
        "CREATE ROLE \"only here\"",
        "GRANT SELECT ON staging.child TO \"only here\"",
        "ALTER TABLE staging.fleeting OWNER TO \"only here\"");
    Path file = folder.resolve("plain.sql");
    Process process;
    try (Database database = new Database(source, Clock.systemUTC())) {
      ProcessBuilder builder =
          new ProcessBuilder("pg_dump", "-n", "datawarp*", "-n", "staging", "-f", file.toString());
      builder.environment().putAll(database.clientEnvironment());
      process = builder.start();
    }
    assertThat(process.onExit().join().exitValue()).isZero();
    DatabaseSettings target = PostgresExtension.freshDatabase();

    RestoreReport restored = DumpRoundTripIT.read(target, Files.readAllBytes(file));

    assertThat(restored.skipped())
        .containsExactlyInAnyOrder(
            "ALTER TABLE staging.fleeting OWNER TO \"only here\"",
            "GRANT SELECT ON TABLE staging.child TO \"only here\"");
    PostgresExtension.execute(
        source,
        "ALTER TABLE staging.fleeting OWNER TO datawarp",
        "DROP OWNED BY \"only here\"",
        "DROP ROLE \"only here\"");
  }

  private record Written(Path file, DumpReport report) {}

  private Written write(boolean pgDump) throws SQLException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DumpReport report;
    try (Database database = new Database(source, Clock.systemUTC());
        Connection connection = database.open();
        DumpSnapshot snapshot = DumpRoundTripIT.open(connection)) {
      report =
          pgDump
              ? PgDump.find(connection.getMetaData().getDatabaseMajorVersion(), System.getenv())
                  .orElseThrow()
                  .write(snapshot, database.clientEnvironment(), out, DumpListener.SILENT)
              : new DumpWriter().write(snapshot, out, DumpListener.SILENT);
    }
    Path file = Files.createTempFile(folder, "dump", ".sql");
    Files.writeString(file, out.toString(StandardCharsets.UTF_8));
    return new Written(file, report);
  }

  private static void requireSame(DumpReport expected, DatabaseSettings target)
      throws SQLException {
    DumpReport restored = DumpRoundTripIT.compare(target);
    assertThat(restored.tables()).containsExactlyInAnyOrderElementsOf(expected.tables());
    assertThat(restored.things().entrySet())
        .containsExactlyInAnyOrderElementsOf(expected.things().entrySet());
  }
}
