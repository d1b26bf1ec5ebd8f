package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.datawarp.model.error.StorageException;
import org.datawarp.storage.object.StorageClass;

/**
 * A file that is to be in the store.
 *
 * @param file where it is
 * @param path relative to the workspace, with forward slashes
 * @param key its key
 * @param sizeBytes its size
 * @param modifiedAt when it was changed last
 * @param storageClass how it is to be kept
 */
public record LocalFile(
    Path file,
    String path,
    String key,
    long sizeBytes,
    Instant modifiedAt,
    StorageClass storageClass) {
  /**
   * Reads a file's size and time.
   *
   * @throws StorageException if it cannot be read
   */
  public static LocalFile read(Path file, String path, String key) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new LocalFile(
          file,
          path,
          key,
          attributes.size(),
          attributes.lastModifiedTime().toInstant(),
          StorageClass.STANDARD);
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + e.getMessage(), null, e);
    }
  }
}
