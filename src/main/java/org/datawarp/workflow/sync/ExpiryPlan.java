package org.datawarp.workflow.sync;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an expiry deletes from the store.
 *
 * @param store the store's address
 * @param days after how many days objects expire
 * @param expired keys that are deleted, or would be
 * @param expiredBytes their size
 * @param kept why objects that are old enough stay, by key
 * @param executed whether it was carried out
 */
public record ExpiryPlan(
    String store,
    long days,
    List<String> expired,
    long expiredBytes,
    Map<String, String> kept,
    boolean executed) {
  /** Copies both. */
  public ExpiryPlan {
    expired = List.copyOf(expired);
    kept = new TreeMap<>(kept);
  }

  /** Returns the plan as JSON values, keys in snake case. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("store", store);
    map.put("cloud_retention_days", days);
    map.put("expired", expired);
    map.put("expired_bytes", expiredBytes);
    map.put("kept", kept);
    map.put("executed", executed);
    return map;
  }
}
