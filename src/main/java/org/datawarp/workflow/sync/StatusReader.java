package org.datawarp.workflow.sync;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.datawarp.lifecycle.transfer.PendingSyncNote;
import org.datawarp.lifecycle.transfer.PendingUploads;
import org.datawarp.lifecycle.transfer.PolicyUploadQueue;
import org.datawarp.lifecycle.transfer.StateFile;
import org.datawarp.lifecycle.transfer.SyncState.KnownObject;
import org.datawarp.lifecycle.transfer.SyncState.StoreState;
import org.datawarp.lifecycle.transfer.UnsentFiles;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.storage.object.FileSender;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.workspace.Workspace;

/** Reads what this machine knows of its stores. */
final class StatusReader {
  private final Workspace workspace;
  private final SyncConfiguration configuration;
  private final ObjectStores stores;
  private final Clock clock;

  StatusReader(
      Workspace workspace, SyncConfiguration configuration, ObjectStores stores, Clock clock) {
    this.workspace = workspace;
    this.configuration = configuration;
    this.stores = stores;
    this.clock = clock;
  }

  SyncStatus read(PendingSyncNote owed) {
    StateFile.Found found = new StateFile(workspace, clock).read();
    List<SyncStatus.Store> list = new ArrayList<>();
    found.state().stores().forEach((identity, store) -> list.add(summary(identity, store)));
    UnsentFiles missing = UnsentFiles.read(workspace, configuration, clock);
    return new SyncStatus(
        configured(),
        list,
        new PendingUploads(workspace).destinations(),
        FileSender.interrupted(workspace.sync().resolve("uploads")),
        missing.files(),
        missing.sizeBytes(),
        owedText(owed),
        found.damage() == null ? null : "sync_state.json: " + found.damage());
  }

  private @org.jspecify.annotations.Nullable String owedText(PendingSyncNote owed) {
    List<String> texts = new ArrayList<>();
    owed.find().ifPresent(texts::add);
    Map<String, Integer> byStore = new TreeMap<>();
    new PolicyUploadQueue(workspace)
        .read()
        .values()
        .forEach(note -> byStore.merge(note.store(), note.files().size(), Integer::sum));
    byStore.forEach((store, files) -> texts.add(store + " (" + files + " files)"));
    return texts.isEmpty() ? null : String.join("; ", texts);
  }

  private @org.jspecify.annotations.Nullable String configured() {
    Optional<String> bucket = configuration.cloud("bucket");
    return bucket.isEmpty() ? null : stores.address(null).toString();
  }

  private static SyncStatus.Store summary(String identity, StoreState store) {
    List<Instant> verified =
        store.objects().values().stream()
            .map(KnownObject::verifiedAt)
            .filter(Objects::nonNull)
            .sorted()
            .toList();
    Map<String, String> damaged = new TreeMap<>();
    store.damage().forEach((key, damage) -> damaged.put(key, damage.what()));
    return new SyncStatus.Store(
        SyncStatus.Store.addressOf(identity),
        SyncStatus.Store.serverOf(identity),
        store.syncedAt(),
        store.objects().size(),
        store.objects().values().stream().mapToLong(KnownObject::sizeBytes).sum(),
        verified.size(),
        verified.isEmpty() ? null : verified.get(0),
        damaged);
  }
}
