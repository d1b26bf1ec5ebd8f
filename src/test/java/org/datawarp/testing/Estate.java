package org.datawarp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.net.ssl.SSLContext;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.transfer.CloudSync;
import org.datawarp.model.Age;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.download.DownloadSettings;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Database;
import org.datawarp.storage.object.HttpSettings;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.datawarp.workflow.archive.ArchiveReport;
import org.datawarp.workflow.archive.ArchiveRequest;
import org.datawarp.workflow.archive.ArchiveWorkflow;
import org.datawarp.workflow.cleanup.CleanupOptions;
import org.datawarp.workflow.cleanup.CleanupPlan;
import org.datawarp.workflow.cleanup.CleanupReport;
import org.datawarp.workflow.cleanup.CleanupWorkflow;
import org.datawarp.workflow.publication.PublicationRefresh;
import org.datawarp.workflow.publication.PublicationsWorkflow;
import org.datawarp.workflow.refresh.RefreshWorkflow;
import org.datawarp.workflow.remove.RemoveReport;
import org.datawarp.workflow.remove.RemoveRequest;
import org.datawarp.workflow.remove.RemoveWorkflow;
import org.datawarp.workflow.restore.RestoreReport;
import org.datawarp.workflow.restore.RestoreRequest;
import org.datawarp.workflow.restore.RestoreWorkflow;
import org.datawarp.workflow.sync.SyncWorkflow;
import org.datawarp.workflow.undo.UndoWorkflow;
import org.jspecify.annotations.Nullable;

/** A workspace with a database, and short forms for what people do with them. */
public final class Estate {
  /** A million seconds are a long time for a limit that a test does not want. */
  public static final int NO_LIMIT = 1_000_000;

  private static final CleanupOptions ALL_ORPHANS =
      new CleanupOptions(Age.parse("0h"), NO_LIMIT, Set.of());

  private final Path folder;
  private final Database database;
  private final SettableClock clock = new SettableClock("2025-09-01T10:00:00Z");
  private final Workspace workspace;
  private final Map<String, String> environment = new HashMap<>();

  /** Makes an estate below a folder; nothing is in it. */
  public Estate(Path folder, Database database) {
    this.folder = folder;
    this.database = database;
    this.workspace = new Workspace(folder.resolve("workspace"));
  }

  /** Returns the variables of the environment that stores are looked up with; tests add theirs. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Returns the clock, which stands until a test moves it. */
  public SettableClock clock() {
    return clock;
  }

  /** Returns the workspace. */
  public Workspace workspace() {
    return workspace;
  }

  /** Returns the database. */
  public Database database() {
    return database;
  }

  /** Returns the workspace's identity. */
  public UUID identity() {
    return new WorkspaceSetup(workspace).requireIdentity();
  }

  /** Returns the configuration as the file says. */
  public Configuration configuration() {
    return Configuration.read(workspace.configurationFile(), Map.of(), Map.of());
  }

  /** Returns the cache of downloads. */
  public DownloadCache cache() {
    return new DownloadCache(
        workspace.downloads(),
        new DownloadSettings(
            Duration.ofSeconds(5), Duration.ofSeconds(5), 10_000_000, 0, "test", null, Map.of()),
        clock);
  }

  /** Returns what workflows work with. */
  public WorkspaceContext context() {
    return context(clock);
  }

  private WorkspaceContext context(Clock time) {
    return new WorkspaceContext(workspace, this::configuration, () -> database, this::cache, time);
  }

  /** Writes a CSV and refreshes a manifest from it. */
  public RefreshReport refresh(String name, String csv) {
    return refresh(name, file(name + ".csv", csv), null);
  }

  /** Writes a CSV and refreshes a manifest from it, into canonical sources. */
  public RefreshReport stack(String name, String csv) {
    return refresh(name, file(name + ".csv", csv), null, RefreshRequest.AUTO);
  }

  /** Refreshes a manifest from a file, into canonical sources. */
  public RefreshReport stack(String name, Path file) {
    return refresh(name, file, null, RefreshRequest.AUTO);
  }

  /** Refreshes a manifest from a file, whatever has shrunk. */
  public RefreshReport refresh(String name, Path file, @Nullable String period) {
    return refresh(name, file, period, null);
  }

