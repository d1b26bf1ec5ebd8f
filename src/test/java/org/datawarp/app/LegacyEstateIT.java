package org.datawarp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands say of a database and a tree of the Python version. */
@ExtendWith(PostgresExtension.class)
class LegacyEstateIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"status", "list", "cleanup", "init", "history", "db status", "sync status"})
  void everyOtherCommandPointsAtTheAuditAndMakesNothing(String command) throws IOException {
    plantTree();

    Program.Ended ended = run(command.split(" "));

    assertThat(ended.status()).as("%s", ended).isEqualTo(18);
    assertThat(ended.err())
        .contains("is an estate of the Python version", "datawarp adopt --audit");
    assertThat(folder.resolve(".datawarp")).doesNotExist();
  }

  @Test
  void aLegacyDatabaseIsRefusedWhereNoWorkspaceIs() throws IOException {
    DatabaseSettings database = legacyDatabase();

    Program.Ended ended = run("status", "--db-url", String.valueOf(database.url()));

    assertThat(ended.status()).as("%s", ended).isEqualTo(15);
    assertThat(ended.err()).contains("the Python version (2.1)", "datawarp adopt --audit");
  }

  @Test
  void theAuditCountsWhatLostItsOwner() throws IOException {
    plantTree();
    DatabaseSettings database = legacyDatabase();

    Program.Ended ended = run("adopt", "--audit", "--db-url", String.valueOf(database.url()));

    assertThat(ended.status()).as("%s", ended).isZero();
    assertThat(ended.out().replaceAll(" +", " "))
        .contains(
            "registered sources 2\n",
            "sources without a table 1\n without_table\n",
            "staging tables without a source 1\n staging.tbl_nobodys\n",
            "load history of vanished sources 2\n",
            "manifest files without a source 1\n gone_jan25: https://example.test/gone.xlsx\n",
            "descriptions of columns not there 1\n healthy_aug25.gone_column\n",
            "manifests/production draft 1\n",
            "manifests/production enriched 1\n",
            "manifests/test unreadable 1\n",
            "Parquet files in output 2\n",
            "Parquet files without a source 1\n gone_jan25\n",
            ".md files without a source 1\n lost\n",
            ".md files without a Parquet file 1\n lost\n",
            "Parquet files without an .md 1\n gone_jan25\n",
            "nothing was changed\n");
    assertThat(folder.resolve(".datawarp")).doesNotExist();
  }

  @Test
  void aFailureIsJsonWhereJsonIsAskedFor() throws IOException {
    plantTree();

    assertThat(run("list", "--json").out())
        .contains("\"code\" : 18", "\"name\" : \"REFUSED\"", "\"hint\" : ");
    assertThat(run("list", "--json", "--no-such-option").out())
        .contains("\"code\" : 2", "\"name\" : \"USAGE\"");
    assertThat(run("list").out()).isEmpty();
  }

  private Program.Ended run(String... arguments) {
    return Program.run(
        Map.of("DATAWARP_HOME", folder.toString()), Stream.of(arguments).toArray(String[]::new));
  }

  private void plantTree() throws IOException {
    write("manifests/production/a/healthy_aug25.yaml", "manifest:\n  name: healthy_aug25\n");
    write("manifests/production/a/healthy_aug25_enriched.yaml", "manifest:\n  name: healthy\n");
    write("manifests/test/broken.yaml", "manifest: [\n");
    write("output/catalog.parquet", "x");
    write("output/healthy_aug25.parquet", "x");
    write("output/healthy_aug25.md", "x");
    write("output/gone_jan25.parquet", "x");
    write("output/lost.md", "x");
  }

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static DatabaseSettings legacyDatabase() throws IOException {
    DatabaseSettings settings = PostgresExtension.freshDatabase();
    try (InputStream schema =
        LegacyEstateIT.class.getResourceAsStream("/migrations/V1__legacy_schema.sql")) {
      PostgresExtension.execute(
          settings,
          "CREATE SCHEMA IF NOT EXISTS datawarp",
          new String(schema.readAllBytes(), StandardCharsets.UTF_8),
          """
          INSERT INTO datawarp.tbl_data_sources (code, table_name)
          VALUES ('healthy_aug25', 'tbl_healthy_aug25'), ('without_table', 'tbl_without_table')""",
          "CREATE TABLE staging.tbl_healthy_aug25 (org text)",
          "CREATE TABLE staging.tbl_nobodys (org text)",
          """
          DO $$ DECLARE key record; BEGIN
            FOR key IN SELECT conname FROM pg_constraint
                        WHERE conrelid = 'datawarp.tbl_load_history'::regclass AND contype = 'f' LOOP
              EXECUTE 'ALTER TABLE datawarp.tbl_load_history DROP CONSTRAINT ' || key.conname;
            END LOOP; END $$""",
          """
          INSERT INTO datawarp.tbl_load_history (source_id, file_url, rows_loaded)
          VALUES (1, 'https://example.test/a.xlsx', 3), (77, 'x', 1), (78, 'y', 1)""",
          """
          INSERT INTO datawarp.tbl_manifest_files (manifest_name, source_code, file_url, status)
          VALUES ('gone_jan25', 'gone_jan25', 'https://example.test/gone.xlsx', 'loaded')""",
          """
          INSERT INTO datawarp.tbl_column_metadata (canonical_source_code, column_name)
          VALUES ('healthy_aug25', 'org'), ('healthy_aug25', 'gone_column')""");
    }
    return settings;
  }
}
