package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.lifecycle.refresh.RefreshRequest.ReplacedGoes;
import org.datawarp.lifecycle.refresh.RefreshRequest.Scope;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RowCursor;
import org.datawarp.model.RunListener;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.download.DownloadSettings;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.testing.SettableClock;
import org.datawarp.workflow.refresh.RefreshWorkflow;
import org.datawarp.workflow.refresh.StepsWorkflow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A workspace of its own, a manifest's name no other test uses, and short forms for refreshes. */
@ExtendWith(PostgresExtension.class)
abstract class RefreshFixture {
  static final String FIVE = "Region,Patients\nNorth,1\nSouth,2\nEast,3\nWest,4\nLondon,5\n";
  static final String SIX = FIVE.replace("North,1", "North,10") + "Midlands,6\n";
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  static Database database;
  static DatabaseSettings settings;

  final String name = "pub" + NUMBERS.incrementAndGet() + "_aug25";
  final String table = "staging.tbl_" + name;
  final SettableClock clock = new SettableClock("2025-09-01T10:00:00Z");

  @TempDir Path folder;

  Workspace workspace;
  WorkspaceContext context;
  RefreshWorkflow workflow;
  StepsWorkflow steps;

  @BeforeAll
  static void share(Database shared, DatabaseSettings sharedSettings) {
    database = shared;
    settings = sharedSettings;
  }

  @BeforeEach
  void makeWorkflows() {
    workspace = new Workspace(folder.resolve("workspace"));
    context =
        new WorkspaceContext(
            workspace, this::configuration, () -> database, () -> cache(workspace), clock);
    workflow = new RefreshWorkflow(context);
    steps = new StepsWorkflow(context);
  }

  Configuration configuration() {
    return Configuration.read(workspace.configurationFile(), Map.of(), Map.of());
  }

  private DownloadCache cache(Workspace of) {
    return new DownloadCache(
        of.downloads(),
        new DownloadSettings(
            Duration.ofSeconds(5), Duration.ofSeconds(5), 10_000_000, 0, "test", null, Map.of()),
        clock);
  }

  /** Writes the file that the manifest's rows come from. */
  String source(String text) {
    return write("source.csv", text.getBytes(StandardCharsets.UTF_8));
  }

  String write(String fileName, byte[] bytes) {
    try {
      return Files.write(folder.resolve(fileName), bytes).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a ZIP of CSVs: name, text, name, text, … */
  String zip(String... members) {
    Path file = folder.resolve("source.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < members.length; i += 2) {
        zip.putNextEntry(new ZipEntry(members[i]));
        zip.write(members[i + 1].getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toString();
  }

  RefreshRequest request(String url, Option... options) {
    return new RefreshRequest(
        name,
        url,
        null,
        List.of(),
        Scope.FULL,
        ReplacedGoes.VERSIONS,
        Set.of(options),
        Duration.ZERO,
        "refresh " + name);
  }

  static RefreshRequest with(RefreshRequest request, Scope scope, String... tables) {
    return new RefreshRequest(
        request.source(),
        request.url(),
        request.period(),
        List.of(tables),
        scope,
        request.replaced(),
        request.options(),
        request.maxWait(),
        request.commandLine());
  }

  static RefreshRequest withPeriod(RefreshRequest request, String period) {
    return new RefreshRequest(
        request.source(),
        request.url(),
        period,
        request.tables(),
        request.scope(),
        request.replaced(),
        request.options(),
        request.maxWait(),
        request.commandLine());
  }

  static RefreshRequest toArchive(RefreshRequest request) {
    return new RefreshRequest(
        request.source(),
        request.url(),
        request.period(),
        request.tables(),
        request.scope(),
        ReplacedGoes.ARCHIVE,
        request.options(),
        request.maxWait(),
        request.commandLine());
  }

  static RefreshRequest waiting(RefreshRequest request, Duration wait) {
    return new RefreshRequest(
        request.source(),
        request.url(),
        request.period(),
        request.tables(),
        request.scope(),
        request.replaced(),
        request.options(),
        wait,
        request.commandLine(),
        request.reference());
  }

  RefreshReport refresh(String url, Option... options) {
    return run(request(url, options));
  }

  RefreshReport run(RefreshRequest request) {
    return workflow.run(request, RunListener.SILENT);
  }

  Manifest manifest() {
    return new ManifestStore(workspace).require(name).manifest();
  }

  Path parquet(String code) {
    return workspace.currentOutput().resolve(code + ".parquet");
  }

  List<CatalogEntry> catalog() {
    return Catalog.read(workspace.catalog());
  }

  /** Returns a query's rows, columns joined by {@code |}. */
  static List<String> query(String sql) {
    return database.read(
        "asking for a test",
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
              StringJoiner row = new StringJoiner("|");
              for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(String.valueOf(result.getString(i)));
              }
              rows.add(row.toString());
            }
            return rows;
          }
        });
  }

