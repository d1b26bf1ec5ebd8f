package org.datawarp.sync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How things stand, as far as this machine knows without asking a store.
 *
 * @param configured the configured store, or null
 * @param stores what is known of each store
 * @param waiting keys of what waits in {@code .sync/pending_upload/}, each with the store it is
 *     for; null where that was not noted
 * @param interrupted keys of uploads that were interrupted and will be gone on with
 * @param notSent how many included files no store is known to hold
 * @param notSentBytes their size
 * @param owed since when an archive waits for the network, and why; or null
 * @param note what is wrong with the state file, or null
 */
public record SyncStatus(
    @Nullable String configured,
    List<Store> stores,
    Map<String, @Nullable String> waiting,
    List<String> interrupted,
    long notSent,
    long notSentBytes,
    @Nullable String owed,
    @Nullable String note) {

  /**
   * What is known of a store.
   *
   * @param address its address
   * @param syncedAt the end of the last sync, or null
   * @param objects objects
   * @param sizeBytes their size
   * @param verified how many of them were ever read back
   * @param oldestVerified when the one was read back that was not for the longest time, or null
   */
  public record Store(
      String address,
      @Nullable Instant syncedAt,
      long objects,
      long sizeBytes,
      long verified,
      @Nullable Instant oldestVerified) {}

  /** Returns the state as JSON values, keys in snake case. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("configured", configured);
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (Store store : stores) {
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("store", store.address());
      entry.put("synced_at", store.syncedAt());
      entry.put("objects", store.objects());
      entry.put("size_bytes", store.sizeBytes());
      entry.put("verified", store.verified());
      entry.put("oldest_verified_at", store.oldestVerified());
      list.add(entry);
    }
    map.put("stores", list);
    map.put("waiting", waiting.keySet());
    map.put("waiting_for", waiting);
    map.put("interrupted", interrupted);
    map.put("not_sent", notSent);
    map.put("not_sent_bytes", notSentBytes);
    map.put("owed", owed);
    map.put("note", note);
    return map;
  }
}
