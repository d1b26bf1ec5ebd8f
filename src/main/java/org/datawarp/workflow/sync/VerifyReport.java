package org.datawarp.workflow.sync;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found.
 *
 * @param store the store's address
 * @param objects objects in the store
 * @param verified objects read back whole, with the hash they were stored with
 * @param verifiedBytes their size
 * @param damaged what is wrong, by key; what was found before and is not mended is among it
 * @param never objects that were never verified so far
 * @param requests requests made
 * @param duration how long it took
 */
public record VerifyReport(
    String store,
    long objects,
    long verified,
    long verifiedBytes,
    Map<String, String> damaged,
    long never,
    long requests,
    Duration duration) {

  /** Returns the report as JSON values, keys in snake case. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("store", store);
    map.put("objects", objects);
    map.put("verified", verified);
    map.put("verified_bytes", verifiedBytes);
    map.put("damaged", damaged);
    map.put("never_verified", never);
    map.put("requests", requests);
    map.put("seconds", duration.toMillis() / 1000.0);
    return map;
  }
}
