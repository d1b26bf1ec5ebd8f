package org.datawarp.workflow.backup;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;

/** Reads backups and compares them with their manifests. */
final class Intactness {
  private Intactness() {}

  /**
   * Reads a backup to its end.
   *
   * @return what is wrong with its bytes, in words; empty where they are those that were written
   * @throws StorageException if it cannot be read, which tells nothing of its bytes
   */
  static Optional<String> damage(BackupPlace place, StoredBackup backup) {
    BackupMeta meta = backup.meta();
    if (meta == null) {
      return Optional.of("it has no manifest beside it");
    }
    Optional<String> size = backup.damage();
    if (size.isPresent()) {
      return size;
    }
    MessageDigest digest = FileHash.newDigest();
    try (InputStream file = place.open(backup);
        InputStream bytes = new DigestInputStream(file, digest)) {
      bytes.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + backup.key() + ": " + IoErrors.of(e), "try again", e);
    }
    String sha256 = HexFormat.of().formatHex(digest.digest());
    return sha256.equals(meta.sha256())
        ? Optional.empty()
        : Optional.of("it is not the file that was written: its SHA-256 is " + sha256);
  }
}
