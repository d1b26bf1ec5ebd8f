package org.datawarp.lifecycle.transfer;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that was found wrong in a store and is not mended yet.
 *
 * @param store the store: its address, and its server where there is one
 * @param key the object
 * @param what what is wrong with it
 * @param foundAt when that was found
 */
public record StoreDamage(String store, String key, String what, Instant foundAt) {
  /** Returns it as JSON values, keys in snake case. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("store", store);
    map.put("key", key);
    map.put("what", what);
    map.put("found_at", foundAt);
    return map;
  }
}
