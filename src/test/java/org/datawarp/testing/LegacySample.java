package org.datawarp.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.DatabaseSettings;

/** A small estate of the Python version, with one or a few of everything that can be wrong. */
public final class LegacySample {
  /** Sources whose tables, manifests and exports are there. */
  public static final List<String> HEALTHY = List.of("waits_jul25", "waits_aug25", "staff");

  private static final Instant THEN = Instant.parse("2025-06-01T00:00:00Z");
  private static final String PROVENANCE =
      "_load_id int, _loaded_at timestamp DEFAULT now(), _period varchar(20), _period_start date,"
          + " _period_end date, _manifest_file_id int";

  private LegacySample() {}

  /** Fills an empty database. */
  public static void plantDatabase(DatabaseSettings settings) {
    PostgresExtension.execute(
        settings, "CREATE SCHEMA IF NOT EXISTS datawarp", schema(), healthy(), orphans(), others());
  }

  private static String schema() {
    try (InputStream text =
        LegacySample.class.getResourceAsStream("/migrations/V1__legacy_schema.sql")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String healthy() {
    return """
    DO $$
    DECLARE
      s record;
      p text;
      load_id int;
      file_id int;
    BEGIN
      FOR s IN SELECT * FROM (VALUES ('waits_jul25', ARRAY['2025-07'], 20),
          ('waits_aug25', ARRAY['2025-08'], 30), ('staff', ARRAY['2025-06', '2025-07'], 10))
          AS t (code, periods, n)
      LOOP
        INSERT INTO datawarp.tbl_data_sources (code, name, table_name, created_at, last_load_at)
          VALUES (s.code, 'Table ' || s.code, 'tbl_' || s.code, '2025-06-01', '2025-06-02');
        EXECUTE format('CREATE TABLE staging.%I (org_code text, patients integer, PROVENANCE)',
          'tbl_' || s.code);
        FOREACH p IN ARRAY s.periods LOOP
          INSERT INTO datawarp.tbl_load_history (source_id, file_url, rows_loaded, loaded_at)
            SELECT id, 'https://example.test/' || s.code, s.n, '2025-06-02'
              FROM datawarp.tbl_data_sources WHERE code = s.code RETURNING id INTO load_id;
          INSERT INTO datawarp.tbl_manifest_files
              (manifest_name, source_code, file_url, period, status, rows_loaded)
            VALUES (s.code || '_2', s.code, 'https://example.test/' || s.code || p, p, 'loaded',
              s.n) RETURNING id INTO file_id;
          EXECUTE format('INSERT INTO staging.%I SELECT ''R'' || i, i, %s, ''2025-06-02'', %L,
              (%L || ''-01'')::date, (%L || ''-28'')::date, %s FROM generate_series(1, %s) i',
              'tbl_' || s.code, load_id, p, p, p, file_id, s.n);
        END LOOP;
        INSERT INTO datawarp.tbl_column_metadata (canonical_source_code, column_name)
          VALUES (s.code, 'patients');
      END LOOP;
    END $$"""
        .replace("PROVENANCE", PROVENANCE);
  }

  private static String orphans() {
    return """
    INSERT INTO datawarp.tbl_data_sources (code, table_name, created_at)
      VALUES ('ghost', 'tbl_ghost', '2025-06-01');
    CREATE TABLE staging.tbl_region_a (a text, PROVENANCE);
    CREATE TABLE staging.tbl_region_b (a text, PROVENANCE);
    ALTER TABLE datawarp.tbl_load_history DROP CONSTRAINT tbl_load_history_source_id_fkey;
    ALTER TABLE datawarp.tbl_column_metadata
      RENAME CONSTRAINT tbl_column_metadata_canonical_source_code_fkey TO some_key;
    INSERT INTO datawarp.tbl_load_history (source_id, file_url, rows_loaded, loaded_at)
      SELECT 9000 + i, 'https://example.test/gone', 1, '2025-06-01' FROM generate_series(1, 4) i;
    INSERT INTO datawarp.tbl_manifest_files
        (manifest_name, source_code, file_url, status, updated_at)
      SELECT 'gone', 'gone_' || i, 'https://example.test/gone_' || i, 'failed', '2025-06-01'
        FROM generate_series(1, 3) i;
    INSERT INTO datawarp.tbl_column_metadata
        (canonical_source_code, column_name, created_at, updated_at)
      VALUES ('staff', 'no_such_column', '2025-06-01', '2025-06-01')"""
        .replace("PROVENANCE", PROVENANCE);
  }

  private static String others() {
    return """
    CREATE TABLE staging.my_notes (id int PRIMARY KEY, note text);
    INSERT INTO staging.my_notes VALUES (1, 'keep me');
    CREATE VIEW staging.v_waits AS SELECT org_code, patients FROM staging.tbl_waits_aug25;
    COMMENT ON TABLE datawarp.tbl_data_sources IS 'by hand'""";
  }

  /** Writes the files that belong to it. */
  public static void plantTree(Path root) throws IOException {
    manifest(root, "production/waits/waits_jul25.yaml", "waits_jul25", "2025-07", 1);
    manifest(root, "production/waits/waits_jul25_enriched.yaml", "waits_jul25", "2025-07", 2);
    manifest(root, "production/waits/waits_aug25.yaml", "waits_aug25", "2025-08", 1);
    manifest(root, "production/waits/waits_aug25.enriched.yaml", "waits_aug25", "2025-08", 2);
    manifest(root, "production/waits/waits_aug25_canonical.yaml", "waits_aug25", "2025-08", 1);
    manifest(root, "production/staff/staff_enriched.yaml", "staff", "2025-07", 2);
    manifest(root, "production/staff/staff_jun25.yaml", "staff", "2025-06", 1);
    manifest(root, "production/beds/beds_sep25.yaml", "beds_sep25", "2025-09", 1);
    manifest(root, "test/waits_jul25.yaml", "waits_test", "2025-07", 1);
    manifest(root, "e2e_test/waits/waits_run.yaml", "e2e_waits", "2025-07", 1);
    manifest(root, "archive/2025-05-08/old_enriched.yaml", "old", "2025-01", 1);
    write(root, "manifests/test/broken.yaml", "manifest: [\n");
    write(root, "manifests/production/waits/by hand.txt", "keep me\n");
    write(root, "output/analysis.csv", "a,b\n");
    for (String code : List.of("waits_jul25", "waits_aug25", "staff", "gone_1", "region_a")) {
      Path file = root.resolve("output/" + code + ".parquet");
      Files.createDirectories(file.getParent());
      Catalog.write(file, List.of());
      Files.setLastModifiedTime(file, FileTime.from(THEN));
      if (!code.equals("region_a")) {
        write(root, "output/" + code + ".md", "# " + code + "\n");
      }
    }
    write(root, "output/lost_page.md", "# lost_page\n");
    Files.copy(root.resolve("output/staff.parquet"), root.resolve("output/catalog.parquet"));
  }

  /** Writes a manifest with one source, below the folder {@code manifests}. */
  public static void manifest(Path root, String path, String code, String period, int version)
      throws IOException {
    write(
        root,
        "manifests/" + path,
        """
        manifest:
          name: %1$s_%3$d
          created_at: '2025-06-0%3$d'
          source_url: https://example.test/%1$s.csv
        sources:
        - code: %1$s
          name: Table
          table: tbl_%1$s
          enabled: true
          columns:
          - {original_name: Org code, name: org_code, data_type: TEXT}
          - {original_name: Patients, semantic_name: patients, data_type: INTEGER}
          files:
          - url: https://example.test/%1$s.csv
            period: '%2$s'
            mode: replace
        """
            .formatted(code, period, version));
  }

  private static void write(Path root, String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(THEN));
  }

  /** Returns each file with its hash and time, and each folder. */
  public static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.toList()) {
        all.put(
            root.relativize(path).toString(),
            Files.isDirectory(path)
                ? "folder"
                : FileHash.sha256(path) + " " + Files.getLastModifiedTime(path));
      }
    }
    return all;
  }
}
