package org.datawarp.workflow.backup;

import java.util.List;
import java.util.Optional;
import org.datawarp.platform.codec.JsonKeys;
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
@JsonKeys({
  "place",
  "key",
  "size_bytes",
  "meta.created_at",
  "meta.verified_at",
  "meta.writer",
  "meta.server_version",
  "tables=meta.table_count",
  "rows=meta.row_count",
  "meta.sha256",
  "damage",
  "left_out"
})
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

  /** Returns what is not in it, as far as is known. */
  List<String> leftOut() {
    return meta == null ? List.of() : meta.leftOut();
  }
}
