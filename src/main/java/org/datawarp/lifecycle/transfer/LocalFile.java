package org.datawarp.lifecycle.transfer;

import java.nio.file.Path;
import java.time.Instant;
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
    StorageClass storageClass) {}
