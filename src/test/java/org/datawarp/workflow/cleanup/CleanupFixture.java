package org.datawarp.workflow.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.Age;
import org.datawarp.model.RunListener;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.download.DownloadSettings;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Database;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.testing.PlantedEstate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.testing.SettableClock;
import org.datawarp.workflow.remove.RemoveWorkflow;
import org.datawarp.workflow.undo.UndoWorkflow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A planted estate in a database of its own, and looks at everything there is. */
@ExtendWith(PostgresExtension.class)
abstract class CleanupFixture {
  static final CleanupOptions ALL = new CleanupOptions(Age.parse("0h"), 100_000, Set.of());

  final SettableClock clock = new SettableClock("2025-09-01T10:00:00Z");

  @TempDir Path folder;

  Workspace workspace;
  Database database;
  PlantedEstate estate;

  @BeforeEach
  void build() {
    workspace = new Workspace(folder.resolve("workspace"));
    database = new Database(PostgresExtension.migratedDatabase(), clock);
    estate = new PlantedEstate(database, workspace, clock.instant()).build(sources(), 0);
    estate.plant();
  }

  @AfterEach
  void close() {
    database.close();
  }

  int sources() {
    return 60;
  }

  Configuration configuration() {
    return Configuration.read(workspace.configurationFile(), Map.of(), Map.of());
  }

  DownloadCache cache() {
    return new DownloadCache(
        workspace.downloads(),
        new DownloadSettings(
            Duration.ofSeconds(5), Duration.ofSeconds(5), 1_000_000, 0, "test", null, Map.of()),
        clock);
  }

  private WorkspaceContext context() {
    return new WorkspaceContext(workspace, this::configuration, () -> database, this::cache, clock);
  }

  CleanupWorkflow cleanup() {
    return cleanup(CleanupRules.standard());
  }

  CleanupWorkflow cleanup(CleanupRules rules) {
    return new CleanupWorkflow(context(), rules);
  }

  RemoveWorkflow removal() {
    return new RemoveWorkflow(context());
  }

  UndoWorkflow undo() {
    return new UndoWorkflow(context());
  }

  CleanupReport execute(CleanupOptions options) {
    clock.advance(Duration.ofSeconds(1));
    return cleanup().execute(options, null, "cleanup --execute", Duration.ZERO, RunListener.SILENT);
  }

  void undo(String run) {
    clock.advance(Duration.ofSeconds(1));
    undo().undo(run, "undo " + run, Duration.ZERO, RunListener.SILENT);
  }

  static Map<OrphanClass, Integer> counts(CleanupPlan plan) {
    Map<OrphanClass, Integer> counts = new EnumMap<>(OrphanClass.class);
    plan.sums().stream()
        .filter(sum -> sum.count() > sum.reported())
        .forEach(sum -> counts.put(sum.kind(), (int) (sum.count() - sum.reported())));
    return counts;
  }

  /** Returns each file's path and hash, without locks, run folders and the trash. */
  Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(workspace.root())) {
      paths
          .filter(Files::isRegularFile)
          .filter(path -> !path.getFileName().toString().endsWith("lock"))
          .forEach(
              path -> {
                String name = workspace.relative(path);
                if (name.equals("downloads/.index.json")) {
                  files.put(name, cache().entries().toString());
                } else if (!name.startsWith(".datawarp/trash/")) {
                  files.put(name, FileHash.sha256(path));
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** Compares two looks at the files and tells of differences only. */
  static void assertSame(Map<String, String> actual, Map<String, String> expected) {
    assertThat(differences(expected, actual)).as("gone or changed").isEmpty();
    assertThat(differences(actual, expected)).as("new or changed").isEmpty();
  }

  static void assertSame(List<String> actual, List<String> expected) {
    List<String> gone = new ArrayList<>(expected);
    actual.forEach(gone::remove);
    assertThat(gone).as("gone or changed").isEmpty();
    List<String> more = new ArrayList<>(actual);
    expected.forEach(more::remove);
    assertThat(more).as("new or changed").isEmpty();
  }

  private static List<String> differences(Map<String, String> one, Map<String, String> other) {
    return one.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(other.get(entry.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns all registry rows and staging rows, and the shape of all tables, views and keys. */
  List<String> records() {
    List<String> all = new ArrayList<>();
    for (String table :
        List.of(
            "data_sources",
            "load_history",
            "manifest_files",
            "column_metadata",
            "exports",
            "marker_legend",
            "quarantine",
            "manifests",
            "canonical_sources",
            "source_mappings")) {
      query("SELECT t::text FROM datawarp.tbl_" + table + " t ORDER BY 1")
          .forEach(row -> all.add(table + " " + row));
    }
    for (String table :
        query(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname ="
                + " 'staging' ORDER BY 1")) {
      query("SELECT t::text FROM " + table + " t ORDER BY 1")
          .forEach(row -> all.add(table + " " + row));
    }
    all.addAll(
        query(
            "SELECT n.nspname, c.relname, c.relkind, c.relacl::text, CASE WHEN c.relkind = 'v'"
                + " THEN regexp_replace(pg_get_viewdef(c.oid), 'trash.t[0-9]+', 'trash.t') END FROM pg_class c JOIN pg_namespace n ON n.oid ="
                + " c.relnamespace WHERE n.nspname IN ('staging', 'public') ORDER BY 1, 2"));
    all.addAll(
        query(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace ="
                + " 'datawarp'::regnamespace AND contype = 'f' ORDER BY 1"));
    return all;
  }

  List<String> query(String sql) {
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

  void sql(String... statements) {
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