  private RefreshReport refresh(
      String name, Path file, @Nullable String period, @Nullable String reference) {
    return new RefreshWorkflow(context())
        .run(
            new RefreshRequest(
                name,
                file.toString(),
                period,
                List.of(),
                RefreshRequest.Scope.FULL,
                RefreshRequest.ReplacedGoes.VERSIONS,
                Set.of(RefreshRequest.Option.ACCEPT_SHRINK),
                Duration.ZERO,
                "refresh " + name,
                reference),
            RunListener.SILENT);
  }

  /** Changes a text file. */
  public static void edit(Path file, UnaryOperator<String> change) {
    try {
      Files.writeString(file, change.apply(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Registers publications: the text below {@code publications:}. */
  public void register(String entries) {
    try {
      Files.createDirectories(workspace.configurationFile().getParent());
      Files.writeString(workspace.configurationFile(), "publications:\n" + entries.indent(2));
      workspace.configurationFile().toFile().setReadable(false, false);
      workspace.configurationFile().toFile().setReadable(true, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the refresh of publications, and of single issues. */
  public PublicationRefresh publicationRefresh() {
    RefreshWorkflow one = new RefreshWorkflow(context());
    return new PublicationRefresh(context(), one::run, one::plan);
  }

  /** Returns the look at registered publications. */
  public PublicationsWorkflow publications() {
    return new PublicationsWorkflow(
        context(),
        cache ->
            new DownloadCache(
                cache,
                new DownloadSettings(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    10_000_000,
                    0,
                    "test",
                    null,
                    Map.of()),
                clock));
  }

  /** Writes a file beside the workspace. */
  public Path file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a ZIP beside the workspace: name, text, name, text, … */
  public Path zip(String name, String... members) {
    Path file = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < members.length; i += 2) {
        zip.putNextEntry(new ZipEntry(members[i]));
        zip.write(members[i + 1].getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /**
   * Returns the archive's workflow; it reaches the stores that {@code .datawarp/sync.yaml} says.
   */
  public ArchiveWorkflow archiveWorkflow() {
    return new ArchiveWorkflow(context(), this::cloudSync);
  }

  /** Returns the restore's workflow. */
  public RestoreWorkflow restoreWorkflow() {
    return new RestoreWorkflow(context(), this::objectStores);
  }

  /** Returns the stores as {@code .datawarp/sync.yaml} says, reached without a proxy. */
  public ObjectStores objectStores() {
    return new ObjectStores(
        this::syncConfiguration,
        new HttpSettings(uri -> Optional.empty(), Estate::defaultTrust),
        clock);
  }

  /** Returns the sync's workflow. */
  public SyncWorkflow syncWorkflow() {
    return new SyncWorkflow(
        cloudSync(), context(Clock.systemUTC()), this::syncConfiguration, objectStores());
  }

  /** Returns what sends archived files to stores. */
  public CloudSync cloudSync() {
    return new CloudSync(context(Clock.systemUTC()), this::syncConfiguration, objectStores());
  }

  private SyncConfiguration syncConfiguration() {
    return SyncConfiguration.read(workspace.syncConfigurationFile(), environment);
  }

  private static SSLContext defaultTrust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Archives what some patterns name, whatever its age and number. */
  public ArchiveReport archive(Set<ArchiveRequest.Option> options, String... patterns) {
    return archiveWorkflow().run(archiveRequest(null, options, patterns), RunListener.SILENT);
  }

  /** Returns a request without limits. */
  public static ArchiveRequest archiveRequest(
      @Nullable String olderThan, Set<ArchiveRequest.Option> options, String... patterns) {
    return new ArchiveRequest(
        Stream.of(patterns).map(SourcePattern::parse).toList(),
        olderThan == null ? null : Age.parse(olderThan),
        options,
        Age.parse("0h"),
        NO_LIMIT,
        Duration.ZERO,
        "archive");
  }

  /** Brings back the latest version of what some patterns name. */
  public RestoreReport restore(String... patterns) {
    return restore(new RestoreRequest.Choice.Latest(), patterns);
  }

  /** Brings back a version of what some patterns name. */
  public RestoreReport restore(RestoreRequest.Choice choice, String... patterns) {
    return restoreWorkflow().run(restoreRequest(choice, patterns), RunListener.SILENT);
  }

  /** Returns a request. */
  public static RestoreRequest restoreRequest(RestoreRequest.Choice choice, String... patterns) {
    return new RestoreRequest(
        Stream.of(patterns).map(SourcePattern::parse).toList(), choice, Duration.ZERO, "restore");
  }

  /** Returns the undo's workflow, as the program builds it. */
  public UndoWorkflow undoWorkflow() {
    return new UndoWorkflow(context());
  }

  /** Returns the removal's workflow. */
  public RemoveWorkflow removeWorkflow() {
    return new RemoveWorkflow(context());
  }

  /** Removes what some selectors mean, within the usual limit. */
  public RemoveReport remove(String... selectors) {
    clock.advance(Duration.ofSeconds(1));
    return removeWorkflow().remove(removeRequest(null, selectors), RunListener.SILENT);
  }

  /** Marks what some selectors mean to go. */
  public RemoveReport deprecate(String... selectors) {
    clock.advance(Duration.ofSeconds(1));
    return removeWorkflow().deprecate(removeRequest(null, selectors), RunListener.SILENT);
  }

  /** Returns a request to remove or to deprecate. */
  public static RemoveRequest removeRequest(@Nullable Integer maxDelete, String... selectors) {
    return new RemoveRequest(List.of(selectors), maxDelete, "remove", Duration.ZERO);
  }

  /** Returns the cleanup's workflow. */
  public CleanupWorkflow cleanupWorkflow() {
    return new CleanupWorkflow(context());
  }

  /** Returns what a cleanup would find, whatever its age and number. */
  public CleanupPlan cleanupPlan() {
    return cleanupWorkflow().plan(ALL_ORPHANS).orElseThrow();
  }

  /** Cleans up, whatever the age and number of things. */
  public CleanupReport cleanup() {
    return cleanup(Duration.ZERO);
  }

  /** Does the same, waiting so long for others. */
  public CleanupReport cleanup(Duration maxWait) {
    clock.advance(Duration.ofSeconds(1));
    return cleanupWorkflow()
        .execute(ALL_ORPHANS, null, "cleanup --execute", maxWait, RunListener.SILENT);
  }

  /** Takes a run back and returns the run that did. */
  public String undo(@Nullable String run) {
    // Runs are named by the second, and sorted by their names.
    clock.advance(Duration.ofSeconds(1));
    return undoWorkflow()
        .undo(String.valueOf(run), "undo", Duration.ZERO, RunListener.SILENT)
        .run();
  }

  /** Returns a query's rows, columns joined by {@code |}. */
  public List<String> query(String sql) {
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

  /** Runs statements and commits. */
  public void execute(String... statements) {
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns count and hash of a source's rows, and what the hash leaves out. Trailing zeros of
   * numbers do not count: Parquet has one scale for a column.
   */
  public String rows(String code) {
    return database.read(
            "hashing for a test",
            connection ->
                new ParquetExporter()
                    .hash(connection, new TableName("staging", "tbl_" + code), RowFilter.all())
                    .toString())
        + query(
            "SELECT _load_id, _loaded_at, _manifest_file_id, _source_row FROM staging.tbl_"
                + code
                + " ORDER BY 4");
  }

  /** Returns the current Parquet file of a source. */
  public Path parquet(String code) {
    return workspace.currentOutput().resolve(code + ".parquet");
  }

  /** Returns everything people have: each file's path and hash, without locks. */
  public Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(workspace.root())) {
      paths
          .filter(Files::isRegularFile)
          .filter(path -> !path.getFileName().toString().endsWith("lock"))
          .filter(path -> !path.startsWith(workspace.state()))
          .forEach(path -> files.put(workspace.relative(path), FileHash.sha256(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** Throws when a step is over. */
  public static RunListener breaksAfter(RunStep last, RuntimeException failure) {
    return new RunListener() {
      @Override
      public void progressed(String what, long done, long total) {}

      @Override
      public void started(RunStep step) {}

      @Override
      public void completed(RunStep step) {
        if (step == last) {
          throw failure;
        }
      }
    };
  }
}
