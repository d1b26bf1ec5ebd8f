package org.datawarp.workflow.backup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A backup that is there.
 *
 * @param place where, as it is shown: empty for the workspace, else an address
 * @param key its path or key there
 * @param name its name
 * @param sizeBytes the size of its file
 * @param meta what is known of it; null where nothing is
 */
public record StoredBackup(
    String place, String key, BackupName name, long sizeBytes, @Nullable BackupMeta meta) {
  /** Tells whether it was restored as a trial and found equal. */
  public boolean isVerified() {
    return meta != null && meta.verifiedAt() != null;
  }

  /**
   * Returns what its size says is wrong with it; empty where it is as it was written, or unknown.
   */
  public Optional<String> damage() {
    return meta == null || meta.sizeBytes() == sizeBytes
        ? Optional.empty()
        : Optional.of("it has " + sizeBytes + " bytes, not " + meta.sizeBytes());
  }

  /** Returns what is known of it as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("place", place);
    map.put("key", key);
    map.put("size_bytes", sizeBytes);
    map.put("created_at", meta == null ? null : meta.createdAt());
    map.put("verified_at", meta == null ? null : meta.verifiedAt());
    map.put("writer", meta == null ? null : meta.writer());
    map.put("server_version", meta == null ? null : meta.serverVersion());
    map.put("tables", meta == null ? null : meta.tableCount());
    map.put("rows", meta == null ? null : meta.rowCount());
    map.put("sha256", meta == null ? null : meta.sha256());
    map.put("damage", damage().orElse(null));
    map.put("left_out", meta == null ? List.of() : meta.leftOut());
    return map;
  }
}
