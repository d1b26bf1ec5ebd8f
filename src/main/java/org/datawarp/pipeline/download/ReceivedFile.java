package org.datawarp.pipeline.download;

import org.jspecify.annotations.Nullable;

/**
 * What a transfer brought.
 *
 * @param location the address that answered, after redirects
 * @param etag the ETag header
 * @param lastModified the Last-Modified header
 * @param contentType the Content-Type header
 * @param contentDisposition the Content-Disposition header
 * @param file the bytes, or null when the server says that they did not change
 */
record ReceivedFile(
    Location.Remote location,
    @Nullable String etag,
    @Nullable String lastModified,
    @Nullable String contentType,
    @Nullable String contentDisposition,
    @Nullable Bytes file) {

  /**
   * Bytes in a part file.
   *
   * @param size how many
   * @param sha256 their hash
   */
  record Bytes(long size, String sha256) {}
}
