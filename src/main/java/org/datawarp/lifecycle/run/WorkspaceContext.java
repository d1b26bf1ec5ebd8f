package org.datawarp.lifecycle.run;

import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.enrich.ColumnDescriber;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.platform.postgres.Database;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;

/**
 * What all commands on one workspace work with. Nothing is opened before it is asked for, so that a
 * command that needs no database starts none.
 */
public final class WorkspaceContext {
  private final Workspace workspace;
  private final Supplier<Configuration> configuration;
  private final Supplier<Database> database;
  private final Supplier<DownloadCache> cache;
  private final Supplier<Optional<ColumnDescriber>> describer;
  private final Clock clock;

  /**
   * Makes the context of a workspace.
   *
   * @param configuration answers the same each time, as do the other two; whoever made what they
   *     answer closes it
   */
  public WorkspaceContext(
      Workspace workspace,
      Supplier<Configuration> configuration,
      Supplier<Database> database,
      Supplier<DownloadCache> cache,
      Clock clock) {
    this(workspace, configuration, database, cache, Optional::empty, clock);
  }

  /**
   * Makes the context of a workspace that may have a language model.
   *
   * @param describer answers what describes columns; empty where none is configured
   */
  public WorkspaceContext(
      Workspace workspace,
      Supplier<Configuration> configuration,
      Supplier<Database> database,
      Supplier<DownloadCache> cache,
      Supplier<Optional<ColumnDescriber>> describer,
      Clock clock) {
    this.workspace = workspace;
    this.configuration = configuration;
    this.database = database;
    this.cache = cache;
    this.describer = describer;
    this.clock = clock;
  }

  /** Returns the folder. */
  public Workspace workspace() {
    return workspace;
  }

  /** Returns the settings. */
  public Configuration configuration() {
    return configuration.get();
  }

  /** Returns the roles that may read tables that are made. */
  public List<String> grantSelectTo() {
    return configuration().list(ConfigurationKey.GRANT_SELECT_TO);
  }

  /** Returns the database. */
  public Database database() {
    return database.get();
  }

  /** Returns the downloads. */
  public DownloadCache cache() {
    return cache.get();
  }

  /** Returns what describes columns beside rules; empty where nothing is configured. */
  public Optional<ColumnDescriber> describer() {
    return describer.get();
  }

  /** Returns the manifests. */
  public ManifestStore manifests() {
    return new ManifestStore(workspace);
  }

  /** Returns what tells the time. */
  public Clock clock() {
    return clock;
  }

  /** Returns what runs are made by. */
  public RunExecutor runs() {
    return new RunExecutor(workspace, database(), configuration(), clock);
  }

  /**
   * Finds the workspace's identity, by which the database knows it, and brings an older schema up
   * to date.
   *
   * @return empty where there is no workspace or no database yet; none is made then
   */
  public Optional<UUID> findIdentity() {
    if (!workspace.exists() || !database().requireSchemaIfPresent()) {
      return Optional.empty();
    }
    return Optional.of(new WorkspaceSetup(workspace).requireIdentity());
  }

  /** What is read from the database of a workspace. */
  @FunctionalInterface
  public interface Reading<T> {
    /** Reads it; the transaction is the caller's. */
    T read(Connection connection, UUID identity);
  }

  /**
   * Reads in a transaction of its own.
   *
   * @param what the work, for the message of a failure
   * @return empty where there is no workspace or no database yet; none is made then
   */
  public <T> Optional<T> readIfPresent(String what, Reading<T> reading) {
    return findIdentity()
        .map(identity -> database().read(what, connection -> reading.read(connection, identity)));
  }
}
