package org.datawarp.workflow.sync;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pull brought.
 *
 * @param store the store's address
 * @param pulled paths of files brought, each verified
 * @param pulledBytes their size
 * @param same how many were here already, with the same content
 * @param failures why others were not brought, by key
 * @param duration how long it took
 */
public record PullReport(
    String store,
    List<String> pulled,
    long pulledBytes,
    long same,
    Map<String, String> failures,
    Duration duration) {
  /** Copies the list. */
  public PullReport {
    pulled = List.copyOf(pulled);
  }

  /** Returns the report as JSON values, keys in snake case. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("store", store);
    map.put("pulled", pulled);
    map.put("pulled_bytes", pulledBytes);
    map.put("same", same);
    map.put("failures", failures);
    map.put("seconds", duration.toMillis() / 1000.0);
    return map;
  }
}
