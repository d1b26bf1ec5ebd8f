package org.datawarp.sync;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.datawarp.cloud.ObjectStores;
import org.datawarp.config.SyncConfiguration;
import org.datawarp.db.Database;
import org.datawarp.error.NotFoundException;
import org.datawarp.model.RunListener;
import org.datawarp.sync.SyncRequest.Option;
import org.datawarp.workspace.Workspace;

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
      return new SyncRun(session, configuration.get(), listener, clock).plan();
    }
  }

  /**
   * Sends what is new, drains what waits, and deletes local files if that is wanted. A run that
   * dies leaves nothing the next one does not go on with.
   *
   * @throws org.datawarp.error.LockedException if another sync of this workspace, or another
   *     machine's of this store, is at work
   */
  public SyncReport run(SyncRequest request, RunListener listener) {
    requireWorkspace();
    if (request.options().contains(Option.DRY_RUN)) {
      SyncPlan plan = plan(request, listener);
      return new SyncReport(
          plan,
          0,
          0,
          0,
          List.of(),
          Map.of(),
          Map.of(),
          plan.notes(),
          plan.listings(),
          Duration.ZERO);
    }
    SyncConfiguration values = configuration.get();
    try (SyncSession session = open(request)) {
      session.own(request);
      session.lockStore(request, clock);
      return new SyncRun(session, values, listener, clock).execute(Removal.NONE);
    }
  }

  /**
   * Syncs after an archive where {@code auto_sync} is on.
   *
   * @return what it did; empty where it is off
   */
  public Optional<SyncReport> afterArchive(RunListener listener) {
    if (!configuration.get().autoSync()) {
      return Optional.empty();
    }
    return Optional.of(run(SyncRequest.of(null, null, "sync after archive"), listener));
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
