package org.datawarp.workflow.sync;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.datawarp.lifecycle.run.UsualDatabase;
import org.datawarp.lifecycle.transfer.AutoSync;
import org.datawarp.lifecycle.transfer.LocalFileRemover;
import org.datawarp.lifecycle.transfer.LocalFiles;
import org.datawarp.lifecycle.transfer.PendingSyncNote;
import org.datawarp.lifecycle.transfer.PendingUploads;
import org.datawarp.lifecycle.transfer.PolicyUploadQueue;
import org.datawarp.lifecycle.transfer.PolicyUploadReport;
import org.datawarp.lifecycle.transfer.PolicyUploadTask;
import org.datawarp.lifecycle.transfer.ProofRecords;
import org.datawarp.lifecycle.transfer.ProvenFileRemover;
import org.datawarp.lifecycle.transfer.StateFile;
import org.datawarp.lifecycle.transfer.StorageCosts;
import org.datawarp.lifecycle.transfer.StoreDamage;
import org.datawarp.lifecycle.transfer.StreamedUploads;
import org.datawarp.lifecycle.transfer.SyncPlan;
import org.datawarp.lifecycle.transfer.SyncReport;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.lifecycle.transfer.SyncRequest.Option;
import org.datawarp.lifecycle.transfer.SyncRun;
import org.datawarp.lifecycle.transfer.SyncSession;
import org.datawarp.lifecycle.transfer.WaitingElsewhere;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.StoreUnavailableException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.platform.postgres.Database;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.workspace.Workspace;

/** {@code sync}: what was archived goes to an object store, is proven there, and comes back. */
public final class SyncWorkflow {
  private final Workspace workspace;
  private final Supplier<SyncConfiguration> configuration;
  private final ObjectStores stores;
  private final Supplier<Database> database;
  private final Clock clock;

  /** Builds the workflow; nothing is opened before it is needed. */
  public SyncWorkflow(
      Workspace workspace,
      Supplier<SyncConfiguration> configuration,
      ObjectStores stores,
      Supplier<Database> database,
      Clock clock) {
    this.workspace = workspace;
    this.configuration = configuration;
    this.stores = stores;
    this.database = database;
    this.clock = clock;
  }

  /** Says what a sync would do. Lists the store and reads files; changes nothing. */
  public SyncPlan plan(SyncRequest request, RunListener listener) {
    requireWorkspace();
    try (SyncSession session = open(request)) {
      return new SyncRun(session, configuration.get(), listener, clock)
          .plan()
          .withNotes(
              new WaitingElsewhere(new PendingUploads(workspace))
                  .notes(session.store().identity()));
    }
  }

  /**
   * Sends what is new, drains what waits, and deletes local files if that is wanted. A run that
   * dies leaves nothing the next one does not go on with.
   *
   * @throws org.datawarp.model.error.LockedException if another sync of this workspace, or another
   *     machine's of this store, is at work
   */
  public SyncReport run(SyncRequest request, RunListener listener) {
    requireWorkspace();
    SyncConfiguration values = configuration.get();
    boolean removes = request.options().contains(Option.DELETE_LOCAL) || values.deletesLocal();
    if (request.options().contains(Option.DRY_RUN)) {
      try (SyncSession session = open(request)) {
        session.recall(records());
        return new SyncRun(session, values, listener, clock)
            .dryRun(removal(removes, session, listener));
      }
    }
    if (removes) {
      UsualDatabase.require(workspace, database.get()); // another one knows no hold
    }
    new StreamedUploads(workspace).abortAbandoned(stores);
    SyncReport report;
    String synced;
    try (SyncSession session = open(request)) {
      session.own(request);
      session.lockStore(request, clock);
      session.recall(records());
      report =
          new SyncRun(session, values, listener, clock)
              .execute(removal(removes, session, listener));
      synced = session.store().identity();
      owed().clear();
    }
    return report.with(sendElsewhere(synced, request, listener));
  }

