package org.datawarp.workflow.sync;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.datawarp.platform.codec.JsonKeys;
import org.jspecify.annotations.Nullable;

/**
 * How things stand, as far as this machine knows without asking a store.
 *
 * @param configured the configured store, or null
 * @param stores what is known of each store
 * @param waitingFor keys of what waits in {@code .sync/pending_upload/}, each with the store it is
 *     for; null where that was not noted
 * @param interrupted keys of uploads that were interrupted and will be gone on with
 * @param notSent how many included files no store is known to hold
 * @param notSentBytes their size
 * @param owed since when an archive waits for the network, and why; or null
 * @param note what is wrong with the state file, or null
 */
@JsonKeys({
  "configured",
  "stores",
  "waiting",
  "waiting_for",
  "interrupted",
  "not_sent",
  "not_sent_bytes",
  "owed",
  "note"
})
public record SyncStatus(
    @Nullable String configured,
    List<Store> stores,
    Map<String, @Nullable String> waitingFor,
    List<String> interrupted,
    long notSent,
    long notSentBytes,
    @Nullable String owed,
    @Nullable String note) {

  /**
   * What is known of a store.
   *
   * @param store its address
   * @param server its server; null for a folder, and where a release before did not note it
   * @param syncedAt the end of the last sync, or null
   * @param objects objects
   * @param sizeBytes their size
   * @param verified how many of them were ever read back
   * @param oldestVerifiedAt when the one was read back that was not for the longest time, or null
   * @param damaged what was found wrong and is not mended, by key
   */
  public record Store(
      String store,
      @Nullable String server,
      @Nullable Instant syncedAt,
      long objects,
      long sizeBytes,
      long verified,
      @Nullable Instant oldestVerifiedAt,
      Map<String, String> damaged) {
    private static final String SERVER = " at http";

    /** Copies the map. */
    public Store {
      damaged = new TreeMap<>(damaged);
    }

    static String addressOf(String identity) {
      int at = identity.lastIndexOf(SERVER);
      return at < 0 ? identity : identity.substring(0, at);
    }

    static @Nullable String serverOf(String identity) {
      int at = identity.lastIndexOf(SERVER);
      return at < 0 ? null : identity.substring(at + SERVER.length() - "http".length());
    }
  }

  /** Tells whether nothing is known to be damaged or gone. */
  public boolean isSound() {
    return stores.stream().allMatch(store -> store.damaged().isEmpty());
  }

  /** Returns the keys of what waits. */
  Set<String> waiting() {
    return waitingFor.keySet();
  }
}
