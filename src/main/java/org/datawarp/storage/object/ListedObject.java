package org.datawarp.storage.object;

import java.time.Instant;

/**
 * An object as a listing shows it.
 *
 * @param key below the store's prefix
 * @param sizeBytes its size
 * @param version its version
 * @param storedAt when it was stored
 * @param storageClass how it is kept
 */
public record ListedObject(
    String key,
    long sizeBytes,
    ObjectVersion version,
    Instant storedAt,
    StorageClass storageClass) {}