  static void execute(String sql) {
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns region and patients of all rows, in the file's order. */
  List<String> rows() {
    return query("SELECT region, patients FROM " + table + " ORDER BY _source_row");
  }

  static boolean exists(String tableName) {
    return query("SELECT to_regclass('" + tableName + "') IS NOT NULL").equals(List.of("t"));
  }

  List<String> events() {
    return query(
        "SELECT source_code, status, step FROM datawarp.tbl_refresh_events WHERE manifest_name = '"
            + name
            + "' ORDER BY id");
  }

  static long rowsIn(Path parquet) {
    long count = 0;
    try (RowCursor rows = ParquetRows.open(parquet)) {
      while (rows.next()) {
        count++;
      }
    }
    return count;
  }

  /** Returns everything people have: each file's path and hash, without locks and run folders. */
  Map<String, String> files() {
    return files(workspace.root());
  }

  static Map<String, String> files(Path root) {
    Map<String, String> files = new TreeMap<>();
    if (!Files.exists(root)) {
      return files;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      paths
          .filter(Files::isRegularFile)
          .filter(path -> !path.getFileName().toString().endsWith("lock"))
          .forEach(
              path ->
                  files.put(
                      root.relativize(path).toString().replace('\\', '/'), FileHash.sha256(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** Returns what the database holds for this manifest, rows and records. */
  List<String> records() {
    List<String> all = new ArrayList<>();
    if (exists(table)) {
      all.addAll(query("SELECT t::text FROM " + table + " t ORDER BY 1"));
      all.addAll(
          query(
              "SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute"
                  + " WHERE attrelid = '"
                  + table
                  + "'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"));
    }
    all.addAll(ofCode("SELECT s::text FROM datawarp.tbl_data_sources s WHERE code"));
    all.addAll(ofCode("SELECT e::text FROM datawarp.tbl_exports e WHERE source_code"));
    all.addAll(ofCode("SELECT f::text FROM datawarp.tbl_manifest_files f WHERE source_code"));
    all.addAll(ofCode("SELECT m::text FROM datawarp.tbl_manifests m WHERE name"));
    return all;
  }

  private List<String> ofCode(String select) {
    return query(select + " LIKE '" + name + "%' ORDER BY 1");
  }

  /** Checks that rows, exports, manifest and catalogue say the same, and that nothing is left. */
  void assertConsistent() {
    Manifest manifest = manifest();
    assertThat(query("SELECT yaml FROM datawarp.tbl_manifests WHERE name = '" + name + "'"))
        .containsExactly(ManifestStore.text(manifest));
    for (var source : manifest.sources()) {
      Path file = parquet(source.code().value());
      assertThat(query("SELECT count(*) FROM " + source.table()))
          .containsExactly(String.valueOf(source.rows()));
      assertThat(rowsIn(file)).isEqualTo(source.rows());
      assertThat(FileHash.sha256(file)).isEqualTo(source.parquetSha256());
      assertThat(file.resolveSibling(source.code() + ".md")).isNotEmptyFile();
      assertThat(catalog())
          .filteredOn(entry -> entry.source().equals(source.code().value()))
          .singleElement()
          .satisfies(
              entry -> {
                assertThat(entry.sha256()).isEqualTo(source.parquetSha256());
                assertThat(entry.rowCount()).isEqualTo(source.rows());
              });
    }
    assertNothingIsLeft();
  }

  void assertNothingIsLeft() {
    assertThat(workspace.runs()).isEmptyDirectory();
    assertThat(files().keySet())
        .noneMatch(file -> file.endsWith(".tmp") || file.contains("/runs/"));
    assertThat(
            query(
                "SELECT run_id FROM datawarp.tbl_runs r JOIN datawarp.tbl_workspaces w"
                    + " USING (workspace) WHERE w.root = '"
                    + workspace.root()
                    + "' AND (status = 'in_progress'"
                    + " OR (publish_list IS NOT NULL AND published_at IS NULL))"))
        .isEmpty();
  }
}
