package org.datawarp.backup;

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
}