  /** Sends what waits for other stores; one that is out of reach or busy is no failure. */
  private WaitingElsewhere.Outcome sendElsewhere(
      String synced, SyncRequest request, RunListener listener) {
    return new WaitingElsewhere(new PendingUploads(workspace))
        .send(
            synced,
            destination -> {
              SyncRequest own =
                  SyncRequest.of(destination.address(), destination.endpoint(), request.command());
              try (SyncSession session = open(own)) {
                session.own(own);
                session.lockStore(own, clock);
                return new SyncRun(session, configuration.get(), listener, clock).drain();
              }
            });
  }

  /**
   * Reads objects back and compares them with the hashes they were stored with; remembers when.
   *
   * @param share the part of all objects, above 0 up to 1
   */
  public VerifyReport verify(SyncRequest request, double share, RunListener listener) {
    requireWorkspace();
    try (SyncSession session = open(request)) {
      session.own(request);
      session.recall(records());
      return new StoreVerification(session, listener, clock).run(share);
    }
  }

  /**
   * Brings objects back as files, each verified; what is here stays as it is. Needs no workspace:
   * the folder is filled, and becomes one with the first command that loads.
   *
   * @param patterns globs over keys or paths
   * @throws NotFoundException if nothing matches
   */
  public PullReport pull(SyncRequest request, List<String> patterns, RunListener listener) {
    try (SyncSession session = open(request)) {
      session.recall(records());
      return new DownloadTask(session, listener, clock).run(patterns);
    }
  }

  /**
   * Deletes objects older than {@code cloud_retention_days}, or plans it.
   *
   * @throws UsageException if no such number is configured
   * @throws org.datawarp.model.error.RefusedException if more would go than {@code --max-delete}
   *     allows
   */
  public ExpiryPlan expire(SyncRequest request) {
    requireWorkspace();
    SyncConfiguration values = configuration.get();
    Long days = values.retentionDays();
    if (days == null) {
      throw new UsageException(
          "sync.cloud_retention_days is not set, so nothing ever expires",
          "write it into " + values.file());
    }
    StorageCosts.requireSensible(values);
    try (SyncSession session = open(request)) {
      Expiry expiry =
          new Expiry(session, new LocalFiles(workspace, values.includes()), days, clock);
      if (request.options().contains(Option.DRY_RUN)) {
        return expiry.plan();
      }
      session.own(request);
      session.lockStore(request, clock);
      return expiry.execute(request.maxDelete());
    }
  }

  /**
   * Sends again what was found damaged or gone, where the file is still here, and reads it back.
   *
   * @param losses what becomes of the notes of what cannot be sent again
   */
  public StoreRepairReport repair(SyncRequest request, LossHandling losses, RunListener listener) {
    requireWorkspace();
    SyncConfiguration values = configuration.get();
    try (SyncSession session = open(request)) {
      boolean isDryRun = request.options().contains(Option.DRY_RUN);
      if (!isDryRun) {
        session.own(request);
        session.lockStore(request, clock);
      }
      session.recall(records());
      StoreRepair repair =
          new StoreRepair(session, new LocalFiles(workspace, values.includes()), listener, clock);
      return isDryRun ? repair.plan() : repair.execute(losses == LossHandling.ACCEPT);
    }
  }

  /** What becomes of the note of an object that is damaged or gone, and not here either. */
  public enum LossHandling {
    /** It stays. */
    KEEP_TELLING,
    /** It goes: a person accepts the loss. */
    ACCEPT
  }

  /**
   * Returns what was found damaged or gone in any store and is not mended yet; asks no store and
   * needs no configuration.
   */
  public List<StoreDamage> damage() {
    List<StoreDamage> all = new ArrayList<>();
    new StateFile(workspace, clock)
        .read()
        .state()
        .stores()
        .forEach(
            (store, known) ->
                new TreeMap<>(known.damage())
                    .forEach(
                        (key, found) ->
                            all.add(new StoreDamage(store, key, found.what(), found.foundAt()))));
    return all;
  }

