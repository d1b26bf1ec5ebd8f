package org.datawarp.workflow.backup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.transfer.PendingUploads;
import org.datawarp.lifecycle.transfer.StreamedUploads;
import org.datawarp.lifecycle.version.RebuiltFiles;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.platform.dump.DumpListener;
import org.datawarp.platform.dump.DumpScope;
import org.datawarp.platform.io.LockFile;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.platform.postgres.Database;
import org.datawarp.repository.BackupStanding;
import org.datawarp.storage.object.Destination;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceLock;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, lists, tries, restores and prunes backups of the database. */
public final class BackupWorkflow {
  private static final Logger LOG = LoggerFactory.getLogger(BackupWorkflow.class);

  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Outside outside;
  private final Clock clock;
  private final BackupPlaces places;
  private final BackupTrials trials;
  private final BackupPruning pruning;

  /**
   * What is beyond the workspace.
   *
   * @param stores opens object stores
   * @param databases opens the database at a URL, which the workflow closes
   * @param uploads streams backups into stores
   * @param environment the process's environment
   */
  public record Outside(
      Supplier<ObjectStores> stores,
      Function<String, Database> databases,
      StreamedUploads uploads,
      Map<String, String> environment) {}

  /** Makes the workflow; nothing is opened before it works. */
  public BackupWorkflow(WorkspaceContext context, Outside outside) {
    this.context = context;
    this.workspace = context.workspace();
    this.clock = context.clock();
    this.outside = outside;
    this.places = new BackupPlaces(workspace, outside, clock);
    this.trials = new BackupTrials(context, places);
    this.pruning = new BackupPruning(context, places, trials);
  }

  /**
   * What was made.
   *
   * @param backup the backup
   * @param omitted what is not in it and was not accepted by the configuration, each with why
   * @param waitsFor the store that could not be reached, for which the backup waits in {@code
   *     .sync/pending_upload}; null where it is where it should be
   */
  @JsonKeys({"backup.*", "not_accepted=omitted", "waits_for=waits_at"})
  public record Created(StoredBackup backup, List<String> omitted, @Nullable Destination waitsFor) {
    /** Copies the list. */
    public Created {
      omitted = List.copyOf(omitted);
    }

    /** Returns the address of that store; null where it is where it should be. */
    @Nullable String waitsAt() {
      return waitsFor == null ? null : waitsFor.toString();
    }

    /** Returns how what was left out is named in {@code backup.accept_omitted}. */
    public List<String> omittedNames() {
      return omitted.stream().map(AcceptedOmissions::name).toList();
    }

    /** Tells whether it is where it should be and holds everything that it should. */
    public boolean isComplete() {
      return omitted.isEmpty() && waitsFor == null;
    }
  }

  /**
   * Makes a backup.
   *
   * @throws NotFoundException if there is no workspace
   * @throws RefusedException if something in the database cannot be backed up, by name
   * @throws StorageException if there is no room; nothing is left then
   */
  public Created create(CreateRequest request, RunListener listener) {
    requireWorkspace();
    RunExecutor.Order order =
        RunExecutor.Order.beside("backup", request.commandLine(), request.maxWait());
    return runs()
        .execute(
            order,
            RunListener.SILENT,
            run -> {
              run.begin(order, List.of());
              clearLeftovers();
              Created created = createIn(run, request, listener);
              new BackupRecords(run.session().identity()).save(run.connection(), created.backup());
              run.commit(List.of(), List.of(), null);
              run.publish(List.of(), List.of());
              return created;
            });
  }

  /** Lists the backups in a place, oldest first; creates nothing. */
  public List<StoredBackup> list(@Nullable String from, @Nullable String endpoint) {
    try (BackupPlace place = places.place(from, endpoint)) {
      return place.list();
    }
  }

  /**
   * Restores a backup on a server made for it, compares it with its manifest, and remembers the
   * date where it is good.
   *
   * @param selector a file, a key, a day, or {@code latest}
   */
  public RestoreCheckReport verify(
      String selector, @Nullable String from, @Nullable String endpoint, RunListener listener) {
    if (!workspace.exists()) {
      try (TemporaryFolder scratch = TemporaryFolder.create()) {
        return trials.verify(selector, from, endpoint, scratch.path().resolve("drill"), listener);
      }
    }
    ScratchServer.removeAbandoned(workspace.drills(), clock);
    return trials.verify(selector, from, endpoint, workspace.drills(), listener);
  }

  /**
   * Restores a backup into an empty database, as a role that has no right but to its schemas.
   * Without a database's URL it is the workspace's own, and its files are written too.
   *
   * @throws RefusedException if the database is not empty, naming what is there, or there is no
   *     such role and none can be made
   */
  public RestoreOutcome restore(BackupRestoreRequest request, RunListener listener) {
    try (BackupPlace place =
        places.placeOf(request.selector(), request.from(), request.endpoint())) {
      StoredBackup backup = places.choose(place, request.selector());
      Restore restore = new Restore(workspace, clock);
      String into = request.into();
      if (into != null) {
        try (Database target = outside.databases().apply(into);
            RestoringRole role = RestoringRole.of(target)) {
          return restore
              .database(role.database(), place, backup, told(listener))
              .ownedBy(role.keep());
        }
      }
      if (!workspace.exists()) {
        new WorkspaceSetup(workspace).create(Configuration.template());
      }
      try (WorkspaceLock lock = exclusively(request.commandLine(), request.maxWait());
          RestoringRole role = RestoringRole.of(context.database())) {
        return restore
            .workspace(role.database(), place, backup, told(listener))
            .ownedBy(role.keep());
      }
    }
  }

