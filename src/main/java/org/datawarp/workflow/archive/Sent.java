package org.datawarp.workflow.archive;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of the files that policies send to one store.
 *
 * @param store the store's address
 * @param files how many files were owed to it
 * @param sizeBytes how many bytes were sent now
 * @param deleted files deleted here, after they were read back as equal from the store
 * @param kept why others stayed here that were to be deleted
 * @param failures why others are not in the store; they stay owed
 * @param damaged what is wrong with copies that are not what was sent
 * @param postponed why nothing was sent, and everything waits; null where it was sent
 */
public record Sent(
    String store,
    long files,
    long sizeBytes,
    List<String> deleted,
    Map<String, String> kept,
    Map<String, String> failures,
    Map<String, String> damaged,
    @Nullable String postponed) {
  /** Copies the collections. */
  public Sent {
    deleted = List.copyOf(deleted);
    kept = new TreeMap<>(kept);
    failures = new TreeMap<>(failures);
    damaged = new TreeMap<>(damaged);
  }

  /** Returns it as JSON's values, with stable keys. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("store", store);
    map.put("files", files);
    map.put("size_bytes", sizeBytes);
    map.put("deleted_local", deleted);
    map.put("kept_local", kept);
    map.put("failures", failures);
    map.put("damaged", damaged);
    map.put("postponed", postponed);
    return map;
  }
}
