package org.datawarp.lifecycle.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.lifecycle.transfer.SyncItem.Kind;

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
 * @param skipped why files that a pattern includes cannot be sent, by path
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
    Map<String, String> skipped,
    List<String> notes) {
  /** Copies the collections. */
  public SyncPlan {
    items = List.copyOf(items);
    pending = List.copyOf(pending);
    skipped = new TreeMap<>(skipped);
    notes = List.copyOf(notes);
  }

  /** Returns the same, with more that a person should know. */
  public SyncPlan withNotes(List<String> more) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(more);
    return new SyncPlan(
        store, items, pending, pendingBytes, remoteOnly, listings, requests, skipped, all);
  }

  /** Returns the items of a kind. */
  public List<SyncItem> items(Kind kind) {
    return items.stream().filter(item -> item.kind() == kind).toList();
  }

  /** Returns the size of the items of a kind. */
  public long sizeBytes(Kind kind) {
    return items(kind).stream().mapToLong(SyncItem::sizeBytes).sum();
  }

  /** Tells whether there is nothing to send and nothing to be told. */
  public boolean isIdle() {
    return items(Kind.SAME).size() == items.size()
        && pending.isEmpty()
        && skipped.isEmpty()
        && notes.isEmpty();
  }
}
