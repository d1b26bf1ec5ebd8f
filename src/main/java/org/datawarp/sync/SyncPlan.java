package org.datawarp.sync;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.sync.SyncItem.Kind;

/**
 * What a sync would do.
 *
 * @param store the store's address
 * @param items every file that is included, by path, then what is gone
 * @param pending keys of what waits in {@code .sync/pending_upload/}
 * @param pendingBytes their size
 * @param remoteOnly objects of the store without a file here
 * @param listings requests made to list the store
 * @param requests requests that sending would take, about
 * @param notes what a person should know
 */
public record SyncPlan(
    String store,
    List<SyncItem> items,
    List<String> pending,
    long pendingBytes,
    long remoteOnly,
    long listings,
    long requests,
    List<String> notes) {
  /** Copies the lists. */
  public SyncPlan {
    items = List.copyOf(items);
    pending = List.copyOf(pending);
    notes = List.copyOf(notes);
  }

  /** Returns the same, with more that a person should know. */
  SyncPlan withNotes(List<String> more) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(more);
    return new SyncPlan(store, items, pending, pendingBytes, remoteOnly, listings, requests, all);
  }

  /** Returns the items of a kind. */
  public List<SyncItem> items(Kind kind) {
    return items.stream().filter(item -> item.kind() == kind).toList();
  }

  /** Returns the size of the items of a kind. */
  public long sizeBytes(Kind kind) {
    return items(kind).stream().mapToLong(SyncItem::sizeBytes).sum();
  }
}
