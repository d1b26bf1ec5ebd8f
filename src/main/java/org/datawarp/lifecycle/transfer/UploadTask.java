package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.datawarp.lifecycle.transfer.SyncState.KnownObject;
import org.datawarp.lifecycle.transfer.SyncState.StoreState;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.StoreRefusedException;
import org.datawarp.storage.object.FileSender;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectVersion;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends files, several at once. One that fails does not stop the others, until too many do. */
public final class UploadTask {
  private static final Logger LOG = LoggerFactory.getLogger(UploadTask.class);

  /** So many failures in a row, and the store is taken for out of reach. */
  private static final int MAX_FAILURES_IN_A_ROW = 8;

  private final FileSender sender;
  private final SyncPlanner planner;
  private final StoreState known;
  private final WorkerPool workers;
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private final AtomicReference<@Nullable DatawarpException> end = new AtomicReference<>();
  private final Map<String, String> failures = new ConcurrentSkipListMap<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong sentBytes = new AtomicLong();

  public UploadTask(
      Workspace workspace,
      ObjectStore store,
      SyncPlanner planner,
      StoreState known,
      WorkerPool workers,
      Clock clock) {
    this.sender =
        new FileSender(store, workspace.sync().resolve("uploads"), workers.threads(), clock);
    this.planner = planner;
    this.known = known;
    this.workers = workers;
  }

  /**
   * Sends files.
   *
   * @param meanwhile is run a few times a second
   * @throws DatawarpException if the store refuses everything or is out of reach; what was sent
   *     until then is in the state
   */
  public void send(List<LocalFile> files, Runnable meanwhile) {
    List<CompletableFuture<Void>> futures = new ArrayList<>();
    files.stream()
        .sorted(Comparator.comparingLong(LocalFile::sizeBytes).reversed())
        .forEach(file -> futures.add(start(file)));
    workers.await(futures, meanwhile);
    DatawarpException stop = end.get();
    if (stop != null) {
      throw stop;
    }
  }

  /** Gives up uploads in parts that were begun and whose files are not wanted any more. */
  int abortUnwanted(java.util.Set<String> wanted) {
    return sender.abortUnwanted(wanted::contains);
  }

  /** Returns what failed so far, by key. */
  public Map<String, String> failures() {
    return new TreeMap<>(failures);
  }

  long sent() {
    return sent.get();
  }

  long sentBytes() {
    return sentBytes.get();
  }

  /** Stops what was not begun yet. */
  void stop(DatawarpException why) {
    end.compareAndSet(null, why);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // thenCompose takes it
  private CompletableFuture<Void> start(LocalFile file) {
    return CompletableFuture.supplyAsync(() -> begin(file), workers.threads())
        .thenCompose(sending -> sending)
        .handle(
            (done, failure) -> {
              if (failure != null) {
                failed(file, WorkerPool.unwrapped(failure));
              }
              return null;
            });
  }

  private CompletableFuture<Void> begin(LocalFile file) {
    if (end.get() != null) {
      return CompletableFuture.completedFuture(null);
    }
    String sha256 = planner.hash(file);
    return sender
        .send(
            new FileSender.Item(
                file.file(),
                file.key(),
                file.sizeBytes(),
                file.modifiedAt(),
                sha256,
                file.storageClass()))
        .thenAccept(version -> arrived(file, sha256, version));
  }

  private void arrived(LocalFile file, String sha256, Optional<ObjectVersion> version) {
    failuresInARow.set(0);
    if (version.isEmpty()) {
      failures.put(file.key(), "another program stored it meanwhile; run the command again");
      return;
    }
    known
        .objects()
        .put(file.key(), new KnownObject(file.sizeBytes(), version.get().tag(), sha256, null));
    known.expired().remove(file.key());
    known.noteWhole(file.key());
    sent.incrementAndGet();
    sentBytes.addAndGet(file.sizeBytes());
    LOG.debug("sent {}, {} bytes", file.key(), file.sizeBytes());
  }

  private void failed(LocalFile file, RuntimeException failure) {
    if (!(failure instanceof DatawarpException known)) {
      throw failure;
    }
    failures.put(file.key(), String.valueOf(known.getMessage()));
    boolean changed = !isUnchanged(file);
    if (!(known instanceof StorageException) || known instanceof StoreRefusedException) {
      stop(known); // credentials, bucket, rights, space: the others would fail the same way
    } else if (!changed && failuresInARow.incrementAndGet() >= MAX_FAILURES_IN_A_ROW) {
      stop(known);
    }
  }

  private static boolean isUnchanged(LocalFile file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file.file(), BasicFileAttributes.class);
      return now.size() == file.sizeBytes()
          && now.lastModifiedTime().toInstant().equals(file.modifiedAt());
    } catch (IOException e) {
      return false;
    }
  }
}
