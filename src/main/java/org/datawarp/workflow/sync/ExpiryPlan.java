package org.datawarp.workflow.sync;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an expiry deletes from the store.
 *
 * @param store the store's address
 * @param cloudRetentionDays after how many days objects expire
 * @param expired keys that are deleted, or would be
 * @param expiredBytes their size
 * @param kept why objects that are old enough stay, by key
 * @param executed whether it was carried out
 */
public record ExpiryPlan(
    String store,
    long cloudRetentionDays,
    List<String> expired,
    long expiredBytes,
    Map<String, String> kept,
    boolean executed) {
  /** Copies both. */
  public ExpiryPlan {
    expired = List.copyOf(expired);
    kept = new TreeMap<>(kept);
  }
}
