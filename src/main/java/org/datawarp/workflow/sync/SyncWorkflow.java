package org.datawarp.workflow.sync;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.transfer.CloudSync;
import org.datawarp.lifecycle.transfer.LocalFiles;
import org.datawarp.lifecycle.transfer.PendingSyncNote;
import org.datawarp.lifecycle.transfer.PendingUploads;
import org.datawarp.lifecycle.transfer.ProofRecords;
import org.datawarp.lifecycle.transfer.StateFile;
import org.datawarp.lifecycle.transfer.StorageCosts;
import org.datawarp.lifecycle.transfer.StoreDamage;
import org.datawarp.lifecycle.transfer.SyncPlan;
import org.datawarp.lifecycle.transfer.SyncReport;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.lifecycle.transfer.SyncRequest.Option;
import org.datawarp.lifecycle.transfer.SyncRun;
import org.datawarp.lifecycle.transfer.SyncSession;
import org.datawarp.lifecycle.transfer.WaitingElsewhere;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.workspace.Workspace;

/** {@code sync}: what was archived goes to an object store, is proven there, and comes back. */
public final class SyncWorkflow {
  private final CloudSync cloud;
  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Supplier<SyncConfiguration> configuration;
  private final ObjectStores stores;
  private final Clock clock;

  /** Builds the workflow; nothing is opened before it is needed. */
  public SyncWorkflow(
      CloudSync cloud,
      WorkspaceContext context,
      Supplier<SyncConfiguration> configuration,
      ObjectStores stores) {
    this.context = context;
    this.workspace = context.workspace();
    this.clock = context.clock();
    this.cloud = cloud;
    this.configuration = configuration;
    this.stores = stores;
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
   * Sends what is new, drains what waits, and deletes local files if that is wanted.
   *
   * @throws org.datawarp.model.error.LockedException if another sync of this workspace, or another
   *     machine's of this store, is at work
   */
  public SyncReport run(SyncRequest request, RunListener listener) {
    requireWorkspace();
    return cloud.send(request, listener);
  }

  /** Returns the sending itself, for what goes on by itself after another command. */
  public CloudSync cloud() {
    return cloud;
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

  private ProofRecords records() {
    return new ProofRecords(context);
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
