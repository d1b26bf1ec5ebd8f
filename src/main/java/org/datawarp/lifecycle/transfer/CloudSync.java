package org.datawarp.lifecycle.transfer;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.datawarp.lifecycle.run.UsualDatabase;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.transfer.SyncRequest.Option;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.StoreUnavailableException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.workspace.Workspace;

/**
 * Files of a workspace and the object stores that keep their copies: sends what was archived, what
 * waits and what retention policies want sent, and proves it. What {@code sync}, {@code archive},
 * {@code retention} and {@code backup} share.
 */
public final class CloudSync {
  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Supplier<SyncConfiguration> configuration;
  private final ObjectStores stores;
  private final Clock clock;

  /** Builds it; nothing is opened before it is needed. */
  public CloudSync(
      WorkspaceContext context, Supplier<SyncConfiguration> configuration, ObjectStores stores) {
    this.context = context;
    this.workspace = context.workspace();
    this.clock = context.clock();
    this.configuration = configuration;
    this.stores = stores;
  }

  /**
   * Sends what is new, drains what waits, and deletes local files if that is wanted. A run that
   * dies leaves nothing the next one does not go on with.
   *
   * @throws org.datawarp.model.error.LockedException if another sync of this workspace, or another
   *     machine's of this store, is at work
   */
  public SyncReport send(SyncRequest request, RunListener listener) {
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
      UsualDatabase.require(workspace, context.database()); // another one knows no hold
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
   * Syncs after an archive where {@code auto_sync} is on. The archive is done by then, so a store
   * that is out of reach or busy is no failure of it: the sync is noted as owed, and any later one
   * makes up for it.
   *
   * @return what it did, or why it was put off; empty where it is off
   * @throws UsageException if the configuration is wrong
   */
  public Optional<AutoSync> sendAfterArchive(RunListener listener) {
    if (!configuration.get().autoSync()) {
      return Optional.empty();
    }
    try {
      SyncRequest request = SyncRequest.of(null, null, "sync after archive");
      return Optional.of(new AutoSync(send(request, listener), null));
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
  public List<PolicyUploadReport> sendForPolicies(RunListener listener) {
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
      UsualDatabase.require(workspace, context.database());
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
        ? new ProvenFileRemover(session, context.database(), listener, clock)
        : LocalFileRemover.NONE;
  }

  private ProofRecords records() {
    return new ProofRecords(context);
  }

  private PendingSyncNote owed() {
    return new PendingSyncNote(workspace, clock);
  }

  private SyncSession open(SyncRequest request) {
    return SyncSession.open(workspace, stores, configuration.get(), request, clock);
  }
}
