package org.datawarp.lifecycle.transfer;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.lifecycle.transfer.SyncState.StoreState;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.platform.io.LockFile;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceLock;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.jspecify.annotations.Nullable;

/** What one command about a store has open. */
public final class SyncSession implements AutoCloseable {
  private static final int DEFAULT_TRANSFERS = 4;
  private static final long SAVE_NANOS = 15_000_000_000L;

  private final Workspace workspace;
  private final ObjectStore store;
  private final Throttle throttle;
  private final WorkerPool workers;
  private final StateFile stateFile;
  private final SyncState state;
  private final boolean damaged;
  private final boolean isUsual;
  private final boolean isNew;
  private final List<String> notes = new ArrayList<>();
  private @Nullable WorkspaceLock workspaceLock;
  private @Nullable SyncLock gate;
  private @Nullable RemoteLock lock;
  private long savedAt = System.nanoTime();

  private SyncSession(
      Workspace workspace,
      ObjectStore store,
      Throttle throttle,
      WorkerPool workers,
      StateFile stateFile,
      StateFile.Found found,
      boolean isUsual) {
    this.isUsual = isUsual;
    this.isNew = !found.state().knows(store.identity());
    this.workspace = workspace;
    this.store = store;
    this.throttle = throttle;
    this.workers = workers;
    this.stateFile = stateFile;
    this.state = found.state();
    this.damaged = found.damage() != null;
    if (found.damage() != null) {
      notes.add(
          workspace.relative(stateFile.path())
              + " could not be used ("
              + found.damage()
              + ") and is rebuilt from the store");
    }
  }

  /** Opens the store and the state; takes no lock and writes nothing. */
  public static SyncSession open(
      Workspace workspace,
      ObjectStores stores,
      SyncConfiguration configuration,
      SyncRequest request,
      Clock clock) {
    Throttle throttle = new Throttle(request.bytesPerSecond());
    ObjectStore store = stores.open(request.to(), request.endpoint(), throttle);
    try {
      StateFile file = new StateFile(workspace, clock);
      StateFile.Found found = file.read();
      boolean isUsual = isUsual(stores, configuration, request, store);
      if (isUsual) {
        found.state().adopt(store.address(), store.identity());
      }
      return new SyncSession(
          workspace,
          store,
          throttle,
          new WorkerPool(transfers(request, configuration)),
          file,
          found,
          isUsual);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Holds what other programs must not take meanwhile until the session is closed.
   *
   * @throws org.datawarp.model.error.LockedException if something is held by another
   */
  public void own(SyncRequest request) {
    gate = SyncLock.acquire(workspace, request.maxWait());
    workspaceLock =
        WorkspaceLock.acquire(
            workspace, LockFile.Mode.SHARED, request.command(), request.maxWait());
    if (damaged) {
      stateFile.putAside();
    }
  }

  /** Takes the store's lock. */
  public void lockStore(SyncRequest request, Clock clock) {
    RemoteLock.Holder self =
        RemoteLock.Holder.self(
            new WorkspaceSetup(workspace).requireIdentity().toString(), request.command(), clock);
    RemoteLock taken = RemoteLock.acquire(store, self, request.maxWait(), clock);
    lock = taken;
    String takenOver = taken.takenOver();
    if (takenOver != null) {
      notes.add(takenOver);
    }
  }

  /**
   * Recalls the objects that were proven when their files were deleted here, where the state knows
   * nothing of this store: it was lost. Records name a store by its address alone, so they count
   * for the server that is usual for it.
   */
  public void recall(ProofRecords records) {
    if (isNew && isUsual) {
      records.list(store.address()).forEach(known().objects()::putIfAbsent);
    }
  }

  /** Shows a sign of life and saves the state when that is due. */
  public boolean keep() {
    if (System.nanoTime() - savedAt > SAVE_NANOS) {
      save();
    }
    RemoteLock held = lock;
    return held == null || held.keep();
  }

  public void save() {
    stateFile.save(state);
    savedAt = System.nanoTime();
  }

  public Workspace workspace() {
    return workspace;
  }

  public ObjectStore store() {
    return store;
  }

  public Throttle throttle() {
    return throttle;
  }

  public WorkerPool workers() {
    return workers;
  }

  public SyncState state() {
    return state;
  }

  public StoreState known() {
    return state.store(store.identity());
  }

  List<String> notes() {
    return notes;
  }

  @Override
  public void close() {
    workers.close();
    try {
      if (lock != null) {
        lock.close();
      }
    } finally {
      store.close();
      release();
    }
  }

  private void release() {
    if (workspaceLock != null) {
      workspaceLock.close();
    }
    if (gate != null) {
      gate.close();
    }
  }

  /** Tells whether the server is the one that is configured for this address, or none is. */
  private static boolean isUsual(
      ObjectStores stores,
      SyncConfiguration configuration,
      SyncRequest request,
      ObjectStore store) {
    boolean isConfigured =
        configuration.cloud("endpoint").isPresent()
            || configuration.cloud("account_id").isPresent();
    if (request.endpoint() == null || !isConfigured) {
      return true;
    }
    try (ObjectStore usual = stores.open(request.to(), null)) {
      return usual.identity().equals(store.identity());
    }
  }

  private static int transfers(SyncRequest request, SyncConfiguration configuration) {
    if (request.transfers() != null) {
      return request.transfers();
    }
    Long configured = configuration.transfers();
    return configured == null ? DEFAULT_TRANSFERS : (int) Math.min(configured, 64);
  }
}