  /** Tells how things stand, without asking a store; changes nothing. */
  public SyncStatus status() {
    return new StatusReader(workspace, configuration.get(), stores, clock).read(owed());
  }

  /**
   * Syncs after an archive where {@code auto_sync} is on. The archive is done by then, so a store
   * that is out of reach or busy is no failure of it: the sync is noted as owed, and any later one
   * makes up for it.
   *
   * @return what it did, or why it was put off; empty where it is off
   * @throws UsageException if the configuration is wrong
   */
  public Optional<AutoSync> afterArchive(RunListener listener) {
    if (!configuration.get().autoSync()) {
      return Optional.empty();
    }
    try {
      SyncRequest request = SyncRequest.of(null, null, "sync after archive");
      return Optional.of(new AutoSync(run(request, listener), null));
    } catch (StoreUnavailableException | LockedException e) {
      String why = String.valueOf(e.getMessage());
      owed().note(why);
      return Optional.of(new AutoSync(null, why));
    }
  }

  /**
   * Sends what retention policies owe to their stores, whichever these are; each file is read back,
   * and deleted here only if the policy says so and the copy was equal. A store that is out of
   * reach or busy is no failure: what is owed to it waits for the next time.
   *
   * @return what became of it, for each store; empty where nothing is owed
   */
  public List<PolicyUploadReport> deliver(RunListener listener) {
    Map<String, Map<Path, PolicyUploadQueue.Note>> byStore = new TreeMap<>();
    new PolicyUploadQueue(workspace)
        .read()
        .forEach(
            (file, note) ->
                byStore.computeIfAbsent(note.store(), key -> new TreeMap<>()).put(file, note));
    List<PolicyUploadReport> deliveries = new ArrayList<>();
    byStore.forEach((store, notes) -> deliveries.add(deliver(store, notes, listener)));
    return deliveries;
  }

  /** Tells whether a store is configured that a sync goes to by itself. */
  public boolean hasStore() {
    return configuration.get().cloud("bucket").isPresent();
  }

  /**
   * Checks that files can be sent to a store, without asking it.
   *
   * @throws UsageException if it is no store, or its credentials are not known
   */
  public void requireUsable(String store) {
    stores.open(store, null).close();
  }

  private PolicyUploadReport deliver(
      String store, Map<Path, PolicyUploadQueue.Note> notes, RunListener listener) {
    SyncRequest request = SyncRequest.of(store, null, "sync for retention");
    boolean removes =
        notes.values().stream().anyMatch(note -> note.then() == PolicyUploadQueue.Then.DELETE);
    if (removes) {
      UsualDatabase.require(workspace, database.get());
    }
    try (SyncSession session = open(request)) {
      session.own(request);
      session.lockStore(request, clock);
      return new PolicyUploadTask(session, listener, clock)
          .run(notes, removal(removes, session, listener));
    } catch (StorageException | LockedException | UsageException e) {
      long files = notes.values().stream().mapToLong(note -> note.files().size()).sum();
      return PolicyUploadReport.postponed(store, files, String.valueOf(e.getMessage()));
    }
  }

  private LocalFileRemover removal(boolean removes, SyncSession session, RunListener listener) {
    return removes
        ? new ProvenFileRemover(session, database.get(), listener, clock)
        : LocalFileRemover.NONE;
  }

  private ProofRecords records() {
    return new ProofRecords(workspace, database);
  }

  private PendingSyncNote owed() {
    return new PendingSyncNote(workspace, clock);
  }

  private SyncSession open(SyncRequest request) {
    return SyncSession.open(workspace, stores, configuration.get(), request, clock);
  }

  private void requireWorkspace() {
    if (!workspace.exists()) {
      throw new NotFoundException(
          "there is no workspace in " + workspace.root(),
          "run it in one, give --workspace DIR, or begin with 'datawarp refresh' or 'datawarp init'");
    }
  }
}
