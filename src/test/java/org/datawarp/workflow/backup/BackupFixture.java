package org.datawarp.workflow.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.transfer.CloudSync;
import org.datawarp.lifecycle.transfer.SyncReport;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.model.RunListener;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.download.DownloadSettings;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.storage.object.HttpSettings;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.testing.SettableClock;
import org.datawarp.workflow.refresh.RefreshWorkflow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Machines with a workspace and a database each. */
@ExtendWith(PostgresExtension.class)
abstract class BackupFixture {
  final SettableClock clock = new SettableClock("2026-11-20T10:00:00Z");
  final List<Database> opened = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void closeDatabases() {
    opened.forEach(Database::close);
  }

  /** One machine. */
  final class Machine {
    final Workspace workspace;
    final DatabaseSettings settings;
    final Database database;
    final Map<String, String> environment = new LinkedHashMap<>();

    Machine(String name, DatabaseSettings settings) {
      this.workspace = new Workspace(folder.resolve(name));
      this.settings = settings;
      this.database = opened(settings);
    }

    BackupWorkflow backup() {
      return new BackupWorkflow(
          context(),
          new BackupWorkflow.Outside(
              this::stores,
              BackupFixture.this::open,
              new org.datawarp.lifecycle.transfer.StreamedUploads(workspace),
              Map.of()));
    }

    private WorkspaceContext context() {
      return new WorkspaceContext(
          workspace, this::configuration, () -> database, this::cache, clock);
    }

    Configuration configuration() {
      return Configuration.read(workspace.configurationFile(), Map.of(), Map.of());
    }

    /** Loads rows of a CSV as a source. */
    void load(String name, String csv) {
      Path file = folder.resolve(name + ".csv");
      write(file, csv);
      new RefreshWorkflow(context())
          .run(
              new RefreshRequest(
                  name,
                  file.toString(),
                  null,
                  List.of(),
                  RefreshRequest.Scope.FULL,
                  RefreshRequest.ReplacedGoes.VERSIONS,
                  Set.of(),
                  Duration.ZERO,
                  "refresh " + name),
              RunListener.SILENT);
    }

    StoredBackup create() {
      return create(null);
    }

    StoredBackup create(@org.jspecify.annotations.Nullable String to) {
      return backup().create(createRequest(to), RunListener.SILENT).backup();
    }

    Path file(StoredBackup backup) {
      return workspace.root().resolve(backup.key());
    }

    List<String> query(String sql) {
      return database.read(
          sql,
          connection -> {
            List<String> found = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
              while (rows.next()) {
                found.add(String.valueOf(rows.getString(1)));
              }
            }
            return found;
          });
    }

    /** Returns each file below a folder of the workspace with its hash. */
    Map<String, String> files(String... folders) {
      Map<String, String> hashes = new LinkedHashMap<>();
      for (String each : folders) {
        Path root = workspace.root().resolve(each);
        if (!Files.isDirectory(root)) {
          continue;
        }
        try (Stream<Path> files = Files.walk(root)) {
          files
              .filter(Files::isRegularFile)
              .sorted()
              .forEach(file -> hashes.put(workspace.relative(file), FileHash.sha256(file)));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return hashes;
    }

    SyncReport sync(String to) {
      return new CloudSync(context(), this::syncConfiguration, stores())
          .send(SyncRequest.of(to, null, "sync"), RunListener.SILENT);
    }

    private SyncConfiguration syncConfiguration() {
      return SyncConfiguration.read(workspace.state().resolve("sync.yaml"), environment);
    }

    private ObjectStores stores() {
      return new ObjectStores(this::syncConfiguration, DIRECT, clock);
    }

    private DownloadCache cache() {
      return new DownloadCache(
          workspace.downloads(),
          new DownloadSettings(
              Duration.ofSeconds(5), Duration.ofSeconds(5), 1_000_000, 0, "test", null, Map.of()),
          clock);
    }
  }

  /** Returns a machine with a database that has the schema. */
  Machine machine(String name) {
    return new Machine(name, PostgresExtension.migratedDatabase());
  }

  /** Returns a machine with an empty database that its role owns. */
  Machine newMachine(String name) {
    return new Machine(name, PostgresExtension.ownedDatabase());
  }

  static CreateRequest createRequest(@org.jspecify.annotations.Nullable String to) {
    return new CreateRequest(
        to, null, CreateRequest.Writer.OWN, List.of(), Duration.ZERO, "backup create");
  }

  static BackupRestoreRequest restoreRequest(
      String selector, @org.jspecify.annotations.Nullable String from) {
    return new BackupRestoreRequest(selector, from, null, null, Duration.ZERO, "backup restore");
  }

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Database open(String url) {
    return new Database(
        DatabaseSettings.of(url, System.getenv(), folder, folder.resolve("unused")), clock);
  }

  private Database opened(DatabaseSettings settings) {
    Database database = new Database(settings, clock);
    opened.add(database);
    return database;
  }

  private static final HttpSettings DIRECT =
      new HttpSettings(
          uri -> Optional.empty(),
          () -> {
            try {
              return SSLContext.getDefault();
            } catch (NoSuchAlgorithmException e) {
              throw new IllegalStateException(e);
            }
          });
}