  /**
   * Writes the workspace's manifests and exports anew from its database, where they are missing.
   */
  public RebuiltFiles rebuild(String commandLine, Duration maxWait) {
    requireWorkspace();
    try (WorkspaceLock lock = exclusively(commandLine, maxWait)) {
      context.database().requireSchema();
      UUID identity = new WorkspaceSetup(workspace).requireIdentity();
      return new Restore(workspace, clock).files(context.database(), identity);
    }
  }

  /**
   * Decides which backups go, by number and age, and reads those that stay; deletes nothing.
   *
   * @throws StorageException as {@link #prune} does
   */
  public PrunePlan planPrune(PruneRequest request) {
    return pruning.plan(request);
  }

  /**
   * Deletes the backups that neither number nor age keeps, once those that stay were read and found
   * to be what was written, one of them tried and found good.
   *
   * @throws RefusedException if more would go than is allowed at once
   * @throws StorageException if one that is to stay is damaged; nothing is deleted then
   */
  public PrunePlan prune(PruneRequest request) {
    requireWorkspace();
    return pruning.prune(request);
  }

  /** Warns when the newest backup that a trial found good is too old; creates nothing. */
  public Optional<String> warning() {
    long days = context.configuration().number(ConfigurationKey.BACKUP_WARN_DAYS);
    return days == 0
        ? Optional.empty()
        : context
            .readIfPresent(
                "looking for the last backup",
                (connection, identity) -> BackupStanding.read(connection, identity))
            .flatMap(standing -> warning(standing, days));
  }

  private Optional<String> warning(BackupStanding standing, long days) {
    Instant limit = clock.instant().minus(Duration.ofDays(days));
    Instant verified = standing.lastVerified();
    if (verified != null) {
      return verified.isBefore(limit)
          ? Optional.of(
              "the newest backup known to restore is "
                  + Duration.between(verified, clock.instant()).toDays()
                  + " days old; run 'datawarp backup create' and 'datawarp backup verify'")
          : Optional.empty();
    }
    Instant first = standing.firstLoad();
    return first != null && first.isBefore(limit)
        ? Optional.of(
            "no backup is known to restore; run 'datawarp backup create' and 'datawarp backup"
                + " verify'")
        : Optional.empty();
  }

  private Created createIn(Run run, CreateRequest request, RunListener listener) {
    BackupCreate create =
        new BackupCreate(workspace, context.database(), clock, outside.environment());
    List<String> schemas = new ArrayList<>(request.schemas());
    schemas.addAll(context.configuration().list(ConfigurationKey.BACKUP_SCHEMAS));
    DumpScope scope = DumpScope.withAlso(schemas);
    UUID identity = run.session().identity();
    try (BackupPlace place = places.place(request.to(), request.endpoint())) {
      return created(
          create.create(
              identity, scope, request.writer(), place, request.maxWait(), told(listener)),
          null);
    } catch (StorageException e) {
      if (request.to() == null || places.isFolder(request.to())) {
        throw e; // a folder that is not there is misspelt or not mounted; a copy here is no help
      }
      LOG.warn("the backup waits for the cloud: {}", e.getMessage());
      LOG.debug("the store could not be reached", e);
      Destination destination =
          outside.stores().get().destination(request.to(), request.endpoint());
      StoredBackup waiting =
          create.create(
              identity,
              scope,
              request.writer(),
              places.waiting(destination),
              request.maxWait(),
              told(listener));
      return created(
          new StoredBackup(
              destination.address(),
              waiting.key(),
              waiting.name(),
              waiting.sizeBytes(),
              waiting.meta()),
          destination);
    }
  }

  private Created created(StoredBackup backup, @Nullable Destination waitsFor) {
    String accepted = context.configuration().text(ConfigurationKey.BACKUP_ACCEPT_OMITTED);
    List<String> leftOut = backup.meta() == null ? List.of() : backup.meta().leftOut();
    return new Created(
        backup,
        AcceptedOmissions.parse(accepted == null ? "" : accepted).others(leftOut),
        waitsFor);
  }

  private void clearLeftovers() {
    outside.uploads().abortAbandoned(outside.stores().get());
    new LocalBackups(workspace.root()).deleteLeftovers();
    new LocalBackups(new PendingUploads(workspace).folder()).deleteLeftovers();
    ScratchServer.removeAbandoned(workspace.drills(), clock);
  }

  static DumpListener told(RunListener listener) {
    return (table, rows) -> listener.progressed(table, rows, -1);
  }

  private WorkspaceLock exclusively(String commandLine, Duration maxWait) {
    return WorkspaceLock.acquire(workspace, LockFile.Mode.EXCLUSIVE, commandLine, maxWait);
  }

  private RunExecutor runs() {
    return context.runs();
  }

  private void requireWorkspace() {
    if (!workspace.exists()) {
      throw new NotFoundException(
          "no workspace at " + workspace.root(),
          "name it with --workspace, or begin with a refresh");
    }
  }
}
