package org.datawarp.storage.object;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object as the store describes it.
 *
 * @param key below the store's prefix
 * @param sizeBytes its size
 * @param version its version
 * @param storedAt when it was stored
 * @param sha256 the SHA-256 its metadata states, 64 hexadecimal digits, or null where it states
 *     none
 * @param storageClass how it is kept
 */
public record StoredObject(
    String key,
    long sizeBytes,
    ObjectVersion version,
    Instant storedAt,
    @Nullable String sha256,
    StorageClass storageClass) {}
