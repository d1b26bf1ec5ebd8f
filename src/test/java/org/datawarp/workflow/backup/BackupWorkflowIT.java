package org.datawarp.workflow.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.datawarp.lifecycle.version.RebuiltFiles;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.testing.InstalledPostgres;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.testing.SampleDatabase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BackupWorkflowIT extends BackupFixture {
  private static final String CSV = "Region,Patients\nNorth,1\nSouth,2\nEast,*\n";

  @Test
  void aBackupIsWholeNamedByItsDayAndNeverOverwritten() throws IOException {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);

    StoredBackup first = here.create();
    byte[] bytes = Files.readAllBytes(here.file(first));
    StoredBackup second = here.create();

    assertThat(first.key()).isEqualTo("backups/postgres/2026-11-20/datawarp_backup.sql.gz");
    assertThat(second.key()).isEqualTo("backups/postgres/2026-11-20/datawarp_backup-2.sql.gz");
    assertThat(Files.readAllBytes(here.file(first))).isEqualTo(bytes);
    assertThat(text(bytes)).contains("COPY staging.tbl_adhd_aug25 ", "flyway_schema_history");
    assertThat(here.backup().list(null, null)).hasSize(2).allMatch(b -> b.meta() != null);
    assertThat(here.files("backups").keySet())
        .containsExactly(
            "backups/postgres/2026-11-20/datawarp_backup-2.sql.gz",
            "backups/postgres/2026-11-20/datawarp_backup-2.sql.gz.meta",
            "backups/postgres/2026-11-20/datawarp_backup.sql.gz",
            "backups/postgres/2026-11-20/datawarp_backup.sql.gz.meta");
  }

  @Test
  void aTrialRestoresComparesAndIsRemembered() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    SampleDatabase.fill(here.settings);
    StoredBackup backup = here.create();

    RestoreCheckReport report = here.backup().verify("latest", null, null, RunListener.SILENT);

    assertThat(report.differences()).isEmpty();
    assertThat(report.cascade()).contains("deleting adhd_aug25 kept ", "moved 1 table");
    assertThat(here.backup().list(null, null).get(0).isVerified()).isTrue();
    assertThat(here.query("SELECT key FROM datawarp.tbl_backups WHERE verified_at IS NOT NULL"))
        .containsExactly(backup.key());
    assertThat(here.workspace.drills()).isEmptyDirectory();
    assertThat(here.query("SELECT code FROM datawarp.tbl_data_sources"))
        .containsExactly("adhd_aug25");
  }

  /** An adopted estate has rows that refer to nothing, until cleanup has removed them. */
  @Test
  void rowsWithoutASourceAreBackedUpAndComeBack() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    String state =
        "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"
            + " AND connamespace = 'datawarp'::regnamespace ORDER BY 1";
    for (String[] key :
        new String[][] {
          {"tbl_load_history", "source_id", "id"},
          {"tbl_manifest_files", "source_code", "code"},
          {"tbl_column_metadata", "canonical_source_code", "code"},
          {"tbl_canonical_sources", "canonical_code", "code"}
        }) {
      String name =
          here.query(
                  "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'datawarp."
                      + key[0]
                      + "'::regclass AND confrelid = 'datawarp.tbl_data_sources'::regclass")
              .get(0);
      PostgresExtension.execute(
          here.settings,
          "ALTER TABLE datawarp." + key[0] + " DROP CONSTRAINT " + name,
          "ALTER TABLE datawarp."
              + key[0]
              + " ADD CONSTRAINT "
              + name
              + " FOREIGN KEY ("
              + key[1]
              + ") REFERENCES datawarp.tbl_data_sources ("
              + key[2]
              + ") ON DELETE CASCADE DEFERRABLE NOT VALID");
    }
    PostgresExtension.execute(
        here.settings,
        "SET session_replication_role = replica",
        "INSERT INTO datawarp.tbl_load_history (source_id, file_url, rows_loaded)"
            + " VALUES (90001, 'https://example.test/gone', 1)",
        "INSERT INTO datawarp.tbl_canonical_sources (canonical_code, canonical_name,"
            + " canonical_table, fingerprint) VALUES ('old', 'Old', 'tbl_old', '{}')");
    StoredBackup backup = here.create();

    RestoreCheckReport report = here.backup().verify("latest", null, null, RunListener.SILENT);

    assertThat(report.differences()).isEmpty();
    Machine found = newMachine("found");
    found.backup().restore(restoreRequest(here.file(backup).toString(), null), RunListener.SILENT);
    assertThat(
            found.query("SELECT file_url FROM datawarp.tbl_load_history WHERE source_id = 90001"))
        .containsExactly("https://example.test/gone");
    assertThat(found.query("SELECT canonical_code FROM datawarp.tbl_canonical_sources"))
        .containsExactly("old");
    assertThat(found.query(state)).isEqualTo(here.query(state)).hasSize(4);
  }

  @Test
  void aTrialSeesARowThatIsMissing() throws IOException {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    StoredBackup backup = here.create();
    BackupMeta meta = java.util.Objects.requireNonNull(backup.meta());
    Path file = here.file(backup);
    String sql = text(Files.readAllBytes(file)).replaceFirst("\nSouth\t[^\n]*", "");
    byte[] other = packed(sql);
    Files.write(file, other);
    write(
        file.resolveSibling(file.getFileName() + ".meta"),
        new BackupMeta(
                meta.workspace(),
                meta.createdAt(),
                other.length,
                meta.sqlBytes(),
                org.datawarp.platform.io.FileHash.sha256(other),
                meta.schemas(),
                meta.content(),
                Map.of(),
                null)
            .text());

    RestoreCheckReport report = here.backup().verify("latest", null, null, RunListener.SILENT);

    assertThat(report.differences())
        .containsExactly("table staging.tbl_adhd_aug25 has 2 rows, not 3");
    assertThat(here.backup().list(null, null).get(0).isVerified()).isFalse();
    assertThat(here.query("SELECT failure FROM datawarp.tbl_backups"))
        .containsExactly("table staging.tbl_adhd_aug25 has 2 rows, not 3");
  }

  @Test
  void anEmptyWorkspaceTakesThePlaceOfTheLost() {
    Machine lost = machine("lost");
    lost.load("adhd_aug25", CSV);
    lost.load("waits_sep25", "Trust,Weeks,Day\nA,1.5,2025-09-01\nB,,2025-09-02\n");
    StoredBackup backup = lost.create();
    Map<String, String> files = lost.files("manifests", "output/current");
    Machine found = newMachine("found");

    RestoreOutcome outcome =
        found
            .backup()
            .restore(restoreRequest(lost.file(backup).toString(), null), RunListener.SILENT);

    assertThat(found.files("manifests", "output/current")).isEqualTo(files);
    assertThat(outcome.files())
        .isEqualTo(new RebuiltFiles(2, 2, 0, List.of(), List.of(), List.of()));
    assertThat(read(found.workspace.state().resolve("workspace")))
        .isEqualTo(read(lost.workspace.state().resolve("workspace")));
    assertThat(found.query("SELECT status FROM datawarp.tbl_runs WHERE status <> 'success'"))
        .isEmpty();
    // And it goes on as if nothing had happened.
    found.load("adhd_aug25", CSV + "West,4\n");
    assertThat(found.query("SELECT count(*) FROM staging.tbl_adhd_aug25")).containsExactly("4");
  }

  @Test
  void aDatabaseThatIsNotEmptyIsRefusedByName() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    StoredBackup backup = here.create();

    DatabaseSettings target = PostgresExtension.freshDatabase();
    PostgresExtension.execute(target, "CREATE TABLE public.theirs (x int)");

    assertThatThrownBy(
            () ->
                here.backup()
                    .restore(into(backup, String.valueOf(target.url())), RunListener.SILENT))
        .isInstanceOf(RefusedException.class)
        .hasMessage("the database is not empty: table public.theirs");
    assertThatThrownBy(
            () -> here.backup().restore(restoreRequest("latest", null), RunListener.SILENT))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("the database is not empty: function datawarp.fn_");
  }

  @Test
  void anotherDatabaseIsFilledAndTheWorkspaceLeftAlone() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    StoredBackup backup = here.create();
    DatabaseSettings target = PostgresExtension.freshDatabase();
    Map<String, String> before = here.files("manifests", "output", ".datawarp/config.yaml");

    RestoreOutcome outcome =
        here.backup().restore(into(backup, String.valueOf(target.url())), RunListener.SILENT);

    assertThat(outcome.files()).isNull();
    assertThat(here.files("manifests", "output", ".datawarp/config.yaml")).isEqualTo(before);
    Machine other = new Machine("other", target);
    assertThat(other.query("SELECT region FROM staging.tbl_adhd_aug25 ORDER BY 1"))
        .containsExactly("East", "North", "South");
  }

  @Test
  void aWorkspaceOfSomebodyElseIsNotTakenOver() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    StoredBackup backup = here.create();
    Machine other = newMachine("other");
    write(other.workspace.activeManifests().resolve("mine.yaml"), "manifest: {name: mine}\n");
    write(other.workspace.state().resolve("workspace"), "00000000-0000-0000-0000-000000000009\n");

    assertThatThrownBy(
            () ->
                other
                    .backup()
                    .restore(
                        restoreRequest(here.file(backup).toString(), null), RunListener.SILENT))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("is another one with files of its own");
    assertThat(other.query("SELECT nspname FROM pg_namespace WHERE nspname = 'datawarp'"))
        .isEmpty();
  }

  @Test
  void missingFilesAreWrittenAnewAndOthersLeftAlone() throws IOException {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    Map<String, String> files = here.files("manifests", "output/current");
    Path parquet = here.workspace.currentOutput().resolve("adhd_aug25.parquet");
    Path manifest = here.workspace.activeManifests().resolve("adhd_aug25.yaml");
    Files.delete(parquet);
    String edited = read(manifest) + "# mine\n";
    write(manifest, edited);

    RebuiltFiles rebuilt = here.backup().rebuild("backup rebuild", Duration.ZERO);

    assertThat(rebuilt.exports()).isEqualTo(1);
    assertThat(rebuilt.conflicts()).containsExactly("manifests/active/adhd_aug25.yaml");
    assertThat(read(manifest)).isEqualTo(edited);
    assertThat(here.files("output/current").get("output/current/adhd_aug25.parquet"))
        .isEqualTo(files.get("output/current/adhd_aug25.parquet"));
  }

  @Test
  void aChangedFileIsNotRestored() throws IOException {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    StoredBackup backup = here.create();
    Path file = here.file(backup);
    Files.write(file, packed(text(Files.readAllBytes(file)).replace("North\t1", "North\t9")));
    DatabaseSettings target = PostgresExtension.freshDatabase();

    assertThatThrownBy(
            () ->
                here.backup()
                    .restore(into(backup, String.valueOf(target.url())), RunListener.SILENT))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("is not the file that was written");
    assertThat(
            new Machine("other", target)
                .query("SELECT nspname FROM pg_namespace WHERE nspname = 'staging'"))
        .isEmpty();
  }

  @Test
  void pruningKeepsTheLastGoodOne() throws IOException {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    here.create();
    here.backup().verify("latest", null, null, RunListener.SILENT);
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofDays(10));
      here.create();
    }
    PruneRequest request = prune(1L);

    PrunePlan plan = here.backup().planPrune(request);
    assertThat(here.backup().list(null, null)).hasSize(4);
    PrunePlan done = here.backup().prune(request);

    assertThat(done).isEqualTo(plan);
    assertThat(plan.backups())
        .extracting(PrunePlan.Line::reason)
        .containsExactly(
            "the newest",
            "not one of the newest 1",
            "not one of the newest 1",
            "the newest that a trial found good");
    assertThat(here.backup().list(null, null))
        .extracting(StoredBackup::key)
        .containsExactly(
            "backups/postgres/2026-11-20/datawarp_backup.sql.gz",
            "backups/postgres/2026-12-20/datawarp_backup.sql.gz");
    assertThat(here.workspace.backups().resolve("2026-11-30")).doesNotExist();
  }

  @Test
  void pruningWithoutARuleIsRefused() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);

    assertThatThrownBy(() -> here.backup().planPrune(prune(null)))
        .isInstanceOf(UsageException.class)
        .hasMessage("no rule says which backups may go");
  }

  @Test
  void statusWarnsWhenNothingIsKnownToRestore() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    assertThat(here.backup().warning()).isEmpty();

    clock.advance(Duration.ofDays(40));
    assertThat(here.backup().warning().orElseThrow()).startsWith("no backup is known to restore");

    here.create();
    here.backup().verify("latest", null, null, RunListener.SILENT);
    assertThat(here.backup().warning()).isEmpty();
    clock.advance(Duration.ofDays(41));
    assertThat(here.backup().warning().orElseThrow())
        .startsWith("the newest backup known to restore is 41 days old");
  }

  @Test
  void aViewOnWhatIsNotBackedUpIsLeftOutByName() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    PostgresExtension.execute(
        here.settings,
        "CREATE TABLE public.lookup (region text)",
        "CREATE VIEW staging.joined AS SELECT * FROM public.lookup",
        "CREATE VIEW staging.above AS SELECT * FROM staging.joined");

    BackupMeta meta = java.util.Objects.requireNonNull(here.create().meta());

    assertThat(meta.leftOut())
        .containsExactly(
            "view staging.above, which uses view staging.joined",
            "view staging.joined, which uses table public.lookup");
    RestoreCheckReport report = here.backup().verify("latest", null, null, RunListener.SILENT);
    assertThat(report.differences()).isEmpty();
  }

  @Test
  void aTableThatNeedsWhatIsNotBackedUpIsRefusedUnlessItIsAdded() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    PostgresExtension.execute(
        here.settings,
        "CREATE SEQUENCE public.tickets",
        "CREATE TABLE staging.numbered (n bigint DEFAULT nextval('public.tickets'))");

    assertThatThrownBy(here::create)
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "default value for column n of table staging.numbered uses sequence public.tickets,"
                + " which is not backed up");
    assertThat(here.files("backups")).isEmpty();
    BackupWorkflow.Created made =
        here.backup()
            .create(
                new CreateRequest(
                    null,
                    null,
                    CreateRequest.Writer.OWN,
                    List.of("public"),
                    Duration.ZERO,
                    "backup create"),
                RunListener.SILENT);
    assertThat(made.backup().meta()).isNotNull();
  }

  @Tag("slow")
  @Test
  void whatOnlyPgDumpCanWriteIsLeftOutByNameWithWhatUsesIt() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    PostgresExtension.execute(
        here.settings,
        "CREATE AGGREGATE staging.total(bigint) (SFUNC = int8pl, STYPE = bigint, INITCOND = 0)",
        "COMMENT ON AGGREGATE staging.total(bigint) IS 'all of it'",
        "CREATE VIEW staging.totals AS SELECT staging.total(patients) FROM staging.tbl_adhd_aug25",
        "CREATE FUNCTION staging.of_totals() RETURNS SETOF staging.totals LANGUAGE sql AS 'SELECT 1'",
        "CREATE FOREIGN DATA WRAPPER elsewhere_" + System.nanoTime(),
        "DO $$ BEGIN EXECUTE format('CREATE SERVER far FOREIGN DATA WRAPPER %I', (SELECT fdwname"
            + " FROM pg_foreign_data_wrapper LIMIT 1)); END $$",
        "CREATE FOREIGN TABLE staging.far_away (x int) SERVER far",
        "COMMENT ON FOREIGN TABLE staging.far_away IS 'far'",
        "CREATE VIEW staging.near AS SELECT x FROM staging.far_away",
        "CREATE TYPE staging.pair AS (a int, b text)",
        "CREATE TABLE staging.typed OF staging.pair (PRIMARY KEY (a))",
        "CREATE TABLE staging.hashed (id bigint GENERATED ALWAYS AS IDENTITY, k int) PARTITION BY"
            + " HASH (k)",
        "CREATE TABLE staging.hashed_0 PARTITION OF staging.hashed FOR VALUES WITH (MODULUS 2,"
            + " REMAINDER 0) PARTITION BY RANGE (k)",
        "CREATE TABLE staging.hashed_0_low PARTITION OF staging.hashed_0 FOR VALUES FROM (MINVALUE)"
            + " TO (100)",
        "CREATE TABLE staging.hashed_1 PARTITION OF staging.hashed FOR VALUES WITH (MODULUS 2,"
            + " REMAINDER 1)",
        "INSERT INTO staging.hashed (k) SELECT i FROM generate_series(1, 99) i",
        "ALTER TABLE staging.typed ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE staging.typed FORCE ROW LEVEL SECURITY",
        "CREATE POLICY seen ON staging.typed USING (a < 10)",
        "CREATE POLICY put ON staging.typed FOR INSERT WITH CHECK (a > 0)",
        "INSERT INTO staging.typed VALUES (1, 'seen'), (99, 'unseen')");

    BackupMeta meta = java.util.Objects.requireNonNull(here.create().meta());

    assertThat(meta.leftOut())
        .containsExactly(
            "aggregate staging.total(bigint), which only pg_dump can write",
            "foreign table staging.far_away, whose rows are on another server",
            "function staging.of_totals(), which uses view staging.totals",
            "policy put on staging.typed, which uses table staging.typed with its rows",
            "policy seen on staging.typed, which uses table staging.typed with its rows",
            "table staging.hashed with its rows, which only pg_dump can write",
            "table staging.hashed_0 with its rows, which only pg_dump can write",
            "table staging.hashed_0_low with its rows, which only pg_dump can write",
            "table staging.hashed_1 with its rows, which only pg_dump can write",
            "table staging.typed with its rows, which only pg_dump can write",
            "type staging.pair, which only pg_dump can write",
            "view staging.near, which uses foreign table staging.far_away",
            "view staging.totals, which uses aggregate staging.total(bigint)");
    RestoreCheckReport report = here.backup().verify("latest", null, null, RunListener.SILENT);
    assertThat(report.differences()).isEmpty();
  }

  @Test
  void rowsThatNeedWhatCannotBeWrittenAreLeftOutByNameUntilThatIsAccepted() {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    PostgresExtension.execute(
        here.settings,
        "CREATE TYPE staging.span AS RANGE (SUBTYPE = float8)",
        "CREATE TABLE staging.spans (s staging.span)");

    BackupWorkflow.Created made = here.backup().create(createRequest(null), RunListener.SILENT);

    assertThat(made.isComplete()).isFalse();
    assertThat(made.omitted())
        .containsExactly(
            "table staging.spans with its rows, which uses type staging.span",
            "type staging.span, which only pg_dump can write");
    assertThat(made.omittedNames()).containsExactly("table staging.spans", "type staging.span");
    write(
        here.workspace.configurationFile(),
        "backup:\n  accept_omitted: table staging.spans, staging.span\n");
    BackupWorkflow.Created accepted = here.backup().create(createRequest(null), RunListener.SILENT);
    assertThat(accepted.isComplete()).isTrue();
    assertThat(java.util.Objects.requireNonNull(accepted.backup().meta()).leftOut()).hasSize(2);
  }

  @Tag("slow")
  @Test
  void aBackupCutSinceItsTrialStopsThePruning() throws IOException {
    Machine here = machine("here");
    here.load("adhd_aug25", CSV);
    for (int i = 0; i < 3; i++) {
      here.create();
      clock.advance(Duration.ofDays(10));
    }
    StoredBackup newest = here.create();
    here.backup().verify("latest", null, null, RunListener.SILENT);
    byte[] whole = Files.readAllBytes(here.file(newest));
    Files.write(here.file(newest), java.util.Arrays.copyOf(whole, whole.length / 3));

    for (boolean dryRun : List.of(true, false)) {
      assertThatThrownBy(
              () -> {
                if (dryRun) {
                  here.backup().planPrune(prune(1L));
                } else {
                  here.backup().prune(prune(1L));
                }
              })
          .isInstanceOf(StorageException.class)
          .hasMessage(
              "a backup that is to stay is damaged: "
                  + newest.key()
                  + ": it has "
                  + whole.length / 3
                  + " bytes, not "
                  + whole.length);
    }

    List<StoredBackup> left = here.backup().list(null, null);
    assertThat(left).hasSize(4).noneMatch(StoredBackup::isVerified);
    assertThat(left.get(3).damage()).isPresent();
    assertThat(left.get(3).sizeBytes()).isEqualTo(whole.length / 3);
    assertThat(here.query("SELECT failure FROM datawarp.tbl_backups WHERE failure IS NOT NULL"))
        .hasSize(1);
  }

  @Test
  void aFittingPgDumpIsChosenAndItsDumpRestored() throws IOException {
    assumeTrue(InstalledPostgres.majorVersion().isPresent(), "no PostgreSQL is installed");
    Machine here = new Machine("here", InstalledPostgres.freshDatabase());
    here.database.requireSchema();
    here.load("adhd_aug25", CSV);
    CreateRequest request =
        new CreateRequest(
            null, null, CreateRequest.Writer.AUTO, List.of(), Duration.ZERO, "backup create");

    StoredBackup made = here.backup().create(request, RunListener.SILENT).backup();

    assertThat(java.util.Objects.requireNonNull(made.meta()).writer()).startsWith("pg_dump ");
    assertThat(text(Files.readAllBytes(here.file(made)))).contains("\n\\restrict ");
    assertThat(here.backup().verify("latest", null, null, RunListener.SILENT).differences())
        .isEmpty();
    Machine found = newMachine("found");
    found.backup().restore(restoreRequest(here.file(made).toString(), null), RunListener.SILENT);
    assertThat(found.files("manifests", "output/current"))
        .isEqualTo(here.files("manifests", "output/current"));
  }

  @Test
  void withoutAWorkspaceNothingIsMade() {
    Machine nowhere = newMachine("nowhere");

    assertThatThrownBy(nowhere::create).isInstanceOf(NotFoundException.class);
    assertThat(nowhere.backup().list(null, null)).isEmpty();
    assertThat(nowhere.backup().warning()).isEmpty();
    assertThat(nowhere.workspace.root()).doesNotExist();
  }

  private static BackupRestoreRequest into(StoredBackup backup, String url) {
    return new BackupRestoreRequest(backup.key(), null, null, url, Duration.ZERO, "backup restore");
  }

  private static PruneRequest prune(@org.jspecify.annotations.Nullable Long keep) {
    return new PruneRequest(null, null, keep, null, 20, Duration.ZERO, "backup prune");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static String text(byte[] packed) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }
}
