package org.datawarp.storage.object;

import java.time.Instant;

/**
 * An object being sent in parts; it does not exist before it is completed.
 *
 * @param key its key to be, below the store's prefix
 * @param id the store's name for the upload
 * @param begunAt when it was begun
 */
public record MultipartUpload(String key, String id, Instant begunAt) {}
